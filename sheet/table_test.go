package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/xlsx"
)

// verdict marshals itself, as the outcomes of an import do.
type verdict int

func (v verdict) MarshalText() ([]byte, error) {
	if v > 1 {
		return nil, fmt.Errorf("verdict %d is unknown", int(v))
	}
	return []byte([]string{"good", "bad"}[v]), nil
}

func (v *verdict) UnmarshalText(text []byte) error {
	*v = verdict(slices.Index([]string{"good", "bad"}, string(text)))
	if *v < 0 {
		return fmt.Errorf("%q is no verdict", text)
	}
	return nil
}

type tableRow struct {
	Row     sheet.Number `csv:"row"`
	UUID    sheet.Cell   `csv:"uuid"`
	Verdict verdict      `csv:"verdict"`
	Status  sheet.Number `csv:"status"`
	Message sheet.Cell   `csv:"message"`
}

func rowsOf[T any](rows []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func readTable[T any](text string) (rows []T, err error) {
	for r, err := range sheet.ReadTable[T](strings.NewReader(text)) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// TestTable holds the bytes of a table against encoding/csv, and what comes back against what was
// written.
func TestTable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("=+-@'\"\t\n,; ＝a\\.")))).
			Filter(func(s string) bool { return !strings.Contains(s, "\r\n") })
		var rows []tableRow
		var want bytes.Buffer
		peer := csv.NewWriter(&want)
		peer.Write([]string{"row", "uuid", "verdict", "status", "message"})
		for i := range rapid.IntRange(0, 5).Draw(t, "rows") {
			uuid, message := text.Draw(t, "uuid"), text.Draw(t, "message")
			r := tableRow{sheet.Number(i + 1), sheet.Cell(uuid), verdict(i % 2), sheet.Number(rapid.IntRange(-1, 1).Draw(t, "status")), sheet.Cell(message)}
			status := ""
			if r.Status != 0 {
				status = strconv.Itoa(int(r.Status))
			}
			rows = append(rows, r)
			peer.Write([]string{strconv.Itoa(i + 1), sheet.Guard(uuid), []string{"good", "bad"}[i%2], status, sheet.Guard(message)})
		}
		peer.Flush()
		var got bytes.Buffer
		if err := sheet.WriteTable(&got, rowsOf(rows)); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Fatalf("wrote\n%q, encoding/csv writes\n%q", got.String(), want.String())
		}
		back, err := readTable[tableRow](got.String())
		if err != nil || !slices.Equal(back, rows) {
			t.Fatalf("%v came back as %v, %v", rows, back, err)
		}
	})
}

func TestReadTable(t *testing.T) {
	t.Parallel()
	const header = "message,row,verdict,more,uuid,status\n"
	for text, want := range map[string]string{
		"":                               "empty",
		"row,uuid\n1,a\n":                "no column verdict, status, message",
		header + "x,010,bad,y,'=1,\n":    "",
		header + "x,1,bad,y,a\n":         "row 1: record on line 2: wrong number of fields",
		header + "\"a\nb\",1,so,y,a,5\n": `row 1 (line 3), column verdict: "so" is no verdict`,
		header + "x,1,bad,y,a,5\nx,1,bad,y,a,0x1\n": `row 2 (line 3), column status: "0x1" is no whole number`,
		header + "x,1,bad,y,a\",5\n":                `row 1: parse error on line 2, column 12: bare " in non-quoted-field`,
	} {
		rows, err := readTable[tableRow](text)
		switch {
		case want == "empty":
			if !errors.Is(err, sheet.ErrEmpty) {
				t.Errorf("%q: %v", text, err)
			}
		case want != "":
			if err == nil || err.Error() != want {
				t.Errorf("%q: %v, want %s", text, err, want)
			}
		case err != nil || len(rows) != 1 || rows[0] != (tableRow{10, "=1", 1, 0, "x"}):
			t.Errorf("%q: %v, %v", text, rows, err)
		}
	}
}

func TestReadTableStopsEarly(t *testing.T) {
	t.Parallel()
	for r, err := range sheet.ReadTable[tableRow](strings.NewReader("row,uuid,verdict,status,message\n1,,bad,,\n2,,so,,\n")) {
		if r.Row != 1 || err != nil {
			t.Fatalf("%v, %v", r, err)
		}
		break
	}
}

