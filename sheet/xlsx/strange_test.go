package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// cells reads what a sheet of that XML shows, row by row, with what is wrong.
func cells(t *testing.T, sheetData string, more ...string) (got []string) {
	t.Helper()
	table, err := open(book(t, `<row r="1"><c t="inlineStr"><is><t>a</t></is></c></row>`+sheetData, more...), "")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := read(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		text := strings.Join(row.Cells, "|")
		for _, bad := range row.Bad {
			text += fmt.Sprintf(" %s:%s", ColumnLetters(bad.Column), bad.Code)
		}
		got = append(got, text)
	}
	return got
}

// A text that stands in its cell is the value, wherever another one stands beside it.
func TestInlineAndValue(t *testing.T) {
	t.Parallel()
	got := cells(t, `<row><c t="inlineStr"><v>1.0</v><is><t>1.</t></is></c></row><row><c t="inlineStr"><is><t>1.</t></is><v>1.0</v></c></row>`+
		`<row><c t="inlineStr"><v>x</v></c></row><row><c><v>7</v><is><t>no</t></is></c></row><row><c t="str"><is><t>no</t></is><v>yes</v></c></row>`+
		`<row><c><is><t>yes</t></is></c></row><row><c><v>
 5 </v></c></row><row><c><extLst><ext><v>9</v></ext></extLst><v>6</v></c></row>`)
	if diff := cmp.Diff([]string{"1.", "1.", "x", "7", "yes", "yes", "5", "6"}, got); diff != "" {
		t.Error(diff)
	}
}

// A formula is refused if nothing calculated it. LibreOffice's empty texts are values.
func TestFormulas(t *testing.T) {
	t.Parallel()
	const bad = " A:formula-not-calculated"
	for _, tt := range []struct{ cell, want, onLoad string }{
		{`<c><f>1</f></c>`, bad, bad}, {`<c><f>1</f><v/></c>`, bad, bad}, {`<c t="n"><f>1</f><v></v></c>`, bad, bad}, {`<c t="str"><f>1</f></c>`, bad, bad},
		{`<c t="b"><f>1</f><v/></c>`, bad, bad}, {`<c t="inlineStr"><f>1</f></c>`, bad, bad}, {`<c><f t="shared" si="0"/></c>`, bad, bad}, {`<c><f>1</f><v>0.0</v></c>`, bad, bad},
		{`<c t="str"><f>1</f><v></v></c>`, "", bad}, {`<c><f>1</f><v>0</v></c>`, "0", bad}, {`<c><f>1</f><v>5</v></c>`, "5", "5"}, {`<c><v>0</v></c>`, "0", "0"},
		{`<c t="str"><f>1</f><v>x</v></c>`, "x", "x"}, {`<c t="e"><f>1</f><v>#N/A</v></c>`, "#N/A A:cell-error", "#N/A A:cell-error"},
	} {
		if got := cells(t, "<row>"+tt.cell+"</row>"); got[0] != tt.want {
			t.Errorf("%s: %q, want %q", tt.cell, got[0], tt.want)
		}
		onLoad := strings.Replace(workbookOfOthers, "</sheets>", `</sheets><calcPr fullCalcOnLoad="1"/>`, 1)
		if got := cells(t, "<row>"+tt.cell+"</row>", "xl/workbook.xml", onLoad); got[0] != tt.onLoad {
			t.Errorf("%s, calculated on load: %q, want %q", tt.cell, got[0], tt.onLoad)
		}
	}
}

// A formula that would fill other cells leaves them unknown, too.
func TestFormulaArea(t *testing.T) {
	t.Parallel()
	got := cells(t, `<row r="2"><c r="A2"><f t="array" ref="A2:B3">X</f></c></row><row r="3"><c r="B3"><v>7</v></c></row><row r="4"><c r="B4"><v>8</v></c></row>`+
		`<row r="5"><c r="A5"><f t="array" ref="A5:A6">X</f><v>1</v></c></row><row r="6"><c r="B6"><v>2</v></c></row>`)
	const a, b = " A:formula-not-calculated", " B:formula-not-calculated"
	if diff := cmp.Diff([]string{a + b, "|7" + a, "|8", "1", "|2"}, got); diff != "" {
		t.Error(diff)
	}
}

// Hidden columns are named, as far as the table has them.
func TestHiddenColumns(t *testing.T) {
	t.Parallel()
	const sheet = `<worksheet><cols><col min="1" max="1"/><col min="2" max="2" hidden="1"/><col min="4" max="16384" hidden="true"/></cols><sheetData><row>` +
		`<c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c><v>4</v></c><c><v>5</v></c></row></sheetData></worksheet>`
	table, err := open(book(t, "", "xl/worksheets/a.xml", sheet), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(table); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`sheet "People": hidden columns: B, D-E; they are read too`}, table.Notes()); diff != "" {
		t.Error(diff)
	}
}

