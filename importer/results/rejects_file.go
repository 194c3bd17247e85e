package results

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// WriteRejects writes the rows to fix as CSV or TSV in that dialect, with what is wrong and how to fix
// it, so that the mended file is the next input. It returns how many there are.
//
// It reads the input once more. source.ErrChanged says that it is no longer what it was.
func (l *Log) WriteRejects(ctx context.Context, of *check.Result, to io.Writer, f sheet.Format, d sheet.Dialect) (n int, err error) {
	text, err := dialect.NewWriter(to, d.Encoding)
	if err != nil {
		return 0, err
	}
	d.Encoding = "" // text does the rest
	out, err := sheet.NewCellWriter(text, f, d)
	if err != nil {
		return 0, err
	}
	lay := l.newLayout(of.Mapping)
	var names []string
	for _, c := range lay.columns {
		names = append(names, sheet.Guard(c.Header))
	}
	if err := out.WriteHeader(append(names, rowColumn, problemColumn, fixColumn)); err != nil {
		return 0, err
	}
	err = l.eachReject(ctx, of, lay, func(r *reject) error {
		n++
		cells := append(r.cells, r.row, r.problem, r.fix)
		for i := range cells {
			cells[i] = sheet.Guard(cells[i])
		}
		return out.Write(cells)
	})
	if err == nil {
		err = errors.Join(out.Flush(), text.Close())
	}
	return n, err
}

// ErrNoBook means that a workbook cannot have the input's columns.
var ErrNoBook = errors.New("the input's columns do not fit into a workbook")

// WriteBook writes the rows to fix as a workbook for people: what is wrong comes first, the cells that
// it is wrong with are coloured, and a last sheet says what the workbook is. A mended one is the next
// input. The error may be an ErrNoBook, and is else as of WriteRejects.
//
// It reads the input twice: first for the longest texts.
func (l *Log) WriteBook(ctx context.Context, of *check.Result, to io.Writer, about []sheet.Fact) error {
	lay := l.newLayout(of.Mapping)
	all := lay.bookColumns()
	err := l.eachReject(ctx, of, lay, func(r *reject) error {
		for i, text := range r.forBook() {
			all[i].Cells = max(all[i].Cells, sheet.CellParts(text))
		}
		return nil
	})
	if err != nil {
		return err
	}
	out, err := sheet.NewCellBook(to, all)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoBook, err)
	}
	if err := l.eachReject(ctx, of, lay, func(r *reject) error { return out.Write(r.forBook(), r.wrongInBook()...) }); err != nil {
		return err
	}
	return out.Close(about)
}

// bookColumns returns the columns of a workbook: ours first, since the input may have many.
func (l *layout) bookColumns() []sheet.BookColumn {
	all := []sheet.BookColumn{{Name: problemColumn, Width: 40, Wrapped: true}, {Name: fixColumn, Width: 40, Wrapped: true}, {Name: rowColumn, Width: 8}}
	for _, c := range l.columns {
		column := sheet.BookColumn{Name: c.Header, Width: max(sheet.ColumnWidth(c.Header), sheet.ColumnWidth(c.Field))}
		if c.Use == columns.Written && c.Field == lead.Status.String() {
			column.Choices = lead.Statuses()
		}
		all = append(all, column)
	}
	return all
}

// forBook returns the cells of the workbook. A text of a broken encoding, which is what has to be
// mended then, shows the sign for it.
func (r *reject) forBook() []string {
	cells := append([]string{row.Clip(r.problem, most), row.Clip(r.plain, most), r.row}, r.cells...)
	for i := range cells {
		cells[i] = strings.ToValidUTF8(cells[i], "\ufffd")
	}
	return cells
}

// wrongInBook returns the places of the cells to colour.
func (r *reject) wrongInBook() (places []int) {
	const ours = 3 // columns before the input's
	for _, i := range r.wrong {
		places = append(places, ours+i)
	}
	return places
}

// most is how many characters of an explanation fit into a cell, whatever they are.
const most = 4000
