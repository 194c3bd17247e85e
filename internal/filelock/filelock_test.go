package filelock_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/leadferry/leadferry/internal/filelock"
)

// TestOneHolder: of many goroutines that keep trying, no two hold the lock, although its file comes
// and goes.
func TestOneHolder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), ".lock")
	var holders, most, taken atomic.Int32
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			for range 25 {
				l, err := filelock.Acquire(path)
				if errors.Is(err, filelock.ErrLocked) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				taken.Add(1)
				if n := holders.Add(1); n > most.Load() {
					most.Store(n)
				}
				holders.Add(-1)
				if err := l.Release(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if most.Load() != 1 || taken.Load() < 40 {
		t.Errorf("%d held it at once, %d in all", most.Load(), taken.Load())
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
