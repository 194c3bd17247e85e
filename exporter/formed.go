package exporter

import (
	"errors"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// formed is rows on their way to a sheet: as the text they have there, or as they are where only the writer itself can make that.
type formed struct {
	text  []byte
	rows  []lead.Row
	count int
	err   error

	blank, overflow int // of a conversion
}

// newFormer returns what forms rows for a sheet, in one goroutine.
func newFormer(w sheet.Writer) func(rows []lead.Row) formed {
	text, ok := w.(sheet.TextWriter)
	if !ok {
		return func(rows []lead.Row) formed { return formed{rows: rows, count: len(rows)} }
	}
	f := text.Formatter()
	return func(rows []lead.Row) formed {
		text, err := f.Append(nil, rows)
		return formed{text: text, count: len(rows), err: err}
	}
}

// write writes them behind so many others.
func (f *formed) write(w sheet.Writer, before int) error {
	if e, ok := errors.AsType[*sheet.TextError](f.err); ok {
		e.Row += before
	}
	if f.err != nil {
		return f.err
	}
	if text, ok := w.(sheet.TextWriter); ok {
		return text.WriteText(f.text)
	}
	return w.Write(f.rows)
}
