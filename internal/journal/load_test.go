package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"
)

// sample is a journal of about 2 kB with several sync marks, and its records.
func sample(tb testing.TB, closed bool) (text []byte, all []string) {
	tb.Helper()
	d := &disk{}
	j := create(tb, d, limits{records: 3})
	all = []string{"head"}
	for i := range 30 {
		payload := fmt.Sprintf(`{"row":%d,"uuid":"%032x"}`, i, i*i)
		add(tb, j, payload)
		all = append(all, payload)
		if i%10 == 9 && i < 29 {
			if err := j.Sync(); err != nil {
				tb.Fatal(err)
			}
		}
	}
	if closed {
		if err := j.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	return d.text(), all
}

// lastRecord is where the last record of a text begins.
func lastRecord(text []byte) int {
	last := 0
	_, _ = Load(bytes.NewReader(text), func(position int64, _ []byte) error {
		last = int(position)
		return nil
	})
	return last
}

func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	text, all := sample(t, true)
	for cut := range len(text) + 1 {
		for _, tail := range []string{"", "\x00", strings.Repeat("\x00", 5000)} {
			got, end, torn, err := load(append(text[:cut:cut], tail...))
			whole := cut == 0 || text[cut-1] == '\n'
			if err != nil || torn == (whole && tail == "") || end != int64(bytes.LastIndexByte(text[:cut], '\n')+1) {
				t.Fatalf("cut at %d: end %d, torn %v, %v", cut, end, torn, err)
			}
			wantPrefix(t, got, all)
			if tail == "" {
				wantContinued(t, text[:cut], end, got)
			}
		}
	}
}

// A changed bit of a closed journal is found in every record; in the last mark it is cut off.
func TestFlipAnyBit(t *testing.T) {
	t.Parallel()
	text, all := sample(t, true)
	last := lastRecord(text)
	end := last + bytes.IndexByte(text[last:], '\n')
	for bit := range 8 * len(text) {
		bad := bytes.Clone(text)
		bad[bit/8] ^= 1 << (bit % 8)
		line := bytes.LastIndexByte(text[:bit/8], '\n') + 1
		got, at, torn, err := load(bad)
		n := wantPrefix(t, got, all)
		switch {
		case at != int64(line):
			t.Fatalf("bit %d is found at %d", bit, at)
		case bit/8 < end: // a mark follows on a line of its own
			number := 1 + bytes.Count(text[:line], []byte("\n"))
			damage, ok := errors.AsType[*DamageError](err)
			if !ok || damage.Offset != at || damage.Line != number {
				t.Fatalf("bit %d: %v", bit, err)
			}
		case err != nil || !torn || n < len(all)-1:
			t.Fatalf("bit %d at the end: %d of %d records, torn %v, %v", bit, n, len(all), torn, err)
		}
	}
}

// Where no mark follows, the journal ends at the changed bit.
func TestFlipAnyBitUnclosed(t *testing.T) {
	t.Parallel()
	text, all := sample(t, false)
	markAt := bytes.LastIndexByte(text, '=') - sumSize
	var synced int64
	if _, err := fmt.Sscan(string(text[markAt+sumSize+1:]), &synced); err != nil || synced < 500 || synced > int64(len(text)-500) {
		t.Fatal("no good sample", synced, err)
	}
	for bit := range 8 * len(text) {
		bad := bytes.Clone(text)
		bad[bit/8] ^= 1 << (bit % 8)
		line := int64(bytes.LastIndexByte(text[:bit/8], '\n') + 1)
		got, at, torn, err := load(bad)
		wantPrefix(t, got, all)
		if at != line || isDamage(err) != (line < synced) || torn != (line >= synced) {
			// The mark may be lost together with the end of the line before it.
			if bit/8 != markAt-1 {
				t.Fatalf("bit %d at %d: end %d, torn %v, %v", bit, line, at, torn, err)
			}
		}
	}
}

