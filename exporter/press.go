package exporter

import (
	"errors"
	"sync"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// press has rows brought into the form of a sheet by several goroutines, as far as the sheet allows that, and writes them by one.
type press struct {
	sheet sheet.Writer
	text  sheet.TextWriter // the same one, nil if only the sheet itself can make its text
	spare sync.Pool        // of *[]byte
	rows  int              // written
}

// pressed is rows on their way to a sheet.
type pressed struct {
	rows  []lead.Row // nil if there is text
	text  *[]byte
	count int
	err   error

	blank, overflow int // of a conversion
}

func newPress(w sheet.Writer) *press {
	p := &press{sheet: w, spare: sync.Pool{New: func() any { return new([]byte) }}}
	p.text, _ = w.(sheet.TextWriter)
	return p
}

// worker returns what forms rows in one goroutine. Unless there is text, it keeps the rows.
func (p *press) worker() func(rows []lead.Row) pressed {
	if p.text == nil {
		return func(rows []lead.Row) pressed { return pressed{rows: rows, count: len(rows)} }
	}
	f := p.text.Formatter()
	return func(rows []lead.Row) pressed {
		done := pressed{text: p.spare.Get().(*[]byte), count: len(rows)}
		*done.text, done.err = f.Append((*done.text)[:0], rows)
		return done
	}
}

// write writes what a worker made.
func (p *press) write(made pressed) error {
	if e, ok := errors.AsType[*sheet.TextError](made.err); ok {
		e.Row += p.rows
	}
	if made.err != nil {
		return made.err
	}
	p.rows += made.count
	if made.text == nil {
		return p.sheet.Write(made.rows)
	}
	err := p.text.WriteText(*made.text)
	p.spare.Put(made.text)
	return err
}
