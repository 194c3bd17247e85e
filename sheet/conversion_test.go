package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// conversion converts a text of raw records.
func conversion(text string, to sheet.Format) sheet.Conversion {
	return sheet.Conversion{
		Format: to, Type: lead.TypeLead,
		Open: func() (sheet.Reader, io.Closer, error) {
			r, err := sheet.NewReader(strings.NewReader(text), sheet.Raw, sheet.ReaderOptions{})
			return r, io.NopCloser(nil), err
		},
	}
}

func TestConvertKeepsTheOrder(t *testing.T) {
	const rows = 5000
	var text strings.Builder
	for i := range rows {
		if i%7 == 3 { // a flat row among the records, and a blank line
			fmt.Fprintf(&text, "\n{\"name\":\"%d\",\"attributes.n%d\":\"%d\",\"empty\":\"\"}\n", i, i%40, i)
			continue
		}
		fmt.Fprintf(&text, `{"_id":"%024x","profile":{"userDetails":{"name":"%d","attributes":[{"key":"n%d","value":"%d"},{"key":"no","value":""}]}}}`+"\n", i, i, i%40, i)
	}
	var out bytes.Buffer
	told := 0
	c := conversion(text.String(), sheet.CSV)
	c.Progress = func(n int) { told = n }
	sum, err := sheet.Convert(t.Context(), c, &out)
	if err != nil || sum.Rows != rows || told != rows {
		t.Fatal(sum, told, err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	if len(lines) != rows+1 || len(column) != lead.BaseCount+40 {
		t.Fatalf("%d lines of %d columns: %q", len(lines), len(column), lines[0])
	}
	for i, line := range lines[1:] {
		name, own := line[column["name"]], line[column[fmt.Sprintf("attributes.n%d", i%40)]]
		if want := fmt.Sprint(i); name != want || own != want || line[column["type"]] != "lead" {
			t.Fatalf("line %d: %q", i, line)
		}
	}
}

func TestConvertTellsTheFirstBadRow(t *testing.T) {
	var text strings.Builder
	for i := range 4000 {
		if i > 1500 && i%3 == 0 {
			fmt.Fprintf(&text, "{\"_id\":\"%d\",\n", i)
		} else {
			fmt.Fprintf(&text, "{\"_id\":\"%d\"}\n", i)
		}
	}
	for _, f := range []sheet.Format{sheet.CSV, sheet.JSONL, sheet.XLSX} {
		for range 5 {
			_, err := sheet.Convert(t.Context(), conversion(text.String(), f), io.Discard)
			if bad, ok := errors.AsType[*sheet.BadRowError](err); !ok || bad.Line != 1504 {
				t.Errorf("%v: %v", f, err)
			}
		}
	}
}

func TestConvertStopsWhereWritingFails(t *testing.T) {
	text := strings.Repeat(`{"_id":"1","uuid":"`+strings.Repeat("x", 500)+"\"}\n", 10_000)
	for _, f := range []sheet.Format{sheet.CSV, sheet.JSONL} {
		if _, err := sheet.Convert(t.Context(), conversion(text, f), fullDisk{}); !errors.Is(err, errFull) {
			t.Errorf("%v: %v", f, err)
		}
	}
}

// The first columns in the order of the rows get one of their own, whichever goroutine finds them;
// all others share a cell.
func TestConvertBeyondTheColumnLimit(t *testing.T) {
	const each, rows = 3, 2000
	var text strings.Builder
	for i := range rows {
		fmt.Fprintf(&text, `{"name":"%s"`, strings.Repeat("x", 300))
		for n := range each {
			fmt.Fprintf(&text, `,"attributes.%05d":"v"`, i*each+n)
		}
		text.WriteString("}\n")
	}
	var out bytes.Buffer
	sum, err := sheet.Convert(t.Context(), conversion(text.String(), sheet.CSV), &out)
	if err != nil || sum.Overflow != rows*each-sheet.MaxColumns {
		t.Fatal(sum, err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := lines[0][lead.BaseCount:]
	if len(header) != sheet.MaxColumns+1 || header[sheet.MaxColumns-1] != fmt.Sprintf("attributes.%05d", sheet.MaxColumns-1) || header[sheet.MaxColumns] != "extra" {
		t.Errorf("%d columns, the last are %q", len(header), header[sheet.MaxColumns-2:])
	}
	if got := lines[rows][lead.BaseCount+sheet.MaxColumns]; got != `{"attributes.05997":"v","attributes.05998":"v","attributes.05999":"v"}` {
		t.Errorf("extra: %s", got)
	}
}

// A text longer than a cell of Excel comes back from a workbook, however often it must be read.
func TestConvertLongTexts(t *testing.T) {
	long := strings.Repeat("é", 70_000)
	text := fmt.Sprintf("{\"notes\":%q,\"attributes.a\":\"1\"}\n{}\n{\"attributes.a\":%q}\n", long, long)
	var book, back bytes.Buffer
	sum, err := sheet.Convert(t.Context(), conversion(text, sheet.XLSX), &book)
	if err != nil || !cmp.Equal(sum, sheet.Converted{Rows: 2, Blank: 1}) {
		t.Fatal(sum, err)
	}
	c := sheet.Conversion{Format: sheet.JSONL, Columns: []string{"notes", "attributes.a"}, Open: func() (sheet.Reader, io.Closer, error) {
		r, err := sheet.NewReader(bytes.NewReader(book.Bytes()), sheet.XLSX, sheet.ReaderOptions{})
		return r, io.NopCloser(nil), err
	}}
	_, err = sheet.Convert(t.Context(), c, &back)
	if want := fmt.Sprintf("{\"notes\":%q,\"attributes.a\":\"1\"}\n{\"notes\":\"\",\"attributes.a\":%q}\n", long, long); err != nil || back.String() != want {
		t.Errorf("%v, %.200q", err, back.String())
	}
}

// BenchmarkConvert converts 10,000 raw records.
func BenchmarkConvert(b *testing.B) {
	var text strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&text, benchRecord+"\n", i, i)
	}
	for _, f := range []sheet.Format{sheet.CSV, sheet.JSONL} {
		b.Run("format="+f.String(), func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if sum, err := sheet.Convert(b.Context(), conversion(text.String(), f), io.Discard); err != nil || sum.Rows != 10_000 {
					b.Fatal(sum, err)
				}
			}
		})
	}
}

