package sheet

import (
	"archive/zip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// TestLibreOffice: LibreOffice reads our workbooks and our CSV, writes the same cells back without
// a formula, and we read its workbooks. make libreoffice runs it.
func TestLibreOffice(t *testing.T) {
	program := libreOffice(t)
	var rows []lead.Row
	for _, text := range []string{"plain", "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+919876543210", "007", "919876543210", "1E5", "TRUE", "#N/A", "2026-01-02", " edge ",
		"two\nlines", "tab\there", "_x0041_", "<&>\"'", "आशा 😀", "it's", "'=1+1", strings.Repeat("é", 32_767)} {
		rows = append(rows, lead.Row{Base: lead.Base{lead.UUID: "u", lead.Notes: text}, Dynamic: []lead.Cell{{Column: "attributes.a", Value: text}}})
	}
	columns := []string{"uuid", "notes", "attributes.a"}
	dir := t.TempDir()
	book, text := filepath.Join(dir, "leads.xlsx"), filepath.Join(dir, "guarded.csv")
	if err := os.WriteFile(book, []byte(write(t, XLSX, WriterOptions{Columns: columns}, rows)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(text, []byte(write(t, CSV, WriterOptions{Columns: columns}, rows)), 0o600); err != nil {
		t.Fatal(err)
	}
	// UTF-8, commas, double quotes, every column as text.
	const asText = "44,34,76,1,1/2/2/2/3/2"
	check := func(from, filter, to, name string, f Format) {
		t.Helper()
		out := filepath.Join(dir, to)
		args := []string{"--headless", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--convert-to", filter, "--outdir", out}
		if strings.HasSuffix(from, ".csv") {
			args = append(args, "--infilter=Text - txt - csv (StarCalc):"+asText)
		}
		if said, err := exec.CommandContext(t.Context(), program, append(args, from)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		file := filepath.Join(out, name)
		r, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		read, err := readFrom(r, f, ReaderOptions{RawCells: !strings.HasSuffix(from, ".csv")})
		if err != nil {
			t.Fatal(err)
		}
		got := leads(t, read)
		for i := range got {
			if strings.HasSuffix(from, ".csv") && f == XLSX { // which has no guard of its own
				got[i].Base[lead.Notes], got[i].Dynamic[0].Value = Unguard(got[i].Base[lead.Notes]), Unguard(got[i].Dynamic[0].Value)
			}
		}
		if diff := cmp.Diff(rows, got); diff != "" {
			t.Errorf("%s to %s: %.3000s", filepath.Base(from), to, diff)
		}
		if f == XLSX {
			if n := formulas(t, file); n > 0 {
				t.Errorf("%s to %s: %d formulas", filepath.Base(from), to, n)
			}
		}
	}
	check(book, "xlsx", "xlsx", "leads.xlsx", XLSX)
	check(book, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", "csv", "leads-Leads.csv", CSV)
	check(text, "xlsx", "guarded", "guarded.xlsx", XLSX)
}

// TestLibreOfficeDates: dates and numbers that people filter and sum are those for LibreOffice, and come
// back from it as the text that the server sent.
func TestLibreOfficeDates(t *testing.T) {
	if os.Getenv("LEADFERRY_LIBREOFFICE") == "" {
		t.Skip("LEADFERRY_LIBREOFFICE is not set")
	}
	dir := t.TempDir()
	book := filepath.Join(dir, "leads.xlsx")
	rows := []lead.Row{
		{Base: lead.Base{lead.UUID: "a", lead.CreatedAt: "2023-02-01T05:59:03.533Z", lead.WebsiteVisits: "12"}},
		{Base: lead.Base{lead.UUID: "b", lead.CreatedAt: "2024-02-29T00:00:00.000Z", lead.WebsiteVisits: "0"}},
	}
	columns := []string{"uuid", "createdAt", "websiteVisits"}
	if err := os.WriteFile(book, []byte(write(t, XLSX, WriterOptions{Columns: columns}, rows)), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), os.Getenv("LEADFERRY_LIBREOFFICE"), "--headless",
		"-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--convert-to", "xlsx", "--outdir", filepath.Join(dir, "out"), book).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	r, err := os.Open(filepath.Join(dir, "out", "leads.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	read, err := readFrom(r, XLSX, ReaderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, leads(t, read)); diff != "" {
		t.Error(diff)
	}
}

// formulas counts the formulas in a workbook.
func formulas(t *testing.T, file string) (n int) {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		n += strings.Count(string(text), "<f>") + strings.Count(string(text), "<f ")
	}
	return n
}
