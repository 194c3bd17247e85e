package results_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/sheet"
)

// TestWriteBook: the workbook begins with what is wrong, is a text throughout, and offers the statuses.
func TestWriteBook(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 40_000)
	text := "name,email,uuid,status,notes\nAnn,a,u2,,\n,,,,\nBob,007,,OPEN," + long + "\nCid,b,u5,,\n"
	of := rejects(t, func() string { return text })
	l := log(t, temp(t), of.Batch)
	defer l.Close()
	note(t, l, results.Record{Row: 2, Outcome: row.Upserted}, results.Record{Row: 4, UUID: "made", Outcome: row.Failed, Code: "refused", Message: "no", Fix: "mend"})
	var book bytes.Buffer
	if err := l.WriteBook(t.Context(), of, &book, []sheet.Fact{{Name: "Input", Value: "a.csv"}}); err != nil {
		t.Fatal(err)
	}
	r, err := sheet.NewReader(bytes.NewReader(book.Bytes()), sheet.XLSX, sheet.ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.Header()[:7], ","); got != "_problem,_fix,_row,name,email,uuid,status" {
		t.Error(got)
	}
	var rows []sheet.Row
	for in, err := range r.Rows() {
		if err != nil || in.Err != nil {
			t.Fatal(err, in.Err)
		}
		rows = append(rows, in)
	}
	if len(rows) != 2 || rows[0].Base[1] != "Bob" || rows[0].Base[2] != "007" || rows[0].Base[0] != "made" || rows[0].Base[7] != long || rows[1].Base[2] != "b" {
		t.Errorf("%+.300v", rows)
	}
	first := part(t, book.Bytes(), "xl/worksheets/sheet1.xml")
	for _, want := range []string{`t="inlineStr"><is><t>007</t>`, `"OPEN,INPROGRESS,`, `sqref="G2:`, `numberStoredAsText="1"`, `<pane ySplit="1"`} {
		if !strings.Contains(first, want) {
			t.Errorf("no %s", want)
		}
	}
	if !strings.Contains(part(t, book.Bytes(), "xl/worksheets/sheet2.xml"), "a.csv") {
		t.Error("the last sheet does not say what the workbook is")
	}
}

// part returns a part of a workbook.
func part(t *testing.T, book []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestWriteRejectsAsTheInput: in the input's own encoding, with a question mark for what it lacks.
func TestWriteRejectsAsTheInput(t *testing.T) {
	t.Parallel()
	of := rejects(t, func() string { return "name,uuid\nChloé,u2\n,\nBob,u4\nCid,u5\n" })
	l := log(t, temp(t), of.Batch)
	defer l.Close()
	note(t, l, results.Record{Row: 2, Outcome: row.Failed, UUID: "u2", Code: "refused", Message: "आ"},
		results.Record{Row: 4, Outcome: row.Upserted}, results.Record{Row: 5, Outcome: row.Upserted})
	for d, want := range map[sheet.Dialect]string{
		{Encoding: "windows-1252", Delimiter: ';'}:      "name;uuid;_row;_problem;_fix\nChlo\xe9;u2;2;?;\n",
		{Encoding: "utf-8", Delimiter: '\t', BOM: true}: "\ufeffname\tuuid\t_row\t_problem\t_fix\nChloé\tu2\t2\tआ\t\n",
	} {
		var got bytes.Buffer
		if n, err := l.WriteRejects(t.Context(), of, &got, sheet.CSV, d); n != 1 || err != nil || got.String() != want {
			t.Errorf("%d, %v, %q, want %q", n, err, got.String(), want)
		}
	}
	var wide bytes.Buffer
	d := sheet.Dialect{Encoding: "utf-16le", Delimiter: ';', BOM: true}
	if _, err := l.WriteRejects(t.Context(), of, &wide, sheet.CSV, d); err != nil || !strings.HasPrefix(wide.String(), "\xff\xfen\x00a\x00m\x00e\x00;\x00") {
		t.Errorf("%v, %q", err, wide.String())
	}
}
