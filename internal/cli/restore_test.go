package cli

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sandbox"
)

// snapshots are the paths of all snapshots in the folder b, the oldest first.
func snapshots(t *testing.T, wanted int) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("b", "2*"))
	if err != nil || len(all) != wanted {
		t.Fatalf("%v, %v, want %d snapshots", all, err, wanted)
	}
	return all
}

// rename gives a lead of the platform the name Changed.
func rename(t *testing.T, uuid string) {
	t.Helper()
	write(t, "rename.csv", "uuid,name\n"+uuid+",Changed\n")
	if r := run(t, "import", "rename.csv", "--yes", "--no-match", "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
}

func TestRestore(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 20, NonLeads: 3})
	if r := run(t, "backup", "create", "b", "--rate", "0", "-q"); r.code != 0 || r.err != "" {
		t.Fatalf("%+v", r)
	}
	snapshot := snapshots(t, 1)[0]
	rename(t, uuids(t, server)[0])

	r := run(t, "backup", "restore", snapshot, "--plan", "--rate", "0", "--json")
	plan, _ := r.object(t)["plan"].(map[string]any)
	if r.code != 0 || plan["updated"] != 1.0 || plan["unchanged"] != 19.0 || called(t, server, "Changed") != 1 {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(r.err, "restore with: leadferry backup restore "+snapshot+" --rate 0") {
		t.Errorf("%s", r.err)
	}
	if r := talk(t, "n\n", "backup", "restore", snapshot, "--rate", "0"); r.code != 0 || called(t, server, "Changed") != 1 {
		t.Errorf("%+v: the answer was no", r)
	}
	r = run(t, "backup", "restore", snapshot, "--yes", "--rate", "0", "--json")
	if o := r.object(t); r.code != 0 || o["command"] != "backup restore" || o["updated"] != 1.0 || called(t, server, "Changed") != 0 {
		t.Errorf("%+v", r)
	}
	report := r.object(t)["report"].(string)
	if !strings.HasPrefix(report, filepath.Base(snapshot)+".restore") {
		t.Errorf("the report is %s", report)
	}
	if r := run(t, "undo", report, "--yes", "--rate", "0", "-q"); r.code != 0 || called(t, server, "Changed") != 1 {
		t.Errorf("%+v: a restore can be taken back", r)
	}
	if r := run(t, "import", "--plan-file", filepath.Join(report, "plan.jsonl"), "--yes"); r.code != problem.ExitUsage || !strings.Contains(r.err, "leadferry backup restore") {
		t.Errorf("%+v: the plan of a restore", r)
	}
}

// printed are the arguments of the command that a message names, as a shell would split them.
func printed(t *testing.T, said, before string) []string {
	t.Helper()
	_, line, found := strings.Cut(said, before)
	line, _, _ = strings.Cut(line, "\n")
	words, err := exec.CommandContext(t.Context(), "sh", "-c", "printf '%s\\0' "+line).Output()
	if !found || err != nil {
		t.Fatalf("%q is not followed by a command in %s", before, said)
	}
	all := strings.Split(strings.TrimSuffix(string(words), "\x00"), "\x00")
	return all[1:]
}

// TestPlannedRestoreKeepsItsFilter: the command that a plan names restores the leads of that plan, and no other.
func TestPlannedRestoreKeepsItsFilter(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 20})
	if r := run(t, "backup", "create", "b", "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	snapshot := snapshots(t, 1)[0]
	all := uuids(t, server)
	rename(t, all[0])
	rename(t, all[1])
	r := run(t, "backup", "restore", snapshot, "-n", "--where", "uuid = "+all[0], "--report", "r", "--rate", "0")
	if r := run(t, append(printed(t, r.out, "restore with: "), "--yes")...); r.code != 0 || called(t, server, "Changed") != 1 {
		t.Errorf("%+v: %d leads are still changed", r, called(t, server, "Changed"))
	}
	r = run(t, "import", "--plan-file", filepath.Join("r", "plan.jsonl"), "--yes")
	if r := run(t, append(printed(t, r.err, "use: "), "--yes", "--rate", "0")...); r.code != 0 || called(t, server, "Changed") != 1 {
		t.Errorf("%+v: %d leads are still changed", r, called(t, server, "Changed"))
	}
}