func TestLinesOutOfPlace(t *testing.T) {
	t.Parallel()
	text, all := sample(t, true)
	lines := slices.Collect(bytes.Lines(text))
	tests := []struct {
		name string
		edit func(at int, lines [][]byte) [][]byte
	}{
		{"lost", func(at int, lines [][]byte) [][]byte { return slices.Delete(lines, at, at+1) }},
		{"repeated", func(at int, lines [][]byte) [][]byte { return slices.Insert(lines, at, lines[at]) }},
		{"swapped", func(at int, lines [][]byte) [][]byte {
			lines[at], lines[at+1] = lines[at+1], lines[at]
			return lines
		}},
		{"copied over", func(at int, lines [][]byte) [][]byte {
			lines[at] = lines[at+1]
			return lines
		}},
		{"empty line", func(at int, lines [][]byte) [][]byte { return slices.Insert(lines, at, []byte("\n")) }},
		{"line ends of windows", func(at int, lines [][]byte) [][]byte {
			lines[at] = append(bytes.Clone(lines[at][:len(lines[at])-1]), "\r\n"...)
			return lines
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for at := range len(lines) - 2 {
				got, end, _, err := load(bytes.Join(test.edit(at, slices.Clone(lines)), nil))
				wantPrefix(t, got, all)
				if end > int64(len(bytes.Join(lines[:at+1], nil))) {
					t.Errorf("line %d: nothing found before %d, %v", at+1, end, err)
				}
			}
		})
	}
}

// Two equal lines swapped: a checksum of the text alone would accept them.
func TestSwappedAlike(t *testing.T) {
	t.Parallel()
	d := &disk{}
	j := create(t, d, limits{records: 1})
	add(t, j, "one", "two", "two")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(bytes.Lines(d.data))
	lines[2], lines[3] = lines[3], lines[2]
	if got, _, _, err := load(bytes.Join(lines, nil)); !isDamage(err) || strings.Join(got, " ") != "head" {
		t.Errorf("%q, %v", got, err)
	}
}

// A power cut leaves each page that was not synced as written or as zeros, and the file any length
// from the synced one on. Everything synced is loaded, nothing wrong is, and none of it counts as
// damage; nor after the next power cut.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := limits{records: rapid.IntRange(1, 8).Draw(rt, "records"), delay: time.Hour}
		d := &disk{}
		j, err := Create(d, []byte("head"))
		all := []string{"head"}
		for range 3 {
			if err != nil {
				rt.Fatal(err)
			}
			l.set(j)
			var safe int
			all, safe = appendSome(rt, j, d, all)
			left := cutPower(rt, d)
			synced := int64(len(d.safe))
			_ = j.Close() // writes into a file that is gone

			got, end, torn, err2 := load(left)
			if err2 != nil || end < synced || torn != (end < int64(len(left))) {
				rt.Fatalf("end %d of %d (synced %d), torn %v, %v", end, len(left), synced, torn, err2)
			}
			if len(got) < safe || !slices.Equal(got, all[:len(got)]) {
				rt.Fatalf("%q are left of %q", got, all[:safe])
			}
			all, d = got, &disk{data: left}
			j, err = Open(d, end)
		}
		_ = j.Close()
	})
}

// appendSome appends and syncs, and returns all records of the journal and how many were synced.
// During a sync it appends more, which that sync does not cover.
func appendSome(rt *rapid.T, j *Journal, d *disk, all []string) (_ []string, safe int) {
	more := func(atMost int) {
		for range rapid.IntRange(0, atMost).Draw(rt, "n") {
			payload := fmt.Sprint("record ", len(all))
			if _, err := j.Append([]byte(payload)); err != nil {
				rt.Fatal(err)
			}
			all = append(all, payload)
		}
	}
	d.onSync = func() { more(10) }
	defer func() { d.onSync = nil }()
	safe = len(all)
	for range rapid.IntRange(0, 3).Draw(rt, "syncs") {
		more(10)
		covered := len(all)
		if err := j.Sync(); err != nil {
			rt.Fatal(err)
		}
		safe = covered
	}
	more(20)
	return all, safe
}

// cutPower returns what is on the disk after a power cut.
func cutPower(rt *rapid.T, d *disk) []byte {
	const page = 64
	d.mu.Lock()
	defer d.mu.Unlock()
	left := bytes.Clone(d.data[:rapid.IntRange(len(d.safe), len(d.data)).Draw(rt, "length")])
	for at := len(d.safe); at < len(left); { // the first page in part
		next := min(at-at%page+page, len(left))
		if rapid.Bool().Draw(rt, "lost") {
			clear(left[at:next])
		}
		at = next
	}
	return left
}

