package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floor is a floor of the house: its rooms, which are packages, and the rooms of lower floors that
// they may import. A name that ends in /... stands for all rooms below one.
type floor struct{ rooms, imports string }

// importerRooms are the rooms below importer, from the highest to the lowest.
const importerRooms = "importer/send importer/plan importer/results importer/check importer/source importer/propose importer/compound importer/people importer/live importer/row"

// house holds the floors from the roof to the ground. Arrows point down only: no room imports one of
// its own floor or of a higher one. All but those on the ground may import internal/problem.
// CONTRIBUTING.md shows what the rooms are for.
var house = []floor{
	// The program.
	{"main bench/profile", "internal/cli"},
	{"internal/cli", "internal/web internal/job internal/page internal/flags internal/input internal/settings internal/screen internal/report internal/profile internal/summary" +
		" internal/target internal/schedule internal/hook internal/metrics internal/ping internal/history" +
		" backup backup/store duplicates exporter importer " + importerRooms + " listing convertalk sheet sheet/dialect sheet/xlsx sheet/charset columns columns/mapfile filter lead ratelimit sandbox" +
		" internal/atomicfile internal/filelock internal/filename internal/shell internal/spelling"},
	{"internal/web", "internal/job internal/page internal/flags internal/input internal/settings internal/screen internal/report internal/profile" +
		" internal/summary internal/history internal/target backup exporter importer importer/check importer/source importer/row listing columns lead sheet sheet/dialect sandbox" +
		" internal/atomicfile internal/filelock internal/owned internal/shell"},
	{"internal/job", "internal/page internal/input internal/settings internal/screen internal/report internal/summary internal/history" +
		" backup/store exporter importer importer/check importer/source importer/live importer/send lead listing internal/filelock internal/filename internal/shell"},
	{"internal/page", "internal/summary internal/screen backup importer " + importerRooms + " columns lead sheet"},
	{"internal/flags internal/input internal/summary", "internal/settings internal/screen internal/report internal/target internal/history internal/profile internal/owned" +
		" backup duplicates exporter importer " + importerRooms + " listing columns columns/mapfile contact convertalk filter lead sheet sheet/dialect sheet/xlsx sheet/charset internal/atomicfile internal/duration internal/shell internal/spelling"},
	{"internal/target internal/schedule", "columns/mapfile internal/screen backup exporter exporter/delta filter sheet internal/atomicfile internal/filelock internal/owned internal/shell"},
	{"internal/report", "importer importer/plan importer/row columns columns/mapfile sheet lead internal/atomicfile internal/filelock internal/journal internal/owned"},
	{"internal/history internal/metrics", "internal/atomicfile internal/filelock internal/filename internal/owned"},
	{"internal/settings internal/screen internal/hook internal/ping", "internal/profile backup backup/store convertalk lead ratelimit sandbox" +
		" internal/atomicfile internal/blackboard internal/duration internal/filelock internal/owned internal/spelling"},
	{"internal/profile", "internal/atomicfile internal/duration internal/owned internal/shell internal/spelling"},

	// The jobs.
	{"backup", "backup/store exporter exporter/delta importer listing sheet lead ratelimit internal/atomicfile internal/filelock internal/shell"},
	{"backup/store", "internal/atomicfile internal/filelock internal/owned"},
	{"duplicates exporter importer", importerRooms + " exporter/delta listing convertalk sheet sheet/charset sheet/dialect columns columns/mapfile contact filter lead ratelimit" +
		" internal/atomicfile internal/codec internal/filename internal/journal internal/pipeline internal/shell"},
	{"importer/send importer/plan", "importer/results importer/check importer/source importer/live importer/row listing convertalk sheet sheet/dialect columns filter lead internal/filename"},
	{"importer/results", "importer/check importer/source importer/live importer/row convertalk sheet sheet/dialect columns lead internal/journal"},
	{"importer/check", "importer/source importer/propose importer/compound importer/people importer/live importer/row convertalk sheet sheet/dialect columns contact filter lead internal/pipeline internal/shell internal/spelling"},
	{"importer/source", "importer/row sheet sheet/dialect columns internal/shell"},
	{"importer/propose", "importer/row sheet columns contact lead"},
	{"importer/compound", "columns lead"},
	{"importer/people", "importer/live importer/row"},
	{"importer/live", "importer/row listing contact lead"},
	{"importer/row", "lead internal/codec"},
	{"exporter/delta", "sheet lead"},
	{"listing", "convertalk lead ratelimit internal/codec"},

	// The server and the files.
	{"convertalk sheet", "sheet/document sheet/dialect sheet/xlsx sheet/charset columns lead ratelimit internal/jsonscan internal/pipeline internal/spelling"},
	{"sheet/document", "sheet/dialect columns lead"},
	{"sheet/dialect sheet/xlsx", "sheet/charset columns lead internal/jsonscan"},
	{"sheet/charset", ""},

	// What the data means.
	{"columns/mapfile", "columns"},
	{"columns contact filter", "lead internal/duration internal/jsonscan internal/shell internal/spelling"},
	{"lead ratelimit", "internal/codec internal/jsonscan"},

	// Tools, which know nothing of leads. The simulated platform judges the rest and shares nothing with it.
	{"internal/blackboard", "internal/filelock internal/owned"},
	{"internal/atomicfile internal/codec internal/duration internal/filelock internal/filename internal/journal internal/jsonscan internal/pipeline internal/spelling sandbox", "internal/owned"},

	{"internal/owned", "internal/shell"},
	{"internal/shell", ""},

	// The ground. The benchmark judges the rest, and shares nothing with it.
	{"internal/problem bench/... e2e", ""},
}

