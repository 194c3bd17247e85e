package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
)

const (
	fileName = "history.jsonl"
	lockName = ".history.lock"
	most     = 1 << 20 // bytes of the file; then its older half goes
	patience = 2 * time.Second
)

// Index is the file of all runs. It may be used by several processes at once.
type Index struct {
	Folder string // of the program's own; it is made when it is needed
}

// Add appends the state of a run. A line that a killed process or a full disk left unfinished spoils
// no other.
func (x Index) Add(r *Run) (err error) {
	r.Schema = 1
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if x.Folder == "" {
		return errors.New("there is no home folder")
	}
	if err := os.MkdirAll(x.Folder, 0o700); err != nil {
		return err
	}
	if err := owned.Folder(x.Folder); err != nil {
		return err
	}
	lock, err := x.lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	return x.append(append(line, '\n'))
}

// lock waits for other processes, which hold the lock for a moment only.
func (x Index) lock() (*filelock.Lock, error) {
	return filelock.Await(nil, filepath.Join(x.Folder, lockName), patience, 10*time.Millisecond)
}

// append writes a line at the end, in a line of its own whatever stands before it.
func (x Index) append(line []byte) (err error) {
	text, err := x.read()
	if err != nil {
		return err
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		line = append([]byte{'\n'}, line...)
	}
	path := filepath.Join(x.Folder, fileName)
	if len(text)+len(line) > most {
		atomicfile.Sweep(path)
		return atomicfile.WriteOwn(path, append(newerHalf(text), line...), true)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		file, err = owned.Open(path, os.O_WRONLY|os.O_APPEND)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	_, err = file.Write(line)
	return err
}

// newerHalf returns the last whole lines of a text, as many as are half of what it may hold.
func newerHalf(text []byte) []byte {
	text = text[max(0, len(text)-most/2):]
	return text[bytes.IndexByte(text, '\n')+1:]
}

// read returns the whole file, nothing if there is none.
func (x Index) read() ([]byte, error) {
	file, err := owned.Open(filepath.Join(x.Folder, fileName), os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	return io.ReadAll(io.LimitReader(file, 2*most))
}

// Runs returns all runs that are known, the newest first. Lines that cannot be read are skipped.
func (x Index) Runs() ([]Run, error) {
	text, err := x.read()
	if err != nil {
		return nil, fmt.Errorf("the history cannot be read: %w", err)
	}
	var lines []Run
	for line := range bytes.Lines(text) {
		var r Run
		if json.Unmarshal(line, &r) == nil && r.Schema == 1 && r.Report != "" {
			lines = append(lines, r)
		}
	}
	return merge(lines), nil
}
