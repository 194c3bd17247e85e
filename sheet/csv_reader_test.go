package sheet

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// place is where a row says it is.
type place struct {
	Line, Number int
	UUID, Err    string
}

func places(rows []Row) (all []place) {
	for _, row := range rows {
		p := place{row.Line, row.Number, row.Base[lead.UUID], ""}
		if row.Err != nil {
			p.Err = row.Err.Error()
		}
		all = append(all, p)
	}
	return all
}

func TestCSVReaderPlaces(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []place
	}{
		{"header only", "uuid,name\n", nil},
		{"header without a line's end", "uuid", nil},
		{"plain", "uuid,name\na,1\nb,2\n", []place{{2, 2, "a", ""}, {3, 3, "b", ""}}},
		{"CRLF, no end at the last", "uuid,name\r\na,1\r\nb,2", []place{{2, 2, "a", ""}, {3, 3, "b", ""}}},
		{"blank lines", "\nuuid,name\n\n\r\na,1\n\nb,2\n\n", []place{{5, 5, "a", ""}, {7, 7, "b", ""}}},
		{"a cell of three lines", "uuid,name\na,\"1\n2\r\n3\"\nb,2\n", []place{{2, 2, "a", ""}, {5, 3, "b", ""}}},
		{"a header of two lines", "uuid,\"full\nname\"\na,1\n", []place{{3, 2, "a", ""}}},
		{"BOM and quotes", "\ufeff\"uuid\",name\na,1\n", []place{{2, 2, "a", ""}}},
		{"a carriage return at the very end", "uuid,name\na,1\r", []place{{2, 2, "a", ""}}},
		{"old Mac", "uuid,name\ra,\"1\r2\"\r\rb,\"\r\n\"\rc,3", []place{{2, 2, "a", ""}, {5, 4, "b", ""}, {7, 5, "c", ""}}},
		{"old Mac, bad rows", "\"uuid\",name\ra\rb,x\"y\rc,3\r", []place{
			{2, 2, "a", ""},
			{3, 3, "", "a quote inside a cell without quotes (at character 4 of its line): put the cell in quotes and double those inside"},
			{4, 4, "c", ""}}},
		{"a line that names the delimiter", "sep=;\r\nuuid;name\r\na;1\r\n", []place{{3, 2, "a", ""}}},
		{"UTF-16", "\xff\xfeu\x00u\x00i\x00d\x00\n\x00\t\x09\n\x00", []place{{2, 2, "उ", ""}}},
		{"the end of a file of DOS", "uuid,name\r\na,1\r\n\x1a\x1a", []place{{2, 2, "a", ""}}},
		{"the end of a file of DOS in a row", "uuid,name\r\na,1\x1a", []place{{2, 2, "a", ""}}},
		{"the same sign elsewhere", "uuid,name\n\x1a,1\n", []place{{2, 2, "\x1a", ""}}},
		{"numbered rows", ",uuid\n0,a\n1,b\n7,c\n1,d\n2,e\n", []place{{2, 2, "a", ""}, {3, 3, "b", ""}, {4, 4, "c", ""}, {5, 5, "d", ""}, {6, 6, "e", ""}}},
		{"numbers that do not count", ",uuid\n5,a\n0,b\n2,c\n2,d\n", []place{
			{2, 2, "a", "column A has no name in the header, but this row has a cell there: name the column or empty the cell"},
			{3, 3, "b", ""}, {4, 4, "c", ""},
			{5, 5, "d", "column A has no name in the header, but this row has a cell there: name the column or empty the cell"}}},
		{"a report of Salesforce", "uuid,name\na,1\n\n\"Leads\"\n\"Copyright (c) 2000-2025 salesforce.com, inc.\"\n\"Acme\"\n", []place{{2, 2, "a", ""}}},
		{"words of Salesforce inside", "uuid,name\na,1\nCopyright (c) 2000-2025 salesforce.com\nb,2\n",
			[]place{{2, 2, "a", ""}, {3, 3, "", "the row is one text instead of cells (1 of 2 cells): look for a missing comma; delete the row if it is no lead, such as a total"}, {4, 4, "b", ""}}},
		{"a character, not a byte", "uuid,name\nÜ,Jö\"x\n", []place{
			{2, 2, "", "a quote inside a cell without quotes (at character 5 of its line): put the cell in quotes and double those inside"}}},
		{"ragged", "uuid,name\na\nb,2,\"3\n\"\nc,3\n", []place{
			{2, 2, "a", ""},
			{3, 3, "", "the row has more cells than the header (3 cells for 2 columns; the row goes from line 3 to 4): " +
				"look for an unquoted comma, or name the column in the header"},
			{5, 4, "c", ""}}},
		{"bad quotes", "uuid,name\na,x\"y\n\"b\"x,\"1\nc,\"1\n2\"3,\"\nd,4\n", []place{
			{2, 2, "", "a quote inside a cell without quotes (at character 4 of its line): put the cell in quotes and double those inside"},
			{3, 3, "", "text behind a closing quote (at character 3 of its line): double the quotes that are part of the text"},
			{4, 4, "", "text behind a closing quote (at character 2 of its line; the row goes from line 4 to 5): " +
				"double the quotes that are part of the text"},
			{6, 5, "d", ""}}},
		{"CRLF, blank lines and bad rows",
			"uuid,name\r\n\r\na\r\nb,\"1\r\n2\"\r\n\r\nc,\"\xff\r\n\"\r\nd,4\r\n", []place{
				{3, 3, "a", ""},
				{4, 4, "b", ""},
				{7, 6, "c", "column B holds bytes that are no characters (the row goes from line 7 to 8): write the cell again, or save the file again as CSV UTF-8"},
				{9, 7, "d", ""}}},
		{"blank rows above the header, as a spreadsheet writes them", "\n,\nuuid,name\na,1\n", []place{{4, 4, "a", ""}}},
		{"a blank row and a header of two lines", ",\r\nuuid,\"full\r\nname\"\r\n\r\na,1\r\n", []place{{5, 4, "a", ""}}},
		{"blank rows count", "uuid,name\n,\na,1\n", []place{{2, 2, "", ""}, {3, 3, "a", ""}}},
		{"cut off in the middle of a row", "uuid,name\na,1\nb", []place{{2, 2, "a", ""},
			{3, 3, "", "the file ends within this row (1 of 2 cells): get the whole file; if it is whole, end its last line with a line break"}}},
		{"nameless columns", "uuid,,\na,,\nb,,x\n", []place{{2, 2, "a", ""},
			{3, 3, "b", "column C has no name in the header, but this row has a cell there: name the column or empty the cell"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, places(read(t, CSV, ReaderOptions{}, tt.text))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCSVReaderCells(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		options    ReaderOptions
		header     []string
		want       lead.Row
	}{
		{"unknown columns in header order, empty ones left out", "extra,Shoe size,attributes.b,uuid,attributes.a\n1,2,,u,3\n", ReaderOptions{},
			[]string{"extra", "Shoe size", "attributes.b", "uuid", "attributes.a"},
			lead.Row{Base: lead.Base{lead.UUID: "u"}, Dynamic: []lead.Cell{{Column: "extra", Value: "1"}, {Column: "Shoe size", Value: "2"},
				{Column: "attributes.a", Value: "3"}}}},
		{"names stay exact", " uuid,uuid,UUID,\u200buuid\n1,2,3,4\n", ReaderOptions{}, []string{" uuid", "uuid", "UUID", "\u200buuid"},
			lead.Row{Base: lead.Base{lead.UUID: "2"}, Dynamic: []lead.Cell{{Column: " uuid", Value: "1"}, {Column: "UUID", Value: "3"},
				{Column: "\u200buuid", Value: "4"}}}},
		{"a column named like a number", "1,0,uuid\na,b,c\n", ReaderOptions{}, []string{"1", "0", "uuid"},
			lead.Row{Base: lead.Base{lead.UUID: "c"}, Dynamic: []lead.Cell{{Column: "1", Value: "a"}, {Column: "0", Value: "b"}}}},
		{"cells are not trimmed", "uuid,name\n u , a\n", ReaderOptions{}, []string{"uuid", "name"}, lead.Row{Base: lead.Base{lead.UUID: " u ", lead.Name: " a"}}},
		{"the guard goes", "uuid,dialCode,'=x\n'=1,+91,'''+1\n", ReaderOptions{}, []string{"uuid", "dialCode", "=x"},
			lead.Row{Base: lead.Base{lead.UUID: "=1", lead.DialCode: "+91"}, Dynamic: []lead.Cell{{Column: "=x", Value: "''+1"}}}},
		{"raw cells", "uuid,'=x\n'=1,'+1\n", ReaderOptions{RawCells: true}, []string{"uuid", "'=x"},
			lead.Row{Base: lead.Base{lead.UUID: "'=1"}, Dynamic: []lead.Cell{{Column: "'=x", Value: "'+1"}}}},
		{"a carriage return inside quotes", "uuid,name\nu,\"a\rb\r\r\nc\"\n", ReaderOptions{}, []string{"uuid", "name"},
			lead.Row{Base: lead.Base{lead.UUID: "u", lead.Name: "a\rb\r\r\nc"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := NewReader(strings.NewReader(tt.text), CSV, tt.options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.header, r.Header()); diff != "" {
				t.Error(diff)
			}
			rows := leads(t, read(t, CSV, tt.options, tt.text))
			if diff := cmp.Diff([]lead.Row{tt.want}, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a rejects file shows of a row that was refused.
func TestCSVReaderCellsOfBadRows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, row string
		options   ReaderOptions
		cells     []string
		err       string
	}{
		{"good", "a,b,", ReaderOptions{}, nil, ""},
		{"too few cells", "a,'=b", ReaderOptions{}, nil, ""},
		{"too many cells", "a,,\"c\r\n\"\"\",d", ReaderOptions{}, []string{"a", "", "c\r\n\"", "d"}, "4 cells"},
		{"one text", "a'=b c", ReaderOptions{}, []string{"a'=b c"}, "one text instead of cells"},
		{"raw cells", "'=a,b,,c", ReaderOptions{RawCells: true}, []string{"'=a", "b", "", "c"}, "4 cells"},
		{"a bad quote behind good cells", "a,'+b,c\"d", ReaderOptions{}, []string{"a", "+b"}, "a quote inside a cell"},
		{"a bad quote at once", "\"a\"b,c,d", ReaderOptions{}, nil, "text behind a closing quote"},
		{"a cell without a name", "a,b,c", ReaderOptions{}, []string{"a", "b", "c"}, "column C has no name"},
		{"not UTF-8", "a,Pr\xe9nom,'=\xff", ReaderOptions{}, []string{"a", "Pr\xe9nom", "=\xff"},
			"column B holds bytes that are no characters: write the cell again, or save the file again as CSV UTF-8"},
		{"not UTF-8 in the last cell", "\"\"\"é\"\"\",,\"\r\n\xe9\"", ReaderOptions{}, []string{`"é"`, "", "\r\n\xe9"}, "column C holds bytes"},
		{"half a letter in two cells", "\xc3,\xa9,", ReaderOptions{}, []string{"\xc3", "\xa9", ""}, "column A holds bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for f, swap := range map[Format]string{CSV: ",", TSV: "\t"} {
				row := read(t, f, tt.options, strings.ReplaceAll("uuid,name,\n"+tt.row+"\nx,y,", ",", swap))[0]
				if diff := cmp.Diff(tt.cells, row.Cells); diff != "" {
					t.Errorf("%v: %s", f, diff)
				}
				if (row.Err != nil) != (tt.err != "") || row.Err != nil && !strings.Contains(row.Err.Error(), tt.err) {
					t.Errorf("%v: error %v, want %q", f, row.Err, tt.err)
				}
			}
		})
	}
}

func TestCSVReaderRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"old Mac behind other lines", "uuid,name\na,1\rb,2\r", "line 2: a carriage return stands alone"},
		{"other lines behind an old Mac's", "uuid,name\ra,1\nb,2\n", "line 2: a line feed stands among lines that end with a carriage return"},
		{"converted twice from the beginning", "uuid,name\r\r\na,1\r\r\n", "line 3: a line feed stands among"},
		{"converted twice", "uuid,name\na,1\r\r\n", "line 2: a carriage return stands alone"},
		{"open quote", "uuid,name\na,1\nb,\"2\nc,3\n", "line 3: the quote opened here is never closed"},
		{"open quote behind a cell of two lines",
			"uuid,name\r\na,\"1\r\n2\"\r\n\r\nb,\"2\r\nc,3", "line 5: the quote opened here is never closed"},
		{"open quote in the header", "uuid,\"name\na,1\n", "line 1: the quote opened here is never closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := readError(strings.NewReader(tt.text), CSV); err == nil || !strings.Contains(err.Error(), tt.want) || problem.Remedy(err) == "" {
				t.Errorf("got %v, want %q, with a fix", err, tt.want)
			}
		})
	}
}

