package sheet

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CellWriter writes rows of cells as CSV or TSV, which come back from a Reader byte for byte. In the zero Dialect its bytes are those of
// encoding/csv, but for names in the header that hold another delimiter: they stand in quotes, so that nobody takes it for the file's.
type CellWriter struct {
	buf       *bufio.Writer
	delimiter byte
	end       string
	quoted    [256]bool // the bytes for which a cell needs quotes
	inHeader  [256]bool // and a name in the header
}

// NewCellWriter returns a CellWriter into w.
func NewCellWriter(w io.Writer, f Format, d Dialect) (*CellWriter, error) {
	switch {
	case f != CSV && f != TSV:
		return nil, fmt.Errorf("%v is not written in cells: use csv or tsv", f)
	case d.Encoding != "" && d.Encoding != UTF8:
		return nil, fmt.Errorf("%s is read only: use utf-8", d.Encoding)
	case d.Delimiter == 0:
		d.Delimiter = f.delimiter()
	case !slices.Contains(Delimiters(), d.Delimiter):
		return nil, fmt.Errorf("unknown delimiter %q: use a comma, a semicolon, a tab or a pipe", d.Delimiter)
	}
	c := &CellWriter{buf: bufio.NewWriterSize(w, bufferSize), delimiter: d.Delimiter, end: "\n"}
	if d.CRLF {
		c.end = "\r\n"
	}
	// A file of one column tells its delimiter by its name alone.
	for _, b := range []byte{'"', '\r', '\n', d.Delimiter, f.delimiter()} {
		c.quoted[b] = true
	}
	c.inHeader = c.quoted
	for _, b := range Delimiters() {
		c.inHeader[b] = true
	}
	if !d.BOM {
		return c, nil
	}
	_, err := c.buf.WriteString("\ufeff")
	return c, err
}

// WriteHeader writes the names of the columns.
func (c *CellWriter) WriteHeader(names []string) error { return c.write(names, &c.inHeader) }

// Write writes a row.
func (c *CellWriter) Write(cells []string) error { return c.write(cells, &c.quoted) }

func (c *CellWriter) write(cells []string, special *[256]bool) error {
	for i, cell := range cells {
		if i > 0 {
			if err := c.buf.WriteByte(c.delimiter); err != nil {
				return err
			}
		}
		alone := len(cells) == 1 && cell == "" // an empty line would be no row
		if err := c.writeCell(cell, alone || needsQuotes(cell, special, special == &c.inHeader)); err != nil {
			return err
		}
	}
	_, err := c.buf.WriteString(c.end)
	return err
}

func needsQuotes(cell string, special *[256]bool, isName bool) bool {
	const sep = "sep="
	switch {
	case cell == "":
		return false
	case cell == `\.`: // encoding/csv: the end of data for PostgreSQL
		return true
	case isName && (strings.HasPrefix(cell, "\ufeff") || len(cell) >= len(sep) && strings.EqualFold(cell[:len(sep)], sep)):
		return true
	}
	for i := range len(cell) {
		if special[cell[i]] {
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(cell)
	return unicode.IsSpace(first)
}

func (c *CellWriter) writeCell(cell string, quoted bool) error {
	if !quoted {
		_, err := c.buf.WriteString(cell)
		return err
	}
	if err := c.buf.WriteByte('"'); err != nil {
		return err
	}
	for {
		i := strings.IndexByte(cell, '"') + 1
		if i == 0 {
			break
		}
		if _, err := c.buf.WriteString(cell[:i]); err != nil {
			return err
		}
		if err := c.buf.WriteByte('"'); err != nil {
			return err
		}
		cell = cell[i:]
	}
	if _, err := c.buf.WriteString(cell); err != nil {
		return err
	}
	return c.buf.WriteByte('"')
}

// Flush writes what is left in the buffer; it does not close the writer below.
func (c *CellWriter) Flush() error { return c.buf.Flush() }

// Error returns the first error of writing.
func (c *CellWriter) Error() error {
	_, err := c.buf.Write(nil)
	return err
}
