package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// botsOf starts a platform with so many bots, and makes a profile for each: bot-1, bot-2, ...
func botsOf(t *testing.T, o sandbox.Options, bots int) *sandbox.Platform {
	t.Helper()
	folder := alone(t)
	p, err := sandbox.NewPlatform(o, bots)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	var config strings.Builder
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, bot := range p.Bots() {
		fmt.Fprintf(&config, "[profile.bot-%d]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\ntoken_file = \"%d.token\"\n",
			i+1, server.URL, bot.BotID, sandbox.DefaultCustomerID, i+1)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.token", i+1)), []byte(bot.Token), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// everyProfile are the flags of a test that is in a hurry.
func everyProfile(args ...string) []string {
	return append(args, "--all-profiles", "--parallel", "3", "--lag", "0s", "--rate", "0")
}

// TestEveryBackup: every bot has its own snapshot, and one that fails stops no other. All commands for
// backups take all profiles.
func TestEveryBackup(t *testing.T) {
	p := botsOf(t, sandbox.Options{Leads: 60, NonLeads: 3}, 5)
	if err := os.WriteFile(filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "leadferry", "3.token"), []byte("wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, everyProfile("backup", "create", "all")...)
	if r.code != problem.ExitAuth || r.out != "" {
		t.Fatalf("%+v", r)
	}
	for _, want := range []string{
		"\nbot-3: error: ", "\nbot-5: 60 leads backed up", "\n4 of 5 profiles backed up. Failed: bot-3 (exit code 4)\n",
		"\nPROFILE  LEADS  STATE                 AGE\nbot-1       60  good", "\nbot-3        -  failed (exit code 4)  -\n",
	} {
		if !strings.Contains("\n"+r.err, want) {
			t.Errorf("%q is missing in\n%s", want, r.err)
		}
	}
	for _, bot := range p.Bots() {
		if n := len(p.Server(bot.Token).Ledger()); n == 0 != (bot.Token == sandbox.DefaultToken+"-3") {
			t.Errorf("%s: %d requests", bot.Token, n)
		}
	}
	if err := os.WriteFile(filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "leadferry", "3.token"), []byte(sandbox.DefaultToken+"-3"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, everyProfile("backup", "create", "all", "-q")...); r.code != 0 || r.out+r.err != "" {
		t.Fatalf("%+v", r)
	}
	for _, tt := range []struct {
		args []string
		want string // on standard output
	}{
		{[]string{"backup", "list", "all"}, "bot-3    2"},
		{[]string{"backup", "check", "all"}, "PROFILE  STATE\nbot-1    2 snapshots intact\nbot-2  "},
		{[]string{"backup", "status", "all", "--max-age", "1h"}, "bot-3       60  good"},
		{[]string{"status"}, "bot-3    usable"},
		{[]string{"status", "--test"}, "bot-3    token accepted"},
		{[]string{"backup", "prune", "all", "--keep-last", "1", "--dry-run"}, "bot-1: delete  2"},
	} {
		r := run(t, append(tt.args, "--all-profiles")...)
		if r.code != 0 || !strings.Contains(strings.ReplaceAll(r.out, "  ", " "), strings.ReplaceAll(tt.want, "  ", " ")) {
			t.Errorf("%q: %+v", tt.args, r)
		}
		object := run(t, append(tt.args, "--all-profiles", "--json")...).object(t)
		if got := object["profiles"].([]any); len(got) != 5 || object["exitCode"] != 0.0 {
			t.Errorf("%q: %v", tt.args, object)
		}
	}
	if r := run(t, "backup", "prune", "all", "--keep-last", "1", "--all-profiles"); r.code != 0 || !strings.Contains(r.err, "5 of 5 profiles pruned") {
		t.Errorf("%+v", r)
	}
	for i, bot := range p.Bots() {
		folder := filepath.Join("all", fmt.Sprintf("bot-%d", i+1))
		shots, err := filepath.Glob(filepath.Join(folder, "2*"))
		if err != nil || len(shots) != 1 {
			t.Fatalf("%s: %v, %v", folder, shots, err)
		}
		if r := run(t, "convert", shots[0], "-", "--to", "csv", "--columns", "uuid", "-q"); r.code != 0 || !holdsAll(r.out, p.Server(bot.Token)) {
			t.Errorf("%s: %+v", folder, r)
		}
	}
}

// holdsAll reports whether the uuid of each lead of a bot stands in a text, and no other.
func holdsAll(text string, server *sandbox.Server) bool {
	all := server.All("lead")
	for _, record := range all {
		if !strings.Contains(text, "\n"+uuidOf(record)+"\n") {
			return false
		}
	}
	return strings.Count(text, "\n") == len(all)+1 // with the header
}

func uuidOf(record []byte) string {
	_, rest, _ := strings.Cut(string(record), `"uuid":"`)
	uuid, _, _ := strings.Cut(rest, `"`)
	return uuid
}

// TestEveryBotStops: after Ctrl-C no other bot begins, all that are under way clean up, and nothing runs on.
func TestEveryBotStops(t *testing.T) {
	p := botsOf(t, sandbox.Options{Leads: 5000, NonLeads: 3, Latency: 5 * time.Millisecond}, 6)
	before := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancelCause(t.Context())
	go func() {
		for p.Server(sandbox.DefaultToken).InFlightMax() == 0 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(20 * time.Millisecond)
		cancel(new(problem.Interrupted))
	}()
	r := runWith(ctx, t, "", "backup", "create", "all", "--all-profiles", "--parallel", "2", "--lag", "0s", "--rate", "0")
	if r.code != problem.ExitInterrupted || !strings.Contains(r.err, "; 4 not started") || !strings.Contains(r.err, "bot-1: Stopped") {
		t.Errorf("%+v", r)
	}
	left, err := filepath.Glob("all/*/*")
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	if err := errors.Join(goleak.Find(before, goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"), goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"))); err != nil {
		t.Error(err)
	}
}

// TestBotsOfOneToken: profiles that share a token are one client to the server.
func TestBotsOfOneToken(t *testing.T) {
	p := botsOf(t, sandbox.Options{Leads: 60}, 1)
	path := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "leadferry", "config.toml")
	config, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again := strings.ReplaceAll(string(config), "bot-1", "again")
	if err := os.WriteFile(path, append(config, again...), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, "backup", "create", "all", "--all-profiles", "--lag", "0s", "--rate", "20", "--workers", "8")
	if r.code != 0 {
		t.Fatalf("%+v", r)
	}
	all := p.Server(sandbox.DefaultToken).Ledger()
	if rate := float64(len(all)-2) / all[len(all)-1].At.Sub(all[0].At).Seconds(); rate > 25 { // two clients would make 40; the first request may be late
		t.Errorf("%.1f requests a second, more than 20", rate)
	}
}

// TestEveryExportOfNone: a bot without leads, and a filter that leaves none, make an empty part under the
// header of an export of that bot alone.
func TestEveryExportOfNone(t *testing.T) {
	p := botsOf(t, sandbox.Options{Leads: 2}, 2)
	none, err := sandbox.NewPlatform(sandbox.Options{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(none)
	t.Cleanup(server.Close)
	config := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "leadferry", "config.toml")
	bot := none.Bots()[0]
	text := read(t, config) + fmt.Sprintf("[profile.none]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\ntoken_file = \"none.token\"\n", server.URL, bot.BotID, sandbox.DefaultCustomerID)
	for name, text := range map[string]string{"config.toml": text, "none.token": bot.Token} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(config), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := run(t, "export", "none.csv", "--profile", "none", "--lag", "0s"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	header := read(t, "none.csv")
	first := uuidOf(p.Server(p.Bots()[0].Token).All("lead")[0])
	for _, where := range []struct {
		flags []string
		rows  int
	}{{nil, 4}, {[]string{"--where", "uuid = " + first}, 1}, {[]string{"--where", "name = nobody at all"}, 0}} {
		for _, format := range []string{"csv", "tsv.gz", "jsonl", "xlsx"} {
			for _, columns := range [][]string{nil, {"--columns", "uuid,Who=name"}, {"--columns", "uuid,attributes.*"}} {
				args := append(everyProfile("export", "all."+format, "--force", "--allow-shrink", "--json"), append(where.flags, columns...)...)
				r := run(t, args...)
				if r.code != 0 {
					t.Errorf("%q: %+v", args, r)
					continue
				}
				sum := 0.0
				for _, one := range r.object(t)["profiles"].([]any) {
					sum += one.(map[string]any)["written"].(float64)
				}
				if int(sum) != where.rows {
					t.Errorf("%q: %v rows", args, sum)
				}
			}
		}
		if r := run(t, append(everyProfile("export", "all.csv", "--force", "--allow-shrink"), where.flags...)...); r.code != 0 || strings.Count(read(t, "all.csv"), "\n") < 1+where.rows {
			t.Errorf("%+v", r)
		}
	}
	if got := read(t, "all.csv"); got != "_profile,"+header {
		t.Errorf("%q", got)
	}
	if r := run(t, "convert", "all.xlsx", "sheet.csv", "--sheet", "none", "--columns", "uuid"); r.code != 0 || read(t, "sheet.csv") != "uuid\n" {
		t.Errorf("%+v", r)
	}
}

// TestEveryExport: one file has the leads of every bot, each with its profile, in every format; a bot that
// fails stops no other, and one that has lost its leads replaces nothing.
func TestEveryExport(t *testing.T) {
	p := botsOf(t, sandbox.Options{Leads: 60, Strange: 20}, 3)
	for _, format := range []string{"csv", "tsv", "jsonl", "csv.gz", "xlsx"} {
		file := "all." + format
		r := run(t, everyProfile("export", file)...)
		if r.code != 0 || !strings.Contains(r.err, "3 of 3 profiles exported to "+file) || !strings.Contains(r.err, "bot-2       60  verified") {
			t.Fatalf("%+v", r)
		}
		for i, bot := range p.Bots() {
			name := fmt.Sprintf("bot-%d", i+1)
			args := []string{"convert", file, "-", "--to", "csv", "--columns", "uuid", "-q", "--where", "_profile = " + name}
			if format == "xlsx" {
				args = []string{"convert", file, "-", "--to", "csv", "--columns", "uuid", "-q", "--sheet", name}
			}
			if format == "jsonl" {
				if text := read(t, file); strings.Count(text, `"_profile":"`+name+`"`) != 60 || !strings.Contains(text, uuidOf(p.Server(bot.Token).All("lead")[7])) {
					t.Errorf("%s in %.300s", name, text)
				}
			} else if r := run(t, args...); r.code != 0 || !holdsAll(r.out, p.Server(bot.Token)) {
				t.Errorf("%q: %+v", args, r)
			}
		}
	}
	if text := read(t, "all.csv"); !strings.HasPrefix(text, "_profile,uuid,") {
		t.Errorf("%.80s", text)
	}
	// What one bot's part says is what its own export says.
	one := run(t, "export", "one.jsonl", "--profile", "bot-2", "--lag", "0s", "--rate", "0")
	if again := run(t, "convert", "one.jsonl", "one.csv"); one.code != 0 || again.code != 0 {
		t.Fatalf("%+v, %+v", one, again)
	}
	if r := run(t, "convert", "all.xlsx", "two.csv", "--sheet", "bot-2"); r.code != 0 || read(t, "two.csv") != read(t, "one.csv") {
		t.Errorf("%+v", r)
	}
	object := run(t, everyProfile("export", "all.csv", "--force", "--columns", "Who=name,uuid", "--json")...).object(t)
	if got := object["profiles"].([]any); len(got) != 3 || got[2].(map[string]any)["leads"] != 60.0 {
		t.Errorf("%v", object)
	}
	if text := read(t, "all.csv"); !strings.HasPrefix(text, "_profile,Who,uuid\nbot-1,") {
		t.Errorf("%.80s", text)
	}

	// None of it goes to one bot.
	writes := func() (n int) {
		for _, bot := range p.Bots() {
			for _, request := range p.Server(bot.Token).Ledger() {
				if request.Method == "PUT" {
					n++
				}
			}
		}
		return n
	}
	for _, tt := range []struct{ args, want string }{
		{"all.csv", "names 3 bots (bot-1, bot-2, bot-3)"}, {"all.jsonl", "names 3 bots"}, {"all.xlsx --sheet all", "--sheet bot-2"}, {"all.xlsx --sheet bot-3", "--sheet bot-2"},
	} {
		for _, command := range []string{"check --profile bot-2 ", "import --yes --lag 0s --rate 0 --profile bot-2 "} {
			if r := run(t, strings.Fields(command+tt.args)...); r.code != problem.ExitUsage || !strings.Contains(r.err, tt.want) || writes() > 0 {
				t.Errorf("%s%s: %+v, %d writes", command, tt.args, r, writes())
			}
		}
	}
	if r := run(t, "convert", "all.csv", "ONE.csv", "--where", "_profile = bot-2"); r.code != 0 {
		t.Errorf("%+v", r)
	}
	for _, args := range []string{"ONE.csv", "all.xlsx --sheet bot-2"} {
		if r := run(t, strings.Fields("check --profile bot-2 "+args)...); r.code == problem.ExitUsage {
			t.Errorf("%s: %+v", args, r)
		}
	}

	token := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "leadferry", "3.token")
	if err := os.WriteFile(token, []byte("wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := read(t, "all.csv")
	r := run(t, everyProfile("export", "all.csv", "--force")...)
	if r.code != problem.ExitAuth || read(t, "all.csv") != before {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{
		"bot-3: error: ", "\nbot-3        -  failed (exit code 4)\n", "\n2 of 3 profiles read. Failed: bot-3 (exit code 4)\n", "has leads of profile bot-3", "all.csv was not changed",
		"--allow-shrink",
	} {
		if !strings.Contains(r.err, want) {
			t.Errorf("%q is missing in\n%s", want, r.err)
		}
	}
	r = run(t, everyProfile("export", "all.csv", "--force", "--allow-shrink")...)
	if text := read(t, "all.csv"); r.code != problem.ExitAuth || strings.Contains(text, "bot-3") || strings.Count(text, "\nbot-") != 120 {
		t.Errorf("%+v: %.80s", r, text)
	}
	for _, wrong := range [][]string{{"--resume"}, {"--since-last"}, {"--format", "raw"}, {"--profile", "bot-1"}, {"--parallel", "0"}, {"--sandbox"}} {
		if r := run(t, append([]string{"export", "x.csv", "--all-profiles"}, wrong...)...); r.code != problem.ExitUsage {
			t.Errorf("%q: %+v", wrong, r)
		}
	}
	if r := run(t, "export", "x.csv", "--parallel", "3"); r.code != problem.ExitUsage {
		t.Errorf("%+v", r)
	}
	for i := range 3 {
		if err := os.WriteFile(filepath.Join(filepath.Dir(token), fmt.Sprintf("%d.token", i+1)), []byte("wrong"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r = run(t, everyProfile("export", "none.csv")...)
	if _, err := os.Stat("none.csv"); r.code != problem.ExitAuth || err == nil || !strings.Contains(r.err, "no bot could be read") {
		t.Errorf("%+v, %v", r, err)
	}
}
