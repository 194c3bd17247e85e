package xlsx

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestStored: a number or a date is read back as the text that it was, and what would not be stays text.
func TestStored(t *testing.T) {
	t.Parallel()
	formats := map[Kind]*numberFormat{Number: formatOfID(1), Moment: parseFormat(`yyyy\-mm\-dd\ hh:mm:ss"Z"`)}
	back := func(t *rapid.T, k Kind, text string) bool {
		number, ok := k.stored(text)
		if !ok {
			return false
		}
		if got, err := numberText(number, formats[k], false); err != nil || got != text {
			t.Fatalf("%q is stored as %s and read as %q, %v", text, number, got, err)
		}
		return true
	}
	rapid.Check(t, func(t *rapid.T) {
		from, to := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC).UnixMilli(), time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC).UnixMilli()
		ms := rapid.Int64Range(from, to).Draw(t, "ms")
		if rapid.Bool().Draw(t, "midnight") {
			ms -= ms % 86_400_000
		}
		if text := time.UnixMilli(ms).UTC().Format(momentLayout); !back(t, Moment, text) && ms > from+86_400_000 {
			t.Fatalf("%s is no date", text)
		}
		back(t, Moment, rapid.StringMatching(`[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-9]{2}:[0-9]{2}:[0-9]{2}[.,]?[0-9]{0,4}Z?`).Draw(t, "text"))
		back(t, Number, rapid.StringMatching(`[-+]?[0-9]{0,20}[.eE]?[0-9]{0,2}`).Draw(t, "number"))
	})
	for text, kind := range map[string]Kind{
		"2023-02-01T05:59:03.533Z": Moment, "2023-02-01T00:00:00.000Z": Moment, "0": Number, "1": Number, "123456789012345": Number,
	} {
		if _, ok := kind.stored(text); !ok {
			t.Errorf("%s stays text", text)
		}
	}
	for text, kind := range map[string]Kind{
		"": Moment, "2023-02-01": Moment, "2023-02-01T05:59:03Z": Moment, "2023-02-01T05:59:03.53Z": Moment, "2023-02-01T05:59:03,533Z": Moment,
		"2023-02-30T05:59:03.533Z": Moment, "1899-12-31T05:59:03.533Z": Moment, "2023-02-01T05:59:03.533+00:00": Moment,
		"007": Number, "-1": Number, "1.5": Number, "1234567890123456": Number, "12": Text,
	} {
		if number, ok := kind.stored(text); ok {
			t.Errorf("%s is stored as %s", text, number)
		}
	}
}

// TestKinds: what can be a date or a number is one in the file, the rest is text, and all comes back. The
// names of people stay on the screen.
func TestKinds(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := NewWriter(&b, "Leads", []Column{
		{Name: "uuid", Width: 10}, {Name: "name", Width: 10, Frozen: true}, {Name: "at", Width: 10, Kind: Moment}, {Name: "n", Width: 10, Kind: Number},
	})
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{
		{"a", "Ann", "2023-02-01T05:59:03.533Z", "12"}, {"b", "Bob", "yesterday", "many"}, {"c", "2023-02-01T05:59:03.533Z", "", ""},
		{"d", "7", "2024-02-29T00:00:00.000Z", "0"},
	}
	for _, row := range rows {
		if err := w.WriteRow(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close("About", nil); err != nil {
		t.Fatal(err)
	}
	text := partOf(t, b.Bytes(), sheetPath(1))
	for _, want := range []string{
		`<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/>`,
		`<c r="C2" s="5"><v>44958.249346`, `<c r="D2" s="4"><v>12</v></c>`, `<c r="C3" s="1" t="inlineStr"><is><t>yesterday</t>`,
		`<c r="B4" s="1" t="inlineStr"><is><t>2023`, `<c r="C5" s="5"><v>45351</v></c>`, `<c r="D5" s="4"><v>0</v></c>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
	table, err := open(b.Bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(table)
	if err != nil || len(got) != len(rows) {
		t.Fatalf("%d rows, %v", len(got), err)
	}
	for i, row := range got {
		if diff := cmp.Diff(rows[i][:len(row.Cells)], row.Cells); diff != "" {
			t.Error(diff)
		}
	}
}

// partOf returns the text of a part of a workbook.
func partOf(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(z, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
