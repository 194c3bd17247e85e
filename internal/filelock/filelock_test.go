package filelock_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/filelock"
)

// TestOneHolder: of many goroutines that try until each has held the lock, no two hold it at once,
// although its file comes and goes.
func TestOneHolder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ".lock")
	var holders, most atomic.Int32
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			l, err := filelock.Acquire(path)
			for errors.Is(err, filelock.ErrLocked) {
				time.Sleep(100 * time.Microsecond)
				l, err = filelock.Acquire(path)
			}
			if err != nil {
				t.Error(err)
				return
			}
			if n := holders.Add(1); n > most.Load() {
				most.Store(n)
			}
			runtime.Gosched() // a chance for the others to get in
			holders.Add(-1)
			if err := l.Release(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d held it at once", most.Load())
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
}

func TestNoFolder(t *testing.T) {
	t.Parallel()
	if l, err := filelock.Acquire(filepath.Join(t.TempDir(), "no", "lock")); err == nil || errors.Is(err, filelock.ErrLocked) {
		t.Error(l, err)
	}
}