const ground = "internal/problem"

// floorOf returns the number of a room's floor, counted from the roof, or -1.
func floorOf(room string) int {
	for _, exact := range []bool{true, false} {
		for i, f := range house {
			if matches(f.rooms, room, exact) {
				return i
			}
		}
	}
	return -1
}

// matches reports whether a list names a room, itself or, unless exact, by a room above it.
func matches(list, room string, exact bool) bool {
	return slices.ContainsFunc(strings.Fields(list), func(name string) bool {
		above, wild := strings.CutSuffix(name, "...")
		return name == room || !exact && wild && strings.HasPrefix(room, above)
	})
}

func TestFloorPlan(t *testing.T) {
	t.Parallel()
	for i, f := range house {
		for to := range strings.FieldsSeq(f.imports) {
			if floorOf(to) <= i {
				t.Errorf("the plan lets %q import %s, which is not on a lower floor", f.rooms, to)
			}
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	shown := shownRooms(t)
	for line := range strings.Lines(string(out)) {
		paths := strings.Fields(line)
		from, _ := roomOf(paths[0])
		at := floorOf(from)
		if at < 0 {
			t.Errorf("package %s has no place in the floor plan", from)
			continue
		}
		if !slices.Contains(shown, from) {
			t.Errorf("CONTRIBUTING.md does not show package %s", from)
		}
		for _, path := range paths[1:] {
			to, ours := roomOf(path)
			switch {
			case !ours:
			case floorOf(to) <= at:
				t.Errorf("%s imports %s: that arrow points up or sideways", from, to)
			case to != ground && !matches(house[at].imports, to, false):
				t.Errorf("%s imports %s: the floor plan has no such arrow", from, to)
			}
		}
	}
}

// shownRooms are the words of CONTRIBUTING.md, among which are the rooms.
func shownRooms(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

// roomOf returns the room of an import path; ours is false for packages of others.
func roomOf(path string) (room string, ours bool) {
	const module = "github.com/leadferry/leadferry"
	if path == module {
		return "main", true
	}
	return strings.CutPrefix(path, module+"/")
}
