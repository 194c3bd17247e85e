package e2e

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestTaggingMakesNoLead: a duplicate that is deleted between the finding and the tagging stays deleted.
func TestTaggingMakesNoLead(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{})
	sh.write("people.csv", "uuid,name,email\n"+uuid(1)+",Ann,ann@example.org\n"+uuid(2)+",Ann,ann@example.org\n"+uuid(3)+",Ann,ann@example.org\n")
	sh.ok("import", "people.csv", "--yes", "--rate", "0")
	said := sh.ok("duplicates", "-o", "d.csv", "--tag-others", "double", "--dry-run", "--rate", "0")
	if !strings.Contains(said, "~ 2 to update") {
		t.Fatal(said)
	}
	text := string(sh.read("d.csv.tags.csv"))
	var tagged []string
	for n := 1; n <= 3; n++ {
		if strings.Contains(text, uuid(n)) {
			tagged = append(tagged, uuid(n))
		}
	}
	if len(tagged) != 2 {
		t.Fatalf("two of three are to be tagged: %s", text)
	}
	server.Delete(tagged[0])
	plan := sh.find("d.csv*.report/plan.jsonl")
	if len(plan) != 1 {
		t.Fatal(plan)
	}
	said, code := sh.run("import", plan[0], "--yes", "--rate", "0")
	if record, there := server.Lookup(tagged[0]); there || server.Count("lead") != 2 {
		t.Errorf("exit code %d, a deleted lead is back: %s\n%s", code, record, said)
	}
	if record, _ := server.Lookup(tagged[1]); !strings.Contains(string(record), `"double"`) {
		t.Errorf("exit code %d, the other one has no tag: %s\n%s", code, record, said)
	}
	before := server.Count("lead")
	sh.ok("import", "d.csv.tags.csv", "--tags", "add", "--where", "uuid !=", "--yes", "--rate", "0")
	if server.Count("lead") != before {
		t.Error("the import of the tags makes a lead")
	}
}
