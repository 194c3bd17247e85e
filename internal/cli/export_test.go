package cli

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

func TestExportOptions(t *testing.T) {
	t.Parallel()
	leads := []lead.Type{lead.TypeLead}
	for line, want := range map[string]exporter.Options{
		"x.csv":                             {Types: leads, Workers: 8},
		"x.csv.gz --workers 2":              {Types: leads, Workers: 2},
		"x.csv --type all":                  {Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: 8},
		"x.tsv --type non-lead --fast":      {Types: []lead.Type{lead.TypeNonLead}, Workers: 8, Format: sheet.TSV, Fast: true},
		"x --format xlsx --verify-passes 2": {Types: leads, Workers: 8, Format: sheet.XLSX, Passes: 2},
		"x.raw --format raw":                {Types: leads, Workers: 8, Format: sheet.Raw},
		"-":                                 {Types: leads, Workers: 8},
		"x.csv --for excel --delimiter semicolon --raw-cells": {
			Types: leads, Workers: 8, Dialect: sheet.Dialect{Delimiter: ';', BOM: true, CRLF: true}, RawCells: true,
		},
		"x.csv --columns uuid,attributes.plan,extra": {Types: leads, Workers: 8, Columns: []string{"uuid", "attributes.plan", "extra"}},
	} {
		var o exportOptions
		name, err := parse(t, line, o.flags)
		if err == nil {
			err = o.takeFile(nil, []string{name})
		}
		if err == nil {
			err = o.check(false)
		}
		if diff := cmp.Diff(want, o.engine, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(exporter.Options{})); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", line, err, diff)
		}
	}
}

func TestExportOptionsRefused(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"x.csv --verify-passes 6":           "--verify-passes cannot be 6",
		"x.csv --fast --verify-passes 2":    "cannot be used together",
		"x.csv --fast --resume":             "--resume needs a file and the proof",
		"- --resume":                        "--resume needs a file and the proof",
		"x.csv --columns=":                  "names no column",
		"x.csv --columns uuid,emial":        `there is no column "emial"`,
		"x.csv --columns uuid,uuid":         "named twice",
		"x.raw --format raw --columns uuid": "raw records have no columns",
		"x.xlsx.gz":                         "a workbook is already compressed",
		"x.doc":                             "",
		"x.tsv --delimiter comma":           "a .tsv has tabs",
		"x.jsonl --for excel":               "have no effect in",
		"x.jsonl --delimiter comma":         "have no effect in",
	} {
		var o exportOptions
		name, err := parse(t, line, o.flags)
		if err == nil {
			err = o.takeFile(nil, []string{name})
		}
		if err == nil {
			err = o.check(false)
		}
		if problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), want) || problem.Remedy(err) == "" {
			t.Errorf("%s: %v, want %q and a fix", line, err, want)
		}
	}
	var o exportOptions
	o.Name = "-"
	if err := o.check(true); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("%v: standard output takes one thing", err)
	}
}

// TestExportFromTheSandbox runs the command without a server, and looks at all that it leaves.
func TestExportFromTheSandbox(t *testing.T) {
	alone(t)
	r := run(t, "export", "x.csv", "--sandbox", "--rate", "0", "--json")
	o := r.object(t)
	if r.code != 0 || o["verified"] != true || o["output"] != "x.csv" || o["duplicates"] != 0.0 || !strings.Contains(r.err, "Complete: every lead") {
		t.Errorf("%+v", r)
	}
	if !strings.HasPrefix(r.out, `{"schema":1,"command":"export","output":"x.csv",`) || !strings.HasSuffix(r.out, `,"exitCode":0}`+"\n") {
		t.Errorf("the order of the members: %s", r.out)
	}
	entries, err := os.ReadDir(".")
	if err != nil || len(entries) != 2 { // the file and its note
		t.Errorf("%v, %v", entries, err)
	}
	if r := run(t, "export", "-", "--sandbox", "--rate", "0", "-q", "--fast", "--columns", "uuid"); r.code != 0 || !strings.HasPrefix(r.out, "uuid\n") || r.err != "" {
		t.Errorf("%+v", r)
	}
	if r := run(t, "export", "x.csv", "--sandbox", "--rate", "0", "-f", "--resume"); r.code != 0 || !strings.Contains(r.err, "Nothing to resume") {
		t.Errorf("%+v", r)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&problem.Interrupted{})
	if r := runWith(ctx, t, "", "export", "y.csv", "--sandbox"); r.code != problem.ExitInterrupted || !strings.Contains(r.err, "y.csv was not written") {
		t.Errorf("%+v", r)
	}
}