// A sheet is continued by one that is named so only if it has no room.
func TestContinuedOnlyIfFull(t *testing.T) {
	t.Parallel()
	file := write(t, [][]string{{"1"}, {"2"}, {"3"}}, 3, "name") // Leads with 2 of them, Leads 2 with one
	for full, want := range map[int]string{3: "Leads 2 Leads 3 Leads 2 2", 4: "Leads 2 Leads 3"} {
		table, err := open(file, "")
		if err != nil {
			t.Fatal(err)
		}
		table.fullRows = full
		rows, err := read(table)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprint(r.Sheet, " ", r.Number))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("full at %d: %q, want %q", full, got, want)
		}
	}
}

// asUTF16 writes a text as UTF-16.
func asUTF16(order binary.AppendByteOrder, mark bool, text string) string {
	var out []byte
	if mark {
		text = "\ufeff" + text
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

// Parts may be UTF-16.
func TestUTF16(t *testing.T) {
	t.Parallel()
	const sheet = `<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData><row><c t="s"><v>1</v></c></row><row><c t="inlineStr"><is><t>é😀&#233;</t></is></c></row></sheetData></worksheet>`
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, mark := range []bool{true, false} {
			table, err := open(book(t, "", "xl/worksheets/a.xml", asUTF16(order, mark, sheet), "xl/s.xml", asUTF16(order, mark, `<sst><si/><si><t>naïve</t></si></sst>`)), "")
			if err != nil {
				t.Fatal(err)
			}
			rows, err := read(table)
			if err != nil || len(rows) != 1 || rows[0].Cells[0] != "é😀é" || table.Titles()[0] != "naïve" {
				t.Errorf("%v, mark %t: %q, %+v, %v", order, mark, table.Titles(), rows, err)
			}
		}
	}
}

// What is no well-formed XML is damaged.
func TestDamagedXML(t *testing.T) {
	t.Parallel()
	const good = `<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>`
	for text, want := range map[string]string{
		"foo" + good: "text stands before", good + "foo": "text stands before", "<![CDATA[x]]>" + good: "text stands before", good + good: "goes on after its end",
		`<worksheet><sheetData><row><c><v>1</c></v></row></sheetData></worksheet>`: "has not begun", `<worksheet><sheetData></x:sheetData></worksheet>`: "has not begun",
		`<?xml version="1.0" encoding="windows-1252"?>` + good: `in "windows-1252"`, "\xef\xbb\xbffoo" + good: "text stands before",
		strings.TrimSuffix(good, "</worksheet>"): "ends in the middle", "": "", strings.Repeat("<a>", maxDepth+1): "nest deeper than",
	} {
		table, err := open(book(t, "", "xl/worksheets/a.xml", text), "People")
		if err == nil {
			_, err = read(table)
		}
		if err == nil || !strings.Contains(err.Error(), want) || want != "" && !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{"\n <!-- a -->" + good + "\n", `<?xml version='1.0' encoding='utf-8' standalone='yes'?>` + good, "\xef\xbb\xbf<?xml-stylesheet href='a'?>" + good} {
		table, err := open(book(t, "", "xl/worksheets/a.xml", text), "People")
		if err != nil || !slices.Equal(table.Titles(), []string{"1"}) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// An archive of very many parts is refused before they are kept.
func TestEndlessContents(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range 60_000 {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("%040d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(b.Bytes(), ""); err == nil || !strings.Contains(err.Error(), "it is too long") {
		t.Errorf("%v", err)
	}
}

// TestSharedTexts: each of many texts is found under its number, however long those before it are, and no
// memory is spent on more than their bytes.
func TestSharedTexts(t *testing.T) {
	t.Parallel()
	var sheet strings.Builder
	var texts []string
	sheet.WriteString("<sst>")
	for i := range 5000 {
		text := strings.Repeat("x", i%7) + strconv.Itoa(i)
		if i%1000 == 10 {
			text = strings.Repeat("y", 3<<20) + text
		}
		texts = append(texts, text)
		fmt.Fprintf(&sheet, "<si><t>%s</t></si>", text)
	}
	sheet.WriteString("</sst>")
	var shared sharedTexts
	if err := shared.read(newLexer(strings.NewReader(sheet.String()))); err != nil {
		t.Fatal(err)
	}
	for i, want := range texts {
		if got, ok := shared.get(i); !ok || got != want {
			t.Fatalf("text %d: %.20q, %v; want %.20q", i, got, ok, want)
		}
	}
	for _, i := range []int{-1, len(texts)} {
		if _, ok := shared.get(i); ok {
			t.Errorf("there is a text %d", i)
		}
	}
	for i := range shared.pages {
		if n := len(shared.pages[i].text); n > pageBytes+(4<<20) {
			t.Errorf("a page of %d bytes", n)
		}
	}
}