func TestRestoreRefused(t *testing.T) {
	platform(t, sandbox.Options{Leads: 5})
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	write(t, "key.txt", key.String()+"\n")
	if r := run(t, "backup", "create", "b", "--rate", "0", "-q", "--age-recipient", key.Recipient().String()); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	snapshot := snapshots(t, 1)[0]
	for line, want := range map[string]struct {
		code int
		text string
	}{
		"":                                {problem.ExitUsage, "restore needs one snapshot"},
		"a b":                             {problem.ExitUsage, "restore needs one snapshot"},
		"none --yes":                      {problem.ExitUsage, "there is no backup folder none"},
		"SNAPSHOT --yes":                  {problem.ExitUsage, "the snapshot is encrypted"},
		"SNAPSHOT --age-identity nokey":   {problem.ExitUsage, "nokey"},
		"SNAPSHOT --age-identity key.txt": {problem.ExitUsage, "this is not a terminal"},
		"SNAPSHOT --age-identity key.txt --yes --canary -1":      {problem.ExitUsage, "--canary cannot be -1"},
		"SNAPSHOT --age-identity key.txt --yes --bot-id 1":       {problem.ExitGuard, "not of bot 1"},
		"SNAPSHOT --age-identity key.txt --resume --restart":     {problem.ExitUsage, "cannot be used together"},
		"SNAPSHOT --age-identity key.txt --yes --resume":         {0, "Nothing to resume"},
		"SNAPSHOT --age-identity key.txt --plan --rate 0":        {0, "= 5 unchanged"},
		"SNAPSHOT --age-identity key.txt --yes --rate 0 --quiet": {0, ""},
	} {
		args := append([]string{"backup", "restore"}, strings.Fields(strings.ReplaceAll(line, "SNAPSHOT", snapshot))...)
		if r := run(t, args...); r.code != want.code || !strings.Contains(r.err+r.out, want.text) {
			t.Errorf("%s: %+v, want %v", line, r, want)
		}
	}
}

// TestBackupDiff: what changed between two snapshots, for people and as JSON.
func TestBackupDiff(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 5})
	create := []string{"backup", "create", "b", "--rate", "0", "-q"}
	if r := run(t, create...); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	rename(t, uuids(t, server)[0])
	if r := run(t, create...); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	pair := snapshots(t, 2)
	if r := run(t, "backup", "diff", "b"); r.code != 0 || !strings.Contains(r.out, "0 added, 0 removed, 1 changed\n") || !strings.Contains(r.out, `-> "Changed"`) {
		t.Errorf("%+v", r)
	}
	r := run(t, "backup", "diff", pair[1], pair[0], "--json")
	o := r.object(t)
	if fields, _ := o["fields"].(map[string]any); r.code != 0 || o["changed"] != 1.0 || fields["name"] != 1.0 || o["before"] != filepath.Base(pair[1]) {
		t.Errorf("%+v", r)
	}
	for line, want := range map[string]string{
		"b b b":         "backup diff needs two snapshots",
		"b/2020 b/2021": "",
		"none":          "none",
	} {
		if r := run(t, append([]string{"backup", "diff"}, strings.Fields(line)...)...); r.code != problem.ExitUsage || !strings.Contains(r.err, want) {
			t.Errorf("%s: %+v, want %q", line, r, want)
		}
	}
}

// TestShrunken: a snapshot that has lost leads is kept and marked, and is no good one.
func TestShrunken(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 20})
	create := []string{"backup", "create", "b", "--rate", "0", "--json"}
	if r := run(t, create...); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	for _, uuid := range uuids(t, server)[:10] {
		server.Delete(uuid)
	}
	r := run(t, create...)
	snapshot, _ := r.object(t)["snapshot"].(map[string]any)
	if r.code != problem.ExitGuard || snapshot["state"] != "shrunken" || snapshot["good"] != false || !strings.Contains(r.err, "--allow-shrink") {
		t.Errorf("%+v", r)
	}
	if r := run(t, append(create, "--allow-shrink")...); r.code != 0 {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "list", "b"); r.code != 0 || strings.Count(r.out, "shrunken") != 1 || strings.Count(r.out, "good") != 2 {
		t.Errorf("%+v", r)
	}
	r = run(t, "backup", "prune", "b", "--keep-last", "1", "--keep-marked", "0", "--json")
	if o := r.object(t); r.code != 0 || o["removed"] != 2.0 || o["dryRun"] != false || len(o["snapshots"].([]any)) != 3 {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "create", "b", "--rate", "0", "--bot-id", sandbox.DefaultBotID+"x", "--json"); r.code == 0 {
		t.Errorf("%+v: another bot", r)
	}
}

func TestBackupStatusOfNothing(t *testing.T) {
	alone(t)
	if r := run(t, "backup", "list", "."); r.code != 0 || r.err != "" || !strings.Contains(r.out, "There is no snapshot in . yet") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "list", ".", "--json"); r.code != 0 || len(r.object(t)["snapshots"].([]any)) != 0 || r.err != "" {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "status", "."); r.code != problem.ExitFailed || !strings.Contains(r.err, "there is no good snapshot in .") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "backup", "check", "."); r.code != problem.ExitUsage || !strings.Contains(r.err, "there is no snapshot in .") {
		t.Errorf("%+v", r)
	}
}
