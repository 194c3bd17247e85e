// Package exporter writes the listings of a bot into one file.
//
// Package listing reads them, and proves that no lead is missing. The exporter keeps what is read in a
// spool until it is known which rows count and which columns they have, and then writes the file. The
// spool also keeps the server's answers, so that an export can be done in turns, in one process
// after the other or on several machines: see Turn.
package exporter

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/leadferry/leadferry/exporter/delta"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// Options says what to export and how. Types and Workers are needed.
type Options struct {
	Types    []lead.Type // in the order in which they are written
	Workers  int         // at least 1
	Format   sheet.Format
	Columns  []string          // the columns wanted, in this order; nil = all
	Names    map[string]string // what columns are called in the file, if not by their own name
	Filter   filter.Filter     // the leads that are written, of all that are read and proved; not with Divide
	Since    *delta.Since      // of these, only those are written that are new or changed since; nil = all; not with Divide
	Label    lead.Cell         // of every row, if it has a column; not of raw output
	RawCells bool              // no formula guard
	Dialect  sheet.Dialect     // of CSV and TSV
	Fast     bool              // one pass and no proof: leads may come twice or not at all
	Host     string            // the server and the bot, so that a spool is not resumed for another one
	BotID    string
	Lag      time.Duration              // see listing.Reader
	Passes   int                        // likewise
	About    func(Summary) []sheet.Fact // the last sheet of XLSX, made when all but Elapsed is known; may be nil

	// Divide is for raw output, of which each listing has its own: what Run writes from then on is of
	// that one, and what was written of it before is void. It is called for each listing, and again if
	// records turn out not to count. With it, Run writes records while it reads; without it, and in a
	// turn that resumes an earlier one, when everything is read.
	Divide func(lead.Type) error
	// AcceptEnd and MayBeEmpty: see listing.Reader.
	AcceptEnd, MayBeEmpty bool
	// Progress is called after each page, from one goroutine. It may be nil and must not block long.
	Progress func(Progress)
}

// Progress is how far an export is.
type Progress struct {
	listing.Progress
	Writing bool // everything is read, the rows are being written
}

// Summary is what an export did.
type Summary struct {
	listing.Result
	Written  int          // leads in the file: those of Leads that the filter chooses, and that are new or changed
	Delta    delta.Counts // of a comparison with an earlier export
	Overflow int          // cells that found no column of their own and went into the extra column
	Dynamic  []string     // the dynamic columns of all rows; nil where they are not known: Fast and raw output that asks for none, or too many
	Elapsed  time.Duration
}

// NeedsSpool reports whether Run needs a file to keep rows in: until it is known which count, all
// columns, and how long texts are.
func (o *Options) NeedsSpool() bool {
	return !o.Fast || o.Since != nil || o.Format == sheet.XLSX || (o.Format == sheet.CSV || o.Format == sheet.TSV) && o.Columns == nil ||
		slices.Contains(o.Columns, sheet.AllAttributes)
}

// asksForDynamic reports whether a column is wanted or filtered by that only some bots have.
func (o *Options) asksForDynamic() bool {
	fixed := append(lead.BaseColumns(), sheet.AllAttributes)
	return slices.ContainsFunc(slices.Concat(o.Columns, o.Filter.Columns()), func(column string) bool {
		return !slices.Contains(fixed, column)
	})
}

// Run exports to out: one row for each lead, the newest by updatedAt, else the one read last. It
// overwrites file if NeedsSpool; else file may be nil. It closes neither. After an error, which is the
// Lister's, the context's cause or one of out or file, discard out. A listing that cannot be proved
// complete is no error. No goroutine outlives the call.
func Run(ctx context.Context, l listing.Lister, out io.Writer, file File, o Options) (Summary, error) {
	sum, _, err := Turn(ctx, l, out, file, o, 0, listing.Budget{})
	return sum, err
}

// Cursor says how much of a spool counts. It is all that an export needs beside the spool to go on, in
// another process or on another machine. 0 is an export that has not begun.
type Cursor int64

// Rest is the cursor of a spool whose process was killed: all of it that is whole. A torn end is cut;
// any other damage is a *DamagedError. An empty spool begins an export.
const Rest Cursor = codec.End

// Turn does a part of what Run does. It resumes the export at from, and goes on until the budget is
// spent or the export is done. If it is done, next is 0 and the Summary is of all of it. Else out is
// untouched, and a later Turn resumes at next, at the price of reading the spool once more. When all
// is read, Turn writes the file at once, whatever is left of the budget.
//
// It needs file. A Fast export has no turns. Everything that Differences names must be the same in
// each turn; the other options may change. After an error, too, the export can go on at next, unless
// that is 0.
func Turn(
	ctx context.Context, l listing.Lister, out io.Writer, file File, o Options, from Cursor, b listing.Budget,
) (sum Summary, next Cursor, err error) {
	if o.Fast && (from != 0 || b != listing.Budget{}) {
		return sum, 0, errors.New("exporter: a fast export has no turns")
	}
	began := time.Now()
	e := &export{opts: &o, out: out, filter: o.Filter, counts: func(int) bool { return true }}
	if err := e.open(file, from); err != nil {
		return sum, 0, err
	}
	done, err := e.read(ctx, l, b)
	if done && err == nil {
		if err = e.write(ctx); o.Filter == nil && o.Since == nil {
			e.sum.Written = e.sum.Leads
		}
	}
	switch {
	case done && err == nil:
		e.sum.Elapsed = time.Since(began)
		return e.sum, 0, nil
	case o.Fast:
		return sum, 0, err
	}
	next, spoolErr := e.spool.cursor(from, err)
	return sum, next, cmp.Or(err, spoolErr)
}
