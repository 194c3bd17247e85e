package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

var formats = []Format{CSV, TSV, JSONL}

// nasty are texts that break file formats. NUL is one, since encoding/csv carries it.
var nasty = []string{`"`, `""`, ",", "\t", "\r", "\n", "\r\n", "'", "''", "=", "+", "-", "@", "＝", "＋", "－", "＠", " ", "\u00a0", "🚢",
	"नमस्ते", "a", "1", "91", `\`, `\.`, "\x00", "\ufeff", "\u2028", ";", "#", "null", "{"}

func drawText(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(nasty), 0, 6).Draw(t, label), "")
}

func drawRow(t *rapid.T, dynamic []string) lead.Row {
	var row lead.Row
	var base lead.Base
	for i := range base {
		if rapid.Bool().Draw(t, "filled") {
			base[i] = drawText(t, "cell")
		}
	}
	row.Base = base
	for _, column := range dynamic {
		if value := drawText(t, "value"); value != "" {
			row.Dynamic = append(row.Dynamic, lead.Cell{Column: column, Value: value})
		}
	}
	return row
}

// The law: what is written is read again.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var dynamic []string
		for i := range rapid.IntRange(0, 4).Draw(t, "columns") {
			prefix := rapid.SampledFrom([]string{lead.AttributePrefix, lead.ExtraPrefix, "", "="}).Draw(t, "prefix")
			text := drawText(t, "column")
			if prefix == "" || prefix == "=" {
				text = strings.ReplaceAll(text, "\x00", "") // only the platform's names may hold control characters
			}
			dynamic = append(dynamic, fmt.Sprintf("%s%d%s", prefix, i, text))
		}
		var rows []lead.Row
		for range rapid.IntRange(0, 10).Draw(t, "rows") {
			rows = append(rows, drawRow(t, dynamic))
		}
		o := WriterOptions{RawCells: rapid.Bool().Draw(t, "raw cells"), Columns: append(lead.BaseColumns(), dynamic...)}
		for _, f := range formats {
			checkRoundTrip(t, f, o, rows)
		}
		checkRoundTrip(t, JSONL, WriterOptions{}, rows)
	})
}

// One column is the worst case: an empty cell is a whole row.
func TestRoundTripOneColumn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []lead.Row
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			rows = append(rows, lead.Row{Base: lead.Base{lead.DialCode: drawText(t, "cell")}})
		}
		for _, f := range formats {
			checkRoundTrip(t, f, WriterOptions{Columns: []string{"dialCode"}, RawCells: rapid.Bool().Draw(t, "raw cells")}, rows)
		}
	})
}

func checkRoundTrip(t *rapid.T, f Format, o WriterOptions, rows []lead.Row) {
	text := write(t, f, o, rows)
	if f == JSONL && len(rows) == 0 {
		if err := readError(strings.NewReader(text), f); !errors.Is(err, ErrEmpty) {
			t.Fatalf("a file of no rows: %v", err)
		}
		return
	}
	got := read(t, f, ReaderOptions{RawCells: o.RawCells}, text)
	if diff := cmp.Diff(rows, leads(t, got)); diff != "" {
		t.Fatalf("%v, %+v: %s\nfile: %q", f, o, diff, text)
	}
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// write writes rows in two calls.
func write(t fataler, f Format, o WriterOptions, rows []lead.Row) string {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, f, o)
	if err != nil {
		t.Fatalf("%v: %v", f, err)
	}
	half := len(rows) / 2
	for _, part := range [][]lead.Row{rows[:half], rows[half:]} {
		if err := w.Write(part); err != nil {
			t.Fatalf("%v: %v", f, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatalf("%v: %v", f, err)
	}
	return b.String()
}

func read(t fataler, f Format, o ReaderOptions, text string) []Row {
	t.Helper()
	rows, err := readFrom(strings.NewReader(text), f, o)
	if err != nil {
		t.Fatalf("%v: %v\n%q", f, err, text)
	}
	return rows
}

func readFrom(in io.Reader, f Format, o ReaderOptions) (rows []Row, err error) {
	r, err := NewReader(in, f, o)
	if err != nil {
		return nil, err
	}
	for row, err := range r.Rows() {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func leads(t fataler, rows []Row) (all []lead.Row) {
	t.Helper()
	for _, row := range rows {
		if row.Err != nil {
			t.Fatalf("row %d: %v", row.Number, row.Err)
		}
		all = append(all, row.Row)
	}
	return all
}

// A bytewise reader must change nothing: no part of the reader may count on what one Read brings.
func TestReadsByteByByte(t *testing.T) {
	rows := []lead.Row{{Base: lead.Base{lead.UUID: "1", lead.Name: "a\r\nb", lead.Notes: strings.Repeat("\"x\r\n", 40000)}}, {Base: lead.Base{lead.UUID: "2", lead.Notes: "=1"}}}
	for _, f := range formats {
		text := write(t, f, WriterOptions{Columns: lead.BaseColumns()}, rows)
		read, err := readFrom(oneByte{strings.NewReader(text)}, f, ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(rows, leads(t, read), func(a, b lead.Row) bool { return a.Base == b.Base }) {
			t.Errorf("%v: other rows came back", f)
		}
	}
}

type oneByte struct{ r io.Reader }

func (o oneByte) Read(p []byte) (int, error) { return o.r.Read(p[:min(1, len(p))]) }
