// Package sheet reads and writes leads as files: CSV, TSV and JSONL, and the server's own records a line each. It makes no requests
// and opens no files.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// Format is how rows are laid out in a file.
type Format uint8

// The formats.
const (
	CSV   Format = iota // comma, LF, a header
	TSV                 // as CSV with a tab
	JSONL               // one flat object of strings a line
	Raw                 // the server's own records, one a line
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
	}
	return fmt.Sprintf("format %d", uint8(f))
}

// ParseFormat returns the format of that name.
func ParseFormat(name string) (Format, error) {
	for _, f := range []Format{CSV, TSV, JSONL, Raw} {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("unknown format %q: use csv, tsv, jsonl or raw", name)
}

// FormatOf returns what the extensions of a file's name stand for: ".csv", ".tsv" or ".jsonl", then ".gz" or ".zst" or neither.
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
	}
	return 0, compression, fmt.Errorf("cannot tell the format of %q by its name: let it end in .csv, .tsv or .jsonl (.gz or .zst may follow), "+
		"or name the format", filename)
}

// WriterOptions says what a Writer writes.
type WriterOptions struct {
	// Columns are the columns in the order wanted, base and dynamic ones. CSV and TSV need them; without them JSONL writes all that a
	// row has.
	Columns  []string
	RawCells bool // no formula guard
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
	if err := checkColumns(o.Columns); err != nil {
		return nil, err
	}
	switch f {
	case CSV:
		return newCSVWriter(w, ',', o)
	case TSV:
		return newCSVWriter(w, '\t', o)
	case JSONL:
		return newJSONLWriter(w, o), nil
	}
	return nil, fmt.Errorf("%v has no columns, so that no rows can be written in it: use csv, tsv or jsonl", f)
}

// checkColumns refuses what the reader would refuse.
func checkColumns(columns []string) error {
	seen := make(map[string]bool, len(columns))
	for _, c := range columns {
		if c == "" {
			return errors.New("a column has no name: name it or leave it out")
		}
		if seen[c] {
			return fmt.Errorf("column %q is wanted twice: name it once", c)
		}
		seen[c] = true
	}
	return nil
}

// Row is one row as it was read.
type Row struct {
	lead.Row
	Line   int   // the line of the row's first byte, as an editor counts
	Number int   // the row as a spreadsheet counts: the header is 1, a blank row counts, a row of several lines counts once
	Err    error // what is wrong with this row; the rest of Row may be empty then
}

// ReaderOptions says how a file is read.
type ReaderOptions struct {
	RawCells bool // cells have no formula guard
}

// Reader reads the rows of one file.
type Reader interface {
	// Header returns the header's names as they stand in the file, nil where the format has no header.
	Header() []string
	// Rows reads the rows, once. A bad row is a row with its Err set; an error is the end.
	Rows() iter.Seq2[Row, error]
}

// NewReader returns a Reader of the format and reads the header; raw records have NewRawReader.
func NewReader(r io.Reader, f Format, o ReaderOptions) (Reader, error) {
	switch f {
	case CSV:
		return newCSVReader(r, ',', o)
	case TSV:
		return newCSVReader(r, '\t', o)
	case JSONL:
		return newJSONLReader(r)
	}
	return nil, fmt.Errorf("%v has no columns, so that no rows can be read from it: use csv, tsv or jsonl", f)
}
