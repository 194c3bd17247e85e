package sheet

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// RowError is what is wrong with the shape of one row.
type RowError = dialect.RowError

// fit puts the cells of a row into their columns. Blank cells may lack at the end, or go on behind the
// last column: spreadsheets write no more of a row, and no less, than they think is in use.
func (c *csvReader) fit(row *lead.Row, cells []string) error {
	wasCut := c.cut
	ends, crlf := c.records.HasEnd()
	c.cut = c.crlf && ends && !crlf
	if width := len(c.names); len(cells) > width && dialect.IsBlank(cells[width:]) {
		cells = cells[:width]
	}
	switch {
	case len(cells) > len(c.names):
		where := "in the header"
		if c.told {
			where = fmt.Sprintf("in --no-header (_%d leaves it out)", len(cells))
		}
		columns := "columns"
		if len(c.names) == 1 {
			columns = "column"
		}
		return &RowError{
			Text:   "the row has more cells than the header",
			Detail: fmt.Sprintf("%d cells for %d %s", len(cells), len(c.names), columns),
			Fix:    "look for an unquoted " + dialect.DelimiterName(c.records.Delimiter) + ", or name the column " + where,
		}
	case len(cells) < len(c.names):
		if err := c.checkShort(cells, wasCut); err != nil {
			return err
		}
	}
	err := c.fill(row, cells)
	if i := slices.IndexFunc(cells, func(cell string) bool { return !utf8.ValidString(cell) }); i >= 0 {
		return &RowError{
			Text: fmt.Sprintf("column %s holds bytes that are no characters", ColumnLetters(i)),
			Fix:  "write the cell again, or save the file again as CSV UTF-8",
		}
	}
	return err
}

// checkShort refuses a row that has lost more than blank cells. Others are counted.
func (c *csvReader) checkShort(cells []string, wasCut bool) error {
	detail := fmt.Sprintf("%d of %d cells", len(cells), len(c.names))
	if c.cut || wasCut {
		return &RowError{Text: "a line break inside a cell without quotes has cut a row in two", Detail: detail, Fix: "join the two lines, and put the cell in quotes"}
	}
	if ends, _ := c.records.HasEnd(); !ends {
		return &RowError{Text: "the file ends within this row", Detail: detail, Fix: "get the whole file; if it is whole, end its last line with a line break"}
	}
	if len(cells) == 1 && strings.ContainsFunc(cells[0], partsCells) {
		return &RowError{
			Text: "the row is one text instead of cells", Detail: detail,
			Fix: "look for a missing " + dialect.DelimiterName(c.records.Delimiter) + "; delete the row if it is no lead, such as a total",
		}
	}
	c.short.Add(c.records.Number)
	return nil
}

// isFooter reports whether a row of one cell begins the words that end a report of Salesforce: its name, its
// copyright, who made it.
func (c *csvReader) isFooter(cells []string) bool {
	if len(cells) > 1 || len(c.names) == 1 || cells[0] == "" {
		return false
	}
	rest, ok := c.records.Rest()
	return ok && slices.ContainsFunc(append(rest, cells[0]), isCopyright)
}

// partsCells reports whether a sign may stand between texts that were cells once.
func partsCells(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;|", r) }

// isForeign reports whether no export gives a column that name.
func isForeign(name string) bool { return !dialect.IsExported(name) }

// place adds to what is wrong with the row read last where it stands, if it has several lines.
func (c *csvReader) place(e *RowError) {
	r := c.records
	if r.Last == r.First {
		return
	}
	if e.Detail != "" {
		e.Detail += "; "
	}
	e.Detail += fmt.Sprintf("the row goes from line %d to %d", r.First, r.Last)
}
