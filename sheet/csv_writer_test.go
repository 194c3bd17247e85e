package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

func TestCSVWriter(t *testing.T) {
	asha := lead.Row{Base: lead.Base{lead.UUID: "u1", lead.Name: "Asha, R.", lead.DialCode: "+91", lead.Phone: "+91 98", lead.Notes: "a\r\nb"},
		Dynamic: []lead.Cell{{Column: "attributes.ID", Value: "=1"}, {Column: "attributes.x", Value: "7"}}}
	bo := lead.Row{Base: lead.Base{lead.UUID: "u2", lead.Name: `Bo "B"`, lead.DialCode: "+12345"}}
	for _, tt := range []struct {
		name    string
		format  Format
		options WriterOptions
		rows    []lead.Row
		want    string
	}{
		{"header only", CSV, WriterOptions{Columns: []string{"uuid", "name"}}, nil, "uuid,name\n"},
		{"all base columns", CSV, WriterOptions{Columns: lead.BaseColumns()}, []lead.Row{asha},
			"uuid,name,email,dialCode,phone,status,tags,notes,picture,agentId,city,country,gender,type,createdAt,updatedAt,lastSeenAt," +
				"isOnline,websiteVisits,lastMessageAt,lastMessageBy,lastMessageText,id\n" +
				"u1,\"Asha, R.\",,+91,'+91 98,,,\"a\r\nb\",,,,,,,,,,,,,,,\n"},
		{"columns are picked and reordered", CSV, WriterOptions{Columns: []string{"name", "attributes.x", "uuid"}}, []lead.Row{asha, bo},
			"name,attributes.x,uuid\n\"Asha, R.\",7,u1\n\"Bo \"\"B\"\"\",,u2\n"},
		{"guard", CSV, WriterOptions{Columns: []string{"dialCode", "phone", "attributes.ID"}}, []lead.Row{asha, bo},
			"dialCode,phone,attributes.ID\n+91,'+91 98,'=1\n'+12345,,\n"},
		{"raw cells", CSV, WriterOptions{Columns: []string{"phone", "attributes.ID"}, RawCells: true}, []lead.Row{asha},
			"phone,attributes.ID\n+91 98,=1\n"},
		{"a header is guarded", CSV, WriterOptions{Columns: []string{"=x", "+91"}}, nil, "'=x,'+91\n"},
		{"tsv", TSV, WriterOptions{Columns: []string{"uuid", "name", "notes"}}, []lead.Row{asha},
			"uuid\tname\tnotes\nu1\tAsha, R.\t\"a\r\nb\"\n"},
		{"one empty cell is a row", CSV, WriterOptions{Columns: []string{"city"}}, []lead.Row{asha, bo}, "city\n\"\"\n\"\"\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := write(t, tt.format, tt.options, tt.rows); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestNewWriterRefuses(t *testing.T) {
	for _, tt := range []struct {
		format  Format
		columns []string
	}{
		{CSV, nil}, {TSV, []string{}}, {CSV, []string{"uuid", "name", "uuid"}}, {JSONL, []string{"uuid", ""}}, {Raw, []string{"uuid"}},
		{CSV, []string{" ", "\n"}}, {CSV, []string{"uuid", "a\x00"}}, {TSV, []string{"Z\xfcrich"}},
		{JSONL, []string{"Z\xfcrich"}}, {JSONL, []string{"_id"}},
	} {
		if _, err := NewWriter(io.Discard, tt.format, WriterOptions{Columns: tt.columns}); err == nil {
			t.Errorf("%v with %q: no error", tt.format, tt.columns)
		}
	}
}

// TestCSVIsThatOfEncodingCSV compares our lines with those that encoding/csv writes.
func TestCSVIsThatOfEncodingCSV(t *testing.T) {
	texts := []string{"", "a", " a", "a,b", `"`, `a"b`, "\r\n", "\n", `\.`, "\u00a0x", "\t", "\xff", "ünï", "=1", "'", "x y "}
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.SampledFrom(texts), rapid.String())
		rows := make([]lead.Row, rapid.IntRange(0, 5).Draw(t, "rows"))
		var want bytes.Buffer
		plain := csv.NewWriter(&want)
		plain.Write(lead.BaseColumns()) // the writer keeps its first error for Error
		for i := range rows {
			cells := rapid.SliceOfN(cell, lead.BaseCount, lead.BaseCount).Draw(t, "cells")
			rows[i].Base = lead.Base(cells)
			plain.Write(cells)
		}
		if plain.Flush(); plain.Error() != nil {
			t.Fatal(plain.Error())
		}
		var got bytes.Buffer
		w, err := NewWriter(&got, CSV, WriterOptions{Columns: lead.BaseColumns(), RawCells: true})
		if err != nil || w.Write(rows) != nil || w.Close() != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("got  %q\nwant %q", got.String(), want.String())
		}
	})
}

