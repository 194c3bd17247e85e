package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// The law: an export, imported as it is, changes nothing.

var sheetNames = []string{"leads.csv", "leads.tsv", "leads.jsonl", "leads.xlsx"}

// planned is what the tests need of the JSON summary of a plan.
type planned struct {
	Rejected int
	Plan     struct{ Created, Updated, Unchanged, Skipped, Rejected int }
}

// changes counts the rows that would be written or skipped.
func (p planned) changes() int { return p.Plan.Created + p.Plan.Updated + p.Plan.Skipped }

// exportAndPlan exports all leads and plans the import of the file.
func (s shell) exportAndPlan(name, wire string) (p planned) {
	s.t.Helper()
	if said := s.ok("export", name, "--rate", "0", "-q"); strings.TrimSpace(said) != "" {
		s.t.Fatalf("export -q says %q", said)
	}
	s.json(&p, "import", name, "--plan", "--rate", "0", "--wire", wire, "--max-errors", "100000")
	return p
}

// TestIdentityLaw: the law holds whatever the platform does with what it is sent. The leads
// are the sandbox's strangest, and some that an import wrote.
func TestIdentityLaw(t *testing.T) {
	t.Parallel()
	n := 0
	for _, put := range []string{"replace", "merge"} {
		for _, body := range []string{"both", "strings", "arrays"} {
			wire := strings.Replace(body, "both", "strings", 1)
			for _, empty := range []string{"clear", "ignore", "reject"} {
				for _, touch := range []string{"yes", "no"} {
					n++
					name := sheetNames[n%len(sheetNames)]
					o := sandbox.Options{
						Leads: 60, NonLeads: 10, Strange: 50, Seed: uint64(n),
						Put: put, Body: body, Empty: empty, Touch: touch,
					}
					t.Run(fmt.Sprint(put, body, empty, touch), func(t *testing.T) {
						t.Parallel()
						checkLaw(t, o, name, wire)
					})
				}
			}
		}
	}
}

func checkLaw(t *testing.T, o sandbox.Options, name, wire string) {
	t.Helper()
	server, sh := newShell(t, o)
	sh.write("first.csv", "uuid,name,tags,notes,attributes.plan\n"+
		uuid(1)+",=1+1,\"a, b\",\"T: d\ne\",5\n"+
		uuid(2)+",'x,,,\n")
	sh.ok("import", "first.csv", "--yes", "--rate", "0", "--wire", wire)
	before := len(puts(server))
	p := sh.exportAndPlan(name, wire)
	if p.changes() > 0 || p.Plan.Unchanged < 50 || p.Rejected > 5 {
		t.Errorf("%s: %+v", name, p)
	}
	if len(puts(server)) > before {
		t.Error("planning writes")
	}
}

// TestStrangeLeadsLaw: the law holds for many leads, all of them strange, in every format.
func TestStrangeLeadsLaw(t *testing.T) {
	unraced(t)
	t.Parallel()
	leads := soak(300, 10_000)
	for _, put := range soak([]string{"replace"}, []string{"replace", "merge"}) {
		for _, wire := range soak([]string{"arrays"}, []string{"strings", "arrays"}) {
			_, sh := newShell(t, sandbox.Options{Leads: leads, Strange: leads, Seed: 99, Put: put, Body: wire})
			for _, name := range sheetNames {
				p := sh.exportAndPlan(name, wire)
				if p.changes() > 0 || p.Plan.Unchanged < leads*9/10 || p.Rejected > leads/10 {
					t.Errorf("%s, %s, %s: %+v", put, wire, name, p)
				}
			}
		}
	}
}

// TestNaughtyStringsLaw: the law holds whatever visitors type into names, notes, tags and
// attributes.
func TestNaughtyStringsLaw(t *testing.T) {
	unraced(t)
	t.Parallel()
	var records []json.RawMessage
	for i, s := range naughtyStrings(t) {
		records = append(records, recordOf(t, i, s))
	}
	for _, put := range soak([]string{"replace"}, []string{"replace", "merge"}) {
		for _, wire := range []string{"strings", "arrays"} {
			_, sh := newShell(t, sandbox.Options{Records: records, Put: put, Body: wire})
			for _, name := range sheetNames {
				p := sh.exportAndPlan(name, wire)
				if p.changes()+p.Plan.Rejected > 0 || p.Plan.Unchanged != len(records) {
					t.Errorf("%s, %s, %s: %+v of %d", put, wire, name, p, len(records))
				}
			}
		}
	}
}

// recordOf is record n of a platform, with a string wherever one fits.
func recordOf(t *testing.T, n int, s string) json.RawMessage {
	t.Helper()
	type m = map[string]any
	key := []rune(s)
	key = key[:min(len(key), 40)]
	record, err := json.Marshal(m{
		"_id": fmt.Sprintf("64f1c0ff%016x", n), "uuid": uuid(n), "status": s,
		"createdAt": "2025-01-01T00:00:00.000Z", "updatedAt": "2025-01-01T00:00:00.000Z",
		"profile": m{
			"notes": []m{{"title": s, "description": s}, {"title": "", "description": s}},
			"userDetails": m{
				"name": s, "picture": s, "contact": m{"email": s, "phone": m{"number": s, "prefix": s}},
				"tags":       []string{s, "a", s + "x"},
				"attributes": []m{{"key": "plain", "value": s}, {"key": fmt.Sprintf("k%d%s", n, string(key)), "value": "v"}},
			},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// TestOwnExportChangesNothing: an export, however strange its leads, imports as unchanged in every format, and
// the platform is as it was. Leads without a uuid cannot be written; none of them gets a second lead.
func TestOwnExportChangesNothing(t *testing.T) {
	unraced(t)
	t.Parallel()
	for _, export := range [][]string{
		{"leads.csv"}, {"leads.tsv"}, {"leads.jsonl"}, {"leads.jsonl", "--format", "raw"}, {"leads.csv.zst"}, {"leads.xlsx"},
	} {
		server, sh := newShell(t, sandbox.Options{Leads: 200, NonLeads: 20, Strange: 150, Seed: 7})
		before := recordLines(server, "lead")
		sh.ok(append([]string{"export", "--rate", "0"}, export...)...)
		said, _ := sh.run("import", export[0], "--yes", "--rate", "0", "--report", "leads.csv.report")
		counts := sh.outcomes(server)
		rejected := counts["rejected"]
		if counts["upserted"]+counts["failed"]+counts["skipped"] != 0 || counts["unchanged"] < 190 || rejected > 5 ||
			rejected > 0 && strings.Count(said, "cannot be changed") != 1 {
			t.Errorf("%v: %v\n%s", export, counts, said)
		}
		if after := recordLines(server, "lead"); !bytes.Equal(before, after) {
			t.Errorf("%v: the platform held\n%s\nand holds\n%s", export, before, after)
		}
	}
}
