// Package blackboard keeps a small text that processes of one user read and change in turn. It is for
// what they can do without: a text that is lost or damaged is gone, and a Board that cannot be reached
// says so at once.
package blackboard

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
)

// Board is one text in a file, with a lock beside it. It is safe for concurrent use and needs no Close.
type Board struct {
	path  string
	apart atomic.Int64 // no other try before that time, in nanoseconds
}

const (
	most     = 1 << 20 // bytes of a text
	sumBytes = 4
	poll     = 200 * time.Microsecond
	patience = 50 * time.Millisecond // for others, who hold the lock for less than a millisecond
	distance = time.Second           // until the next try, where the lock is stuck
	old      = 90 * 24 * time.Hour   // of a text that nobody needs
)

// New returns the board of that name. It makes the folder, 0700, and refuses one that others could have
// planted. What was not changed for three months is removed.
func New(folder, name string) (*Board, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if err := owned.Folder(folder); err != nil {
		return nil, err
	}
	sweep(folder)
	b := &Board{path: filepath.Join(folder, name)}
	for _, path := range []string{b.path, b.lockPath()} {
		if err := owned.Free(path); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func sweep(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > old {
			_ = os.Remove(filepath.Join(folder, e.Name())) // one that stays does no harm
		}
	}
}

func (b *Board) lockPath() string { return b.path + ".lock" }

// Change calls change, while no other process does, with the text that stands there, nil for none, and
// keeps what it returns. It reports whether it called it: it does not if the board cannot be read, or
// if another process holds it for too long.
func (b *Board) Change(change func(text []byte) []byte) bool {
	if time.Now().UnixNano() < b.apart.Load() {
		return false
	}
	called := false
	if err := b.change(func(text []byte) []byte { called = true; return change(text) }); err != nil {
		b.apart.Store(time.Now().Add(distance).UnixNano())
	}
	return called
}

func (b *Board) change(change func(text []byte) []byte) (err error) {
	lock, err := filelock.Await(nil, b.lockPath(), patience, poll)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Leave()) }()
	file, err := owned.Open(b.path, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		file, err = os.OpenFile(b.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	text, length, err := read(file)
	if err != nil {
		return err
	}
	return write(file, change(text), length)
}

// read returns the text, nil if it is not as it was written, and the length of the file.
func read(file *os.File) (text []byte, length int, err error) {
	all, err := io.ReadAll(io.LimitReader(file, most))
	if err != nil || len(all) < sumBytes {
		return nil, len(all), err
	}
	sum, text := binary.LittleEndian.Uint32(all), all[sumBytes:]
	if crc32.ChecksumIEEE(text) != sum {
		text = nil
	}
	return text, len(all), nil
}

// write writes the text in place: of a process that is killed there, the sum tells.
func write(file *os.File, text []byte, length int) error {
	if len(text) > most-sumBytes {
		return fmt.Errorf("a text of %d bytes is too long for a blackboard", len(text))
	}
	all := append(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(text)), text...)
	_, err := file.WriteAt(all, 0)
	if err == nil && len(all) < length {
		err = file.Truncate(int64(len(all)))
	}
	return err
}
