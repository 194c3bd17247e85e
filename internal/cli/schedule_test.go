package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestPassingProgram: what go run has built is gone at night; other programs are not.
func TestPassingProgram(t *testing.T) {
	t.Parallel()
	for program, want := range map[string]bool{
		"/root/.cache/go-build/92/92a79477127435897e2f-d/leadferry": true, "/tmp/go-build1234/b001/exe/leadferry": true,
		"/tmp/go-build1234/b001/cli.test": false, "/usr/local/bin/leadferry": false, "/srv/leadferry-d/leadferry": false,
	} {
		if got := passing(filepath.FromSlash(program)); got != want {
			t.Errorf("%s: %v", program, got)
		}
	}
}

// TestScheduleOfMovedFolders: a job finds settings and state where they are now, with an empty environment.
func TestScheduleOfMovedFolders(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such folders")
	}
	alone(t)
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_STATE_HOME", "/srv/our state")
	r := run(t, "schedule", "cron", "--", "export", "x.csv", "--sandbox", "--force")
	_, line, ok := strings.Cut(r.out, "* * * ")
	if r.code != 0 || !ok {
		t.Fatalf("%+v", r)
	}
	line = strings.Replace(line, "/usr/bin/env ", "env -i /usr/bin/env ", 1)
	program, _, _ := strings.Cut(line[strings.Index(line, "STATE_HOME"):], " export ")
	program = program[strings.LastIndex(program, " ")+1:]
	out, err := exec.Command("sh", "-c", strings.Replace(line, program, "sh -c 'echo \"$XDG_STATE_HOME\"'", 1)).Output()
	if err != nil || string(out) != "/srv/our state\n" {
		t.Errorf("%q, %v of %s", out, err, r.out)
	}
}

