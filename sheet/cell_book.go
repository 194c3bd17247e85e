package sheet

import (
	"io"

	"github.com/leadferry/leadferry/sheet/xlsx"
)

// BookColumn is a column of a CellBook; a width of 0 is that of the column's name.
type BookColumn = xlsx.Column

// CellBook writes rows of cells as a workbook for people, which a Reader returns as they were but for
// texts that are no UTF-8. It is used by one goroutine.
type CellBook struct{ book *xlsx.Writer }

// NewCellBook begins a workbook in w. It fails if a workbook cannot have such columns.
func NewCellBook(w io.Writer, columns []BookColumn) (*CellBook, error) {
	for i := range columns {
		if columns[i].Width == 0 {
			columns[i].Width = ColumnWidth(columns[i].Name)
		}
	}
	book, err := xlsx.NewWriter(w, leadsSheet, columns)
	return &CellBook{book}, err
}

// Write writes a row, whose marked cells, by their place, are coloured.
func (b *CellBook) Write(cells []string, marked ...int) error {
	return b.book.WriteRow(cells, marked...)
}

// Close adds the sheet "About" and completes the workbook.
func (b *CellBook) Close(about []Fact) error { return closeBook(b.book, about) }

// CellParts returns how many cells of a workbook a text takes.
func CellParts(text string) int { return xlsx.CellParts(text) }

// closeBook adds the last sheet, which an import passes over.
func closeBook(book *xlsx.Writer, about []Fact) error {
	var facts [][2]string
	for _, f := range about {
		facts = append(facts, [2]string{f.Name, f.Value})
	}
	return book.Close(aboutSheet, facts)
}
