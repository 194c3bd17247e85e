// Package sheet reads, writes and converts files of leads: CSV, TSV, JSONL, XLSX, and the server's
// own records, one a line. It also reads and writes tables with fixed columns, such as a report. It
// makes no requests and opens no files.
//
// A line of JSONL is a flat row or one of the server's own records. It is a record if its object
// has a member "_id", or a member "profile" that holds an object. No flat row has these; its ID is
// in the column "id". So one file may hold both, and JSONL and Raw have the same reader.
package sheet

import (
	"fmt"
	"path"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
)

// Format is how a file holds rows.
type Format uint8

// The formats.
const (
	CSV   Format = iota // comma, LF, a header
	TSV                 // as CSV with a tab
	JSONL               // one flat object of strings a line
	Raw                 // the server's own records, one a line; read as JSONL is
	XLSX                // an Excel workbook whose cells are all text
)

// String returns the name that ParseFormat reads.
func (f Format) String() string {
	names := [...]string{CSV: "csv", TSV: "tsv", JSONL: "jsonl", Raw: "raw", XLSX: "xlsx"}
	if int(f) < len(names) {
		return names[f]
	}
	return fmt.Sprintf("format %d", uint8(f))
}

// ParseFormat returns the format of that name. The error says what to write instead.
func ParseFormat(name string) (Format, error) {
	for _, f := range []Format{CSV, TSV, JSONL, Raw, XLSX} {
		if f.String() == name {
			return f, nil
		}
	}
	names := []string{CSV.String(), TSV.String(), JSONL.String(), XLSX.String(), Raw.String()}
	return 0, problem.Usage(fmt.Sprintf("unknown format %q", name), spelling.Ask(name, names, "use csv, tsv, jsonl, xlsx or raw"))
}

// FormatOf returns the format and compression that a file's name stands for: ".csv", ".tsv" or
// ".jsonl", with ".gz" or ".zst" after it or not; or ".xlsx". The compression is right even if the
// format is unknown. The error asks about a slip.
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
			return 0, compression, fmt.Errorf("%q: a workbook is already compressed: let the name end in .xlsx "+
				"(unpack it first, if it is there)", filename)
		}
		return XLSX, None, nil
	}
	return 0, compression, problem.Usage(fmt.Sprintf("cannot tell the format of %q by its name: let it end in .xlsx, .csv, .tsv or .jsonl "+
		"(.gz or .zst may follow the last three), or name the format", filename), meant(filename, path.Ext(name)))
}

// meant asks whether a name should end otherwise: in an ending that is but one slip away from its own.
func meant(filename, ending string) string {
	at := strings.LastIndex(strings.ToLower(filename), ending)
	for _, f := range []Format{XLSX, CSV, TSV, JSONL} {
		if known := "." + f.String(); ending != "" && at >= 0 && spelling.Distance(ending, known) == 1 {
			return "did you mean " + problem.Name(filename[:at]+known+filename[at+len(ending):]) + "?"
		}
	}
	return ""
}

// delimiter returns the usual delimiter of cells, 0 for formats that have none.
func (f Format) delimiter() byte {
	switch f {
	case CSV:
		return ','
	case TSV:
		return '\t'
	}
	return 0
}
