package exporter

import (
	"context"

	"github.com/leadferry/leadferry/exporter/delta"
	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/internal/pipeline"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// compare finds out which of the spooled rows that count and are chosen are new or changed. From then on,
// only these count.
func (e *export) compare(ctx context.Context) error {
	if e.opts.Since == nil {
		return nil
	}
	c := delta.NewComparison(e.opts.Since, e.sum.Leads)
	for _, kind := range e.opts.Types {
		worker := func() func(page[string]) ([]delta.Row, error) { return e.comparer(kind) }
		if err := pipeline.InOrder(ctx, "comparing leads", pages[string](e.spool, []lead.Type{kind}), worker, c.Add); err != nil {
			return err
		}
	}
	fresh := make([]bool, e.spool.rows)
	n, err := c.Fresh(e.sum.Verified, func(row int) { fresh[row] = true })
	e.sum.Delta, e.filter, e.counts = n, nil, func(row int) bool { return fresh[row] }
	return err
}

// comparer returns a function that makes of a page what is compared. One goroutine calls it.
func (e *export) comparer(kind lead.Type) func(page[string]) ([]delta.Row, error) {
	printer := delta.NewPrinter(e.opts.Since.Key, e.opts.Columns)
	if e.opts.Format == sheet.Raw {
		return func(page page[string]) ([]delta.Row, error) { return e.compareRecords(printer, kind, &page) }
	}
	var rows []lead.Row
	var cells []lead.Cell
	return func(page page[string]) ([]delta.Row, error) {
		rows, cells = e.spool.parsePage(page.rows, rows[:0], cells[:0])
		found := make([]delta.Row, 0, len(rows))
		for i := range rows {
			if n := page.first + i; e.counts(n) {
				found = append(found, delta.Row{Print: printer.Row(&rows[i]), Number: uint32(n), Chosen: e.filter.Match(&rows[i])})
			}
		}
		return found, nil
	}
}

// compareRecords makes of a page of records what is compared.
func (e *export) compareRecords(printer *delta.Printer, kind lead.Type, page *page[string]) (found []delta.Row, err error) {
	var record lead.Record
	var choose chooser
	records := codec.NewReader([]byte(page.rows))
	for i := range records.Count() {
		text, row := records.Text(), delta.Row{Number: uint32(page.first + i), Chosen: true}
		if !e.counts(int(row.Number)) {
			continue
		}
		if err := record.Read(text); err != nil {
			return nil, err
		}
		if row.Print = printer.Record(&record); e.filter != nil {
			if row.Chosen, err = choose.chooses(e.filter, text, kind); err != nil {
				return nil, err
			}
		}
		found = append(found, row)
	}
	return found, nil
}

// hasRows reports whether a row of a page counts.
func (e *export) hasRows(p *page[string]) bool {
	r := codec.NewReader(p.rows)
	for n := range r.Count() {
		if e.counts(p.first + n) {
			return true
		}
	}
	return false
}