const benchRecord = `{"_id":"%024x","uuid":"7e88d192-9b20-4035-9b68-%012x","createdAt":"2023-02-01T05:59:03.533Z",` +
	`"isOnline":false,"lastMessage":{"at":"2023-02-01T06:00:20.000Z","by":"bot","text":"Welcome to Convertalk. I am here to help you."},` +
	`"lastSeenAt":"2023-02-01T06:00:21.000Z","profile":{"notes":[{"title":"Call","description":"Wants a quote \u00fcber 20 seats",` +
	`"_id":"63db5c4abcbc3be2e95b20ae"}],"userDetails":{"name":"J\u00fcrgen M\u00fcller","picture":"https://example.org/p.png",` +
	`"contact":{"email":"j.mueller@example.org","phone":{"number":"15112345678","prefix":"49"}},"city":"Berlin","country":"Germany",` +
	`"gender":"MALE","tags":["vip","newsletter"],"attributes":[{"key":"plan","value":"pro"},{"key":"source","value":"ads"},` +
	`{"key":"budget","value":"10000"},{"key":"company","value":"Example GmbH"}],"language":"de"}},` +
	`"status":"INPROGRESS","updatedAt":"2023-02-02T06:46:34.119Z","websiteVisits":1,"_agentAssigned":"631aa793bcfa100487d13d0d","__v":0}`
