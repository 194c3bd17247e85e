package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// recordsIn returns the records of a raw export.
func recordsIn(t *testing.T, name string) (records []json.RawMessage) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.SplitSeq(bytes.TrimSpace(text), []byte("\n")) {
		records = append(records, line)
	}
	return records
}

// TestOlderExports: exports of a version that guarded no NUL import without a change. The leads hold
// what that version guarded, what it did not, and apostrophes that people typed before either.
func TestOlderExports(t *testing.T) {
	t.Parallel()
	records := recordsIn(t, filepath.Join("testdata", "guard", "leads.jsonl"))
	_, sh := newShell(t, sandbox.Options{Records: records})
	for _, name := range []string{"old.csv", "old.tsv"} {
		text, err := os.ReadFile(filepath.Join("testdata", "guard", name))
		if err != nil {
			t.Fatal(err)
		}
		sh.write(name, string(text))
		var p planned
		sh.json(&p, "import", name, "--plan", "--rate", "0")
		if p.changes()+p.Plan.Rejected > 0 || p.Plan.Unchanged != len(records) {
			t.Errorf("%s: %+v of %d", name, p, len(records))
		}
	}
}

// TestLibreOffice: no cell or header of what an import and an export write is a formula in
// LibreOffice, which splits lines at commas, semicolons and tabs here. make libreoffice runs it.
func TestLibreOffice(t *testing.T) {
	program := os.Getenv("LEADFERRY_LIBREOFFICE")
	if program == "" {
		t.Skip("LEADFERRY_LIBREOFFICE is not set")
	}
	server, sh := newShell(t, sandbox.Options{})
	in := "uuid,name,status,notes,=3+3,'=3+3,@SUM(3),+3+3,-3+3\n"
	for i, formula := range []string{"=3+3", "'=3+3", "''=3+3", "\x00=3+3", "'\x00=3+3", "\u200b=3+3", "+3+3", "-3+3", "@SUM(3)", "＝3+3"} {
		for _, status := range []string{"OPEN", formula} { // the second one is rejected
			in += strings.Join([]string{uuid(i), formula, status, formula, formula, formula, formula, formula, formula}, ",") + "\n"
		}
	}
	sh.write("in.csv", in)
	sh.run("import", "in.csv", "--plan", "--raw-cells", "--rate", "0", "--report", "planned")
	sh.run("import", "in.csv", "--yes", "--raw-cells", "--rate", "0", "--report", "sent")
	if len(puts(server)) == 0 {
		t.Fatal("nothing was sent")
	}
	sh.ok("export", "out.csv")
	sh.ok("export", "out-2.tsv")
	var files []string
	for _, name := range []string{"planned/plan.csv", "planned/rejects.csv", "sent/results.csv", "sent/rejects.csv", "out.csv", "out-2.tsv"} {
		file := sh.path(strings.ReplaceAll(name, "/", "-"))
		if err := os.WriteFile(file, sh.read(name), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	out := t.TempDir()
	args := append([]string{
		"--headless", "-env:UserInstallation=file://" + filepath.Join(out, "profile"),
		"--infilter=Text - txt - csv (StarCalc):44/59/9,34,76,1,,0,false,true,false,false,false,0,true", "--convert-to", "ods", "--outdir", out,
	}, files...)
	if said, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, file := range files {
		base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		content := unzipped(t, filepath.Join(out, base+".ods"), "content.xml")
		if n := bytes.Count(content, []byte("table:formula")); n > 0 || !bytes.Contains(content, []byte("3+3")) {
			t.Errorf("%s: %d formulas", filepath.Base(file), n)
		}
	}
}

// unzipped returns one file of an archive.
func unzipped(t *testing.T, archive, name string) []byte {
	t.Helper()
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
