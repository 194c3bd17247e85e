package sheet

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/charset"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// opener opens a text again and again.
func opener(text string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

func drawDialect(t *rapid.T) Dialect {
	return Dialect{
		Delimiter: rapid.SampledFrom(append([]byte{0}, dialect.Delimiters()...)).Draw(t, "delimiter"),
		BOM:       rapid.Bool().Draw(t, "mark"),
		CRLF:      rapid.Bool().Draw(t, "crlf"),
	}
}

// The law in all dialects: what is written is examined, and read again byte for byte, without being
// told anything.
func TestDialectsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := lead.BaseColumns()
		if rapid.Bool().Draw(t, "one column") {
			columns = []string{rapid.SampledFrom([]string{"phone", "attributes.a;b", "attributes.a,b\tc|d"}).Draw(t, "column")}
		} else {
			for i, name := range rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return drawText(t, "name") }), 0, 3).Draw(t, "names") {
				columns = append(columns, lead.AttributePrefix+string(rune('a'+i))+name)
			}
		}
		var rows []lead.Row
		for range rapid.IntRange(0, 10).Draw(t, "rows") {
			row := drawRow(t, nil)
			if len(columns) == 1 {
				row = lead.Row{}
			}
			for _, column := range columns {
				value := drawText(t, "value")
				switch {
				case column == "phone":
					row.Base[lead.Phone] = value
				case strings.HasPrefix(column, lead.AttributePrefix) && value != "":
					row.Dynamic = append(row.Dynamic, lead.Cell{Column: column, Value: value})
				}
			}
			rows = append(rows, row)
		}
		f := rapid.SampledFrom([]Format{CSV, TSV}).Draw(t, "format")
		o := WriterOptions{Columns: columns, RawCells: rapid.Bool().Draw(t, "raw cells"), Dialect: drawDialect(t)}
		text := recode(t, write(t, f, o, rows))
		found, err := Examine(f, Dialect{}, Head{}, opener(text))
		if err != nil {
			t.Fatalf("%v\n%q", err, text)
		}
		got := read(t, f, ReaderOptions{RawCells: o.RawCells, Dialect: found.Dialect}, text)
		if diff := cmp.Diff(rows, leads(t, got)); diff != "" {
			t.Fatalf("%v, %+v: %s\nfile: %q", f, o, diff, text)
		}
	})
}

// recode writes a text in one of the encodings that are detected, as other programs save what we
// wrote.
func recode(t *rapid.T, text string) string {
	marked := strings.TrimPrefix(text, "\ufeff")
	switch rapid.SampledFrom([]charset.Encoding{charset.UTF8, charset.UTF16LE, charset.UTF16BE}).Draw(t, "encoding") {
	case charset.UTF16LE:
		text, _ = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(marked)
	case charset.UTF16BE:
		text, _ = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(marked)
	}
	return text
}

// Programs get what encoding/csv writes, byte for byte.
func TestPlainBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.Custom(func(t *rapid.T) string { return drawText(t, "cell") })
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 4), 0, 4).Draw(t, "rows")
		for f, comma := range map[Format]rune{CSV: ',', TSV: '\t'} {
			var ours, theirs bytes.Buffer
			w, err := NewCellWriter(&ours, f, Dialect{})
			if err != nil {
				t.Fatal(err)
			}
			std := csv.NewWriter(&theirs)
			std.Comma = comma
			for _, row := range rows {
				if err := w.Write(row); err != nil {
					t.Fatal(err)
				}
				if err := std.Write(row); err != nil {
					t.Fatal(err)
				}
			}
			std.Flush()
			if err := w.Flush(); err != nil || ours.String() != theirs.String() {
				t.Fatalf("%v %q: %q, encoding/csv writes %q, %v", f, rows, ours.String(), theirs.String(), err)
			}
		}
	})
}

func TestDialectBytes(t *testing.T) {
	t.Parallel()
	rows := []lead.Row{{Base: lead.Base{lead.UUID: "1", lead.Name: "a\nb,c;d"}}}
	for _, tt := range []struct {
		format  Format
		dialect Dialect
		want    string
	}{
		{CSV, Dialect{BOM: true, CRLF: true}, "\ufeffuuid,name\r\n1,\"a\nb,c;d\"\r\n"},
		{CSV, Dialect{Delimiter: ';'}, "uuid;name\n1;\"a\nb,c;d\"\n"},
		{TSV, Dialect{CRLF: true}, "uuid\tname\r\n1\t\"a\nb,c;d\"\r\n"},
	} {
		if got := write(t, tt.format, WriterOptions{Columns: []string{"uuid", "name"}, Dialect: tt.dialect}, rows); got != tt.want {
			t.Errorf("%v %+v: %q", tt.format, tt.dialect, got)
		}
	}
	for _, refused := range []Dialect{{Encoding: "windows-1252"}, {Delimiter: 'x'}} {
		if _, err := NewWriter(&bytes.Buffer{}, CSV, WriterOptions{Columns: []string{"uuid"}, Dialect: refused}); err == nil {
			t.Errorf("%+v was taken", refused)
		}
	}
}

// FuzzExamine: no text makes Examine panic; given what it found, it finds the same, and
// it names a way out of what it refuses.
func FuzzExamine(f *testing.F) {
	for _, seed := range []string{"a;b,c\n1;2,3\n", "sep=|\na|b\n", "\xff\xfea\x00;\x00", "T\na,b\nc,d\n", "a,é\n\xe9,\"\r\n\"\n", "a\rb;c\r\"\n", "\x80"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, tsv bool) {
		format := CSV
		if tsv {
			format = TSV
		}
		got, err := Examine(format, Dialect{}, Head{}, opener(text))
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Fatal("no reason")
			}
			return
		}
		told, err := Examine(format, got.Dialect, Head{}, opener(text))
		if err != nil || told.Dialect != got.Dialect {
			t.Fatalf("%q: %+v, told so %+v, %v", text, got, told, err)
		}
		r, err := NewReader(strings.NewReader(text), format, ReaderOptions{Dialect: got.Dialect})
		if err != nil {
			return
		}
		line, number := 0, 0
		for row, err := range r.Rows() {
			if err != nil {
				return
			}
			if row.Line <= line || row.Number <= number {
				t.Fatalf("row %d on line %d comes after row %d on line %d", row.Number, row.Line, number, line)
			}
			line, number = row.Line, row.Number
			if row.Err == nil {
				checkText(t, &row)
			}
		}
	})
}
