package sheet

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// TestContinued: what another program writes of a workbook with parts of long texts reads as the text, in
// every format; an attribute whose name looks so stays one, unless the text before fills a cell.
func TestContinued(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("x", 32_767)
	wide := strings.Repeat("🚢", 16_383) // as much as fits, with a unit to spare
	for name, test := range map[string]struct {
		columns, cells []string
		want           lead.Row
	}{
		"a base column": {
			[]string{"name", "notes", "notes~2", "notes~3"}, []string{"Ann", full, full, "end"},
			lead.Row{Base: lead.Base{lead.Name: "Ann", lead.Notes: full + full + "end"}},
		},
		"a short text": {
			[]string{"name", "notes", "notes~2"}, []string{"Ann", "short", ""},
			lead.Row{Base: lead.Base{lead.Name: "Ann", lead.Notes: "short"}},
		},
		"an attribute": {
			[]string{"name", "attributes.bio", "attributes.bio~2", "attributes.bio~3"}, []string{"Ann", full, wide, "🚢 end"},
			lead.Row{Base: lead.Base{lead.Name: "Ann"}, Dynamic: []lead.Cell{{Column: "attributes.bio", Value: full + wide + "🚢 end"}}},
		},
		"attributes of their own": {
			[]string{"name", "attributes.bio", "attributes.bio~2"}, []string{"Ann", "one", "two"},
			lead.Row{Base: lead.Base{lead.Name: "Ann"}, Dynamic: []lead.Cell{{Column: "attributes.bio", Value: "one"}, {Column: "attributes.bio~2", Value: "two"}}},
		},
		"no part lacks": {
			[]string{"name", "attributes.bio", "attributes.bio~3"}, []string{"Ann", full, "two"},
			lead.Row{Base: lead.Base{lead.Name: "Ann"}, Dynamic: []lead.Cell{{Column: "attributes.bio", Value: full}, {Column: "attributes.bio~3", Value: "two"}}},
		},
		"no part of a column": {
			[]string{"name", "x~1", "x~02", "~2"}, []string{"Ann", "a", "b", "c"},
			lead.Row{Base: lead.Base{lead.Name: "Ann"}, Dynamic: []lead.Cell{{Column: "x~1", Value: "a"}, {Column: "x~02", Value: "b"}, {Column: "~2", Value: "c"}}},
		},
	} {
		var object []string
		for i, column := range test.columns {
			object = append(object, fmt.Sprintf("%q:%q", column, test.cells[i]))
		}
		for f, text := range map[Format]string{
			CSV:   strings.Join(test.columns, ",") + "\n" + strings.Join(test.cells, ",") + "\n",
			TSV:   strings.Join(test.columns, "\t") + "\n" + strings.Join(test.cells, "\t") + "\n",
			JSONL: "{" + strings.Join(object, ",") + "}\n",
		} {
			rows := read(t, f, ReaderOptions{}, text)
			if len(rows) != 1 || rows[0].Err != nil || rows[0].Base != test.want.Base || !slices.Equal(rows[0].Dynamic, test.want.Dynamic) {
				t.Errorf("%s in %v: %.300v", name, f, rows)
			}
		}
	}
}

// TestContinuedHeader: no column is left that only continues a base column.
func TestContinuedHeader(t *testing.T) {
	t.Parallel()
	in, err := NewReader(strings.NewReader("name,notes,notes~2,attributes.a,attributes.a~2\nAnn,one,two,,\n"), CSV, ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := in.Header(); !cmp.Equal(got, []string{"name", "notes", "", "attributes.a", "attributes.a~2"}) {
		t.Errorf("%q", got)
	}
}

// TestLongText: a text longer than a cell of Excel comes through a workbook, and back, in every format.
func TestLongText(t *testing.T) {
	t.Parallel()
	want := `{"name":"Ann","notes":"` + strings.Repeat("x", 32_768) + `"}` + "\n"
	book := converted(t, want, JSONL, XLSX)
	for _, f := range []Format{CSV, TSV, JSONL} {
		text := converted(t, book, XLSX, f)
		if strings.Contains(text, "~2") {
			t.Errorf("%v has a column for a part", f)
		}
		rows := read(t, f, ReaderOptions{}, text)
		if len(rows) != 1 || rows[0].Base != (lead.Base{lead.Name: "Ann", lead.Notes: strings.Repeat("x", 32_768)}) || len(rows[0].Dynamic) > 0 {
			t.Errorf("%v: %.200v", f, rows)
		}
		if again := converted(t, converted(t, text, f, XLSX), XLSX, f); again != text {
			t.Errorf("%v changes on another way through a workbook", f)
		}
	}
}

func converted(t *testing.T, text string, from, to Format) string {
	t.Helper()
	var out bytes.Buffer
	open := func() (Reader, io.Closer, error) {
		in, err := NewReader(strings.NewReader(text), from, ReaderOptions{})
		return in, io.NopCloser(nil), err
	}
	if _, err := Convert(context.Background(), Conversion{Open: open, Format: to}, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestTabs: a TSV file is read as spreadsheets write it: quotes around a whole cell are none of its text,
// and a backslash means itself.
func TestTabs(t *testing.T) {
	t.Parallel()
	rows := leads(t, read(t, TSV, ReaderOptions{}, "name\tnotes\nAnn\tline one\\nline two\nBob\t\"Bobby\"\nDan\t\"a\ttab\"\n"))
	for i, want := range []string{`line one\nline two`, "Bobby", "a\ttab"} {
		if got := rows[i].Base[lead.Notes]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if rows := read(t, TSV, ReaderOptions{}, "name\tnotes\nCid\ta \"quote\" inside\n"); rows[0].Err == nil {
		t.Error("a bare quote inside a cell is no text: the cell is not known")
	}
}

// TestChunksAreSmall: rows with long texts are passed on before many have come together.
func TestChunksAreSmall(t *testing.T) {
	t.Parallel()
	text := "name,notes,city\n" + strings.Repeat("Ann,"+strings.Repeat("x", pieceBytes/4)+","+strings.Repeat("y", pieceBytes/4)+"\n", 20)
	in, err := NewReader(strings.NewReader(text), CSV, ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for piece, err := range in.Pieces() {
		if err != nil || len(piece) > 2 {
			t.Fatalf("%d rows, %v", len(piece), err)
		}
	}
}
