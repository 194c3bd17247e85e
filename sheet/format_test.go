package sheet

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]struct {
		format      Format
		compression Compression
	}{
		"leads.csv":            {CSV, None},
		"LEADS.CSV":            {CSV, None},
		"a.b/leads.tsv":        {TSV, None},
		"leads.jsonl":          {JSONL, None},
		"leads.csv.gz":         {CSV, Gzip},
		"leads.2026.jsonl.zst": {JSONL, Zstd},
		`C:\x\leads.Tsv.GZ`:    {TSV, Gzip},
	} {
		format, compression, err := FormatOf(name)
		if err != nil || format != want.format || compression != want.compression {
			t.Errorf("%s: %v, %v, %v", name, format, compression, err)
		}
	}
	for _, name := range []string{"", "-", "leads", "leads.gz", "leads.txt", "leads.csv.bz2", "leads.gz.csv.gz.gz", "csv", "a.csv/leads"} {
		if _, _, err := FormatOf(name); err == nil || !strings.Contains(err.Error(), ".csv, .tsv or .jsonl") && !strings.Contains(err.Error(), "packed already") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEndingMeant: a slip in the ending is asked about, and the name that is proposed is good.
func TestEndingMeant(t *testing.T) {
	for name, want := range map[string]string{
		"x.cvs": "x.csv", "a b/Leads.CVS.gz": "a b/Leads.csv.gz", "x.xls": "x.xlsx", "x.json": "x.jsonl", "x.tsvv.zst": "x.tsv.zst",
		"x.txt": "", "x.pdf": "", "x": "", "x.": "", ".gz": "", "cvs/x": "", "x.cvs.bz2": "",
	} {
		_, _, err := FormatOf(name)
		fix := problem.Remedy(err)
		if want == "" && fix != "" || want != "" && fix != "did you mean "+problem.Name(want)+"?" {
			t.Errorf("%s: %s", name, fix)
		}
		if _, _, err := FormatOf(want); want != "" && err != nil {
			t.Error(err)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range []Format{CSV, TSV, JSONL, Raw, XLSX} {
		if got, err := ParseFormat(f.String()); err != nil || got != f {
			t.Errorf("%v: %v, %v", f, got, err)
		}
	}
	for name, fix := range map[string]string{"": "use csv, tsv, jsonl, xlsx or raw", "doc": "use csv", "cvs": "did you mean csv?", "CSV": "did you mean csv?"} {
		if _, err := ParseFormat(name); err == nil || !strings.Contains(problem.Remedy(err), fix) {
			t.Errorf("%q: %v, %q", name, err, problem.Remedy(err))
		}
	}
	if _, err := NewReader(strings.NewReader("uuid\n"), XLSX+1, ReaderOptions{}); err == nil {
		t.Error("a format that is none was read")
	}
}
