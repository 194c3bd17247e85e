package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/internal/problem"
)

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// write writes rows, with as many cells as the longest text of a column needs.
func write(t fataler, rows [][]string, maxRows int, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i] = Column{Name: name, Width: 12}
		for _, row := range rows {
			columns[i].Cells = max(columns[i].Cells, CellParts(row[i]))
		}
	}
	w, err := NewWriter(&b, "Leads", columns)
	if err != nil {
		t.Fatalf("%v", err)
	}
	w.maxRows = maxRows
	for _, row := range rows {
		if err := w.WriteRow(row); err != nil {
			t.Fatalf("%v", err)
		}
	}
	if err := w.Close("About", [][2]string{{"bot", "b"}}); err != nil {
		t.Fatalf("%v", err)
	}
	return b.Bytes()
}

// open opens the table on the sheet of that name, or on the first that is visible, not empty and not
// named About.
func open(file []byte, name string) (*Table, error) {
	b, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	for _, s := range b.Sheets() {
		if s.Name != name && (name != "" || s.Hidden || s.Name == "About") {
			continue
		}
		if table, err := b.Table(Head{}, s); !errors.Is(err, ErrNoTable) {
			return table, err
		}
	}
	return nil, ErrNoTable
}

// read reads a table to its end, its rows with copies of their cells.
func read(table *Table) (rows []Row, err error) {
	for row, err := range table.Rows() {
		if err != nil {
			return rows, err
		}
		row.Cells = slices.Clone(row.Cells)
		rows = append(rows, row)
	}
	return rows, nil
}

// reread returns the cells of a workbook, without those of columns that have no name.
func reread(t fataler, file []byte, rowsOfSheet int) (cells [][]string) {
	t.Helper()
	table, err := open(file, "")
	if err != nil {
		t.Fatalf("%v", err)
	}
	table.fullRows = rowsOfSheet
	header := table.Header()
	rows, err := read(table)
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, row := range rows {
		var named []string
		for i, cell := range row.Cells {
			if header[i] != "" {
				named = append(named, cell)
			}
		}
		cells = append(cells, named)
	}
	return cells
}

// Every text comes back, whatever it looks like and however long it is.
func TestTexts(t *testing.T) {
	t.Parallel()
	texts := []string{"=1+1", "+91", "007", "919876543210", "1E5", "TRUE", " a ", "\n", "\t\r\n\r", "a\x00b\x0b", "_x0041_", "_x0041_x0042_", "_x0041\x01",
		"_", "_x", "_xD83D_", "<&>\"']]>", "😀\uFFFE\uFFFF\uFFFD\u0085", "'=x", strings.Repeat("😀", 40_000), strings.Repeat("\x01", 5000),
		strings.Repeat("x", maxCellUnits), strings.Repeat("x", maxCellUnits+1), strings.Repeat("_x0041_", 20_000), "#N/A", "2026-01-02"}
	var rows [][]string
	for _, text := range texts {
		rows = append(rows, []string{"u", text, text})
	}
	if diff := cmp.Diff(rows, reread(t, write(t, rows, MaxRows, "uuid", "notes", "attributes.a\x01"), MaxRows)); diff != "" {
		t.Errorf("other texts: %.2000s", diff)
	}
}

// A table continues in further sheets.
func TestSheets(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("_x0041\r\n\t =\x00é😀"))))
	rapid.Check(t, func(t *rapid.T) {
		var rows [][]string
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			rows = append(rows, []string{text.Draw(t, "notes"), text.Draw(t, "dialCode")})
		}
		perSheet := rapid.IntRange(2, 4).Draw(t, "per sheet")
		if diff := cmp.Diff(rows, reread(t, write(t, rows, perSheet, "notes", "dialCode"), perSheet)); diff != "" {
			t.Fatalf("%s", diff)
		}
	})
}

// A column whose own name looks like a continuation is not taken for one.
func TestContinuationNames(t *testing.T) {
	t.Parallel()
	table, err := open(write(t, [][]string{{"1", "2"}}, MaxRows, "extra.a", "extra.a~2"), "")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := read(table)
	if err != nil || len(rows) != 1 || !slices.Equal(rows[0].Cells, []string{"1", "", "2"}) {
		t.Errorf("%v, %v", rows, err)
	}
	if want := []string{"extra.a", "", "extra.a~2"}; !slices.Equal(table.Header(), want) {
		t.Errorf("header %q", table.Header())
	}
	_, err = NewWriter(io.Discard, "Leads", []Column{{Name: "extra.a", Cells: 2}, {Name: "extra.a~2"}})
	if err == nil || !strings.Contains(err.Error(), "extra.a~2") {
		t.Errorf("two columns of one name: %v", err)
	}
}

const workbookOfOthers = `<x:workbook xmlns:r="r"><sheets><sheet name="Secret" state="hidden" sheetId="9" r:id="r3"/><sheet name="About" sheetId="3" r:id="r3"/>` +
	`<sheet name="Empty" sheetId="4" r:id="r4"/><sheet name="People" sheetId="1" r:id="r1"/></sheets></x:workbook>`

