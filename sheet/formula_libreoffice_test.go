package sheet

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// libreOffice is where the tests find LibreOffice; make libreoffice sets it.
func libreOffice(t *testing.T) string {
	t.Helper()
	path := os.Getenv("LEADFERRY_LIBREOFFICE")
	if path == "" {
		t.Skip("LEADFERRY_LIBREOFFICE is not set")
	}
	return path
}

// opened opens CSV files in LibreOffice, which splits lines at those delimiters and runs all that it
// takes for a formula, and returns the workbooks that it saves.
func opened(t *testing.T, delimiters string, files ...string) (books []string) {
	t.Helper()
	var codes []string
	for _, d := range []byte(delimiters) {
		codes = append(codes, map[byte]string{',': "44", ';': "59", '\t': "9"}[d])
	}
	out := t.TempDir()
	args := append([]string{
		"--headless", "-env:UserInstallation=file://" + filepath.Join(out, "profile"),
		"--infilter=Text - txt - csv (StarCalc):" + strings.Join(codes, "/") + ",34,76,1,,0,false,true,false,false,false,0,true",
		"--convert-to", "xlsx", "--outdir", out,
	}, files...)
	if said, err := exec.CommandContext(t.Context(), libreOffice(t), args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, file := range files {
		books = append(books, filepath.Join(out, strings.TrimSuffix(filepath.Base(file), ".csv")+".xlsx"))
	}
	return books
}

// attacks are cells that try to become formulas: whatever a spreadsheet may drop or take for an
// apostrophe stands before each sign that begins one. Delimiters and line breaks have a test of
// their own.
func attacks() (cells []string) {
	for _, dropped := range []string{"", "'", "''", "\x00", "\x00\x00", "'\x00", "\x00'"} {
		for _, formula := range []string{"=1+1", "+1+1", "-1+1", "@SUM(1)", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)"} {
			cells = append(cells, dropped+formula)
		}
	}
	dropped := []string{" \x00", "\x00 ", "\ufeff\x00", "\u115f", "\u1160", "\u3164", "\uffa0", "\ufffe", "\uffff"}
	blank := []*unicode.RangeTable{unicode.Cc, unicode.Cf, unicode.Z, unicode.Variation_Selector}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if (r < 0x100 && !unicode.IsLetter(r) || unicode.In(r, blank...)) && !strings.ContainsRune(",;\t\r\n", r) {
			dropped = append(dropped, string(r))
		}
	}
	for b := 0x80; b < 0x100; b++ { // broken texts, which rejects hold
		dropped = append(dropped, string([]byte{byte(b)}))
	}
	for _, d := range dropped {
		cells = append(cells, d+"=1+1")
	}
	return cells
}

// TestLibreOfficeRunsNoCell: no guarded cell or header is a formula in LibreOffice, whatever its
// delimiter is and wherever LibreOffice splits its lines. An unguarded one is.
func TestLibreOfficeRunsNoCell(t *testing.T) {
	libreOffice(t)
	cells, dir := attacks(), t.TempDir()
	file := func(name string, d byte, guard func(string) string) string {
		path := filepath.Join(dir, name+".csv")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		w, err := NewCellWriter(f, CSV, Dialect{Delimiter: d})
		if err != nil {
			t.Fatal(err)
		}
		var header []string
		for _, cell := range cells[:min(len(cells), 1000)] { // older versions have 1,024 columns
			header = append(header, guard(cell))
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		for _, cell := range cells {
			if err := w.Write([]string{guard(cell), "", guard(cell)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		return path
	}
	files := []string{
		file("bare", ',', func(cell string) string { return cell }),
		file("comma", ',', Guard), file("semicolon", ';', Guard), file("tab", '\t', Guard),
	}
	for _, delimiters := range []string{",", ";", "\t", ",;\t"} {
		books := opened(t, delimiters, files...)
		for i, book := range books[1:] {
			if n := formulas(t, book); n > 0 {
				t.Errorf("%s split at %q: %d formulas", filepath.Base(files[i+1]), delimiters, n)
			}
		}
		if n := formulas(t, books[0]); n < 9 && strings.Contains(delimiters, ",") { // of =1+1 and with NULs, also in the header
			t.Errorf("only %d unguarded formulas: LibreOffice does not run what it should", n)
		}
	}
}

// TestLibreOfficeSplitsCells: a cell with a delimiter inside is whole where a file is split at its
// own delimiter, and the limit that docs/formulas.md names is there where it is not.
func TestLibreOfficeSplitsCells(t *testing.T) {
	libreOffice(t)
	dir := t.TempDir()
	own := []byte(",;\t")
	var files []string
	for i, d := range own {
		var text strings.Builder
		w, err := NewCellWriter(&text, CSV, Dialect{Delimiter: d})
		if err != nil {
			t.Fatal(err)
		}
		rows := [][]string{{"first", "second"}}
		for _, inner := range []string{",", ";", "\t", "\n", "\r\n", "|", " ", "\",\"", "\";\"", "\"\t\""} {
			rows = append(rows, []string{"a", "x" + inner + "=2+2"}, []string{"x" + inner + "=2+2", "a"}, []string{"a", Guard(inner + "=2+2")})
		}
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(dir, string(rune('a'+i))+".csv"))
		if err := os.WriteFile(files[i], []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range own {
		for i, book := range opened(t, string(d), files...) {
			if n := formulas(t, book); (n > 0) != (d != own[i]) {
				t.Errorf("delimiter %q, split at %q: %d formulas", own[i], d, n)
			}
		}
	}
}
