package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/lead"
)

// readHeader reads the first row that is not blank, and not a byte more. Spreadsheets write the blank rows above a header as commas.
func (c *csvReader) readHeader() error {
	parser := newParser(c.records, c.records.comma)
	parser.FieldsPerRecord = -1
	header, err := parser.Read()
	for err == nil && isBlankHeader(header) {
		header, err = parser.Read()
	}
	if err = c.records.cause(err); err != nil {
		return c.headerProblem(err)
	}
	if c.guard {
		for i, name := range header {
			header[i] = Unguard(name)
		}
	}
	c.header = header
	return checkHeader(header)
}

func isBlankHeader(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return strings.TrimSpace(name) != "" })
}

func (c *csvReader) headerProblem(err error) error {
	if isEnd(err) {
		return fmt.Errorf("%w: its first line must be the header, the names of the columns", ErrEmpty)
	}
	if found, is := control(string(c.records.text)); is {
		return fmt.Errorf("line %d holds a control character (%U): this does not look like a text file", c.records.first, found)
	}
	if parseErr, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("line %d: the header cannot be read: %w", c.records.first, c.problem(parseErr))
	}
	return err
}

// checkHeader refuses names that are no text, and names that stand twice: nobody could tell which of the columns is meant. Columns without
// a name may be many, as spreadsheets write them behind the last one used; they must be empty.
func checkHeader(header []string) error {
	first := make(map[string]int, len(header))
	for i, name := range header {
		if j, twice := first[name]; twice && name != "" {
			return fmt.Errorf("columns %s and %s have the same name %q: rename or remove one", ColumnLetters(j), ColumnLetters(i), name)
		}
		if found, is := control(name); is {
			return fmt.Errorf("the header holds a control character (%U, in column %s): this does not look like a text file", found,
				ColumnLetters(i))
		}
		first[name] = i
	}
	for i, name := range header {
		if !utf8.ValidString(name) {
			return fmt.Errorf("the header is not UTF-8 (column %s): save the file again as CSV UTF-8", ColumnLetters(i))
		}
	}
	return nil
}

// control returns the first character that no text has. The platform's customers may have put any into a key of their own.
func control(name string) (found rune, is bool) {
	if strings.HasPrefix(name, lead.AttributePrefix) || strings.HasPrefix(name, lead.ExtraPrefix) {
		return 0, false
	}
	i := strings.IndexFunc(name, func(c rune) bool { return unicode.IsControl(c) && c != '\t' && c != '\r' && c != '\n' })
	if i < 0 {
		return 0, false
	}
	found, _ = utf8.DecodeRuneInString(name[i:])
	return found, true
}

// baseColumns finds the header's names among the base columns.
func (c *csvReader) baseColumns() []int {
	names := lead.BaseColumns()
	places := make([]int, len(c.header))
	for i, name := range c.header {
		places[i] = slices.Index(names, name)
	}
	return places
}

// nameless is the error of a row with a cell in a column without a name.
func nameless(column int) error {
	return fmt.Errorf("column %s has no name in the header, but this row has a cell there: name the column or empty the cell", ColumnLetters(column))
}

// ColumnLetters returns what a spreadsheet calls column i, counted from 0: A, B, … Z, AA.
func ColumnLetters(i int) string {
	letters := string(rune('A' + i%26))
	if i < 26 {
		return letters
	}
	return ColumnLetters(i/26-1) + letters
}
