package results

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/journal"
)

// Log is the journal of an import and the index to it: memory holds a few bytes for each row. It is
// safe for concurrent use.
type Log struct {
	journal  *journal.Journal // nil if the log is only read
	read     func(position int64) ([]byte, error)
	assigned map[int]string // of a loaded journal: the uuids of rows without one
	undone   bool
	opened   bool // it was noted for every row whether it is sent
	base     row.Tally

	announced bool         // a loaded journal has every row that was sent
	inFlight  map[int]bool // of a loaded journal: rows of which it was not noted what became of them

	mu     sync.Mutex
	places []int64       // of the last record of a row, by its number; 0 for none
	latest []row.Outcome // by the row's number
	tally  row.Tally
}

// File is the file of a journal.
type File interface {
	journal.File
	io.Reader // from its beginning
}

// Create begins a journal in an empty file. Close ends it; the file stays the caller's.
func Create(f journal.File, h Header) (*Log, error) {
	h.Journal, h.Version, h.Announced = journalName, journalVersion, true
	head, err := json.Marshal(h, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil, err
	}
	l := &Log{}
	if err := l.write(journal.Create(f, head)); err != nil {
		return nil, fmt.Errorf("begin the journal: %w", err)
	}
	return l, nil
}

// Open notes which rows are not sent and why, and the uuid of every row without one. Only then may
// anything be sent.
func (l *Log) Open(ctx context.Context, b *row.Batch) error {
	for r, err := range b.Rows.All(ctx) {
		if err != nil {
			return err
		}
		if err := l.open(r); err != nil {
			return err
		}
	}
	if err := l.Note(&Record{Code: codeOpened}); err != nil {
		return err
	}
	return l.journal.Sync()
}

func (l *Log) open(r *row.Row) error {
	switch {
	case l.Latest(r.Number) != row.NotAttempted:
		return nil
	case r.Outcome == row.Unchanged && l.opened && !r.IsBlank():
		return nil // it was to be sent, and may have been: then the live lead is so because of that
	case r.IsReady() && (r.Origin == row.Own || l.opened):
		return nil
	}
	rec := unsent(r)
	return l.add(&rec)
}

// unsent is the record of a row that is not sent, or not yet.
func unsent(r *row.Row) Record {
	rec := Record{Row: r.Number, UUID: r.UUID()}
	if !r.IsReady() {
		rec.UUID = row.Clip(rec.UUID, row.MaxKey)
		rec.Outcome, rec.Code = r.Outcome, r.Code()
		rec.Message, rec.Fix = r.Explain()
	}
	return rec
}

// Unsent returns the Log of rows of which none is sent. It has no journal, and nothing can be noted.
func Unsent(b *row.Batch) *Log {
	l := &Log{tally: b.Tally}
	l.tally[row.Upserted], l.tally[row.Created], l.tally[row.Updated] = 0, 0, 0
	return l
}

// Sync returns when everything that was noted before is on the disk. Concurrent calls share a sync.
func (l *Log) Sync() error { return l.journal.Sync() }

// Close returns when everything is on the disk. It does not close the file.
func (l *Log) Close() error {
	if err := l.journal.Close(); err != nil {
		return fmt.Errorf("the journal: %w", err)
	}
	return nil
}

// Undone reports whether an undo of this import has begun.
func (l *Log) Undone() bool { return l.undone }

// MarkUndone notes that an undo begins, so that this import cannot be resumed.
func (l *Log) MarkUndone() error {
	if err := l.Note(&Record{Code: codeUndone}); err != nil {
		return err
	}
	return l.journal.Sync()
}

// Assigned returns the uuid that a row without one was given before it was first sent, "" for none.
func (l *Log) Assigned(row int) string { return l.assigned[row] }

// Tally returns how many rows have which outcome so far, those of earlier runs included.
func (l *Log) Tally() row.Tally {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tally
}

// Base returns how many rows had which outcome before this run.
func (l *Log) Base() row.Tally { return l.base }

// Note appends a record. With an outcome it is from then on the row's. When Note returns, a kill of
// the process does not lose it: nothing that is known to be done is done again.
func (l *Log) Note(r *Record) error {
	if err := l.add(r); err != nil {
		return err
	}
	if err := l.journal.Flush(); err != nil {
		return fmt.Errorf("the journal cannot be written: %w", err)
	}
	return nil
}

// add appends a record that may wait to be written.
func (l *Log) add(r *Record) error {
	text, err := json.Marshal(r, jsontext.AllowInvalidUTF8(true)) // broken text becomes U+FFFD
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	place, err := l.journal.Append(text)
	if err != nil {
		return fmt.Errorf("the journal cannot be written: %w", err)
	}
	if r.Outcome != row.NotAttempted {
		l.set(r.Row, place, r.Outcome)
	}
	return nil
}

// set remembers the outcome of a row and the place of its record.
func (l *Log) set(number int, place int64, outcome row.Outcome) {
	for len(l.places) <= number {
		l.places = append(l.places, 0)
		l.latest = append(l.latest, row.NotAttempted)
	}
	if before := l.latest[number]; before != row.NotAttempted {
		l.tally[before]--
	}
	l.places[number], l.latest[number] = place, outcome
	if outcome != row.NotAttempted {
		l.tally[outcome]++
	}
}

// Latest returns the outcome of a row so far.
func (l *Log) Latest(number int) row.Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number >= len(l.latest) {
		return row.NotAttempted
	}
	return l.latest[number]
}

// Of returns what became of a row. If nothing was noted, it was not attempted.
func (l *Log) Of(r *row.Row) (Record, error) {
	if l.read == nil {
		return unsent(r), nil
	}
	rec, ok, err := l.Find(r.Number)
	if !ok && err == nil {
		rec = Record{Row: r.Number, UUID: r.UUID()}
	}
	return rec, err
}

// Find returns what was noted last of a row; ok is false if nothing was.
func (l *Log) Find(number int) (r Record, ok bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number >= len(l.places) || l.places[number] == 0 {
		return Record{}, false, nil
	}
	text, err := l.read(l.places[number])
	if err != nil {
		return Record{}, false, fmt.Errorf("read the journal back: %w", err)
	}
	r, err = parseRecord(text)
	return r, err == nil, err
}

// Announce notes that a row may reach the server from now on, before it is sent.
func (l *Log) Announce(number int) error { return l.Note(&Record{Row: number, Code: codeSending}) }

// Withdraw notes that an announced row was not sent.
func (l *Log) Withdraw(number int) error { return l.Note(&Record{Row: number, Code: codeUnsent}) }

// Reach is how far a row came.
type Reach uint8

// The reaches.
const (
	NotSent Reach = iota
	MaybeSent
	Sent // the server has it
)

// Reach returns how far a row came. unfinished: the run was stopped, and an older version that
// announced no rows may have sent those that the log says nothing of. Of what was sent in the last
// moment before a power cut the log may say nothing, either.
func (l *Log) Reach(number int, unfinished bool) (Reach, error) {
	r, ok, err := l.Find(number)
	switch {
	case err != nil:
		return NotSent, err
	case r.Attempts > 0 && r.Outcome.IsStored():
		return Sent, nil
	case r.Attempts > 0 && (r.Code != CodeRefused || r.Unsure), l.inFlight[number], !ok && unfinished && !l.announced:
		return MaybeSent, nil
	}
	return NotSent, nil
}
