package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// TestOwnFiles: what the program wrote of a run is no leads, whatever its name. Each fix, run as printed,
// ends the problem.
func TestOwnFiles(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 3})
	id := uuids(t, server)[0]
	write(t, "a.csv", "uuid,name,email\n"+id+",Ann,a@example.org\n"+strings.Replace(id, id[:1], "z", 1)+",Bea,b@example.org\n")
	if r := run(t, "import", "a.csv", "--yes", "--rate", "0"); r.code != problem.ExitPartial {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "backup", "create", "b", "--rate", "0"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	snapshots, _ := filepath.Glob("b/2*")
	sent := writes(server)
	report := "a.csv.report/"
	write(t, "seen.jsonl", read(t, report+"plan.jsonl"))
	write(t, "seen.csv", "\ufeff"+strings.ReplaceAll(read(t, report+"results.csv"), ",", ";"))
	write(t, "changes.csv", read(t, report+"plan.csv"))
	write(t, "sum.json", read(t, report+"summary.json"))
	if r := run(t, "convert", "seen.csv", "seen.xlsx"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	for name, fix := range map[string]string{
		report + "plan.jsonl":           "leadferry import a.csv.report/plan.jsonl",
		report + "plan.csv":             "leadferry import a.csv.report/plan.jsonl",
		report + "results.csv":          "leadferry import a.csv.report/rejects.csv",
		report + "summary.json":         "leadferry import a.csv.report/rejects.csv",
		report + "journal":              "leadferry import a.csv.report/rejects.csv",
		report + "report.html":          "leadferry import a.csv.report/rejects.csv",
		snapshots[0] + "/manifest.json": "leadferry backup restore " + snapshots[0],
		"sum.json":                      "name a file of leads",
		"seen.jsonl":                    "leadferry import plan.jsonl",
		"seen.csv":                      "rejects.csv",
		"seen.xlsx":                     "rejects.csv",
		"changes.csv":                   "plan.jsonl",
	} {
		for _, command := range []string{"check", "import", "convert"} {
			args := []string{command, name}
			switch command {
			case "import":
				args = append(args, "--dry-run", "--rate", "0")
				if strings.HasSuffix(name, ".jsonl") {
					continue
				}
			case "convert":
				args = append(args, "out.csv")
				if filepath.Dir(name) == "." && !strings.Contains(name, ".js") {
					continue // a table is converted for who wants to look at it
				}
			}
			if r := run(t, args...); r.code != problem.ExitUsage || !strings.Contains(r.err, fix) || !strings.Contains(r.err, "no leads") && !strings.Contains(r.err, "not leads") {
				t.Errorf("%s: %+v", args, r)
			}
		}
	}
	if r := runWith(t.Context(), t, read(t, "seen.jsonl"), "import", "-", "--format", "jsonl", "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "the plan of an import") {
		t.Errorf("%+v", r)
	}
	if writes(server) != sent {
		t.Error("something was sent")
	}
	if _, err := os.Stat("out.csv"); err == nil {
		t.Error("something was converted")
	}
	for _, fix := range []string{"import a.csv.report/plan.jsonl", "import a.csv.report/rejects.csv", "backup restore " + snapshots[0]} {
		if r := run(t, append(strings.Fields(fix), "--yes", "--rate", "0")...); r.code != 0 && r.code != problem.ExitPartial {
			t.Errorf("%s: %+v", fix, r)
		}
	}
	if r := run(t, "undo", "a.csv.report/plan.jsonl", "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "leadferry undo a.csv.report\n") {
		t.Errorf("%+v", r)
	}
}

// TestPlanAsFile: a plan named as FILE is carried out like one of --plan-file.
func TestPlanAsFile(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 3})
	write(t, "a.csv", "uuid,name,email\n"+uuids(t, server)[0]+",Ann,broken\n"+uuids(t, server)[1]+",Bea,b@example.org\n")
	if r := run(t, "import", "a.csv", "--plan", "--rate", "0", "--report", "p"); r.code != problem.ExitPartial || !strings.Contains(r.out, "leadferry import --plan-file p/plan.jsonl --rate 0") {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "import", "p/plan.jsonl", "--plan"); r.code != problem.ExitUsage || !strings.Contains(r.err, "is a plan to apply") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "import", "p/plan.jsonl", "a.csv", "--yes"); r.code != problem.ExitUsage {
		t.Errorf("%+v", r)
	}
	r := run(t, "import", "p/plan.jsonl", "--yes", "--rate", "0")
	if r.code != problem.ExitPartial || writes(server) != 1 || !strings.Contains(r.err, "leadferry import a.rejected.xlsx --plan --yes --rate 0") {
		t.Errorf("%d writes, %+v", writes(server), r)
	}
}