// Formatters write what the writer itself writes.
func TestFormatters(t *testing.T) {
	rows := sampleRows(20)
	rows[3].Base[lead.Name], rows[4].Base[lead.Notes], rows[5].Base[lead.DialCode] = "=cmd", "a \"b\",\n", "+1"
	for _, f := range []Format{CSV, TSV, JSONL} {
		for _, columns := range [][]string{sampleColumns(), {"attributes.field 3", "dialCode", "name"}} {
			options := WriterOptions{Columns: columns}
			var got bytes.Buffer
			w, err := NewWriter(&got, f, options)
			if err != nil {
				t.Fatal(err)
			}
			first, last := w.formatter()(rows[:7]), w.formatter()(rows[12:])
			if err := errors.Join(first(), w.Write(rows[7:12]), last(), w.Close()); err != nil {
				t.Fatal(err)
			}
			if want := write(t, f, options, rows); got.String() != want {
				t.Errorf("%v: got\n%s\nwant\n%s", f, got.String(), want)
			}
		}
	}
}

var errFull = errors.New("no space left")

// fullDisk takes that many bytes.
type fullDisk int

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > int(*d) {
		return 0, errFull
	}
	*d -= fullDisk(len(p))
	return len(p), nil
}

func TestWritersReturnWriteErrors(t *testing.T) {
	for _, f := range formats {
		disk := fullDisk(100 << 10)
		w, err := NewWriter(&disk, f, WriterOptions{Columns: lead.BaseColumns()})
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; err == nil && i < 10000; i++ {
			err = w.Write(sampleRows(20))
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%v: Write says %v", f, err)
		}
		if err := w.Close(); !errors.Is(err, errFull) {
			t.Errorf("%v: Close says %v", f, err)
		}
	}
}

// sampleColumns are the 23 base columns and 7 of customers' own.
func sampleColumns() []string {
	columns := lead.BaseColumns()
	for i := range 7 {
		columns = append(columns, fmt.Sprintf("attributes.field %d", i))
	}
	return columns
}

func sampleRows(n int) []lead.Row {
	rows := make([]lead.Row, n)
	for i := range rows {
		rows[i] = lead.Row{
			Base: lead.Base{lead.UUID: fmt.Sprintf("7e88d192-9b20-4035-9b68-%012d", i), lead.Name: "आशा Rao", lead.Email: fmt.Sprintf("asha.rao%d@example.com", i),
				lead.DialCode: "+91", lead.Phone: fmt.Sprintf("98%08d", i), lead.Status: "INPROGRESS", lead.Tags: "vip, north", lead.Notes: "Call back: after 5 pm\nLikes tea",
				lead.Picture: "https://example.com/p.jpg", lead.AgentID: "631aa793bcfa100487d13d0d", lead.City: "Pune", lead.Country: "India", lead.Gender: "FEMALE",
				lead.Kind: "lead", lead.CreatedAt: "2023-02-01T05:59:03.533Z", lead.UpdatedAt: "2023-02-02T06:46:34.119Z",
				lead.LastSeenAt: "2023-02-01T06:00:21.000Z", lead.IsOnline: "false", lead.WebsiteVisits: "1", lead.LastMessageAt: "2023-02-01T06:00:20.000Z",
				lead.LastMessageBy: "bot", lead.LastMessageText: "Welcome to Convertalk. I am here to help you.", lead.ID: fmt.Sprintf("63d9ffa7%016x", i)},
		}
		for c := range 7 {
			cell := lead.Cell{Column: fmt.Sprintf("attributes.field %d", c), Value: "value"}
			rows[i].Dynamic = append(rows[i].Dynamic, cell)
		}
	}
	return rows
}

const benchRows = 100

func BenchmarkWrite(b *testing.B) {
	rows := sampleRows(benchRows)
	for _, f := range append([]Format{XLSX}, formats...) {
		b.Run(fmt.Sprintf("format=%s/columns=%d", f, len(sampleColumns())), func(b *testing.B) {
			var size bytes.Buffer
			w, err := NewWriter(&size, f, WriterOptions{Columns: sampleColumns()})
			if err != nil || w.Write(rows) != nil || w.Close() != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(size.Len()))
			b.ReportAllocs()
			if w, err = NewWriter(io.Discard, f, WriterOptions{Columns: sampleColumns()}); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err = w.Write(rows); err != nil {
					b.Fatal(err)
				}
			}
			perRow(b)
		})
	}
}

func perRow(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchRows), "ns/row")
}