// TestCSVIsReadAsByEncodingCSV reads columns in any order. Of a CRLF inside a cell encoding/csv
// keeps the LF only, so there is none.
func TestCSVIsReadAsByEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.Permutation(lead.BaseColumns()).Draw(t, "columns")[:rapid.IntRange(2, lead.BaseCount).Draw(t, "number of columns")]
		cell := rapid.OneOf(rapid.SampledFrom([]string{"", " a", "a,b", `a"b`, "a\nb", `\.`, "'", "=1"}), rapid.StringMatching(`[^\r]*`))
		var text strings.Builder
		w := csv.NewWriter(&text)
		w.Write(columns) // the writer keeps its first error for Error
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			w.Write(rapid.SliceOfN(cell, len(columns), len(columns)).Draw(t, "cells"))
		}
		if w.Flush(); w.Error() != nil {
			t.Fatal(w.Error())
		}
		records, err := csv.NewReader(strings.NewReader(text.String())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var want []lead.Row
		for _, record := range records[1:] {
			var row lead.Row
			for i, cell := range record {
				row.Base[slices.Index(lead.BaseColumns(), columns[i])] = cell
			}
			want = append(want, row)
		}
		got := leads(t, read(t, CSV, ReaderOptions{RawCells: true}, text.String()))
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}

// A cell of 50 MB is not kept, and the line it begins on is named.
func TestHugeCell(t *testing.T) {
	t.Parallel()
	file := io.MultiReader(strings.NewReader("uuid,name\n\na,1\nb,\"\n\n"), io.LimitReader(sameByte('x'), 50e6), strings.NewReader("\"\n"))
	err := readError(file, CSV)
	if err == nil || !strings.Contains(err.Error(), "line 4: the quote opened here is not closed within 32 MiB") {
		t.Errorf("got %v", err)
	}
}

// sameByte is a file of that byte, without an end.
type sameByte byte

func (b sameByte) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}
