//go:build !windows

package e2e

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// TestPrintedCommands: whatever the names of files and folders, a shell runs each command that is printed, and
// finds each file that is named to be opened.
func TestPrintedCommands(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 20, Seed: 3})
	known := server.Insert()
	const file, folder = "Ann's leads, 2nd.csv", "Ann's back ups"
	sh.write(file, "uuid,name,email,Mail 2\n"+known+",Anna,anna@example.com,x@example.com\n"+uuid(2)+",Bob,bob,y@example.com\n")
	sh.write("Ann's bad.csv", "name,email,status\nAnn,ann@example.com,Qualified\nBen,ben@example.com,Lost\nCyd,cyd@example.com,New\n")
	sh.write("mark it", "no mark\n")
	p := printed{shell: sh, t: t, seen: map[string]bool{}}
	for _, line := range []string{
		"export|Ann's all.csv",
		"convert|Ann's all.csv|Ann's all.xlsx",
		"template|Ann's form.xlsx",
		"check|" + file,
		"check|Ann's bad.csv",
		"import|" + file + "|-n",
		"import|" + file + "|--yes|--max-errors|0|--report|Ann's first",
		"import|" + file + "|--yes",
		"import|" + file + ".report/plan.csv|-n",
		"import|" + file + ".report/results.csv|-n",
		"undo|" + file + ".report-2|-n",
		"undo|" + file + ".report-2/plan.jsonl|-n",
		"history",
		"backup|create|" + folder,
		"backup|create|" + folder,
		"backup|list|" + folder,
		"backup|report|" + folder,
		"backup|status|" + folder + "|--max-age|0s",
		"backup|restore|" + folder + "|-n",
		"duplicates|-o|Ann's twins.csv",
	} {
		said, _ := sh.run(strings.Split(line, "|")...)
		p.try(line, said)
	}
	if len(p.seen) < 15 {
		t.Errorf("only these were printed: %v", p.seen)
	}
}

// printed tries what leadferry prints to be used.
type printed struct {
	shell
	t    *testing.T
	seen map[string]bool
}

var (
	commandShown = regexp.MustCompile(`(?m)[:;,] (leadferry .*)$`)
	fileShown    = regexp.MustCompile(`(?m)^ *(?:report|full list of changes|to look at the changes, open|next: fix the rows in|Exported .* to|Converted .* to|Wrote .* to|[^:]* backed up to):? ("[^"]*"|'[^']*'|\S+)`)
)

func (p *printed) try(of, said string) {
	for _, m := range fileShown.FindAllStringSubmatch(said, -1) {
		p.sh(of, said, "test -e "+strings.TrimRight(m[1], ".,"), nil)
	}
	for _, m := range commandShown.FindAllStringSubmatch(said, -1) {
		p.sh(of, said, m[1], []int{0, 3})
	}
}

// sh runs a command that was printed. A question is answered with yes, as nobody is there to be asked.
func (p *printed) sh(of, said, command string, codes []int) {
	p.t.Helper()
	if p.seen[command] || regexp.MustCompile(` [A-Z]{3,}( |$)`).MatchString(command) { // FILE is for a person to replace
		return
	}
	p.seen[command] = true
	if words := shellWords(command); words[0] == "leadferry" && asks(words[1:]) {
		command += " --yes"
	}
	cmd := exec.CommandContext(p.t.Context(), "sh", "-c", command)
	cmd.Dir, cmd.Env = p.dir, p.env
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); !slices.Contains(append(codes, 0), code) {
		p.t.Errorf("%q prints\n%s\nand a shell says of %s (exit code %d):\n%s", of, said, command, code, out)
	}
}
