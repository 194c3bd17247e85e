package main

import (
	"os/exec"
	"strings"
	"testing"
)

// floor says which packages of ours a package may import. An arrow that is not here points up or sideways.
var floors = map[string][]string{
	".":                   {"internal/cli", "internal/problem"},
	"internal/cli":        {"backup", "exporter", "importer", "listing", "columns", "contact", "convertalk", "sheet", "lead", "ratelimit", "sandbox", "internal/atomicfile", "internal/filelock", "internal/profile", "internal/spelling", "internal/problem"},
	"backup":              {"exporter", "listing", "sheet", "lead", "internal/filelock"},
	"exporter":            {"listing", "sheet", "lead", "internal/codec", "internal/problem"},
	"listing":             {"convertalk", "lead", "internal/codec", "internal/problem"},
	"importer":            {"columns", "contact", "convertalk", "sheet", "lead", "internal/codec", "internal/journal", "internal/problem"},
	"columns":             {"lead", "internal/spelling", "internal/problem"},
	"contact":             {"internal/problem"},
	"internal/filelock":   {},
	"internal/journal":    {},
	"internal/spelling":   {},
	"internal/profile":    {"internal/atomicfile", "internal/spelling", "internal/problem"},
	"convertalk":          {"lead", "ratelimit", "internal/jsonscan", "internal/problem"},
	"sheet":               {"lead"},
	"lead":                {"internal/jsonscan"},
	"ratelimit":           {"internal/problem"},
	"sandbox":             {},
	"internal/atomicfile": {"internal/problem"},
	"internal/codec":      {},
	"internal/jsonscan":   {},
	"internal/problem":    {},
	"bench/yardstick":     {},
	"bench/fetch":         {},
	"bench/leads":         {},
	"bench/put":           {},
	"bench/putyardstick":  {},
	"bench/ceiling":       {},
	"bench/timed":         {},
	"bench/truth":         {},
	"bench/profile":       {"internal/cli"},
}

func TestFloorPlan(t *testing.T) {
	t.Parallel()
	const module = "github.com/leadferry/leadferry"
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	name := func(path string) (string, bool) {
		if path == module {
			return ".", true
		}
		return strings.CutPrefix(path, module+"/")
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		from, _ := name(fields[0])
		allowed, ok := floors[from]
		if !ok {
			t.Errorf("package %s has no place in the floor plan", from)
		}
		may := map[string]bool{}
		for _, to := range allowed {
			may[to] = true
		}
		for _, path := range fields[1:] {
			if to, ours := name(path); ours && !may[to] {
				t.Errorf("%s imports %s: that arrow points up or sideways", from, to)
			}
		}
	}
}