func TestWriteTableErrors(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := sheet.WriteTable(&out, rowsOf([]tableRow{{Row: 1}, {Row: 2, Verdict: 7}}))
	if err == nil || err.Error() != "row 2: verdict 7 is unknown" {
		t.Errorf("%v", err)
	}
	broken := errors.New("the journal is torn")
	err = sheet.WriteTable(&out, func(yield func(tableRow, error) bool) { yield(tableRow{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if err := sheet.WriteTable(fullDisk{}, rowsOf(make([]tableRow, 1e4))); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
	if err := sheet.WriteTable(fullDisk{}, rowsOf[tableRow](nil)); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}

var errFull = errors.New("the disk is full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func ExampleWriteTable() {
	type change struct {
		Row   sheet.Number `csv:"row"`
		Field sheet.Cell   `csv:"field"`
		New   sheet.Cell   `csv:"new"`
	}
	err := sheet.WriteTable(os.Stdout, func(yield func(change, error) bool) {
		_ = yield(change{1, "name", "Asha, K."}, nil) && yield(change{2, "notes", "=1+1"}, nil)
	})
	if err != nil {
		panic(err)
	}
	// Output:
	// row,field,new
	// 1,name,"Asha, K."
	// 2,notes,'=1+1
}

// TestTableFormats: in every format a table has the same cells; only text files guard them against
// being run, and only a workbook tells numbers from texts.
func TestTableFormats(t *testing.T) {
	t.Parallel()
	type line struct {
		Name  sheet.Cell `csv:"name"`
		Leads int        `csv:"leads"`
		Bytes int64      `csv:"bytes"`
	}
	rows := []line{{"=1+1", 0, 5}, {"a\"b,\tc\nd", 70, 0}, {"'=x", 8, 1 << 40}}
	for f, want := range map[sheet.Format]string{
		sheet.CSV:   "name,leads,bytes\n'=1+1,0,5\n\"a\"\"b,\tc\nd\",70,0\n''=x,8,1099511627776\n",
		sheet.TSV:   "name\tleads\tbytes\n'=1+1\t0\t5\n\"a\"\"b,\tc\nd\"\t70\t0\n''=x\t8\t1099511627776\n",
		sheet.JSONL: `{"name":"=1+1","leads":"0","bytes":"5"}` + "\n" + `{"name":"a\"b,\tc\nd","leads":"70","bytes":"0"}` + "\n" + `{"name":"'=x","leads":"8","bytes":"1099511627776"}` + "\n",
	} {
		var out bytes.Buffer
		if err := sheet.WriteTableAs(&out, f, rowsOf(rows)); err != nil || out.String() != want {
			t.Errorf("%v: %v\n%s\nwant\n%s", f, err, out.String(), want)
		}
	}
	var out bytes.Buffer
	if err := sheet.WriteTableAs(&out, sheet.XLSX, rowsOf(rows)); err != nil {
		t.Fatal(err)
	}
	book, err := xlsx.Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	got, err := book.Peek(book.Sheets()[0], 9)
	if err != nil || len(got) != 4 || got[1].Cells[0] != "=1+1" || got[2].Cells[0] != "a\"b,\tc\nd" || got[3].Cells[2] != "1099511627776" {
		t.Errorf("%v, %v", got, err)
	}
	if !bytes.Contains(unzipped(t, out.Bytes(), "xl/worksheets/sheet1.xml"), []byte("<v>70</v>")) {
		t.Error("a number is no number")
	}
	if err := sheet.WriteTableAs(&out, sheet.Raw, rowsOf(rows)); err == nil {
		t.Error("a raw table is no error")
	}
	for _, f := range []sheet.Format{sheet.TSV, sheet.JSONL, sheet.XLSX} {
		if err := sheet.WriteTableAs(fullDisk{}, f, rowsOf(rows)); !errors.Is(err, errFull) {
			t.Errorf("%v on a full disk: %v", f, err)
		}
	}
}

func unzipped(t *testing.T, book []byte, name string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
