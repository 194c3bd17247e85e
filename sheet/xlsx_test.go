package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

// What is written as a workbook is read again, with texts of any length.
func TestXLSXRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dynamic := []string{"attributes.a\x01", "attributes.a\x01~2", "extra.b"}
		var rows []lead.Row
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			row := drawRow(t, dynamic)
			if rapid.Bool().Draw(t, "long") {
				row.Base[lead.Notes] = strings.Repeat("_x0041_", rapid.IntRange(1, 20_000).Draw(t, "times"))
			}
			if !cmp.Equal(row, lead.Row{}) { // a workbook has no cells of a blank row
				rows = append(rows, row)
			}
		}
		o := WriterOptions{Columns: append(lead.BaseColumns(), dynamic...), Parts: measure(rows)}
		text := strings.NewReader(write(t, XLSX, o, rows))
		got, err := readFrom(text, XLSX, ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, leads(t, got)); diff != "" {
			t.Fatalf("%.2000s", diff)
		}
	})
}

func TestXLSXBadRows(t *testing.T) {
	t.Parallel()
	columns := []string{"uuid", "name~3"}
	text := write(t, XLSX, WriterOptions{Columns: columns}, []lead.Row{{Base: lead.Base{lead.UUID: "x1"}}})
	r, err := NewReader(strings.NewReader(text), XLSX, ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	x := r.(*xlsxReader)
	x.names[0], x.base[0] = "", -1 // as if the header had no such name
	for row, err := range r.Rows() {
		const want = "column A has no name in the header, but this row has a cell there: name the column or empty the cell"
		if err != nil || row.Err == nil || row.Err.Error() != want || !cmp.Equal(row.Cells, []string{"x1", ""}) {
			t.Errorf("%+v, %v", row, err)
		}
	}
}

func TestXLSXEmpty(t *testing.T) {
	t.Parallel()
	if _, err := NewReader(bytes.NewReader(nil), XLSX, ReaderOptions{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("%v", err)
	}
	if _, err := NewReader(&bytes.Buffer{}, XLSX, ReaderOptions{}); err == nil || !strings.Contains(err.Error(), "not read from its beginning to its end") {
		t.Errorf("%v", err)
	}
}

// A failed NewReader or NewWriter returns nil, not an interface with a nil pointer in it.
func TestNilBesideAnError(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{CSV, TSV, JSONL, XLSX} {
		if r, err := NewReader(strings.NewReader("\x89PNG"), f, ReaderOptions{}); err == nil || r != nil {
			t.Errorf("%v: %v, %v", f, r, err)
		}
		if w, err := NewWriter(&bytes.Buffer{}, f, WriterOptions{Columns: []string{""}}); err == nil || w != nil {
			t.Errorf("%v: %v, %v", f, w, err)
		}
	}
	wide := make([]string, 16_385)
	for i := range wide {
		wide[i] = ColumnLetters(i)
	}
	if w, err := NewWriter(&bytes.Buffer{}, XLSX, WriterOptions{Columns: wide}); err == nil || w != nil {
		t.Errorf("%v, %v", w, err)
	}
	if w, err := NewWriter(&bytes.Buffer{}, CSV, WriterOptions{Columns: wide, Dialect: Dialect{Delimiter: 'x'}}); err == nil || w != nil {
		t.Errorf("%v, %v", w, err)
	}
}
