package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// File is a temporary file to keep rows and answers in; *os.File is one.
type File = codec.File

// DamagedError says that a spool does not hold what was written to it.
type DamagedError struct{ Offset int64 }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the temporary file is damaged at byte %d: it was changed, or the disk is failing", e.Offset)
}

// spool keeps the rows until it is known which of them count and which columns they have, and every
// answer that the proof rests on, so that a later turn can recall them. The second part of its first
// frame is the Header. Each other frame is an answer: its first part holds the rows, see rows.go, its
// second part the columns that are new with them and the note of the listing.
type spool struct {
	frames  *codec.Frames
	old     *codec.Scanner // what earlier turns left; nil when all of it was recalled
	until   int64          // where that ends; codec.End: where the whole frames end
	answers int            // kept and recalled
	rows    int
	parts   []part
	columns sheet.Columns
	numbers []int  // of the columns of the page that is appended, plus 1; 0 is not yet known
	draft   *draft // takes the records, too; may be nil
	flushed time.Time
}

// flushEvery bounds what is read again after a kill.
const flushEvery = time.Second

// part is what a spool holds of one reading of a listing.
type part struct {
	kind       lead.Type
	start, end int64 // in the file
	row        int   // its first one
}

func newSpool(file File) *spool { return &spool{frames: codec.NewFrames(file, "the temporary file")} }

// position returns where the next frame is read, or else written.
func (s *spool) position() int64 {
	if s.old != nil {
		return s.old.Position()
	}
	return s.frames.Size()
}

// Begin begins a part.
func (s *spool) Begin(kind lead.Type) {
	s.parts = append(s.parts, part{kind: kind, start: s.position(), row: s.rows})
}

// continuePart begins a part, unless the last one is of that listing.
func (s *spool) continuePart(kind lead.Type) {
	if n := len(s.parts); n == 0 || s.parts[n-1].kind != kind {
		s.Begin(kind)
	}
}

// Keep keeps an answer with the rows that count.
func (s *spool) Keep(note []byte, page *listing.Page) error {
	columns, overflow := len(s.columns.Names()), s.columns.Overflow
	b := s.frames.Begin()
	if page != nil && s.draft != nil {
		if err := s.draft.add(s.parts[len(s.parts)-1].kind, page); err != nil {
			return err
		}
	}
	if page != nil {
		b = s.appendPage(b, page)
	}
	first := len(b) - codec.HeadSize
	b = codec.AppendNumber(b, s.columns.Overflow-overflow)
	b = codec.AppendNumber(b, len(s.columns.Names())-columns)
	for _, name := range s.columns.Names()[columns:] {
		b = codec.AppendText(b, name)
	}
	s.answers++
	if err := s.frames.End(append(b, note...), first); err != nil || time.Since(s.flushed) < flushEvery {
		return err
	}
	s.flushed = time.Now()
	return s.frames.Flush()
}

// Recall returns the next answer that an earlier turn kept; a nil note if there is none, and the spool
// is ready for a new one.
func (s *spool) Recall(ctx context.Context) (note []byte, rows int, err error) {
	if s.old == nil || ctx.Err() != nil {
		return nil, 0, context.Cause(ctx)
	}
	first, second, err := s.old.Next()
	if errors.Is(err, io.EOF) && (s.until == codec.End || s.position() == s.until) {
		return nil, 0, s.resume()
	}
	if errors.Is(err, codec.ErrBroken) && s.until == codec.End {
		torn, err := s.old.Torn()
		if err != nil {
			return nil, 0, err
		}
		if torn {
			return nil, 0, s.resume()
		}
	}
	if err != nil {
		return nil, 0, damaged(err, s.position())
	}
	s.answers++
	counted, r := codec.NewReader(first), codec.NewReader(second)
	if len(first) > 0 {
		rows = counted.Count()
	}
	s.rows += rows
	s.columns.Overflow += r.Number()
	for range r.Count() {
		s.columns.Number(string(r.Text()))
	}
	return r.Rest(), rows, nil
}

// resume makes the spool ready for new answers. What was not recalled is cut off: it could be taken
// for theirs later.
func (s *spool) resume() error {
	at := s.position()
	s.old = nil
	return s.frames.Cut(at)
}

// cursor returns how much of the spool a later turn needs; 0 if there is nothing in it that helps. err
// is why the turn ended.
func (s *spool) cursor(from Cursor, err error) (Cursor, error) {
	_, damaged := errors.AsType[*DamagedError](err)
	switch {
	case damaged, errors.Is(err, listing.ErrOtherAnswers), errors.Is(err, listing.ErrNoEnd):
		return 0, nil
	case s.old != nil:
		return from, nil
	case s.answers == 0:
		return 0, nil
	}
	if err := s.frames.Flush(); err != nil {
		return 0, err
	}
	return Cursor(s.frames.Size()), nil
}

// page is the rows of one page, as they stand in the spool.
type page[T string | []byte] struct {
	rows  T
	first int // the number of the first one
}

// pages returns every page of those types that has rows, in order. Bytes are good until the next page,
// a string for ever.
func pages[T string | []byte](s *spool, types []lead.Type) iter.Seq2[page[T], error] {
	return func(yield func(page[T], error) bool) {
		if err := s.frames.Flush(); err != nil {
			yield(page[T]{}, err)
			return
		}
		for _, p := range s.sorted(types) {
			for scan, row := s.frames.Scan(p.start, p.end), p.row; scan.Position() < p.end; {
				rows, _, err := scan.Next()
				if err != nil {
					yield(page[T]{}, damaged(err, scan.Position()))
					return
				}
				if len(rows) > 0 && !yield(page[T]{T(rows), row}, nil) {
					return
				}
				r := codec.NewReader(rows)
				row += r.Count()
			}
		}
	}
}

// sorted returns all parts, those of the first type before those of the next one.
func (s *spool) sorted(types []lead.Type) (parts []part) {
	for _, kind := range types {
		for i, p := range s.parts {
			if p.end = s.position(); i+1 < len(s.parts) {
				p.end = s.parts[i+1].start
			}
			if p.kind == kind {
				parts = append(parts, p)
			}
		}
	}
	return parts
}

// damaged returns a *DamagedError if a frame was to be at a position and is not, else err.
func damaged(err error, at int64) error {
	if errors.Is(err, codec.ErrBroken) || errors.Is(err, io.EOF) {
		return &DamagedError{at}
	}
	return err
}
