package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"

	"github.com/leadferry/leadferry/sheet/xlsx"
)

// WriteTableAs is WriteTable in a format: CSV, TSV, JSONL (one flat object of strings a line) or XLSX,
// where integers are numbers.
func WriteTableAs[T any](w io.Writer, f Format, rows iter.Seq2[T, error]) error {
	switch f {
	case CSV:
		return WriteTable(w, rows)
	case TSV:
		out := csv.NewWriter(w)
		out.Comma = '\t'
		return writeTable(tableWriter{out}, rows)
	case JSONL:
		return writeTable(&unguarded{out: &tableLines{out: bufio.NewWriter(w)}}, rows)
	case XLSX:
		return writeTable(&unguarded{out: &tableBook{w: w, integers: integers[T]()}}, rows)
	}
	return fmt.Errorf("%v is no format of a table: use csv, tsv, jsonl or xlsx", f)
}

// unguarded writes the records of a table in a format that needs no formula guard.
type unguarded struct {
	out interface {
		begin(header []string) error
		write(cells []string) error
		end() error
	}
	begun bool
}

// Write writes a record; the first is the header.
func (u *unguarded) Write(record []string) error {
	if !u.begun {
		u.begun = true
		return u.out.begin(record)
	}
	cells := make([]string, len(record))
	for i, cell := range record {
		cells[i] = Unguard(cell)
	}
	return u.out.write(cells)
}

func (u *unguarded) Flush()       {}
func (u *unguarded) Error() error { return nil } // Write has returned it
func (u *unguarded) end() error   { return u.out.end() }

// tableLines writes rows as lines of JSON.
type tableLines struct {
	out    *bufio.Writer
	header []string
	line   []byte
}

func (t *tableLines) begin(header []string) error {
	t.header = header
	return nil
}

func (t *tableLines) write(cells []string) error {
	t.line = t.line[:0]
	for i, cell := range cells {
		separator := byte(',')
		if i == 0 {
			separator = '{'
		}
		t.line = append(appendQuoted(append(t.line, separator), t.header[i]), ':')
		t.line = appendQuoted(t.line, strings.ToValidUTF8(cell, "\ufffd"))
	}
	_, err := t.out.Write(append(t.line, "}\n"...))
	return err
}

func (t *tableLines) end() error { return t.out.Flush() }

// tableBook writes rows into a workbook.
type tableBook struct {
	*xlsx.Writer
	w        io.Writer
	integers []bool
}

func (t *tableBook) begin(header []string) (err error) {
	columns := make([]xlsx.Column, len(header))
	for i, name := range header {
		columns[i] = xlsx.Column{Name: name, Width: ColumnWidth(name)}
		if t.integers[i] {
			columns[i].Kind = xlsx.Number
		}
	}
	t.Writer, err = xlsx.NewWriter(t.w, "Table", columns)
	return err
}

func (t *tableBook) write(cells []string) error { return t.WriteRow(cells) }
func (t *tableBook) end() error                 { return closeBook(t.Writer, nil) }

// integers reports of each column of a table whether it holds integers.
func integers[T any]() (all []bool) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		all = append(all, field.Type.Kind() == reflect.Int || field.Type.Kind() == reflect.Int64)
	}
	return all
}
