package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/leadferry/leadferry/lead"
)

// ErrEmpty says that there is nothing in a file but blanks. NewReader returns it for CSV and TSV, where the header is missing then, and
// Rows yields it for JSONL and raw records: an export of no leads looks the same there.
var ErrEmpty = errors.New("the file is empty")

// Row is one row as it was read.
type Row struct {
	lead.Row
	Line   int   // the line of the row's first byte, as an editor counts
	Number int   // the row as a spreadsheet counts: from 1, blank rows too, a row of several lines once; in JSONL and XLSX the same as Line
	Err    error // what is wrong with this row; the embedded lead.Row holds what could be read of it, or nothing

	// Cells are the cells of a CSV, TSV or XLSX row whose Err is set, without their formula guard and in the order of the file: all of them,
	// though they may be more or fewer than the header's names, or those in front of a broken one. Nil for all other rows.
	Cells []string
}

// IsBlank tells whether the row was read and every cell of it is empty. Spreadsheets write a blank row as ",,,".
func (r *Row) IsBlank() bool {
	return r.Err == nil && len(r.Dynamic) == 0 && r.Base == lead.Base{}
}

// ReaderOptions says how a file is read.
type ReaderOptions struct {
	Dialect  Dialect // how the text is written, as Examine has found out
	RawCells bool    // cells have no formula guard; XLSX never has one
	Sheet    string  // the sheet of a workbook; "" = the first one that is visible and not empty, and not "About"
}

// Reader reads the rows of one file.
type Reader interface {
	// Header returns the header's names as they stand in the file, nil where the format has no header. Such a Reader is a Splitter.
	Header() []string
	// Rows reads the rows, once. A bad row is a row with its Err set; an error is the end.
	Rows() iter.Seq2[Row, error]
}

// NewReader returns a Reader of the format and reads the header. It refuses what begins like a workbook, an archive or another file that
// is not text, and a header that is not UTF-8 text. A byte order mark tells UTF-16, a line "sep=;" the delimiter.
func NewReader(r io.Reader, f Format, o ReaderOptions) (Reader, error) {
	switch f {
	case CSV, TSV:
		return newCSVReader(r, f, o)
	case JSONL, Raw:
		return newJSONLReader(r, o)
	case XLSX:
		return newXLSXReader(r, o)
	}
	return nil, fmt.Errorf("%v cannot be read: use csv, tsv, jsonl, xlsx or raw", f)
}
