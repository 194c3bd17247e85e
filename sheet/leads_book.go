package sheet

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/sheet/xlsx"
)

// LeadsBook writes several tables of leads as one workbook, each in a sheet with a name. It is used by
// one goroutine. After an error it must not be used further.
type LeadsBook struct {
	out    io.Writer
	book   *xlsx.Writer // nil before the first table
	titles []string     // in small letters, as Excel compares them
}

// NewLeadsBook begins a workbook in w.
func NewLeadsBook(w io.Writer) *LeadsBook {
	return &LeadsBook{out: w, titles: []string{strings.ToLower(aboutSheet), "history"}} // which Excel keeps for itself
}

// Add writes what Convert would write as a workbook, as the next sheet.
func (b *LeadsBook) Add(ctx context.Context, name string, c Conversion) (Converted, error) {
	c.Format = XLSX
	return convert(ctx, c, func(o WriterOptions) (_ Writer, err error) {
		columns := bookColumns(&o)
		if title := b.title(name); b.book == nil {
			b.book, err = xlsx.NewWriter(b.out, title, columns)
		} else {
			err = b.book.Next(title, columns)
		}
		return &bookTable{xlsxWriter{newLayout(o.Columns), b.book, make([]string, len(columns)), nil}}, err
	})
}

// title returns a name that a sheet can have: of 31 characters at most, none of them twice. A few are left
// for the number of a sheet that continues another.
func (b *LeadsBook) title(name string) string {
	const most = 26
	title := name[:min(len(name), most)]
	for n := 2; slices.Contains(b.titles, strings.ToLower(title)); n++ {
		number := fmt.Sprintf("~%d", n)
		title = name[:min(len(name), most-len(number))] + number
	}
	b.titles = append(b.titles, strings.ToLower(title))
	return title
}

// Close adds the sheet "About" and completes the workbook, which has at least one table.
func (b *LeadsBook) Close(about []Fact) error { return closeBook(b.book, about) }

// bookTable is one table of several.
type bookTable struct{ xlsxWriter }

// Close does nothing: the next table ends this one, or the end of the workbook does.
func (*bookTable) Close() error { return nil }