// TestExportGuards: what stands in the way of an export, and what another one leaves.
func TestExportGuards(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 20, NonLeads: 2})
	export := []string{"export", "x.csv", "--rate", "0", "--json"}
	if r := run(t, export...); r.code != 0 || r.object(t)["leads"] != 20.0 {
		t.Fatalf("%+v", r)
	}
	before := read(t, "x.csv")
	if r := run(t, export...); r.code != problem.ExitUsage || !strings.Contains(r.err, "exists") {
		t.Errorf("%+v", r)
	}
	for _, uuid := range uuids(t, server)[:10] {
		server.Delete(uuid)
	}
	r := run(t, append(export, "--force")...)
	if r.code != problem.ExitGuard || !strings.Contains(r.err, "--allow-shrink") || !strings.Contains(r.err, "x.csv was not changed") || read(t, "x.csv") != before {
		t.Errorf("%+v", r)
	}
	if r := run(t, append(export, "--force", "--allow-shrink")...); r.code != 0 || r.object(t)["leads"] != 10.0 {
		t.Errorf("%+v", r)
	}
	if r := run(t, "export", "all.tsv", "--type", "all", "--rate", "0", "--json"); r.code != 0 || r.object(t)["leads"] != 12.0 {
		t.Errorf("%+v", r)
	}
	held, err := target.Hold("y.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	if r := run(t, "export", "y.csv", "--rate", "0"); r.code != problem.ExitLocked || !strings.Contains(r.err, "another export is already writing") {
		t.Errorf("%+v", r)
	}
	t.Setenv("CONVERTALK_TOKEN", "wrong")
	if r := run(t, "export", "z.csv", "--json"); r.code != problem.ExitAuth || r.object(t)["exitCode"] != 4.0 || strings.Contains(r.out+r.err, "wrong") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("z.csv"); err == nil {
		t.Error("an export that failed left a file")
	}
}

// TestExportResumes: an export that stopped goes on with --resume, is refused where that does not
// fit, and is discarded without.
func TestExportResumes(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 400})
	var requests, most atomic.Int64
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) > most.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		server.ServeHTTP(w, r)
	}))
	defer gate.Close()
	t.Setenv("CONVERTALK_BASE_URL", gate.URL)
	export := []string{"export", "x.csv", "--rate", "0", "--workers", "1", "--json"}
	stop := func() {
		t.Helper()
		requests.Store(0)
		most.Store(4)
		r := run(t, export...)
		if r.code != problem.ExitAuth || !strings.Contains(r.err, "leadferry "+strings.Join(export, " ")+" --resume") {
			t.Fatalf("%+v", r)
		}
		most.Store(1 << 30)
	}
	stop()
	if r := run(t, append(export, "--resume", "--type", "all")...); r.code != problem.ExitGuard || !strings.Contains(r.err, "not the export that was stopped") {
		t.Errorf("%+v", r)
	}
	r := run(t, append(export, "--resume")...)
	if o := r.object(t); r.code != 0 || o["resumed"] == 0.0 || o["leads"] != 400.0 || !strings.Contains(r.err, "Resuming the export") {
		t.Errorf("%+v", r)
	}
	export[1] = "y.csv"
	stop()
	r = run(t, export...)
	if o := r.object(t); r.code != 0 || o["resumed"] != 0.0 || !strings.Contains(r.err, "was discarded") {
		t.Errorf("%+v", r)
	}
}

// TestExportUnproved: a file that cannot be proved complete is written, and the exit code says so.
func TestExportUnproved(t *testing.T) {
	churn, err := sandbox.ParseChurn("delete=3,insert=3,bump=5")
	if err != nil {
		t.Fatal(err)
	}
	platform(t, sandbox.Options{Leads: 300, PageSize: 10, Churn: churn, Order: "updated"})
	r := run(t, "export", "x.csv", "--rate", "0", "--workers", "1", "--json")
	if o := r.object(t); r.code != problem.ExitUnverified || o["verified"] != false || o["passes"] != 5.0 || o["reason"] == "" || !strings.Contains(r.err, "not verified") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "export", "y.csv", "--fast", "--rate", "0"); r.code != 0 || !strings.Contains(r.err, "Not verified") {
		t.Errorf("%+v", r)
	}
}

// TestExportBasic: the columns for people are those and all custom attributes, in every format, and from
// a file as from the server. Imported, the workbook changes nothing.
func TestExportBasic(t *testing.T) {
	platform(t, sandbox.Options{Leads: 30, Seed: 3})
	if r := run(t, "export", "all.csv", "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	header, _, _ := strings.Cut(read(t, "all.csv"), "\n")
	want := "uuid,name,email,dialCode,phone,status,tags,notes,createdAt,lastSeenAt"
	for name := range strings.SplitSeq(header, ",") {
		if strings.HasPrefix(name, "attributes.") {
			want += "," + name
		}
	}
	for _, line := range []string{"export a.csv --columns basic --rate 0", "export b.csv --columns basic --fast --rate 0", "convert all.csv c.csv --columns basic",
		"export a.xlsx --columns basic --rate 0", "convert a.xlsx d.csv", "export a.jsonl --rate 0", "convert a.jsonl e.csv --columns basic", "convert all.csv f.jsonl --columns basic", "convert f.jsonl g.csv --columns basic"} {
		if r := run(t, append(strings.Fields(line), "-q")...); r.code != 0 {
			t.Fatalf("%s: %+v", line, r)
		}
	}
	for _, name := range []string{"a.csv", "b.csv", "c.csv", "d.csv", "e.csv", "g.csv"} {
		if got, _, _ := strings.Cut(read(t, name), "\n"); got != want || strings.Count(want, "attributes.") < 2 {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		if name != "b.csv" && read(t, name) != read(t, "a.csv") {
			t.Errorf("%s is not as a.csv", name)
		}
	}
	r := run(t, "import", "a.xlsx", "--plan", "--rate", "0", "--json")
	if o := r.object(t); r.code != 0 || o["rows"] != 30.0 || o["plan"].(map[string]any)["unchanged"] != 30.0 {
		t.Errorf("%+v", r)
	}
}
