package sheet

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/charset"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// cellForm is how a CSV or TSV file writes cells. It does not change, so several goroutines may use
// it.
type cellForm struct {
	mark      string // before the header
	delimiter byte
	end       string
	quoted    [256]bool // the bytes that make a cell need quotes
	inHeader  [256]bool // the same for a name in the header
}

func newCellForm(f Format, d Dialect) (*cellForm, error) {
	switch {
	case f != CSV && f != TSV:
		return nil, fmt.Errorf("%v is not written in cells: use csv or tsv", f)
	case d.Encoding != "" && d.Encoding != charset.UTF8:
		return nil, fmt.Errorf("%s is read only: use utf-8", d.Encoding)
	case d.Delimiter == 0:
		d.Delimiter = f.delimiter()
	case !slices.Contains(dialect.Delimiters(), d.Delimiter):
		return nil, fmt.Errorf("unknown delimiter %q: use a comma, a semicolon, a tab or a pipe", d.Delimiter)
	}
	c := &cellForm{delimiter: d.Delimiter, end: "\n"}
	if d.CRLF {
		c.end = "\r\n"
	}
	if d.BOM {
		c.mark = "\ufeff"
	}
	// The format's own delimiter, too: a file of one column has no other sign of its delimiter.
	for _, b := range []byte{'"', '\r', '\n', d.Delimiter, f.delimiter()} {
		c.quoted[b] = true
	}
	c.inHeader = c.quoted
	for _, b := range dialect.Delimiters() {
		c.inHeader[b] = true
	}
	return c, nil
}

func (c *cellForm) appendHeader(dst []byte, names []string) []byte {
	return c.append(append(dst, c.mark...), names, &c.inHeader)
}

func (c *cellForm) appendRow(dst []byte, cells []string) []byte {
	return c.append(dst, cells, &c.quoted)
}

func (c *cellForm) append(dst []byte, cells []string, special *[256]bool) []byte {
	for i, cell := range cells {
		if i > 0 {
			dst = append(dst, c.delimiter)
		}
		switch {
		case cell == "" && len(cells) > 1:
		case cell == "" || needsQuotes(cell, special, special == &c.inHeader): // an empty line is no row
			dst = appendInQuotes(dst, cell)
		default:
			dst = append(dst, cell...)
		}
	}
	return append(dst, c.end...)
}

// appendInQuotes writes a cell in quotes, those inside doubled.
func appendInQuotes(dst []byte, cell string) []byte {
	dst = append(dst, '"')
	for {
		before, after, found := strings.Cut(cell, `"`)
		if dst = append(dst, before...); !found {
			return append(dst, '"')
		}
		dst, cell = append(dst, `""`...), after
	}
}

func needsQuotes(cell string, special *[256]bool, isName bool) bool {
	const sep = "sep="
	switch {
	case cell == `\.`: // as encoding/csv: it ends the data for PostgreSQL
		return true
	case isName && (strings.HasPrefix(cell, "\ufeff") ||
		len(cell) >= len(sep) && strings.EqualFold(cell[:len(sep)], sep)):
		return true
	}
	for i := range len(cell) {
		if special[cell[i]] {
			return true
		}
	}
	if cell[0] < utf8.RuneSelf {
		return unicode.IsSpace(rune(cell[0]))
	}
	first, _ := utf8.DecodeRuneInString(cell)
	return unicode.IsSpace(first)
}
