//go:build unix

package atomicfile

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestMode(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	for _, force := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "leads.csv")
		if force {
			put(t, path)
		}
		f := create(t, path, force)
		wantMode(t, f.temp)
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
		wantMode(t, path)
	}
}

func wantMode(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("%s has mode %v", path, info.Mode())
	}
}

func TestNamedPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := Create(path, true); err == nil {
		t.Error("a pipe would have been replaced")
	}
}