// book makes a workbook of a sheet's XML, as others write it.
func book(t *testing.T, sheetData string, more ...string) []byte {
	t.Helper()
	parts := []string{
		"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", workbookOfOthers,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/a.xml"/>` +
			`<Relationship Id="r3" Type="http://x/worksheet" Target="worksheets/b.xml"/><Relationship Id="r4" Type="http://x/worksheet" Target="worksheets/c.xml"/>` +
			`<Relationship Id="r5" Type="http://x/sharedStrings" Target="s.xml"/><Relationship Id="r6" Type="http://x/styles" Target="t.xml"/></Relationships>`,
		"xl/s.xml", `<sst><si><t>name</t></si><si><r><t>As</t></r><r><t xml:space="preserve">ha </t></r><rPh><t>no</t></rPh></si><si><t>phone</t></si><si/></sst>`,
		"xl/t.xml", `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-409]d\ mmm yyyy;@"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="11"/><xf numFmtId="20"/></cellXfs></styleSheet>`,
		"xl/worksheets/a.xml", `<worksheet><sheetData>` + sheetData + `</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>`,
		"xl/worksheets/b.xml", `<worksheet><sheetData><row><c t="inlineStr"><is><t>secret</t></is></c></row></sheetData></worksheet>`,
		"xl/worksheets/c.xml", `<worksheet><sheetData/></worksheet>`,
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		text := parts[i+1]
		if j := slices.Index(more, parts[i]); j >= 0 {
			text = more[j+1]
		}
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// badOf writes what is wrong with a row.
func badOf(row Row) string {
	if row.Bad == nil {
		return ""
	}
	return row.Bad.Error()
}

func TestOfOthers(t *testing.T) {
	t.Parallel()
	file := book(t, `<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>2</v></c></row>`+
		`<row r="5" hidden="1"><c r="B5" t="s"><v>1</v></c><c r="C5"><v>919876543210</v></c></row>`+
		`<row r="6"><c r="B6" t="str"><f>A1&amp;"x"</f><v>_x0041_&#233;</v></c><c r="C6" s="3"><v>9.19877E+11</v></c></row>`+
		`<row><c r="B7" s="1"><v>45000</v></c><c s="2"><v>45000.5</v></c></row>`+
		`<row><c r="B8" t="b"><v>1</v></c><c><v>9.1987654321E11</v></c></row>`+
		`<row><c r="B9" t="e"><v>#N/A</v></c></row><row><c r="B10"><f>1+1</f></c></row><row><c r="D11"><v>1</v></c></row>`+
		`<row><c r="B12" s="4"><v>0.5</v></c><c><v>1.1000000000000001</v></c></row>`)
	table, err := open(file, "")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := read(table)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows {
		got = append(got, fmt.Sprint(row.Number, "|", strings.Join(row.Cells, "|"), "|", badOf(row)))
	}
	want := []string{
		"5||Asha |919876543210|", "6||Aé|9.19877E+11|", "7||2023-03-15|2023-03-15T12:00:00|", "8||TRUE|919876543210|",
		"9||#N/A||column B: the cell holds an error, #N/A",
		"10||||column B: the cell holds a formula that was never calculated",
		"11||||1|",
		"12||12:00:00|1.1|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if notes := strings.Join(table.Notes(), "\n"); !strings.Contains(notes, "hidden rows: 1;") || !strings.Contains(notes, "A1:A2") {
		t.Errorf("notes %q", notes)
	}
	if table, err := open(file, "Secret"); err != nil || !slices.Equal(table.Header(), []string{"secret"}) {
		t.Errorf("the sheet named: %v, %v", table, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	good := book(t, `<row><c t="s"><v>0</v></c></row>`)
	bomb := book(t, `<row><c t="inlineStr"><is><t>name</t></is></c></row>`+strings.Repeat("<a/>", 8<<20))
	for _, tt := range []struct {
		file []byte
		want string
	}{
		{nil, "not an Excel workbook"},
		{[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), "password"},
		{[]byte("uuid,name\n"), "not an Excel workbook"},
		{good[:len(good)/2], "damaged"},
		{bomb, "200 times"},
		{book(t, `<row><c t="s"><v>9</v></c></row>`), "no shared text"},
		{book(t, `<row r="2"/><row r="1"/>`), "row 2 is followed by"},
		{book(t, `<row><c r="B1"/><c r="A1"/></row>`), "out of order"},
		{book(t, `<row><c t="inlineStr"><is><t>a`), "ends that has not begun"},
		{book(t, `<row><c><v>x</v></c></row>`), "not a number"},
		{book(t, `&bomb;`), "unknown character"},
		{book(t, "", "xl/worksheets/a.xml", `<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>`), "document type"},
		{book(t, ""), "sheet is empty"},
	} {
		table, err := open(tt.file, "")
		if err == nil {
			_, err = read(table)
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || problem.Remedy(err) == "" && !errors.Is(err, ErrNoTable) {
			t.Errorf("got %v, want %q, with a fix", err, tt.want)
		}
	}
}

// FuzzTable: no workbook, however broken, makes the reader panic or run on.
func FuzzTable(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row><c s="1"><v>45000</v></c></row>`, `<sst><si><t>a</t></si></sst>`)
	f.Add(`<row><c t="s"><v>0</v></c></row><!-- a --><row hidden="1"/>`, `<sst><si><r><t>_x0041_</t></r><rPh><t>b</t></rPh></si></sst>`)
	f.Fuzz(func(t *testing.T, rows, shared string) {
		table, err := open(book(t, rows, "xl/s.xml", shared), "")
		if err != nil {
			return
		}
		all, _ := read(table)
		for i, row := range all {
			if row.Number <= i || i > len(rows) {
				t.Fatalf("row %d is numbered %d of %d bytes", i+1, row.Number, len(rows))
			}
		}
	})
}

// A column offers its texts in a list, for every row that a sheet can have.
func TestChoices(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w, err := NewWriter(&out, "Leads", []Column{{Name: "uuid"}, {Name: "status", Choices: []string{"OPEN", "CLOSED"}}})
	if err == nil {
		err = w.Close("About", nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil || !bytes.Contains(text, []byte(`sqref="B2:B1048576"><formula1>"OPEN,CLOSED"</formula1>`)) {
		t.Errorf("%v: %s", err, text)
	}
}

func TestColumnLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := ColumnLetters(i); got != want {
			t.Errorf("column %d: %q, want %q", i, got, want)
		}
	}
}
