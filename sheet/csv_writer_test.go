package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/gocarina/gocsv"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

func TestCSVWriter(t *testing.T) {
	asha := lead.Row{UUID: "u1", Name: "Asha, R.", DialCode: "+91", Phone: "+91 98", Notes: "a\r\nb",
		Dynamic: []lead.Cell{{Column: "attributes.ID", Value: "=1"}, {Column: "attributes.x", Value: "7"}}}
	bo := lead.Row{UUID: "u2", Name: `Bo "B"`, DialCode: "+12345"}
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

// TestCSVIsThatOfGocsv holds our lines against those that gocsv makes of the tags of lead.Row.
func TestCSVIsThatOfGocsv(t *testing.T) {
	texts := []string{"", "a", " a", "a,b", `"`, `a"b`, "\r\n", "\n", `\.`, "\u00a0x", "\t", "\xff", "ünï", "=1", "'", "x y "}
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.SampledFrom(texts), rapid.String())
		rows := make([]lead.Row, rapid.IntRange(0, 5).Draw(t, "rows"))
		for i := range rows {
			rows[i].SetBase((*[lead.BaseCount]string)(rapid.SliceOfN(cell, lead.BaseCount, lead.BaseCount).Draw(t, "cells")))
		}
		want, err := gocsv.MarshalString(&rows)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		w, err := NewWriter(&got, CSV, WriterOptions{Columns: lead.BaseColumns(), RawCells: true})
		if err != nil || w.Write(rows) != nil || w.Close() != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("got  %q\nwant %q", got.String(), want)
		}
	})
}

// TestFormattersMakeTheLinesOfTheWriter has the lines made apart from the writer, for each format that can do that.
func TestFormattersMakeTheLinesOfTheWriter(t *testing.T) {
	rows := sampleRows(20)
	rows[3].Name, rows[4].Notes, rows[5].DialCode = "=cmd", "a \"b\",\n", "+1"
	for _, f := range []Format{CSV, TSV, JSONL} {
		for _, columns := range [][]string{sampleColumns(), {"attributes.field 3", "dialCode", "name"}} {
			options := WriterOptions{Columns: columns}
			var got bytes.Buffer
			w, err := NewWriter(&got, f, options)
			if err != nil {
				t.Fatal(err)
			}
			text := w.(TextWriter)
			first, err := text.Formatter().Append(nil, rows[:7])
			last, err2 := text.Formatter().Append([]byte{}, rows[12:])
			if err := errors.Join(err, err2, text.WriteText(first), w.Write(rows[7:12]), text.WriteText(last), w.Close()); err != nil {
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
			UUID: fmt.Sprintf("7e88d192-9b20-4035-9b68-%012d", i), Name: "आशा Rao", Email: fmt.Sprintf("asha.rao%d@example.com", i),
			DialCode: "+91", Phone: fmt.Sprintf("98%08d", i), Status: "INPROGRESS", Tags: "vip, north", Notes: "Call back: after 5 pm\nLikes tea",
			Picture: "https://example.com/p.jpg", AgentID: "631aa793bcfa100487d13d0d", City: "Pune", Country: "India", Gender: "FEMALE",
			Type: "lead", CreatedAt: "2023-02-01T05:59:03.533Z", UpdatedAt: "2023-02-02T06:46:34.119Z",
			LastSeenAt: "2023-02-01T06:00:21.000Z", IsOnline: "false", WebsiteVisits: "1", LastMessageAt: "2023-02-01T06:00:20.000Z",
			LastMessageBy: "bot", LastMessageText: "Welcome to Convertalk. I am here to help you.", ID: fmt.Sprintf("63d9ffa7%016x", i),
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

// BenchmarkGocsv is what gocsv alone would need to hand the cells of the rows over. Reading is with the parsing by encoding/csv.
func BenchmarkGocsv(b *testing.B) {
	rows := sampleRows(benchRows)
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := gocsv.MarshalCSVWithoutHeaders(rows, nowhere{}); err != nil {
				b.Fatal(err)
			}
		}
		perRow(b)
	})
	b.Run("read", func(b *testing.B) {
		text := write(b, CSV, WriterOptions{Columns: sampleColumns()}, rows)
		b.ReportAllocs()
		for b.Loop() {
			u, err := gocsv.NewUnmarshaller(csv.NewReader(strings.NewReader(text)), &lead.Row{})
			for err == nil {
				_, _, err = u.ReadUnmatched()
			}
			if !isEnd(err) {
				b.Fatal(err)
			}
		}
		perRow(b)
	})
}

func perRow(b *testing.B) {
	b.Helper()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchRows), "ns/row")
}

type nowhere struct{}

func (nowhere) Write([]string) error { return nil }
func (nowhere) Flush()               {}
func (nowhere) Error() error         { return nil }