func TestLongLines(t *testing.T) {
	t.Parallel()
	text, all := sample(t, true)
	for name, tail := range map[string]string{
		"as long as a record may be": strings.Repeat("x", MaxRecord) + "\n",
		"longer":                     strings.Repeat("x", 3*MaxRecord) + "\n",
		"without an end":             strings.Repeat("x", 3*MaxRecord),
		"zeros":                      strings.Repeat("\x00", 3*MaxRecord),
	} {
		got, end, torn, err := load(append(bytes.Clone(text), tail...))
		if err != nil || !torn || end != int64(len(text)) || wantPrefix(t, got, all) != len(all) {
			t.Errorf("%s: end %d, torn %v, %v", name, end, torn, err)
		}
		line := append([]byte(tail), '\n')
		all := append(line, appendMark(nil, int64(len(line)), 1)...)
		if _, end, _, err := load(all); !isDamage(err) || end != 0 {
			t.Errorf("%s, then a mark: end %d, %v", name, end, err)
		}
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	text, all := sample(t, true)
	stop := errors.New("stop")
	calls := 0
	_, err := Load(bytes.NewReader(text), func(int64, []byte) error {
		if calls++; calls == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || calls != 3 {
		t.Errorf("stopped by each: %v after %d calls", err, calls)
	}
	for _, cut := range []int{0, 10, len(text)} {
		r := io.MultiReader(bytes.NewReader(text[:cut]), iotest.ErrReader(errDisk))
		if _, err := Load(r, func(int64, []byte) error { return nil }); !errors.Is(err, errDisk) {
			t.Errorf("read error after %d bytes: %v", cut, err)
		}
	}
	var got []string
	r := iotest.OneByteReader(iotest.DataErrReader(bytes.NewReader(text)))
	end, err := Load(r, func(_ int64, payload []byte) error {
		got = append(got, string(payload))
		return nil
	})
	if err != nil || end != int64(len(text)) || !slices.Equal(got, all) {
		t.Errorf("byte by byte: %q, %v, %v", got, end, err)
	}
	if got, end, torn, err := load(nil); got != nil || end != 0 || torn || err != nil {
		t.Errorf("empty: %q, %d, %v, %v", got, end, torn, err)
	}
}

func TestLoadTakesNoMoreMemoryForMore(t *testing.T) {
	allocs := func(records int) float64 {
		var text []byte
		for range records {
			text = appendLine(text, int64(len(text)), record, []byte("x"))
		}
		return testing.AllocsPerRun(5, func() {
			_, _ = Load(bytes.NewReader(text), func(int64, []byte) error { return nil })
		})
	}
	if one, many := allocs(1), allocs(10_000); many > one+2 {
		t.Errorf("%v allocations for one record, %v for 10,000", one, many)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestLoadTakesNoMoreMemoryForLongLines(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	end, err := Load(io.LimitReader(zeros{}, 64<<20), func(int64, []byte) error { return nil })
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; end != 0 || err != nil || took > 16<<20 {
		t.Errorf("end %d, %v, %d bytes allocated", end, err, took)
	}
}

func FuzzLoad(f *testing.F) {
	text, _ := sample(f, true)
	f.Add(text)
	f.Add(text[:len(text)/2])
	f.Add(append(bytes.Clone(text), make([]byte, 100)...))
	f.Add(bytes.Replace(text, []byte("head"), []byte("heal"), 1))
	f.Add([]byte("\n\n=\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, end, torn, err := load(text)
		if err != nil && (!isDamage(err) || torn) || end < 0 || end > int64(len(text)) || torn && end == int64(len(text)) {
			t.Fatalf("end %d of %d, torn %v, %v", end, len(text), torn, err)
		}
		again, endAgain, torn, err := load(text[:end])
		if err != nil || torn || endAgain != end || !slices.Equal(got, again) {
			t.Fatalf("the good part alone: end %d of %d, torn %v, %v", endAgain, end, torn, err)
		}
		wantContinued(t, text, end, got)
	})
}
