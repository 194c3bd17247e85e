package main

import (
	"bytes"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/problem"
)

// TestRefused: what no worker could do is refused before an engine or a bucket is asked, with a fix.
func TestRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	sheet := filepath.Join(folder, "people.csv")
	if err := os.WriteFile(sheet, []byte("email\nann@example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"export start ../leads.csv acme":                                      "is a name in the store",
		"export start leads.doc acme":                                         "leads.doc",
		"export start leads.csv":                                              "no profile is named",
		"export start leads.csv acme --turn 0s":                               "a turn of 0s",
		"export start leads.xlsx acme --delimiter tab":                        "no effect in xlsx",
		"export start leads.csv acme --age-recipient x":                       "no public key",
		"import start " + sheet + " acme --heartbeat 10s":                     "a heartbeat of 10s",
		"import start " + sheet + " acme --save-map m.toml":                   "--save-map",
		"import start - acme":                                                 "standard input",
		"import start " + sheet + "x acme":                                    "does not exist",
		"fetch acme/2026-11-29T030000Z --store s3://leads":                    "is neither an export",
		"fetch _exports/acme/leads.csv --store " + folder:                     "is no bucket",
		"fetch _imports/acme/x --age-identity nothing.key --store s3://leads": "identity file",
	} {
		cmd := root()
		cmd.SetArgs(strings.Fields(line))
		cmd.SetOut(io.Discard)
		cmd.SetErr(io.Discard)
		err := cmd.ExecuteContext(t.Context())
		if problem.ExitCode(err) != problem.ExitUsage || !strings.Contains(err.Error(), want) || problem.Remedy(err) == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// TestFault: the exit code of several jobs tells the worst of them.
func TestFault(t *testing.T) {
	t.Parallel()
	good, unproved := lane.Outcome{Snapshot: "x"}, lane.Outcome{File: "x", Marks: []string{"unverified"}}
	partly, broken := lane.Outcome{Rows: &lane.Rows{All: 2, Failed: 1}}, lane.Outcome{Error: "x"}
	for want, all := range map[int][]lane.Outcome{
		problem.ExitDone:       {good, {Rows: &lane.Rows{All: 1, Created: 1}}},
		problem.ExitPartial:    {good, partly},
		problem.ExitUnverified: {unproved, good},
		problem.ExitFailed:     {partly, broken, unproved},
	} {
		var worst error
		for i := range all {
			worst = worse(worst, fault(&all[i]))
		}
		if code := problem.ExitCode(worst); code != want {
			t.Errorf("exit code %d, not %d: %v", code, want, worst)
		}
	}
}

// TestFetch: a report comes as it was put, decrypted if it must be, into a new folder that is the user's own.
func TestFetch(t *testing.T) {
	bucket := httptest.NewServer(newBucket())
	defer bucket.Close()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": bucket.URL, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "dev", "AWS_SECRET_ACCESS_KEY": "dev", "XDG_CACHE_HOME": t.TempDir(),
	} {
		t.Setenv(name, value)
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	key := filepath.Join(folder, "own.key")
	if err := os.WriteFile(key, []byte(id.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var sealed bytes.Buffer
	out, err := age.Encrypt(&sealed, id.Recipient())
	if err == nil {
		_, err = io.WriteString(out, "secret")
	}
	if err != nil || out.Close() != nil {
		t.Fatal(err)
	}
	store, err := (&storage{address: "s3://leads/bots"}).place("", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"_imports/acme/1/journal": "plain", "_imports/acme/1/results.csv.age": sealed.String(), "_imports/acme/12/journal": "other"} {
		if err := store.Put(t.Context(), name, io.NewSectionReader(strings.NewReader(text), 0, int64(len(text)))); err != nil {
			t.Fatal(err)
		}
	}
	fetch := func(args ...string) error {
		cmd := fetchCommand()
		cmd.SetArgs(append(args, "--store", "s3://leads/bots"))
		cmd.SetOut(io.Discard)
		cmd.SilenceUsage, cmd.SilenceErrors = true, true
		return cmd.ExecuteContext(t.Context())
	}
	to := filepath.Join(folder, "report")
	if err := fetch("_imports/acme/1", to, "--age-identity", key); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(to)
	text, readErr := os.ReadFile(filepath.Join(to, "results.csv"))
	info, statErr := os.Stat(to)
	if err != nil || readErr != nil || statErr != nil || len(entries) != 2 || string(text) != "secret" || info.Mode().Perm() != 0o700 {
		t.Errorf("%d files, %q, %v, %v, %v", len(entries), text, err, readErr, statErr)
	}
	for _, args := range [][]string{{"_imports/acme/1", to, "--age-identity", key}, {"_imports/acme/1", to + "2"}, {"_exports/acme/x.csv", to + "3"}} {
		if err := fetch(args...); problem.ExitCode(err) != problem.ExitUsage || problem.Remedy(err) == "" {
			t.Errorf("%q: %v", args, err)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 2 {
		t.Errorf("%d files, of which a fetch that failed left some; %v", len(entries), err)
	}
}

// TestSaid: an outcome says what was made, where it is, and what became of the rows.
func TestSaid(t *testing.T) {
	t.Parallel()
	of := lane.Job{Kind: lane.ImportKind, Import: &lane.Import{Name: "people.csv"}}
	rows := &lane.Rows{All: 10, Created: 3, Updated: 4, Rejected: 2, NotAttempted: 1}
	for want, o := range map[string]lane.Outcome{
		"made _exports/acme/leads.csv with 1,234 leads in 3 turns":                                                                {File: "_exports/acme/leads.csv", Leads: 1234, Turns: 3},
		"made _exports/acme/leads.csv, which is unverified: x":                                                                    {File: "_exports/acme/leads.csv", Marks: []string{"unverified: x"}},
		"imported people.csv (10 rows: 3 created, 4 updated, 0 unchanged, 2 rejected, 1 not sent); its report is _imports/acme/1": {Job: of, File: "_imports/acme/1", Rows: rows},
		"failed: it was cancelled; its report is _imports/acme/1":                                                                 {Job: of, File: "_imports/acme/1", Error: "it was cancelled", Ended: time.Now()},
	} {
		if got := said(&o); got != want {
			t.Errorf("%s", got)
		}
	}
}
