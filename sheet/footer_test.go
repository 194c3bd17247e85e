package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// TestFooterOfWorkbook: what a formatted report of Salesforce says of itself is no row, where it ends the sheet.
func TestFooterOfWorkbook(t *testing.T) {
	t.Parallel()
	const copyright = "Copyright © 2000-2026 salesforce.com, inc. All rights reserved."
	for _, tt := range []struct {
		rows, want []string // name and email
		note       string
	}{
		{
			[]string{"Tom|t@x.com", "Sue|", "Tod|tod@x.com", "Total|2", "|", "Confidential Information - Do Not Distribute|", copyright + "|"},
			[]string{"Tom|t@x.com", "Sue|", "Tod|tod@x.com"}, "the footer of a Salesforce report, from row 5 on, is left out",
		},
		{[]string{"Tom|t@x.com", copyright + "|", "Sue|s@x.com"}, []string{"Tom|t@x.com", copyright + "|", "Sue|s@x.com"}, ""},
		{[]string{"Tom|t@x.com", "Total|2", "Sue|"}, []string{"Tom|t@x.com", "Total|2", "Sue|"}, ""},
		{[]string{"Tom|t@x.com", copyright + "|t@x.com"}, []string{"Tom|t@x.com", copyright + "|t@x.com"}, ""},
	} {
		in := readTable(t, tt.rows)
		var got []string
		for row, err := range in.Rows() {
			if err != nil || row.Err != nil {
				t.Fatal(err, row.Err)
			}
			if !row.IsBlank() {
				got = append(got, row.Base[lead.Name]+"|"+row.Base[lead.Email])
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Error(diff)
		}
		if notes := strings.Join(in.Notes(), ""); notes != tt.note {
			t.Errorf("%q: notes %q, want %q", tt.rows, notes, tt.note)
		}
	}
}

// readTable writes a workbook and reads it.
func readTable(t *testing.T, rows []string) Reader {
	t.Helper()
	var book bytes.Buffer
	w, err := NewWriter(&book, XLSX, WriterOptions{Columns: []string{"name", "email"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range rows {
		var row lead.Row
		row.Base[lead.Name], row.Base[lead.Email], _ = strings.Cut(text, "|")
		if err := w.Write([]lead.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	in, err := NewReader(bytes.NewReader(book.Bytes()), XLSX, ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}
