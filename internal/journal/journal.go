// Package journal keeps an append-only, checksummed log of small records in a file, so that after a kill or a power cut it is known what
// was done before.
//
// A journal is text, one line a record:
//
//	e5a2c9f0 {"row":17,"outcome":"upserted"}
//
// The first eight characters are the CRC-32C of the line's position in the file (its byte offset as 8 bytes, low byte first) and of the
// rest of the line without its end. As the position is part of it, a line that was lost, repeated, swapped or moved does not fit its place
// and is found like one that was changed, and yet each line can be checked alone. A line with "=" after the checksum is no record but a
// sync mark, see [Load].
package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// MaxRecord is how many bytes a record may have.
	MaxRecord = 1 << 20
	maxBuffer = 64 << 10 // bytes that wait for the system at most, however few records they are
)

// File is what a journal needs of an *os.File, one that was not opened for appending.
type File interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
}

// Options are the two limits of what may be lost.
type Options struct {
	// Every is how long a record waits at most until a sync of the file begins, or until the sync before it ends if that takes longer.
	// A power cut loses no more than that. 0 means 200 ms.
	Every time.Duration
	// Records is how many records at most are in this process only, and lost when it is killed. 0 means 100.
	Records int
}

// Journal is a journal in the making. It is safe for concurrent use. The first error of writing or syncing is final: the file is not
// touched again, as after a failed sync nobody knows what is on the disk, and every further call but Reader returns that error.
type Journal struct {
	file    File
	every   time.Duration
	records int
	failed  chan struct{}
	due     *time.Timer // calls Sync

	syncing chan struct{} // holds one value during a sync of the file, in which others may append; taken before mu

	mu       sync.Mutex
	buf      []byte // lines that are not handed to the system yet
	waiting  int    // records in buf
	handed   int64  // bytes that are: the position of buf
	recorded int64  // where the last record ends
	synced   int64  // bytes that are on the disk
	armed    bool   // due will see to the records since the last sync began
	closed   bool
	err      error
}

var errClosed = errors.New("cannot write the journal: it is closed")

// Create begins a journal in an empty file. The header is its first record and is on the disk when Create returns. Whoever has created a
// journal closes it; the file stays the caller's.
func Create(f File, header []byte, o Options) (*Journal, error) {
	switch n, err := f.ReadAt(make([]byte, 1), 0); {
	case n > 0:
		return nil, errors.New("cannot begin a journal in a file that holds something already: name another file")
	case !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("cannot begin a journal: %w", err)
	}
	j := newJournal(f, 0, o)
	_, err := j.Append(header)
	if err == nil {
		err = j.Sync()
	}
	if err != nil {
		j.due.Stop()
		return nil, err
	}
	return j, nil
}

// Open continues a journal at the end that Load returned. What is behind it is cut off, and what is before it is on the disk when Open
// returns.
func Open(f File, end int64, o Options) (*Journal, error) {
	err := f.Truncate(end)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot continue the journal: %w", err)
	}
	j := newJournal(f, end, o)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.mark()
	return j, nil
}

func newJournal(f File, end int64, o Options) *Journal {
	j := &Journal{
		file:    f,
		every:   cmp.Or(o.Every, 200*time.Millisecond),
		records: cmp.Or(o.Records, 100),
		failed:  make(chan struct{}),
		syncing: make(chan struct{}, 1),
		handed:  end, recorded: end, synced: end,
	}
	j.due = time.AfterFunc(j.every, func() { _ = j.Sync() }) // its error stays in j
	return j
}

// Append adds a record and returns its position, for a Reader. The payload is any bytes but a newline, at most MaxRecord of them. Append
// does not wait for the disk: Sync does. An error because of the payload itself is not final.
func (j *Journal) Append(payload []byte) (position int64, err error) {
	if err := checkPayload(payload); err != nil {
		return 0, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.err != nil:
		return 0, j.err
	case j.closed:
		return 0, errClosed
	}
	position = j.end()
	j.buf = appendLine(j.buf, position, record, payload)
	j.recorded = j.end()
	j.waiting++
	if !j.armed {
		j.armed = true
		j.due.Reset(j.every)
	}
	if j.waiting >= j.records || len(j.buf) >= maxBuffer {
		err = j.handOver()
	}
	return position, err
}

// Sync returns when all that was appended before is on the disk. Calls at the same time share one sync of the file.
func (j *Journal) Sync() error {
	j.mu.Lock()
	wanted := j.recorded
	j.mu.Unlock()
	j.syncing <- struct{}{}
	defer func() { <-j.syncing }()
	to, err := j.beginSync(wanted)
	if err != nil || to == 0 {
		return err
	}
	err = j.file.Sync()

	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil {
		return j.fail("cannot save the journal on the disk: %w", err)
	}
	j.synced = to
	j.mark()
	return nil
}

// beginSync hands everything over and returns how many bytes a sync from now on covers, 0 if the wanted ones are synced already.
func (j *Journal) beginSync(wanted int64) (to int64, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil || j.synced >= wanted {
		return 0, j.err
	}
	err = j.handOver()
	j.armed = false
	return j.handed, err
}

// handOver gives the waiting lines to the system in one write. With mu held.
func (j *Journal) handOver() error {
	if j.err != nil || len(j.buf) == 0 {
		return j.err
	}
	n, err := j.file.WriteAt(j.buf, j.handed)
	if err == nil && n < len(j.buf) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return j.fail("cannot write the journal: %w", err)
	}
	j.handed += int64(n)
	j.buf = j.buf[:0]
	j.waiting = 0
	return nil
}

// fail keeps the first error. With mu held.
func (j *Journal) fail(format string, err error) error {
	if j.err == nil {
		j.err = fmt.Errorf(format, err)
		close(j.failed)
	}
	return j.err
}

// mark notes that the bytes up to synced are on the disk. The mark goes along with the next records, and causes no sync of its own.
// With mu held.
func (j *Journal) mark() { j.buf = appendMark(j.buf, j.end(), j.synced) }

// end is where the next line goes. With mu held.
func (j *Journal) end() int64 { return j.handed + int64(len(j.buf)) }

// Failed is closed when the journal cannot be written any more; Err then says why.
func (j *Journal) Failed() <-chan struct{} { return j.failed }

// Err returns the error that was final, or nil.
func (j *Journal) Err() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// Close returns when everything is on the disk. From then on the file is not touched, and Append refuses. A second Close returns what
// the first did.
func (j *Journal) Close() error {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	j.due.Stop()
	if err := j.Sync(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.handOver() // the last sync mark
}
