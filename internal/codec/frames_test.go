package codec_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/codec"
)

func temporary(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "frames"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// write writes frames of those parts, flushes them, and returns where each begins.
func write(t *testing.T, f *codec.Frames, parts ...[2]string) (starts []int64) {
	t.Helper()
	for _, p := range parts {
		starts = append(starts, f.Size())
		b := append(append(f.Begin(), p[0]...), p[1]...)
		if err := f.End(b, len(p[0])); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	return starts
}

// read reads all frames between two positions.
func read(f *codec.Frames, from, to int64) (parts [][2]string, err error) {
	s := f.Scan(from, to)
	for {
		first, second, err := s.Next()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return parts, err
		}
		parts = append(parts, [2]string{string(first), string(second)})
	}
}

var some = [][2]string{{"first", "second"}, {"", "only the second"}, {"only the first", ""}, {"", ""}, {strings.Repeat("long", 100_000), "z"}, {"a", "b"}}

func TestFramesComeBack(t *testing.T) {
	t.Parallel()
	f := codec.NewFrames(temporary(t), "the file")
	starts := write(t, f, some...)
	if got, err := read(f, 0, codec.End); err != nil || !slices.Equal(got, some) {
		t.Errorf("%d frames, %v", len(got), err)
	}
	if got, err := read(f, starts[1], starts[3]); err != nil || !slices.Equal(got, some[1:3]) {
		t.Errorf("in part: %q, %v", got, err)
	}
	if _, err := read(f, 0, starts[1]-1); !errors.Is(err, codec.ErrCut) {
		t.Errorf("a frame that passes the limit: %v", err)
	}
	var buf []byte
	for i, at := range starts {
		first, second, err := f.ReadAt(at, buf)
		if err != nil || string(first) != some[i][0] || string(second) != some[i][1] {
			t.Errorf("frame %d: %v", i, err)
		}
	}
	if _, _, err := f.ReadAt(f.Size(), nil); !errors.Is(err, io.EOF) {
		t.Errorf("behind the last frame: %v", err)
	}
	if _, _, err := f.ReadAt(1, nil); !errors.Is(err, codec.ErrBroken) {
		t.Errorf("within a frame: %v", err)
	}
}

func TestCutFramesAreGone(t *testing.T) {
	t.Parallel()
	f := codec.NewFrames(temporary(t), "the file")
	starts := write(t, f, some...)
	if err := f.End(append(f.Begin(), "never flushed"...), 0); err != nil {
		t.Fatal(err)
	}
	if err := f.Cut(starts[2]); err != nil {
		t.Fatal(err)
	}
	write(t, f, [2]string{"new", "one"})
	want := [][2]string{some[0], some[1], {"new", "one"}}
	if got, err := read(f, 0, codec.End); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestDamageShows: every changed byte is found, and a torn end is told from damage before it.
func TestDamageShows(t *testing.T) {
	t.Parallel()
	file := temporary(t)
	f := codec.NewFrames(file, "the file")
	f.Key = [16]byte{7}
	starts := write(t, f, [2]string{"ab", "cd"}, [2]string{"ef", "gh"}, [2]string{"ij", "kl"})
	last, size := starts[2], f.Size()
	whole := make([]byte, size)
	if _, err := file.ReadAt(whole, 0); err != nil {
		t.Fatal(err)
	}
	scan := func(text []byte) (torn, broken bool) {
		if err := file.Truncate(0); err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteAt(text, 0); err != nil {
			t.Fatal(err)
		}
		s := f.Scan(0, codec.End)
		for {
			if _, _, err := s.Next(); errors.Is(err, io.EOF) {
				return false, false
			} else if errors.Is(err, codec.ErrBroken) {
				torn, err := s.Torn()
				if err != nil {
					t.Fatal(err)
				}
				return torn, true
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range size {
		changed := bytes.Clone(whole)
		changed[i] ^= 1 << (i % 8)
		if torn, broken := scan(changed); !broken || torn != (i >= last) {
			t.Errorf("byte %d of %d is changed: broken %v, torn %v", i, size, broken, torn)
		}
		if torn, broken := scan(whole[:i]); broken && !torn {
			t.Errorf("cut at byte %d: damaged", i)
		} else if broken == slices.Contains([]int64{0, starts[1], last}, i) {
			t.Errorf("cut at byte %d: broken %v", i, broken)
		}
	}
	other := codec.NewFrames(file, "the file")
	if _, err := read(other, 0, codec.End); err != nil && !errors.Is(err, codec.ErrBroken) {
		t.Fatal(err)
	}
	if torn, broken := scan(append(bytes.Clone(whole[starts[1]:]), whole[:starts[1]]...)); !broken || !torn {
		t.Errorf("frames in other places: broken %v, torn %v", broken, torn)
	}
	f.Key = [16]byte{8}
	if _, broken := scan(whole); !broken {
		t.Error("the frames of another key are taken for ours")
	}
}

// sick is a file that fails.
type sick struct {
	*os.File
	err error
}

func (s *sick) WriteAt([]byte, int64) (int, error) { return 0, s.err }
func (s *sick) ReadAt([]byte, int64) (int, error)  { return 0, s.err }
func (s *sick) Truncate(int64) error               { return s.err }

func TestErrorsOfTheFileNameIt(t *testing.T) {
	t.Parallel()
	fault := errors.New("the disk is gone")
	f := codec.NewFrames(&sick{temporary(t), fault}, "the spool")
	end := f.End(f.Begin(), 0) // buffered
	_, scan := read(f, 0, codec.End)
	_, _, at := f.ReadAt(0, nil)
	_, torn := f.Scan(0, codec.End).Torn()
	if end != nil {
		t.Error(end)
	}
	for want, err := range map[string]error{"write": f.Flush(), "read": scan, "read ": at, "read  ": torn, "cut": f.Cut(0)} {
		if want = strings.TrimSpace(want) + " the spool: the disk is gone"; !errors.Is(err, fault) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
