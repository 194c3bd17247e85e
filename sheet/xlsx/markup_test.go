package xlsx

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWrapped: a row is as high as its longest text that goes on in the next line, and comes back as it was.
func TestWrapped(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	x, err := NewWriter(&file, "Leads", []Column{{Name: "why", Width: 10, Wrapped: true}, {Name: "name", Width: 10}})
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{{"one two three four", strings.Repeat("wide ", 9)}, {"short", "Ann"}, {strings.Repeat("x", 25), "Bob"}}
	for _, cells := range rows {
		if err := x.WriteRow(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close("About", nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, reread(t, file.Bytes(), MaxRows)); diff != "" {
		t.Error(diff)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open(sheetPath(1))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<row r="2" ht="30" customHeight="1"><c r="A2" s="6"`, `<row r="3"><c`, `<row r="4" ht="45"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing: %s", want, text)
		}
	}
}
