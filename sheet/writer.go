package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/document"
)

// WriterOptions says how to write a file.
type WriterOptions struct {
	// Columns are the columns in the order wanted, base and dynamic ones. All formats but JSONL need
	// them; without them JSONL writes what each row has.
	Columns  []string
	Names    map[string]string // what columns are called in the header, if not by their own name
	RawCells bool              // no formula guard; XLSX needs none
	Dialect  Dialect           // of CSV and TSV
	// Parts says for XLSX how many cells the longest text of a column takes, as Measure finds; a
	// column that is missing takes one.
	Parts map[string]int
	// Choices are texts that a column of XLSX offers in a drop-down list: plain words without commas
	// and quotes.
	Choices map[string][]string
	About   func() []Fact // the last sheet of XLSX, asked for by Close; may be nil
}

// Fact is one line of a workbook's sheet "About".
type Fact struct{ Name, Value string }

// Writer writes rows into one file. It is used by one goroutine. After an error it must not be used
// further.
type Writer interface {
	// Write writes the rows and does not keep them.
	Write(rows []lead.Row) error
	// Close completes the file, and does not close the writer below. The header is there even without
	// rows.
	Close() error

	// formatter returns what does the work of Write, as far as several goroutines can share it: each
	// uses one formatter. One goroutine calls the functions it returns, in the order of the rows,
	// which must stay unchanged until then.
	formatter() func(rows []lead.Row) (write func() error)
}

// NewWriter returns a Writer of the format; raw records have NewRawWriter.
func NewWriter(w io.Writer, f Format, o WriterOptions) (Writer, error) {
	if err := CheckHeader(f, o.header()); err != nil {
		return nil, err
	}
	switch f {
	case CSV, TSV:
		return newCSVWriter(w, f, o)
	case JSONL:
		return newJSONLWriter(w, o), nil
	case XLSX:
		return newXLSXWriter(w, o)
	}
	return nil, fmt.Errorf("%v has no columns, so no rows can be written in it: use csv, tsv, jsonl or xlsx", f)
}

// header returns the names of the columns in the file.
func (o *WriterOptions) header() []string {
	header := slices.Clone(o.Columns)
	for i, column := range header {
		header[i] = cmp.Or(o.Names[column], column)
	}
	return header
}

// CheckHeader refuses names that a Reader would refuse or misread.
func CheckHeader(f Format, columns []string) error {
	seen := make(map[string]bool, len(columns))
	for _, c := range columns {
		_, odd := controlCharacter(c)
		switch {
		case c == "":
			return errors.New("a column has no name: name it or leave it out")
		case seen[c]:
			return fmt.Errorf("column %q is named twice: name it once", c)
		case !utf8.ValidString(c):
			return fmt.Errorf("the name of column %q holds bytes that are not UTF-8 text: rename the column", c)
		case odd && f != JSONL && f != XLSX:
			return fmt.Errorf("the name of column %q holds a control character: rename the column or write jsonl", c)
		case c == document.RecordID && f == JSONL:
			return errRecordID
		}
		seen[c] = true
	}
	if dialect.IsBlank(columns) && f != JSONL && f != Raw {
		return fmt.Errorf("%v needs its columns before the first row: name at least one", f)
	}
	return nil
}
