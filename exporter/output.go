package exporter

import (
	"context"
	"io"
	"slices"

	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// export is an export under way. Rows go into the spool and at the end to out, or to out as they come.
type export struct {
	opts   *Options
	out    io.Writer
	filter filter.Filter      // that still has to choose among the rows that count
	spool  *spool             // nil if rows are written as they come
	counts func(row int) bool // of all rows in the spool, which count
	raw    *sheet.RawWriter   // of raw output
	draft  *draft             // of raw output that is divided
	sheet  sheet.Writer       // of any other
	record chooser            // chooses among raw records
	looks  bool               // for columns that no spool collects
	seen   sheet.Columns      // that it found
	told   listing.Progress
	sum    Summary
}

// open opens the spool, or the output if that needs none.
func (e *export) open(file File, from Cursor) (err error) {
	e.looks = e.opts.asksForDynamic() && e.opts.Since == nil && (e.opts.Format == sheet.Raw || !e.opts.NeedsSpool())
	if !e.opts.NeedsSpool() {
		return e.begin(sheet.WriterOptions{Columns: e.opts.Columns})
	}
	if e.spool, err = openSpool(file, e.opts, from); err != nil {
		return err
	}
	if e.opts.Divide != nil {
		e.draft = &draft{begin: e.opts.Divide, out: e.out}
	}
	if from == 0 {
		e.spool.draft = e.draft
	}
	return nil
}

// begin begins the output.
func (e *export) begin(o sheet.WriterOptions) (err error) {
	if e.opts.Format == sheet.Raw {
		e.raw = sheet.NewRawWriter(e.out)
		return nil
	}
	o.Names, o.RawCells, o.Dialect = e.opts.Names, e.opts.RawCells, e.opts.Dialect
	e.sheet, err = sheet.NewWriter(e.out, e.opts.Format, o)
	return err
}

// read reads the listings. done is false, without an error, if the budget is spent.
func (e *export) read(ctx context.Context, l listing.Lister, b listing.Budget) (done bool, err error) {
	reader := &listing.Reader{
		Lister: l, Types: e.opts.Types, Workers: e.opts.Workers, Lag: e.opts.Lag, Raw: e.opts.Format == sheet.Raw, Passes: e.opts.Passes,
		AcceptEnd: e.opts.AcceptEnd, MayBeEmpty: e.opts.MayBeEmpty, Progress: e.progress,
	}
	if e.opts.Fast {
		e.sum.Result, err = reader.WalkPages(ctx, e.add)
		return err == nil, err
	}
	reader.Key = e.spool.frames.Key
	reading, err := reader.Turn(ctx, e.spool, b)
	e.sum.Result, e.counts = reading.Result, reading.Latest
	return reading.Done, err
}

// progress passes on how far the reading is.
func (e *export) progress(p listing.Progress) {
	e.told = p
	if e.opts.Progress != nil {
		e.opts.Progress(Progress{p, false})
	}
}

// add adds a page of a fast export.
func (e *export) add(p *listing.Page) error {
	switch {
	case e.spool != nil:
		e.spool.continuePart(p.Type)
		return e.spool.Keep(nil, p)
	case e.raw != nil:
		return e.writeChosen(p)
	}
	rows := p.Rows()
	e.look(rows)
	e.label(rows)
	if e.filter != nil {
		rows = slices.DeleteFunc(rows, func(r lead.Row) bool { return !e.filter.Match(&r) })
		e.sum.Written += len(rows)
	}
	return e.sheet.Write(rows)
}

// write completes the output.
func (e *export) write(ctx context.Context) error {
	if e.spool != nil {
		e.sum.Overflow = e.spool.columns.Overflow
		if e.opts.Format != sheet.Raw {
			e.sum.Dynamic = append([]string{}, e.spool.columns.Names()...)
		}
		e.told.Leads, e.told.Kept = e.sum.Leads, min(e.sum.Recalled, e.told.Pages)
		if e.opts.Progress != nil {
			e.opts.Progress(Progress{e.told, true})
		}
		if e.draft != nil {
			return e.writeDivided(ctx)
		}
		if err := e.compare(ctx); err != nil {
			return err
		}
		if err := e.writeSpooled(ctx); err != nil {
			return err
		}
	}
	if e.looks && e.seen.Overflow == 0 {
		e.sum.Dynamic = append([]string{}, e.seen.Names()...)
	}
	if e.raw != nil {
		return e.raw.Close()
	}
	return e.sheet.Close()
}

// look collects the dynamic columns of rows, if they are asked for and there is no spool that does.
func (e *export) look(rows []lead.Row) {
	if !e.looks {
		return
	}
	for i := range rows {
		for _, c := range rows[i].Dynamic {
			if _, ok := e.seen.Number(c.Column); !ok {
				e.seen.Overflow++
			}
		}
	}
}

// writeSpooled writes the spooled rows that count.
func (e *export) writeSpooled(ctx context.Context) (err error) {
	o := sheet.WriterOptions{Columns: sheet.Wanted(e.opts.Columns, e.spool.columns.Header())}
	if e.opts.About != nil {
		o.About = func() []sheet.Fact { return e.opts.About(e.sum) }
	}
	if e.opts.Format == sheet.XLSX {
		if o.Parts, err = e.rows().Measure(ctx); err != nil {
			return err
		}
	}
	if e.opts.Format != sheet.JSONL && o.Columns == nil {
		o.Columns = e.spool.columns.Header()
	}
	if err := e.begin(o); err != nil {
		return err
	}
	if e.raw != nil {
		for _, kind := range e.opts.Types {
			if err := e.writeRaw(ctx, e.raw, kind); err != nil {
				return err
			}
		}
		return nil
	}
	return e.rows().Write(ctx, e.sheet, func(rows int) { e.sum.Written = rows })
}

// rows returns the spooled rows that count and are chosen.
func (e *export) rows() sheet.Stream[page[string]] {
	return sheet.Stream[page[string]]{Pieces: pages[string](e.spool, e.opts.Types), Decoder: func() func(page[string]) ([]lead.Row, error) {
		var rows []lead.Row
		var cells []lead.Cell
		return func(page page[string]) ([]lead.Row, error) {
			if e.opts.Format == sheet.XLSX { // which holds them until they are written
				rows, cells = nil, nil
			}
			if !e.hasRows(&page) {
				return nil, nil
			}
			rows, cells = e.spool.parsePage(page.rows, rows[:0], cells[:0])
			e.label(rows)
			kept := rows[:0]
			for i := range rows {
				if e.counts(page.first+i) && e.filter.Match(&rows[i]) {
					kept = append(kept, rows[i])
				}
			}
			return kept, nil
		}
	}}
}

// label adds the cell that every row has.
func (e *export) label(rows []lead.Row) {
	if e.opts.Label.Column == "" {
		return
	}
	for i := range rows {
		rows[i].Dynamic = append(slices.Clip(rows[i].Dynamic), e.opts.Label)
	}
}
