// Package journal keeps an append-only, checksummed log of small records in a file, so that a
// process knows after a kill or a power cut what was done before.
//
// A journal is text, one line a record:
//
//	e5a2c9f0 {"row":17,"outcome":"upserted"}
//
// The first eight characters are the CRC-32C of the line's position in the file (its byte offset as
// 8 bytes, low byte first) and of the rest of the line without its end. With the position in it,
// the checksum finds a line that was lost, repeated, swapped or moved as well as one that was
// changed, and each line can be checked alone. A line with "=" after the checksum is not a record
// but a sync mark, see [Load].
package journal

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

const (
	// MaxRecord is the most bytes a record may have.
	MaxRecord = 1 << 20

	maxRecords = 100                    // buffered at most: a kill before Flush loses them
	maxBuffer  = 64 << 10               // bytes buffered at most
	syncDelay  = 200 * time.Millisecond // from a record to its sync: a power cut loses no more
)

// File is what a journal needs of an *os.File, one not opened for appending.
type File interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
}

// Journal is a journal being written. It is safe for concurrent use. Its first write or sync error
// is final: the file is not touched again, as after a failed sync the state of the disk is unknown,
// and every call but Read returns that error from then on.
type Journal struct {
	file       File
	maxRecords int
	syncDelay  time.Duration
	due        *time.Timer // calls Sync

	syncing chan struct{} // full during a sync, while others may append; taken before mu

	mu       sync.Mutex
	buf      []byte // lines not written yet
	records  int    // in buf
	written  int64  // bytes in the file: the position of buf
	recorded int64  // the end of the last record
	synced   int64  // bytes that are on the disk
	armed    bool   // due is set for the records since the last sync began
	closed   bool
	err      error
}

var errClosed = errors.New("cannot write the journal: it is closed")

// Create begins a journal in an empty file. The header is its first record and is on the disk when
// Create returns. The caller closes the journal, and the file.
func Create(f File, header []byte) (*Journal, error) {
	switch n, err := f.ReadAt(make([]byte, 1), 0); {
	case n > 0:
		return nil, errors.New("cannot begin a journal in a file that holds something already: " +
			"name another file")
	case !errors.Is(err, io.EOF):
		return nil, fmt.Errorf("cannot begin a journal: %w", err)
	}
	j := newJournal(f, 0)
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

// Open continues a journal at the end that Load returned. It cuts off what follows; what precedes
// it is on the disk when Open returns.
func Open(f File, end int64) (*Journal, error) {
	err := f.Truncate(end)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot continue the journal: %w", err)
	}
	j := newJournal(f, end)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.mark()
	return j, nil
}

func newJournal(f File, end int64) *Journal {
	j := &Journal{
		file: f, maxRecords: maxRecords, syncDelay: syncDelay,
		syncing: make(chan struct{}, 1),
		written: end, recorded: end, synced: end,
	}
	j.due = time.AfterFunc(j.syncDelay, j.syncDue)
	return j
}

// syncDue syncs in the background; the next call returns its error.
func (j *Journal) syncDue() {
	if err := problem.Caught("saving the journal", j.Sync)(); err != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		_ = j.fail(err) // the first error stays
	}
}

// Append adds a record and returns its position, for Read. The payload is at most MaxRecord bytes
// without a newline; an error about it is not final. Only Sync waits for the disk.
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
	j.records++
	if !j.armed {
		j.armed = true
		j.due.Reset(j.syncDelay)
	}
	if j.records >= j.maxRecords || len(j.buf) >= maxBuffer {
		err = j.flush()
	}
	return position, err
}

// Flush writes everything appended before into the file, where it survives a kill of the process, but
// not a power cut.
func (j *Journal) Flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.flush()
}

// Sync returns when everything appended before is on the disk. Concurrent calls share a sync.
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
		return j.fail(fmt.Errorf("cannot save the journal on the disk: %w", err))
	}
	j.synced = to
	j.mark()
	return nil
}

// beginSync writes the buffer and returns how many bytes a sync now covers, 0 if none is needed.
func (j *Journal) beginSync(wanted int64) (to int64, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil || j.synced >= wanted {
		return 0, j.err
	}
	err = j.flush()
	j.armed = false
	return j.written, err
}

// flush writes the buffer to the file in one call. Callers hold mu.
func (j *Journal) flush() error {
	if j.err != nil || len(j.buf) == 0 {
		return j.err
	}
	n, err := j.file.WriteAt(j.buf, j.written)
	if err == nil && n < len(j.buf) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return j.fail(fmt.Errorf("cannot write the journal: %w", err))
	}
	j.written += int64(n)
	j.buf = j.buf[:0]
	j.records = 0
	return nil
}

// fail keeps the first error and returns it. Callers hold mu.
func (j *Journal) fail(err error) error {
	if j.err == nil {
		j.err = err
	}
	return j.err
}

// mark records how many bytes are on the disk. The mark is written with the next records and causes
// no sync of its own. Callers hold mu.
func (j *Journal) mark() { j.buf = appendMark(j.buf, j.end(), j.synced) }

// end is the position of the next line. Callers hold mu.
func (j *Journal) end() int64 { return j.written + int64(len(j.buf)) }

// Close returns when everything is on the disk. From then on the file is not touched, and Append
// returns an error. A second Close returns what the first did.
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
	return j.flush() // the last sync mark
}
