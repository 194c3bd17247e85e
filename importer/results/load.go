package results

import (
	"errors"
	"io"
	"slices"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/journal"
)

// Resume loads the journal of an import that was stopped, to continue it. Rows whose failure another
// run may overcome count as not attempted. A torn end is cut off; damage before it is a
// *journal.DamageError.
func Resume(f File) (*Log, Header, error) {
	l, h, end, err := load(f)
	if err == nil {
		err = l.write(journal.Open(f, end))
	}
	if err != nil {
		return nil, Header{}, err
	}
	return l, h, nil
}

// Read loads a journal only to look at it: the file may be read-only, and a torn end stays.
func Read(f interface {
	io.Reader
	io.ReaderAt
}) (*Log, Header, error) {
	l, h, _, err := load(f)
	if err != nil {
		return nil, Header{}, err
	}
	l.read = func(position int64) ([]byte, error) { return journal.Read(f, position) }
	return l, h, nil
}

func (l *Log) write(j *journal.Journal, err error) error {
	if err == nil {
		l.journal, l.read = j, j.Read
	}
	return err
}

// load reads the records of a journal.
func load(f io.Reader) (l *Log, h Header, end int64, err error) {
	l = &Log{assigned: map[int]string{}, inFlight: map[int]bool{}}
	first := true
	end, err = journal.Load(f, func(position int64, payload []byte) error {
		if first {
			first = false
			return h.parse(payload)
		}
		r, err := parseRecord(payload)
		if err != nil {
			return err
		}
		l.take(position, &r)
		return nil
	})
	if err == nil && first {
		err = errors.New("the journal is empty")
	}
	l.base, l.announced = l.tally, h.Announced
	return l, h, end, err
}

// take takes a record from the journal.
func (l *Log) take(position int64, r *Record) {
	if r.Attempts > 0 || r.Code == codeUnsent {
		delete(l.inFlight, r.Row)
	}
	switch {
	case r.Code == codeUnsent:
	case r.Code == codeSending:
		l.inFlight[r.Row] = true
	case r.Code == codeOpened:
		l.opened = true
	case r.Code == codeUndone:
		l.undone = true
	case r.Outcome == row.NotAttempted:
		l.assigned[r.Row] = r.UUID
	case r.Outcome == row.Failed && slices.Contains([]string{CodeInterrupted, CodeUnavailable, CodeAuth, CodeRedirect, row.CodeUnverified}, r.Code):
		l.set(r.Row, position, row.NotAttempted) // another run may overcome it, but the record stays what is known of it
	default:
		l.set(r.Row, position, r.Outcome)
	}
}
