package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// TestMetrics: each command of a file leaves its own, what failed keeps what was good before, and what
// goes wrong with the file changes nothing about the run.
func TestMetrics(t *testing.T) {
	platform(t, sandbox.Options{Leads: 30})
	if r := run(t, "export", "leads.csv", "-q", "--metrics", "m.prom"); r.code != 0 || r.err != "" {
		t.Fatalf("%+v", r)
	}
	info, err := os.Stat("leads.csv")
	if err != nil {
		t.Fatal(err)
	}
	if r := run(t, "export", "leads.csv", "-q", "--metrics", "m.prom"); r.code != problem.ExitUsage {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "backup", "create", "b", "-q", "--metrics", "m.prom"); r.code != 0 || r.err != "" {
		t.Fatalf("%+v", r)
	}
	write(t, "people.csv", "Name,Email\nAnn,ann@example.org\nBob,bob@example.org\n")
	if r := run(t, "import", "people.csv", "-q", "--yes", "--metrics", "m.prom"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if r := run(t, "import", "people.csv", "-q", "--dry-run", "--metrics", "m.prom", "--json"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	text := read(t, "m.prom")
	for _, want := range []string{
		`last_run_exit_code{profile="",command="export"} 2`, `last_success_leads{profile="",command="export"} 30`,
		`last_success_bytes{profile="",command="export"} ` + strconv.FormatInt(info.Size(), 10), `last_run_exit_code{profile="",command="backup create"} 0`,
		`last_success_leads{profile="",command="backup create"} 30`, `last_success_leads{profile="",command="import"} 2`,
	} {
		if !strings.Contains(text, "\nleadferry_"+want+"\n") {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	write(t, "other.prom", "up 1\n")
	r := run(t, "export", "more.csv", "-q", "--metrics", "other.prom")
	if r.code != 0 || !strings.Contains(r.err, "warning: other.prom is not written") || !strings.Contains(r.err, "fix: ") || read(t, "other.prom") != "up 1\n" {
		t.Errorf("%+v", r)
	}
	if r := run(t, "export", "third.csv", "--metrics", "m.txt"); r.code != problem.ExitUsage || !strings.Contains(r.err, ".prom") {
		t.Errorf("%+v", r)
	}
}

// TestEveryExportTold: hooks and metrics of each bot hear of the file of all bots, not of the bot's part.
func TestEveryExportTold(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the hook is a line for sh")
	}
	p := botsOf(t, sandbox.Options{Leads: 40}, 2)
	config := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "leadferry", "config.toml")
	hook := `["sh", "-c", 'cat > "$LEADFERRY_HOOK.$LEADFERRY_PROFILE"; echo "$LEADFERRY_EXIT_CODE $LEADFERRY_FILE" > "end.$LEADFERRY_PROFILE"']`
	hooks := "\non_success = " + hook + "\non_failure = " + hook + "\nthen = [\"sh\", \"-c\", \"echo > copied\"]\n"
	write(t, config, strings.ReplaceAll(read(t, config), "\nbase_url", hooks+"base_url"))
	told := func(name, want string) string {
		t.Helper()
		for _, bot := range []string{"bot-1", "bot-2"} {
			if got := read(t, "end."+bot); got != want+" all.csv\n" {
				t.Errorf("%s was told %q", bot, got)
			}
			if text := read(t, "m.prom"); !strings.Contains(text, `last_run_exit_code{profile="`+bot+`",command="export"} `+want+"\n") {
				t.Errorf("%s", text)
			}
		}
		return read(t, name+".bot-2")
	}
	export := everyProfile("export", "all.csv", "--force", "--metrics", "m.prom", "-q")
	if r := run(t, export...); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if object := told("on_success", "0"); !strings.Contains(object, `"output":"all.csv","leads":40,`) {
		t.Errorf("%s", object)
	}
	before := read(t, "all.csv")
	for _, lead := range p.Server(p.Bots()[0].Token).All("lead")[:20] {
		p.Server(p.Bots()[0].Token).Delete(uuidOf(lead))
	}
	if r := run(t, export...); r.code != problem.ExitGuard || read(t, "all.csv") != before {
		t.Fatalf("%+v", r)
	}
	if object := told("on_failure", "5"); !strings.Contains(object, `"exitCode":5,"error":"profile bot-1 has only 20 leads now`) || !strings.Contains(object, "all.csv was not changed") {
		t.Errorf("%s", object)
	}
	// A bot that fails by itself is told of that; the other one has its file.
	write(t, filepath.Join(filepath.Dir(config), "2.token"), "wrong")
	if r := run(t, append(export, "--allow-shrink")...); r.code != problem.ExitAuth {
		t.Fatalf("%+v", r)
	}
	if one, two := read(t, "end.bot-1"), read(t, "end.bot-2"); one != "0 all.csv\n" || two != "4 all.csv\n" {
		t.Errorf("%q, %q", one, two)
	}
	if _, err := os.Stat("copied"); err == nil {
		t.Error("then ran, though the file is no bot's own")
	}
}
