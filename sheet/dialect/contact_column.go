package dialect

import (
	"bufio"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
)

// findByContacts looks which of several delimiters part off a column of contacts: only those are likely where
// leads are meant. One is certain if it alone does so and gives every row as many cells as the header. One with a
// blank behind it wherever it stands in the header is rather part of a text.
func (e *examination) findByContacts(sample []byte, possible []trial) (likely []byte, certain bool, err error) {
	for _, t := range possible {
		isText := !slices.ContainsFunc(t.header[1:], func(name string) bool { return !strings.HasPrefix(name, " ") })
		if top := (Top{e.firstRows(sample, t.delimiter)}); isText || !top.hasContacts() {
			continue
		}
		likely = append(likely, t.delimiter)
		err := e.readText(func(in *bufio.Reader) error {
			t = e.try(in, t.delimiter, true)
			return nil
		})
		if err != nil {
			return nil, false, err
		}
		certain = t.rows >= enough && t.fitting == t.rows
	}
	return likely, certain && len(likely) == 1, nil
}

// hasContacts reports whether a column below the first row holds nothing but e-mail addresses or, by its name,
// phones or UUIDs.
func (t *Top) hasContacts() bool {
	if len(t.Rows) == 0 {
		return false
	}
	below := Top{t.Rows[1:]}
	for i := range t.Rows[0].Cells {
		field := columns.FieldsOf(t.Rows[0].Cells[i : i+1])
		if identify(field) && holdsOnly(field[0], below.cells(i)) || holdsOnly(kindEmail, below.cells(i)) {
			return true
		}
	}
	return false
}
