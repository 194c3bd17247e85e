package cli

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// TestConvert: what an export writes goes through every format and back.
func TestConvert(t *testing.T) {
	platform(t, sandbox.Options{Leads: 12, NonLeads: 4})
	for _, args := range [][]string{
		{"export", "want.csv", "--rate", "0", "-q"},
		{"export", "raw.jsonl", "--format", "raw", "--rate", "0", "-q"},
		{"backup", "create", "b", "--rate", "0", "-q"},
	} {
		if r := run(t, args...); r.code != 0 {
			t.Fatalf("%+v", r)
		}
	}
	snapshot, want := snapshots(t, 1)[0], read(t, "want.csv")
	for _, way := range []string{
		"raw.jsonl got.csv --format raw -f -q",
		snapshot + " got.csv -f -q",
		"want.csv book.xlsx -q", "book.xlsx got.csv -f -q",
		"want.csv got.tsv.gz -q", "got.tsv.gz got.csv -f -q",
		"want.csv excel.csv --for excel --out-delimiter semicolon -q", "excel.csv got.csv -f -q",
		"want.csv odd.txt --to jsonl -q", "odd.txt got.csv --format jsonl -f -q",
	} {
		r := run(t, append([]string{"convert"}, strings.Fields(way)...)...)
		if r.code != 0 || r.err != "" {
			t.Errorf("%s: %+v", way, r)
		}
		if strings.Contains(way, " got.csv") && read(t, "got.csv") != want {
			t.Errorf("%s: another file came back", way)
		}
	}
	r := run(t, "convert", "want.csv", "few.csv", "--columns", "uuid,name", "--json")
	if o := r.object(t); r.code != 0 || o["rows"] != 12.0 || o["output"] != "few.csv" || o["blank"] != 0.0 || !strings.HasPrefix(read(t, "few.csv"), "uuid,name\n") {
		t.Errorf("%+v", r)
	}
	r = runWith(t.Context(), t, "uuid,name\n,\n1,Ann\n", "convert", "-", "-", "--format", "csv", "--to", "jsonl")
	if r.code != 0 || !strings.Contains(r.out, `"Ann"`) || !strings.HasPrefix(r.err, "Converted 1 row of - to standard output") || !strings.Contains(r.err, "blank row") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "convert", snapshot, "-", "--type", "non-lead", "-q"); r.code != 0 || strings.Count(r.out, "\n") != 5 {
		t.Errorf("%+v", r)
	}
}