// TestSchedule: the lines hold what the environment says now.
func TestSchedule(t *testing.T) {
	alone(t)
	abs := func(name string) string {
		path, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("CONVERTALK_BOT_ID", "bot")
	t.Setenv("CONVERTALK_CUSTOMER_ID", "customer")
	t.Setenv("CONVERTALK_LAG", "2s")
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("XDG_STATE_HOME", "")
	write(t, "t.txt", "geheim")
	write(t, "m.toml", "[columns]\nFirm = \"attributes.firm\"\n")
	for line, want := range map[string]string{
		"cron b --at 2:05 -- --token-file t.txt --keep-daily 14": "\n5 2 * * * PROGRAM backup create " + abs("b") + " --token-file=" + abs("t.txt") +
			" --keep-daily 14 --bot-id=bot --customer-id=customer --lag=2s --quiet\n",
		"cron s3://a/b -- --sandbox -q": "PROGRAM backup create s3://a/b --sandbox --quiet\n",
		"cron -- leadferry export -fo x.csv --token-file=t.txt --lag 1s --where status=OPEN --where tags=a": "PROGRAM export --force --output=" + abs("x.csv") + " --token-file=" + abs("t.txt") +
			" --lag 1s --where status=OPEN --where tags=a --bot-id=bot --customer-id=customer --quiet\n",
		"cron -- import p.csv --yes --sandbox --map-file m.toml --report r": "PROGRAM import " + abs("p.csv") + " --yes --sandbox --map-file=" + abs("m.toml") + " --report=" + abs("r") + " --quiet\n",
		"cron -- backup check b":                                    "PROGRAM backup check " + abs("b") + " --quiet >/dev/null\n",
		"cron -- backup status b --json":                            "PROGRAM backup status " + abs("b") + " --json --quiet\n",
		"cron -- duplicates --sandbox":                              "PROGRAM duplicates --sandbox --quiet\n",
		"systemd -- export x.csv --force --token-file t.txt --json": "ExecStart=\"PROGRAM\" \"export\" \"" + abs("x.csv") + "\" \"--force\"",
	} {
		r := run(t, append([]string{"schedule"}, strings.Fields(line)...)...)
		program, err := os.Executable()
		if err != nil || r.code != 0 || r.err != "" || !strings.Contains(r.out, strings.ReplaceAll(want, "PROGRAM", program)) {
			t.Errorf("%s: %+v, want %s", line, r, want)
		}
	}
	t.Setenv(pingVariable, "https://ping.example/id")
	r := run(t, "schedule", "cron", "b", "--", "--token-file", "t.txt")
	if r.code != 0 || !strings.Contains(r.err, pingVariable+" will not be set at night") || strings.Contains(r.out+r.err, "geheim") {
		t.Errorf("%+v", r)
	}
}

// TestScheduleRefuses what cannot work at night, and prints nothing.
func TestScheduleRefuses(t *testing.T) {
	folder := alone(t)
	t.Setenv("CONVERTALK_CUSTOMER_ID", "customer")
	t.Setenv(tokenVariable, "geheim")
	write(t, "good.txt", "geheim")
	write(t, "open.txt", "geheim")
	if err := os.Chmod("open.txt", 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]struct {
		code int
		text string
	}{
		"cron b -- --bot-id b":                                 {problem.ExitAuth, "CONVERTALK_TOKEN will not be set at night: write the token into a file"},
		"systemd -- export x.csv -f --bot-id b":                {problem.ExitAuth, "there is no token"},
		"cron b -- --bot-id b --token-file none.txt":           {problem.ExitAuth, "none.txt does not exist"},
		"cron b -- --bot-id b --token-file open.txt":           {problem.ExitAuth, "chmod 600"},
		"cron b -- --token-file good.txt":                      {problem.ExitUsage, "there is no bot ID"},
		"cron b -- --profile none":                             {problem.ExitUsage, "there is no config file"},
		"cron b -- --sandbox --keep-last -1":                   {problem.ExitUsage, "--keep-last cannot be -1"},
		"cron b -- --sandbox more":                             {problem.ExitUsage, `"more" is not a flag of backup create`},
		"cron -- exprot x.csv":                                 {problem.ExitUsage, "did you mean leadferry export?"},
		"cron -- export":                                       {problem.ExitUsage, "needs the name of the file"},
		"cron -- export x.csv --sandbox":                       {problem.ExitUsage, "add --force"},
		"cron -- export x.csv -f --sandbox --fast --resume":    {problem.ExitUsage, "--resume needs a file and the proof"},
		"cron -- import x.csv --sandbox":                       {problem.ExitUsage, "add --yes"},
		"cron -- export x.csv --sandbox --since-last":          {problem.ExitUsage, "--mark crm -q"},
		"cron -- export x.csv --profile a --tag 5% --mark b":   {problem.ExitUsage, `leadferry export "$HOME/new-$(date +\%F).csv" --profile a --tag 5\% --mark b -q`},
		"cron -- export x.csv --sandbox --mark crm":            {problem.ExitUsage, "--mark crm -q"},
		"cron -- export - --sandbox":                           {problem.ExitUsage, "at night no one reads that"},
		"cron -- convert x.csv - --to jsonl":                   {problem.ExitUsage, "at night no one reads that"},
		"cron -- duplicates --sandbox -o d.xlsx":               {problem.ExitUsage, "add --force"},
		"cron -- duplicates --sandbox --yes":                   {problem.ExitUsage, "nothing is sent without --tag-others"},
		"cron -- duplicates --sandbox --tag-others x":          {problem.ExitUsage, "add --yes"},
		"cron -- duplicates --sandbox --tag-others x --yes":    {problem.ExitUsage, "add --force"},
		"cron -- backup list b -o b.csv":                       {problem.ExitUsage, "add --force"},
		"cron -- backup status b --max-age 0s":                 {problem.ExitUsage, "--max-age cannot be 0s"},
		"cron b --sandbox --keep-daily 3":                      {problem.ExitUsage, "put it after --: leadferry schedule cron b -- --sandbox --keep-daily 3\n"},
		"cron b --sandbx":                                      {problem.ExitUsage, "schedule has no flag --sandbx"},
		"cron -- import - --sandbox --yes --format csv":        {problem.ExitUsage, "empty at night"},
		"cron -- backup":                                       {problem.ExitUsage, "cannot run by itself"},
		"cron -- sandbox":                                      {problem.ExitUsage, "cannot run by itself"},
		"cron -- init":                                         {problem.ExitUsage, "cannot run by itself"},
		"cron --":                                              {problem.ExitUsage, "a backup folder or a command"},
		"crontab b":                                            {problem.ExitUsage, "schedule does not know \"crontab\""},
		"cron b --name a/b -- --sandbox":                       {problem.ExitUsage, `--name "a/b"`},
		"cron b --at noon -- --sandbox":                        {problem.ExitUsage, "--at 03:17"},
		"cron b -- --token-file good.txt --bot-id b --help-me": {problem.ExitUsage, "has no flag --help-me"},
	} {
		r := run(t, append([]string{"schedule"}, strings.Fields(line)...)...)
		if r.code != want.code || r.out != "" || !strings.Contains(r.err, want.text) || strings.Contains(r.err, "geheim") {
			t.Errorf("%s: %+v, want %v", line, r, want)
		}
	}
	// What they advise works.
	for _, line := range []string{"cron b -- --sandbox --keep-daily 3", "cron -- duplicates --sandbox -o d.xlsx --force", "cron -- duplicates --sandbox --tag-others x --yes --force"} {
		if r := run(t, append([]string{"schedule"}, strings.Fields(line)...)...); r.code != 0 || r.err != "" {
			t.Errorf("%s: %+v", line, r)
		}
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	if r := run(t, "schedule", "cron", "s3://a", "--", "--sandbox"); r.code != problem.ExitUsage || r.out != "" || !strings.Contains(r.err, "env -u AWS_ACCESS_KEY_ID ") {
		t.Errorf("%+v", r)
	}

	// All profiles are looked at, and named.
	config := filepath.Join(folder, "config.toml")
	good := "[profile.acme]\nbot_id = \"b\"\ncustomer_id = \"c\"\ntoken_file = " + `"` + filepath.Join(mustGetwd(t), "good.txt") + `"` + "\n"
	write(t, config, good)
	if r := run(t, "schedule", "systemd", "b", "--", "--all-profiles"); r.code != 0 || !strings.Contains(r.out, "/leadferry-backup-all.timer\n") || !strings.Contains(r.out, `"--config=`+config) {
		t.Errorf("%+v", r)
	}
	write(t, config, good+strings.ReplaceAll(strings.ReplaceAll(good, "acme", "beta"), "good.txt", "none.txt"))
	if r := run(t, "schedule", "systemd", "b", "--", "--all-profiles"); r.code != problem.ExitAuth || r.out != "" || !strings.Contains(r.err, "profile beta: the token file ") {
		t.Errorf("%+v", r)
	}
}

func mustGetwd(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestScheduleFiles: files are written where asked, whole or not at all, and nothing is printed.
func TestScheduleFiles(t *testing.T) {
	alone(t)
	for kind, tt := range map[string]struct {
		to    string
		files []string
		next  string
	}{
		"cron":    {"a.cron", []string{"a.cron"}, "crontab -e"},
		"systemd": {"units/user", []string{"units/user/leadferry-backup.service", "units/user/leadferry-backup.timer", "units/user/leadferry-failed@.service"}, "--now leadferry-backup.timer\n      so that"},
		"launchd": {"agents/", []string{"agents/leadferry-backup.plist"}, "launchctl bootstrap"},
		"windows": {"b.xml", []string{"b.xml"}, "next: schtasks /create /tn leadferry-backup /xml b.xml\n"},
	} {
		args := []string{"schedule", kind, "b", "-o", tt.to, "--", "--sandbox"}
		r := run(t, args...)
		if r.code != 0 || r.out != "" || !strings.Contains(r.err, tt.next) {
			t.Errorf("%s: %+v", kind, r)
		}
		for _, name := range tt.files {
			if read(t, name) == "" || !strings.Contains(r.err, name) {
				t.Errorf("%s: %s is not there, or not named in %s", kind, name, r.err)
			}
		}
		if r := run(t, args...); r.code != problem.ExitUsage || !strings.Contains(r.err, "--force") {
			t.Errorf("%s: %+v", kind, r)
		}
		if r := run(t, append([]string{"schedule", "--force"}, args[1:]...)...); r.code != 0 {
			t.Errorf("%s: %+v", kind, r)
		}
	}
	write(t, "units/user/leadferry-failed@.service", "mine")
	r := run(t, "schedule", "systemd", "c", "--name", "second", "-o", "units/user", "--", "--sandbox")
	if r.code != 0 || read(t, "units/user/leadferry-failed@.service") != "mine" || !strings.Contains(r.err, "failed@.service stays as it is") {
		t.Errorf("%+v", r)
	}
	if err := os.Remove("units/user/second.service"); err != nil {
		t.Fatal(err)
	}
	r = run(t, "schedule", "systemd", "c", "--name", "second", "-o", "units/user", "--", "--sandbox")
	if _, err := os.Stat("units/user/second.service"); r.code != problem.ExitUsage || err == nil {
		t.Errorf("%+v: one of two is written", r)
	}
	if r := run(t, "schedule", "windows", "b", "--name", "nightly", "--", "--sandbox"); r.code != 0 || !strings.HasPrefix(r.out, "<Task ") || !strings.Contains(r.err, "schtasks /create /tn nightly") {
		t.Errorf("%+v", r)
	}
}

// TestScheduleTimes: what looks at a backup runs after it was made, and not when it may still be at work.
func TestScheduleTimes(t *testing.T) {
	alone(t)
	at := func(line ...string) (at time.Time) {
		r := run(t, append([]string{"schedule", "cron", "--"}, line...)...)
		_, text, _ := strings.Cut(r.out, "\n")
		at, err := time.Parse("4 15", strings.Join(strings.Fields(text)[:2], " "))
		if err != nil {
			t.Fatalf("%v: %+v", err, r)
		}
		return at
	}
	made := at("backup", "create", "b", "--sandbox")
	for _, looks := range [][]string{{"backup", "status", "b"}, {"backup", "check", "b"}} {
		if looked := at(looks...); looked.Sub(made) < 2*time.Hour {
			t.Errorf("made at %v, and %q looks at %v", made, looks, looked)
		}
	}
}
