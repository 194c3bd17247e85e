// Package exporter walks the chat listing and writes it as a sheet.
//
// Pages are read by several workers at once and written in page order. Formats whose header must name every column there is (CSV, TSV)
// are spooled first and rendered when the walk is done; the others are written as the pages come.
//
// One pass is made. A listing by page number shifts while leads come and go, so a single pass cannot prove that it saw every lead:
// Summary.Verified is false.
package exporter

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"time"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Options says what to export and how. The zero value is not usable: Types and Workers are needed.
type Options struct {
	Types    []lead.Type // walked one after the other
	Workers  int         // at least 1
	Format   sheet.Format
	Columns  []string       // the columns wanted, in this order; nil = all
	RawCells bool           // no formula guard
	Progress func(Progress) // called from one goroutine after each page, may be nil; must not block for long
}

// Progress is how far a run is.
type Progress struct {
	Leads   int
	Pages   int  // read, over all types
	Total   int  // pages of all types, 0 while unknown
	Writing bool // all pages are read, the rows are being written
}

// Summary is what a run did. Pages and leads are counted in the output.
type Summary struct {
	Leads, Pages int
	Passes       int
	Order        string // in which leads came: newest, oldest, updated or unknown
	EndRule      string // how the end was told: empty, null, missing, 404, 400, repeat or first
	Verified     bool
	Reason       string // why it is not verified
	Overflow     int    // cells that found no column of their own and went into the extra column
	Replaced     int    // values that held broken text, shown with U+FFFD
	Elapsed      time.Duration
}

// NeedsSpool tells whether Run needs a file to keep rows in until all columns are known.
func (o *Options) NeedsSpool() bool {
	return (o.Format == sheet.CSV || o.Format == sheet.TSV) && o.Columns == nil
}

// Run exports to out. file is written and read back if NeedsSpool, and may be nil otherwise. Neither is closed. On an error, which is
// the lister's, the context's cause or one of out or file, what stands in out is of no use. No goroutine outlives the call.
func Run(ctx context.Context, l Lister, out io.Writer, file io.ReadWriteSeeker, o Options) (Summary, error) {
	if o.Workers < 1 || len(o.Types) == 0 {
		return Summary{}, errors.New("exporter: no workers or no types")
	}
	start := time.Now()
	r := &run{opts: o, out: out}
	if o.NeedsSpool() {
		r.spool = newSpool(file)
	}
	if err := r.open(); err != nil {
		return r.sum, err
	}
	for i, kind := range o.Types {
		if err := r.walk(ctx, l, kind, i == len(o.Types)-1); err != nil {
			return r.sum, err
		}
	}
	if err := r.finish(ctx); err != nil {
		return r.sum, err
	}
	r.sum.Passes, r.sum.Order = 1, r.order.String()
	r.sum.Reason = "one pass was made; proving that nothing moved meanwhile is not built yet"
	r.sum.Elapsed = time.Since(start)
	return r.sum, nil
}

// run is an export under way.
type run struct {
	opts  Options
	out   io.Writer
	raw   *sheet.RawWriter
	sheet sheet.Writer // nil until the columns are known
	spool *spool       // nil if rows are written as they come
	order order
	sum   Summary
	told  Progress
}

// open begins the output that needs no spool.
func (r *run) open() (err error) {
	switch {
	case r.opts.Format == sheet.Raw:
		r.raw = sheet.NewRawWriter(r.out)
	case r.spool == nil:
		r.sheet, err = r.writer(r.opts.Columns)
	}
	return err
}

func (r *run) writer(columns []string) (sheet.Writer, error) {
	return sheet.NewWriter(r.out, r.opts.Format, sheet.WriterOptions{Columns: columns, RawCells: r.opts.RawCells})
}

func (r *run) walk(ctx context.Context, l Lister, kind lead.Type, last bool) error {
	before := r.sum.Pages
	w := walk{
		lister: l, kind: kind, workers: r.opts.Workers, raw: r.raw != nil, emit: r.page, seed: maphash.MakeSeed(), mayBeEmpty: before > 0,
		tell: func(pages, of int) {
			r.told.Pages = before + pages
			if r.told.Total = 0; of > 0 && last {
				r.told.Total = before + of
			}
			r.tell()
		},
	}
	res, err := w.run(ctx)
	if err != nil {
		return err
	}
	r.sum.EndRule = res.endRule
	r.sum.Replaced += res.replaced
	return nil
}

// page takes the next page in order.
func (r *run) page(p *fetched) error {
	r.sum.Pages++
	r.sum.Leads += len(p.page.Records)
	if r.raw != nil {
		for i := range p.page.Records {
			record := &p.page.Records[i]
			r.order.see(record.ID(), record.UpdatedAt())
			if err := r.raw.Write(record.Raw); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range p.rows {
		r.order.see(p.rows[i].ID, p.rows[i].UpdatedAt)
	}
	switch {
	case r.spool != nil:
		return r.spool.add(p.rows)
	default:
		return r.sheet.Write(p.rows)
	}
}

// finish renders what was spooled and completes the output.
func (r *run) finish(ctx context.Context) error {
	if r.raw != nil {
		return r.raw.Close()
	}
	if r.spool == nil {
		return r.sheet.Close()
	}
	r.told.Writing = true
	r.tell()
	w, err := r.writer(r.spool.columns.header())
	if err != nil {
		return err
	}
	err = r.spool.replay(func(rows []lead.Row) error {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return w.Write(rows)
	})
	if err != nil {
		return err
	}
	r.sum.Overflow = r.spool.columns.overflow
	return w.Close()
}

func (r *run) tell() {
	r.told.Leads = r.sum.Leads
	if r.opts.Progress != nil {
		r.opts.Progress(r.told)
	}
}
