package dialect

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
)

// refuseWrapped refuses a file each of whose lines is one cell, with all cells inside.
func (e *examination) refuseWrapped(sample []byte) error {
	for _, d := range Delimiters() {
		rows := e.firstRows(sample, d)
		if len(rows) < 2 || slices.ContainsFunc(rows[0].Cells, IsExported) ||
			slices.ContainsFunc(rows, func(r TopRow) bool { return r.used() != 1 || len(r.Cells) == 1 && !r.quoted }) {
			continue
		}
		if inner := e.innerDelimiter(rows, d); inner != 0 {
			return wrapped(&rows[0], d, inner)
		}
	}
	return nil
}

// innerDelimiter returns what stands between the cells inside the only cell of each row; 0 if there
// are none.
func (e *examination) innerDelimiter(rows []TopRow, outer byte) byte {
	for _, d := range Delimiters() {
		header, data := splitCell(rows[0].Cells[0], d), false
		if d == outer && len(rows[0].Cells) > 1 || len(header.Cells) < 2 || columns.FieldsOf(header.Cells) == nil {
			continue
		}
		fit := !slices.ContainsFunc(rows[1:], func(r TopRow) bool {
			inner := splitCell(r.Cells[0], d)
			data = data || inner.HoldsData()
			return len(inner.Cells) != len(header.Cells)
		})
		if fit && data {
			return d
		}
	}
	return 0
}

// splitCell parts the text of a cell. Quotes that part nothing are taken as they stand.
func splitCell(text string, delimiter byte) (row TopRow) {
	records, err := NewRecords(sampleReader([]byte(text)), delimiter, Dialect{})
	if err == nil {
		row.Cells, err = records.Next()
	}
	if _, odd := errors.AsType[*RowError](err); odd {
		row.Cells = strings.Split(text, string(delimiter))
	} else if err != nil && !errors.Is(err, io.EOF) {
		row.Cells = nil
	}
	return row
}

func wrapped(r *TopRow, outer, inner byte) *problem.Problem {
	const way = "open it in a spreadsheet, part the first column there (Data > Text to Columns, with a %s), and save it as CSV UTF-8"
	fix := fmt.Sprintf(way, DelimiterName(inner))
	if len(r.Cells) == 1 {
		return &problem.Problem{
			Text: fmt.Sprintf("every line stands in quotes as one cell, and the %s inside does not part it: %s", DelimiterName(inner), quoteCells(r.Cells)),
			Fix:  `take the quotes around the lines out with a text editor, and make each "" inside a single "; or ` + fix,
		}
	}
	tail := strings.Repeat(string(outer), len(r.Cells)-1)
	return &problem.Problem{
		Text: fmt.Sprintf("every line is a row with a %s between its cells, and ends with %q as if all of it were one cell", DelimiterName(inner), tail),
		Fix:  fmt.Sprintf("take the %q at the ends of the lines out with a text editor; or %s", tail, fix),
	}
}
