package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// place is what a row says of where it stood.
type place struct {
	Line, Number int
	UUID, Err    string
}

func places(rows []Row) (all []place) {
	for _, row := range rows {
		p := place{row.Line, row.Number, row.UUID, ""}
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
		{"ragged", "uuid,name\na\nb,2,\"3\n\"\nc,3\n", []place{
			{2, 2, "", "1 cells, but the header has 2: look for a missing or an unquoted comma or tab"},
			{3, 3, "", "3 cells, but the header has 2: look for a missing or an unquoted comma or tab (the row goes from line 3 to 4)"},
			{5, 4, "c", ""}}},
		{"bad quotes", "uuid,name\na,x\"y\n\"b\"x,\"1\nc,\"1\n2\"3,\"\nd,4\n", []place{
			{2, 2, "", "a quote inside a cell without quotes, at byte 4 of its line: put the cell in quotes and double those inside"},
			{3, 3, "", "text behind a closing quote, at byte 3 of its line: double the quotes that are part of the text"},
			{4, 4, "", "text behind a closing quote, at byte 2 of its line: double the quotes that are part of the text " +
				"(the row goes from line 4 to 5)"},
			{6, 5, "d", ""}}},
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
			lead.Row{UUID: "u", Dynamic: []lead.Cell{{Column: "extra", Value: "1"}, {Column: "Shoe size", Value: "2"},
				{Column: "attributes.a", Value: "3"}}}},
		{"names stay exact", " uuid,uuid,UUID,\u200buuid\n1,2,3,4\n", ReaderOptions{}, []string{" uuid", "uuid", "UUID", "\u200buuid"},
			lead.Row{UUID: "2", Dynamic: []lead.Cell{{Column: " uuid", Value: "1"}, {Column: "UUID", Value: "3"},
				{Column: "\u200buuid", Value: "4"}}}},
		{"a column named like a number", "1,0,uuid\na,b,c\n", ReaderOptions{}, []string{"1", "0", "uuid"},
			lead.Row{UUID: "c", Dynamic: []lead.Cell{{Column: "1", Value: "a"}, {Column: "0", Value: "b"}}}},
		{"cells are not trimmed", "uuid,name\n u , a\n", ReaderOptions{}, []string{"uuid", "name"}, lead.Row{UUID: " u ", Name: " a"}},
		{"the guard goes", "uuid,dialCode,'=x\n'=1,+91,'''+1\n", ReaderOptions{}, []string{"uuid", "dialCode", "=x"},
			lead.Row{UUID: "=1", DialCode: "+91", Dynamic: []lead.Cell{{Column: "=x", Value: "''+1"}}}},
		{"raw cells", "uuid,'=x\n'=1,'+1\n", ReaderOptions{RawCells: true}, []string{"uuid", "'=x"},
			lead.Row{UUID: "'=1", Dynamic: []lead.Cell{{Column: "'=x", Value: "'+1"}}}},
		{"a carriage return inside quotes", "uuid,name\nu,\"a\rb\r\r\nc\"\n", ReaderOptions{}, []string{"uuid", "name"},
			lead.Row{UUID: "u", Name: "a\rb\r\r\nc"}},
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

func TestCSVReaderRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"blank", "\n\r\n\n", "the file is empty"},
		{"BOM alone", "\ufeff", "the file is empty"},
		{"duplicate header", "uuid,name,x,name\n", `columns B and D have the same name "name"`},
		{"bad header", "uuid,na\"me\n", "line 1: the header cannot be read: a quote inside a cell"},
		{"old Mac", "uuid,name\ra,1\rb,2\r", "line 1: a carriage return stands alone"},
		{"old Mac with quotes", "\"uuid\",\"name\"\r\"a\",\"1\"\r", "line 1: a carriage return stands alone"},
		{"converted twice", "uuid,name\na,1\r\r\n", "line 2: a carriage return stands alone"},
		{"UTF-16", "\xff\xfeu\x00", "UTF-16"},
		{"open quote", "uuid,name\na,1\nb,\"2\nc,3\n", "line 3: the quote opened here is never closed"},
		{"open quote in the header", "uuid,\"name\na,1\n", "line 1: the quote opened here is never closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := readError(strings.NewReader(tt.text), CSV); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// No row is kept in memory without end. Here most of it has been read already.
func TestRecordsTooLong(t *testing.T) {
	for _, tt := range []struct {
		records records
		want    string
	}{
		{records{state: quoted, quoteLine: 7}, "line 7: the quote opened here is not closed within 32 MiB"},
		{records{state: plain, first: 8}, "line 8: the row is longer than 32 MiB"},
	} {
		r := tt.records
		r.in, r.size = bufio.NewReader(strings.NewReader("xxx")), maxRecord-2
		if _, err := io.ReadAll(&r); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

// readError reads all rows and returns the error that ends the reading.
func readError(in io.Reader, f Format) error {
	r, err := NewReader(in, f, ReaderOptions{})
	if err != nil {
		return err
	}
	for _, rowErr := range r.Rows() {
		err = rowErr
	}
	return err
}

func TestReadersReturnReadErrors(t *testing.T) {
	broken := errors.New("cable torn")
	for _, f := range formats {
		for _, text := range []string{"", "uu", "uuid\n", "uuid\n\"a", "uuid\na\"b"} {
			err := readError(io.MultiReader(strings.NewReader(text), failing{broken}), f)
			if !errors.Is(err, broken) {
				t.Errorf("%v, %q: %v", f, text, err)
			}
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestRowsStops(t *testing.T) {
	for f, text := range map[Format]string{CSV: "uuid\n1\n2\n3\n", JSONL: "{\"uuid\":\"1\"}\n{\"uuid\":\"2\"}\n"} {
		r, err := NewReader(strings.NewReader(text), f, ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for row := range r.Rows() {
			if row.UUID != "1" {
				t.Errorf("%v: row %q after the loop was left", f, row.UUID)
			}
			break
		}
	}
}

// FuzzRecords holds records against encoding/csv alone: the same rows and the same bad rows, whatever the text, and every line folded
// as encoding/csv does it.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{"a,b\r\n\"c\r\n\",d\n", "a\"b,c\n\"d\"e\n", "\n\n\"a\n\n\"\"\",\n", "\"a\r\r\n\"", "a\r", "\"a\"\r\nb",
		"\xff,\"\x00\"\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		src := &records{in: bufio.NewReader(strings.NewReader(text)), comma: ','}
		ours := csv.NewReader(src)
		theirs := csv.NewReader(strings.NewReader(text))
		ours.FieldsPerRecord, theirs.FieldsPerRecord = -1, -1
		for {
			got, err := ours.Read()
			want, wantErr := theirs.Read()
			if src.err != nil && !isEnd(src.err) {
				return // refused: stricter than encoding/csv
			}
			if (err == nil) != (wantErr == nil) || (err == io.EOF) != (wantErr == io.EOF) {
				t.Fatalf("%q: error %v, encoding/csv says %v", text, err, wantErr)
			}
			if err == io.EOF {
				return
			}
			checkRecord(t, src, theirs, got, want, err, wantErr)
		}
	})
}

func checkRecord(t *testing.T, src *records, theirs *csv.Reader, got, want []string, err, wantErr error) {
	t.Helper()
	if err != nil {
		var a, b *csv.ParseError
		if !errors.As(err, &a) || !errors.As(wantErr, &b) || !errors.Is(a.Err, b.Err) || b.StartLine != src.first {
			t.Fatalf("error %v at line %d, encoding/csv says %v", err, src.first, wantErr)
		}
		return
	}
	for i, cell := range got {
		got[i] = strings.ReplaceAll(cell, "\r\n", "\n")
	}
	if line, _ := theirs.FieldPos(0); !slices.Equal(got, want) || line != src.first || len(got) != src.cells {
		t.Fatalf("line %d: %d cells %q, encoding/csv says line %d: %q", src.first, src.cells, got, line, want)
	}
}

// FuzzReader: no text makes a reader panic, and every row it takes comes back from what it is written as.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{"uuid,name,x\n1,2,3\n", "uuid\n\"\"\n'=1\n", "{\"uuid\":\"1\",\"x\":[1,{}]}\n", "a\tb\n\t\n",
		"\ufeffa,,\n,,\n"} {
		for _, format := range formats {
			f.Add(uint8(format), seed)
		}
	}
	f.Fuzz(func(t *testing.T, format uint8, text string) {
		r, err := NewReader(strings.NewReader(text), Format(format%3), ReaderOptions{})
		if err != nil {
			return
		}
		var rows []lead.Row
		columns := lead.BaseColumns()
		line := 0
		for row, err := range r.Rows() {
			if err != nil {
				break
			}
			if row.Line <= line || row.Number < 1 || row.Number > row.Line {
				t.Fatalf("row %d on line %d comes after line %d", row.Number, row.Line, line)
			}
			line = row.Line
			if row.Err == nil {
				rows = append(rows, row.Row)
			}
			for _, cell := range row.Dynamic {
				if cell.Column != "" && !slices.Contains(columns, cell.Column) {
					columns = append(columns, cell.Column)
				}
			}
		}
		checkRewrite(t, rows, columns)
	})
}

func checkRewrite(t *testing.T, rows []lead.Row, columns []string) {
	t.Helper()
	got := leads(t, read(t, CSV, ReaderOptions{}, write(t, CSV, WriterOptions{Columns: columns}, rows)))
	if diff := cmp.Diff(byColumn(rows, columns), byColumn(got, columns)); diff != "" {
		t.Fatal(diff)
	}
}

// byColumn lays the rows out as cells, so that the order of dynamic cells does not count.
func byColumn(rows []lead.Row, columns []string) (all [][]string) {
	for _, row := range rows {
		base := row.Base()
		cells := append(make([]string, 0, len(columns)), base[:]...)
		for _, column := range columns[lead.BaseCount:] {
			i := slices.IndexFunc(row.Dynamic, func(c lead.Cell) bool { return c.Column == column })
			if i < 0 {
				cells = append(cells, "")
			} else {
				cells = append(cells, row.Dynamic[i].Value)
			}
		}
		all = append(all, cells)
	}
	return all
}

func TestColumnLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := columnLetters(i); got != want {
			t.Errorf("column %d: %q, want %q", i, got, want)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, f := range formats {
		b.Run("format="+f.String(), func(b *testing.B) {
			text := []byte(write(b, f, WriterOptions{Columns: sampleColumns()}, sampleRows(benchRows)))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if err := readError(bytes.NewReader(text), f); err != nil {
					b.Fatal(err)
				}
			}
			perRow(b)
		})
	}
}