// TestConvertNames: an export whose columns have names of its own is read by the file beside it, in each format,
// and a file that no export wrote keeps its names.
func TestConvertNames(t *testing.T) {
	platform(t, sandbox.Options{Leads: 12})
	const columns = "uuid,name,email,dialCode,phone,attributes.*"
	const named = `uuid,"Kunde, voll=name",Mail=email,dialCode,phone,attributes.*`
	if r := run(t, "export", "want.csv", "--columns", columns, "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	for _, name := range []string{"named.csv", "named.xlsx", "named.jsonl"} {
		if r := run(t, "export", name, "--columns", named, "--rate", "0", "-q"); r.code != 0 {
			t.Fatalf("%+v", r)
		}
		r := run(t, "convert", name, "got.csv", "--columns", columns, "-f", "-q")
		if r.code != 0 || read(t, "got.csv") != read(t, "want.csv") {
			t.Errorf("%s: %+v\n%s", name, r, read(t, "got.csv"))
		}
		if r := run(t, "convert", name, "-", "--to", "csv", "--where", "email = none@x.example", "-q"); r.code != 0 || !strings.HasPrefix(r.out, "uuid,name,email,") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	write(t, "other.csv", "Mail,Kunde\na@x.example,Ann\n")
	if r := run(t, "convert", "other.csv", "-", "--to", "csv", "-q"); r.out != "Mail,Kunde\na@x.example,Ann\n" {
		t.Errorf("%+v", r)
	}
}

func TestConvertRefused(t *testing.T) {
	alone(t)
	write(t, "a.csv", "uuid,name\n1,Ann\n")
	write(t, "bad.csv", "uuid,name\n1,Ann\n2,Bob,more\n")
	write(t, "there.csv", "old")
	for line, want := range map[string]string{
		"a.csv":                           "convert needs two names",
		"a.csv b.csv c.csv":               "convert writes one file",
		"a.csv b.csv --to raw":            "only the server makes raw records",
		"a.csv b.doc":                     "for example",
		"a.csv a.csv -f":                  "are the same file",
		"a.csv there.csv":                 "exists",
		"a.csv - --to raw":                "only the server makes raw records",
		"a.csv b.jsonl --for excel":       "have no effect in",
		"a.csv b.csv --sheet Leads":       "--sheet is for workbooks",
		"a.csv b.csv --out-delimiter dot": "--delimiter",
		"none.csv b.csv":                  "does not exist",
		"- b.csv":                         "standard input has no name",
		". b.csv":                         "there is no good snapshot in .",
		"bad.csv b.csv":                   "row 3",
		"bad.csv there.csv -f":            "row 3",
	} {
		r := run(t, append([]string{"convert"}, strings.Fields(line)...)...)
		if r.code != problem.ExitUsage || !strings.Contains(r.err, want) || r.out != "" {
			t.Errorf("%s: %+v, want %q", line, r, want)
		}
	}
	if _, err := os.Stat("b.csv"); err == nil || read(t, "there.csv") != "old" {
		t.Error("a conversion that failed left something")
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&problem.Interrupted{})
	if r := runWith(ctx, t, "", "convert", "a.csv", "b.csv"); r.code != problem.ExitInterrupted {
		t.Errorf("%+v", r)
	}
}

// TestCheck: what is wrong with a file, without an account.
func TestCheck(t *testing.T) {
	alone(t)
	write(t, "good.csv", twoPeople)
	write(t, "bad.csv", "E-mail;Name;City\nada@example.com;Ada;Pune\nnowhere;Bob;Pune\n")
	r := run(t, "check", "good.csv", "--json", "-q")
	if o := r.object(t); r.code != 0 || r.err != "" || o["ready"] != 2.0 || o["delimiter"] != "comma" || o["command"] != "check" || len(o["problems"].([]any)) != 0 {
		t.Errorf("%+v", r)
	}
	r = run(t, "check", "bad.csv", "--json")
	o := r.object(t)
	problems := o["problems"].([]any)
	if r.code != problem.ExitPartial || o["rejected"] != 1.0 || o["delimiter"] != "semicolon" || len(problems) != 1 {
		t.Errorf("%+v", r)
	}
	if first := problems[0].(map[string]any); first["code"] != "email-no-at" || strings.Contains(r.err, "nowhere") || !strings.Contains(r.out, "nowhere") {
		t.Errorf("%v: what may be private is masked in the talk off a terminal, and not in the answer\n%s", first, r.err)
	}
	if r := run(t, "check", "bad.csv", "--map", "E-mail=-", "--map", "City=attributes.city"); r.code != problem.ExitPartial || !strings.Contains(r.out, "attributes.city") {
		t.Errorf("%+v", r)
	}
	if r := runWith(t.Context(), t, twoPeople, "check", "-", "--format", "csv", "--json"); r.code != 0 || r.object(t)["input"] != "-" {
		t.Errorf("%+v", r)
	}
	for line, want := range map[string]string{
		"":                              "check needs the name of the file",
		"a.csv b.csv":                   "check reads one file",
		"none.csv":                      "does not exist",
		"good.csv --id-from name":       `--id-from cannot be "name"`,
		"good.csv --delimiter dot":      "detected",
		"good.csv --on-duplicate never": "choose all, last, first or reject",
		"good.csv --rate 5":             "has no flag --rate",
		"good.csv --map Nowhere=name":   "Nowhere",
		"-":                             "standard input has no name",
	} {
		r := run(t, append([]string{"check"}, strings.Fields(line)...)...)
		if r.code != problem.ExitUsage || !strings.Contains(r.err, want) || (r.out != "") != (want == "Nowhere") { // which shows the columns
			t.Errorf("%s: %+v, want %q", line, r, want)
		}
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v: a check leaves nothing", entries, err)
	}
}
