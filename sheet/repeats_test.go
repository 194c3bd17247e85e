package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// TestRepeats: the header once more is passed over, and so is the title of a group above it; no row that could
// mean a lead is.
func TestRepeats(t *testing.T) {
	t.Parallel()
	const head, again = "Name,E-Mail,x\n", "NAME,e-mail,X\n"
	for _, tt := range []struct {
		text string
		want string // the names of the rows that are left, ! for a bad one
		note string
	}{
		{head + "Ann,a@b.co,\n" + again + "Bo,b@b.co,\n", "Ann Bo", "skipped: 1 (row 3)"},
		{head + "Ann,a@b.co,\nWon,,\n" + again + "Bo,b@b.co,\n", "Ann Bo", `1 (row 4); so are the titles of groups above them: 1 (row 3, "Won")`},
		{head + "Ann,a@b.co,\n,,\nWon\n" + again + "Bo,b@b.co,\n", "Ann - Bo", `1 (row 5); so are the titles of groups above them: 1 (row 4, "Won")`},
		{head + "Ann,a@b.co,\nWon and closed\n" + again, "Ann", `1 (row 4); so are the titles of groups above them: 1 (row 3, "Won and closed")`},
		{head + "Won,,\n,,\n,,\n" + again + "Bo,b@b.co,\n", "- - Bo", `1 (row 5); so are the titles of groups above them: 1 (row 2, "Won")`},
		{head + "Won,,\n,,\n,,\n,,\n,,\n" + again, "Won - - - -", "skipped: 1 (row 7)"},
		{head + ",a@b.co,\n" + again + ",b,\n" + again, "? ?", "skipped: 2 (rows 3, 5)"},
		{head + "a@b.co,,\n" + again + "+491711234567,,\n" + again, "a@b.co +491711234567", "skipped: 2 (rows 3, 5)"},
		{head + "Won,,x\n" + again, "Won", "skipped: 1 (row 3)"},
		{head + "Won,,\nAnn,,\nBo,b@b.co,\n", "Won Ann Bo", ""},
		{head + "Won,,\n", "Won", ""},
		{head + strings.Repeat(again, 12), "", "skipped: 12 (rows 2, 3, 4, 5, 6, 7, 8, 9, ...)"},
	} {
		readers := map[string]Reader{}
		var err error
		if readers["csv"], err = NewReader(strings.NewReader(tt.text), CSV, ReaderOptions{}); err != nil {
			t.Fatal(err)
		}
		if readers["xlsx"], err = NewReader(bytes.NewReader(bookOf(t, tt.text)), XLSX, ReaderOptions{}); err != nil {
			t.Fatal(err)
		}
		for format, r := range readers {
			var names []string
			for row, err := range r.Rows() {
				if err != nil {
					t.Fatal(err)
				}
				if name := nameOf(&row); name != "-" || format == "csv" {
					names = append(names, name)
				}
			}
			got := strings.Join(names, " ")
			want := tt.want
			if format == "xlsx" { // of which blank rows may be missing
				want = strings.Join(strings.Fields(strings.ReplaceAll(want, "-", " ")), " ")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %q: %s", format, tt.text, diff)
			}
			if notes := fmt.Sprint(r.Notes()); !strings.Contains(notes, tt.note) || (tt.note == "") == strings.Contains(notes, "are skipped") {
				t.Errorf("%s %q: %s", format, tt.text, notes)
			}
		}
	}
}

func nameOf(row *Row) string {
	switch {
	case row.Err != nil:
		return "!"
	case row.IsBlank():
		return "-"
	}
	for _, c := range row.Dynamic {
		if c.Column == "Name" {
			return c.Value
		}
	}
	if row.Base[lead.Name] != "" {
		return row.Base[lead.Name]
	}
	return "?"
}

// bookOf makes a workbook of a text without quotes.
func bookOf(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	var book *CellBook
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		cells := strings.Split(line, ",")
		if book != nil {
			if err := book.Write(append(cells, make([]string, 3-len(cells))...)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var columns []BookColumn
		for _, name := range cells {
			columns = append(columns, BookColumn{Name: name})
		}
		var err error
		if book, err = NewCellBook(&out, columns); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.Close(nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
