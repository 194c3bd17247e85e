package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/charset"
	"github.com/leadferry/leadferry/sheet/dialect"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// Dialect is how a text file is written.
type Dialect = dialect.Dialect

// Reading is how to read a text file, and what gave it away.
type Reading = dialect.Reading

// Head says where a table begins.
type Head = dialect.Head

// Titles are the names of a table's columns.
type Titles = dialect.Titles

// Examine finds out how a file is written; see dialect.Examine. A workbook says so itself.
func Examine(f Format, want Dialect, head Head, open func() (io.ReadCloser, error)) (Reading, error) {
	if f == XLSX {
		return Reading{}, nil
	}
	if f == Raw && want.Encoding == "" {
		want.Encoding = charset.UTF8 // as the server sent it; a snapshot may be too large to look through
	}
	found, err := dialect.Examine(f.delimiter(), want, head, open)
	if err == nil && found.Titles != nil {
		found.Titles.Settle(ColumnLetters)
	}
	return found, err
}

// ErrEmpty means that a file holds nothing but white space. NewReader returns it for formats with a
// header; for JSONL and raw records, where an export of no leads looks like that, Rows yields it.
var ErrEmpty = problem.With(errors.New("the file is empty"), dialect.RightFile)

// Row is one row of a file.
type Row struct {
	lead.Row
	Line   int    // the line of the row's first byte, as an editor counts; in XLSX the row of its sheet
	Number int    // as a spreadsheet counts: from 1, with blank rows; in JSONL the same as Line, in a JSON array the place there
	Sheet  string // of a workbook of which several are read: then Number counts on from sheet to sheet; else ""
	Err    error  // what is wrong with this row; lead.Row then holds what could be read, or nothing

	// Cells are set if Err is, except in JSONL: all cells of the row, or those before a broken one, in
	// the order of the file and without formula guard. They may be more or fewer than the header has.
	Cells []string
}

// IsBlank reports whether the row is good and has no text, like the ",,," of spreadsheets.
func (r *Row) IsBlank() bool {
	return r.Err == nil && len(r.Dynamic) == 0 && r.Base == lead.Base{}
}

// Size returns about how many bytes the cells take.
func (r *Row) Size() (n int) {
	const cell = 32 // beside its text
	for i := range r.Base {
		n += len(r.Base[i])
	}
	for i := range r.Dynamic {
		n += cell + len(r.Dynamic[i].Value)
	}
	for _, text := range r.Cells {
		n += cell/2 + len(text)
	}
	return n
}

// ReaderOptions says how to read a file. The zero value fits what a Writer writes.
type ReaderOptions struct {
	Dialect  Dialect  // as Examine found it
	Head     Head     // of CSV, TSV and XLSX
	Titles   *Titles  // of CSV and TSV, as Examine found them; nil if the header alone says what columns are called
	RawCells bool     // cells have no formula guard; XLSX never has one
	NoRows   bool     // JSONL and raw records may hold nothing at all, which is else ErrEmpty
	Notes    []string // on how the file is read, for Reader.Notes; not of a workbook
	// Sheet of a workbook, in any case; AllSheets for all with leads; "" for the first visible
	// one that is not empty and not "About". Then a reader refuses a workbook whose leads stand elsewhere.
	Sheet string
}

// BadCells are the cells of a workbook's row whose text is not known; such a row has them as its Err.
type BadCells = xlsx.BadCells

// Reader reads the rows of one file. It is used by one goroutine.
type Reader interface {
	// Header returns the names in the file's header, nil if the format has none.
	Header() []string
	// Rows yields the rows, once. A bad row has its Err set; an error ends the rows.
	Rows() iter.Seq2[Row, error]
	// Notes returns what a person should know about the file, once Rows has ended.
	Notes() []string
	// Sheets returns the sheets of a workbook, once Rows has ended; none for other formats.
	Sheets() Sheets

	// Pieces yields, in place of Rows, the rows in pieces that several goroutines can parse.
	Pieces() iter.Seq2[Piece, error]
}

// NewReader returns a Reader of r and reads the header. It refuses a header that is not text or has
// a name twice, and what begins like a binary file. A workbook needs an r that is an io.ReaderAt
// and an io.Seeker. Nothing is to be closed.
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
