package backup

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "spool")
	s, err := newSealed(path)
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("a visitor's name "), 1000)
	for rest := plain; len(rest) > 0; {
		n := min(len(rest), 777)
		if _, err := s.WriteAt(rest[:n], int64(len(plain)-len(rest))); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	for _, from := range []int64{0, 1, 15, 16, 17, 5000, int64(len(plain)) - 1} {
		got := make([]byte, min(1000, int64(len(plain))-from))
		if _, err := s.ReadAt(got, from); err != nil || !bytes.Equal(got, plain[from:from+int64(len(got))]) {
			t.Errorf("from %d: other bytes come back, %v", from, err)
		}
	}
	disk, err := os.ReadFile(path)
	if err != nil || bytes.Contains(disk, []byte("visitor")) || len(disk) != len(plain) {
		t.Errorf("on the disk stand %d bytes, %v", len(disk), err)
	}
	if bytes.Equal(disk[:17], disk[17*16:17*17]) {
		t.Error("equal texts look equal on the disk")
	}
	for _, at := range []int64{0, int64(len(plain)) - 1, int64(len(plain)) + 1} {
		if _, err := s.WriteAt(make([]byte, 1), at); !errors.Is(err, errRewritten) {
			t.Errorf("written at %d: %v", at, err)
		}
		if err := s.Truncate(at); !errors.Is(err, errRewritten) {
			t.Errorf("cut at %d: %v", at, err)
		}
	}
	if err := s.Truncate(int64(len(plain))); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
