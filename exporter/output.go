package exporter

import (
	"context"
	"io"

	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// output is where rows go: into the spool and at the end to out, or to out as they come.
type output struct {
	opts  *Options
	out   io.Writer
	spool *spool           // nil if rows are written as they come
	draft *draft           // of what is spooled, nil if there is none
	raw   *sheet.RawWriter // of raw output
	sheet sheet.Writer     // of any other
}

func newOutput(o *Options, out io.Writer, file File, from Cursor) (w *output, err error) {
	w = &output{opts: o, out: out}
	if !o.NeedsSpool() {
		return w, w.open(sheet.WriterOptions{Columns: o.Columns})
	}
	if w.spool, err = openSpool(file, o, from); err != nil {
		return nil, err
	}
	switch {
	case o.Fast:
		w.spool.Begin("") // all listings are one part
	case o.Format == sheet.Raw && o.Restart != nil && len(o.Types) == 1 && from == 0:
		w.draft = &draft{w.spool, sheet.NewRawWriter(out)}
	}
	return w, nil
}

// open begins the sheet.
func (w *output) open(o sheet.WriterOptions) (err error) {
	if w.opts.Format == sheet.Raw {
		w.raw = sheet.NewRawWriter(w.out)
		return nil
	}
	o.RawCells, o.Dialect = w.opts.RawCells, w.opts.Dialect
	w.sheet, err = sheet.NewWriter(w.out, w.opts.Format, o)
	return err
}

// add adds a page of a fast export.
func (w *output) add(p *listing.Page) error {
	switch {
	case w.spool != nil:
		return w.spool.Keep(nil, p)
	case w.raw != nil:
		return writeRecords(w.raw, p)
	}
	return w.sheet.Write(p.Rows())
}

func writeRecords(w *sheet.RawWriter, p *listing.Page) error {
	for _, r := range p.Records {
		if err := w.Write(r.Raw); err != nil {
			return err
		}
	}
	return nil
}

// keeper returns what keeps the answers.
func (w *output) keeper() listing.Keeper {
	if w.draft != nil {
		return w.draft
	}
	return w.spool
}

// draft is a spool whose records are written at the same time, as if all of them were to count.
type draft struct {
	*spool
	raw *sheet.RawWriter
}

func (d *draft) Keep(note []byte, page *listing.Page) error {
	if page != nil {
		if err := writeRecords(d.raw, page); err != nil {
			return err
		}
	}
	return d.spool.Keep(note, page)
}

// complete reports whether the draft is the output: every row counts.
func (d *draft) complete(counts func(row int) bool) bool {
	for n := range d.rows {
		if !counts(n) {
			return false
		}
	}
	return true
}

// finish writes the spooled rows that count, and completes the output.
func (w *output) finish(ctx context.Context, about func() []sheet.Fact, counts func(row int) bool) error {
	switch {
	case w.draft != nil && w.draft.complete(counts):
		w.raw = w.draft.raw
	case w.draft != nil:
		if err := w.opts.Restart(); err != nil {
			return err
		}
		fallthrough
	case w.spool != nil:
		if err := w.write(ctx, about, counts); err != nil {
			return err
		}
	}
	if w.raw != nil {
		return w.raw.Close()
	}
	return w.sheet.Close()
}

// write writes the spooled rows that count.
func (w *output) write(ctx context.Context, about func() []sheet.Fact, counts func(row int) bool) error {
	o := sheet.WriterOptions{Columns: w.opts.Columns, About: about}
	switch format := w.opts.Format; {
	case format == sheet.XLSX:
		parts, err := w.rows(counts).Measure(ctx)
		if err != nil {
			return err
		}
		o.Parts = parts
		fallthrough
	case format == sheet.CSV, format == sheet.TSV:
		if o.Columns == nil {
			o.Columns = w.spool.columns.Header()
		}
	}
	if err := w.open(o); err != nil {
		return err
	}
	if w.raw != nil {
		return w.writeRaw(ctx, counts)
	}
	return w.rows(counts).Write(ctx, w.sheet, nil)
}

func (w *output) writeRaw(ctx context.Context, counts func(row int) bool) error {
	for page, err := range w.spool.pages() {
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		records := codec.NewReader(page.rows)
		for n := range records.Count() {
			if record := records.Text(); counts(page.first + n) {
				if err := w.raw.Write(record); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// rows returns the spooled rows that count.
func (w *output) rows(counts func(row int) bool) sheet.Stream[spooledPage[string]] {
	return sheet.Stream[spooledPage[string]]{Pieces: w.spool.texts(), Decoder: func() func(spooledPage[string]) ([]lead.Row, error) {
		return func(page spooledPage[string]) ([]lead.Row, error) {
			rows := w.spool.parsePage(page.rows)
			kept := rows[:0]
			for i := range rows {
				if counts(page.first + i) {
					kept = append(kept, rows[i])
				}
			}
			return kept, nil
		}
	}}
}
