package turns

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/internal/filelock"
)

// Cache is the folder of this process for drafts. It saves fetching from the store what this worker has
// read itself. It is safe for concurrent use.
type Cache struct {
	folder string
	lock   *filelock.Lock

	mu   sync.Mutex
	busy map[string]bool // lanes
}

// lockEnd is at the end of the name of a lock file. Beside it is the folder of the process that holds it.
const lockEnd = ".lock"

// OpenCache makes a folder in the given one, which is made, too, and removes those of processes that have
// ended. The caller closes the Cache.
func OpenCache(folder string) (*Cache, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the cache: %w", err)
	}
	if err := sweep(folder); err != nil {
		return nil, err
	}
	own := filepath.Join(folder, uuid.NewString())
	lock, err := filelock.Acquire(own + lockEnd)
	if err != nil {
		return nil, fmt.Errorf("lock the cache: %w", err)
	}
	if err := os.Mkdir(own, 0o700); err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	return &Cache{folder: own, lock: lock, busy: map[string]bool{}}, nil
}

// sweep removes the folders of processes that are no more.
func sweep(folder string) error {
	locks, err := filepath.Glob(filepath.Join(folder, "*"+lockEnd))
	if err != nil {
		return err
	}
	for _, path := range locks {
		lock, err := filelock.Acquire(path)
		if errors.Is(err, filelock.ErrLocked) {
			continue
		}
		if err == nil {
			err = errors.Join(os.RemoveAll(path[:len(path)-len(lockEnd)]), lock.Release())
		}
		if err != nil {
			return fmt.Errorf("remove what a killed worker left in the cache: %w", err)
		}
	}
	return nil
}

var errBusy = errors.New("an earlier turn of this lane has not ended on this worker yet")

// open returns the folder of a run until release is called. A lane has one turn at a time here; its
// earlier runs are removed.
func (c *Cache) open(lane, run string) (folder string, release func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[lane] {
		return "", nil, errBusy
	}
	all := filepath.Join(c.folder, lane)
	folder = filepath.Join(all, run)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", nil, err
	}
	entries, err := os.ReadDir(all)
	for _, e := range entries {
		if e.Name() != run {
			err = errors.Join(err, os.RemoveAll(filepath.Join(all, e.Name())))
		}
	}
	if err != nil {
		return "", nil, err
	}
	c.busy[lane] = true
	return folder, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.busy, lane)
	}, nil
}

// forget removes what is kept of a lane, unless a turn of it is under way.
func (c *Cache) forget(lane string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[lane] {
		return nil
	}
	return os.RemoveAll(filepath.Join(c.folder, lane))
}

// Close removes all of it.
func (c *Cache) Close() error { return errors.Join(os.RemoveAll(c.folder), c.lock.Release()) }
