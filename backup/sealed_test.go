package backup

import (
	"bytes"
	"errors"
	"io"
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
		if _, err := s.Write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	for _, from := range []int64{0, 1, 15, 16, 17, 5000, int64(len(plain)) - 1} {
		if _, err := s.Seek(from, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, min(1000, int64(len(plain))-from))
		if _, err := io.ReadFull(s, got); err != nil || !bytes.Equal(got, plain[from:from+int64(len(got))]) {
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
	if _, err := s.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(make([]byte, 1)); !errors.Is(err, errRewritten) {
		t.Errorf("a place written twice: %v", err)
	}
	if err := s.remove(); err != nil {
		t.Error(err)
	}
}
