package exporter

import (
	"context"
	"io"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// output is where rows go: into the spool and at the end to out, or to out as they come.
type output struct {
	opts  *Options
	out   io.Writer
	spool *spool              // nil if rows are written as they come
	draft *draft              // of what is spooled, nil if there is none
	raw   *sheet.RawWriter    // of raw output
	sheet sheet.Writer        // of any other
	parts map[string]int      // of XLSX
	about func() []sheet.Fact // of XLSX, which is written at the end
}

func newOutput(o *Options, out io.Writer, file io.ReadWriteSeeker, from Cursor) (w *output, err error) {
	w = &output{opts: o, out: out}
	if o.NeedsSpool() {
		if o.Format == sheet.Raw && o.Restart != nil && len(o.Types) == 1 && from == 0 {
			w.draft = &draft{raw: sheet.NewRawWriter(out)}
		}
		w.spool, err = openSpool(file, o, from)
		return w, err
	}
	return w, w.open(o.Columns)
}

// open begins the sheet.
func (w *output) open(columns []string) (err error) {
	if w.opts.Format == sheet.Raw {
		w.raw = sheet.NewRawWriter(w.out)
		return nil
	}
	w.sheet, err = sheet.NewWriter(w.out, w.opts.Format, sheet.WriterOptions{
		Columns: columns, RawCells: w.opts.RawCells, Dialect: w.opts.Dialect, Parts: w.parts, About: w.about,
	})
	return err
}

// add takes in a page with all its rows.
func (w *output) add(p *fetched) error {
	if w.spool != nil {
		return w.spool.keep(p, nil, nil)
	}
	if w.raw == nil {
		return w.sheet.Write(p.flat.Rows())
	}
	for i := range p.page.Records {
		if err := w.raw.Write(p.page.Records[i].Raw); err != nil {
			return err
		}
	}
	return nil
}

// keeper returns what keeps the answers.
func (w *output) keeper() keeper {
	if w.draft == nil {
		return w.spool
	}
	w.draft.spool = w.spool
	return w.draft
}

// draft is a spool whose records are written at the same time, as if all of them were to count.
type draft struct {
	*spool
	raw *sheet.RawWriter
}

func (d *draft) keep(p *fetched, marked []bool, o *order) error {
	for i := range p.page.Records {
		if !marked[i] {
			continue
		}
		if err := d.raw.Write(p.page.Records[i].Raw); err != nil {
			return err
		}
	}
	return d.spool.keep(p, marked, o)
}

// choose returns what is marked, all with no marks.
func choose[T any](all []T, marked []bool) []T {
	if marked == nil || marks(marked) == len(all) {
		return all
	}
	kept := make([]T, 0, len(all))
	for i := range all {
		if marked[i] {
			kept = append(kept, all[i])
		}
	}
	return kept
}

// finish writes what was spooled, if it keeps the row of that number, and completes the output.
func (w *output) finish(ctx context.Context, keeps func(row int) bool) error {
	switch {
	case w.draft != nil && w.spool.all(keeps):
		w.raw = w.draft.raw
	case w.draft != nil:
		if err := w.opts.Restart(); err != nil {
			return err
		}
		fallthrough
	case w.spool != nil:
		if err := w.render(ctx, keeps); err != nil {
			return err
		}
	}
	if w.raw != nil {
		return w.raw.Close()
	}
	return w.sheet.Close()
}

func (w *output) render(ctx context.Context, keeps func(row int) bool) error {
	columns := w.opts.Columns
	if columns == nil && (w.opts.Format == sheet.CSV || w.opts.Format == sheet.TSV || w.opts.Format == sheet.XLSX) {
		columns = w.spool.columns.Header()
	}
	if w.opts.Format == sheet.XLSX {
		var err error
		if w.parts, err = w.rows(keeps).Measure(ctx); err != nil {
			return err
		}
	}
	if err := w.open(columns); err != nil {
		return err
	}
	if w.raw != nil {
		return w.spool.replayRaw(func(record []byte, number int) error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if !keeps(number) {
				return nil
			}
			return w.raw.Write(record)
		})
	}
	return w.rows(keeps).Write(ctx, w.sheet, nil)
}

// rows are the spooled rows, but for those that are not kept.
func (w *output) rows(keeps func(row int) bool) sheet.Stream[leaf] {
	return sheet.Stream[leaf]{Pieces: w.spool.leaves(), Decoder: func() func(leaf) ([]lead.Row, error) {
		return func(l leaf) ([]lead.Row, error) {
			rows, _ := w.spool.decode(l.payload, nil, nil)
			kept := rows[:0]
			for i := range rows {
				if keeps(l.first + i) {
					kept = append(kept, rows[i])
				}
			}
			return kept, nil
		}
	}}
}
