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
	parts cellParts           // of XLSX
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
		columns = w.spool.columns.header()
	}
	if w.opts.Format == sheet.XLSX {
		if err := w.measure(ctx); err != nil {
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
	p := newPress(w.sheet)
	return inOrder(ctx, w.spool.leaves(), func() func(leaf) (pressed, error) { return w.presser(p, keeps) }, p.write)
}

// presser returns what makes spooled rows ready for the sheet, in one goroutine.
func (w *output) presser(p *press, keeps func(row int) bool) func(leaf) (pressed, error) {
	form := p.worker()
	var rows []lead.Row
	var cells []lead.Cell
	return func(l leaf) (pressed, error) {
		rows, cells = w.spool.decode(l.payload, rows[:0], cells[:0])
		kept := rows[:0]
		for i := range rows {
			if keeps(l.first + i) {
				kept = append(kept, rows[i])
			}
		}
		made := form(kept)
		if made.rows != nil { // they are on their way
			rows, cells = nil, nil
		}
		return made, nil
	}
}

// measure finds the columns with texts that are too long for one cell of a workbook.
func (w *output) measure(ctx context.Context) error {
	w.parts = cellParts{}
	return inOrder(ctx, w.spool.leaves(), func() func(leaf) (cellParts, error) {
		var rows []lead.Row
		var cells []lead.Cell
		return func(l leaf) (cellParts, error) {
			rows, cells = w.spool.decode(l.payload, rows[:0], cells[:0])
			parts := cellParts{}
			parts.note(rows)
			return parts, nil
		}
	}, func(parts cellParts) error {
		w.parts.join(parts)
		return nil
	})
}

// cellParts says how many cells the longest text of a column takes in a workbook; a column that is not in it has one.
type cellParts map[string]int

func (p cellParts) note(rows []lead.Row) {
	names := lead.BaseColumns()
	column := func(name, text string) {
		if n := sheet.CellParts(text); n > 1 && n > p[name] {
			p[name] = n
		}
	}
	for i := range rows {
		for j, cell := range rows[i].Base {
			column(names[j], cell)
		}
		for _, c := range rows[i].Dynamic {
			column(c.Column, c.Value)
		}
	}
}

// join takes in what was noted elsewhere.
func (p cellParts) join(others cellParts) {
	for name, n := range others {
		p[name] = max(n, p[name])
	}
}
