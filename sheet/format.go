// Package sheet reads and writes leads as files: CSV, TSV, JSONL and XLSX, and the server's own records a line each. It makes no requests
// and opens no files.
//
// A line of JSONL is read as a flat row, or as one of the server's own records, which each line decides for itself: it is a record if its
// object has a member "_id", or a member "profile" that holds an object. No flat row has these; its id is the column "id". So the two may
// stand in one file, and JSONL and Raw are read by the same reader.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/leadferry/leadferry/lead"
)

// Format is how rows are laid out in a file.
type Format uint8

// The formats.
const (
	CSV   Format = iota // comma, LF, a header
	TSV                 // as CSV with a tab
	JSONL               // one flat object of strings a line; the server's own records are read too
	Raw                 // the server's own records, one a line; read as JSONL is
	XLSX                // an Excel workbook in which every cell is text
)

// String returns the name that ParseFormat reads.
func (f Format) String() string {
	switch f {
	case CSV:
		return "csv"
	case TSV:
		return "tsv"
	case JSONL:
		return "jsonl"
	case Raw:
		return "raw"
	case XLSX:
		return "xlsx"
	}
	return fmt.Sprintf("format %d", uint8(f))
}

// ParseFormat returns the format of that name.
func ParseFormat(name string) (Format, error) {
	for _, f := range []Format{CSV, TSV, JSONL, Raw, XLSX} {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("unknown format %q: use csv, tsv, jsonl, xlsx or raw", name)
}

// FormatOf returns what the extensions of a file's name stand for: ".csv", ".tsv" or ".jsonl", then ".gz" or ".zst" or neither; or ".xlsx".
// The compression is told even where the format is not known.
func FormatOf(filename string) (Format, Compression, error) {
	name, compression := strings.ToLower(filename), None
	switch path.Ext(name) {
	case ".gz":
		name, compression = strings.TrimSuffix(name, ".gz"), Gzip
	case ".zst":
		name, compression = strings.TrimSuffix(name, ".zst"), Zstd
	}
	switch path.Ext(name) {
	case ".csv":
		return CSV, compression, nil
	case ".tsv":
		return TSV, compression, nil
	case ".jsonl":
		return JSONL, compression, nil
	case ".xlsx":
		if compression != None {
			return 0, compression, fmt.Errorf("%q: a workbook is packed already: let the name end in .xlsx (unpack it first, if it is there)", filename)
		}
		return XLSX, None, nil
	}
	return 0, compression, fmt.Errorf("cannot tell the format of %q by its name: let it end in .xlsx, .csv, .tsv or .jsonl (.gz or .zst may follow the last three), "+
		"or name the format", filename)
}

// WriterOptions says what a Writer writes.
type WriterOptions struct {
	// Columns are the columns in the order wanted, base and dynamic ones. CSV, TSV and XLSX need them; without them JSONL writes all that a
	// row has.
	Columns  []string
	RawCells bool    // no formula guard; XLSX needs none
	Dialect  Dialect // of CSV and TSV
	// Parts says for XLSX how many cells the longest text of a column takes, by CellParts; a column that is not in it has one.
	Parts map[string]int
	// Choices are the texts that a column of XLSX offers in a list that drops down: plain words, without commas and quotes.
	Choices map[string][]string
	About   func() []Fact // the last sheet of XLSX, asked for by Close; may be nil
}

// Writer writes rows into one file. After an error it must not be used further.
type Writer interface {
	// Write writes the rows and does not keep them.
	Write(rows []lead.Row) error
	// Close writes what is left in the buffer; it does not close the writer below. The header is written even when no row came.
	Close() error
}

// NewWriter returns a Writer of the format; raw records have NewRawWriter.
func NewWriter(w io.Writer, f Format, o WriterOptions) (Writer, error) {
	if err := checkColumns(f, o.Columns); err != nil {
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
	return nil, fmt.Errorf("%v has no columns, so that no rows can be written in it: use csv, tsv, jsonl or xlsx", f)
}

// checkColumns refuses what the reader would refuse or take for something else.
func checkColumns(f Format, columns []string) error {
	seen := make(map[string]bool, len(columns))
	for _, c := range columns {
		_, odd := control(c)
		switch {
		case c == "":
			return errors.New("a column has no name: name it or leave it out")
		case seen[c]:
			return fmt.Errorf("column %q is wanted twice: name it once", c)
		case !utf8.ValidString(c):
			return fmt.Errorf("the name of column %q holds bytes that are not UTF-8 text: rename the column", c)
		case odd && f != JSONL && f != XLSX:
			return fmt.Errorf("the name of column %q holds a control character: rename the column or write jsonl", c)
		case c == recordID && f == JSONL:
			return errRecordID
		}
		seen[c] = true
	}
	return nil
}
