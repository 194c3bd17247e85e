package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sandbox"
)

const twoPeople = "name,email\nAda,ada@example.com\nBob,bob@example.com\n"

// TestImport runs an import of two people, of which one is known, in each of its modes.
func TestImport(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 30, NonLeads: 5})
	write(t, "a.csv", "uuid,name,email\n"+uuids(t, server)[0]+",Renamed,\n,Bob,bob@example.com\n")

	r := run(t, "import", "a.csv", "--dry-run", "--json")
	if o := r.object(t); r.code != 0 || o["dryRun"] != true || writes(server) != 0 || o["notAttempted"] != 2.0 {
		t.Errorf("dry run: %+v", r)
	}
	r = run(t, "import", "a.csv", "--plan", "--rate", "0", "--json")
	plan, _ := r.object(t)["plan"].(map[string]any)
	if r.code != 0 || plan["created"] != 1.0 || plan["updated"] != 1.0 || plan["file"] != filepath.Join("a.csv.report-2", "plan.jsonl") {
		t.Errorf("plan: %+v", r)
	}
	if !strings.Contains(r.err, "leadferry import --plan-file") || !strings.Contains(r.err, "Nothing was sent.") || writes(server) != 0 {
		t.Errorf("plan: %s, and %d writes", r.err, writes(server))
	}
	r = run(t, "import", "--plan-file", "a.csv.report-2/plan.jsonl", "--yes", "--rate", "0", "--json")
	if o := r.object(t); r.code != 0 || o["created"] != 1.0 || o["updated"] != 1.0 || o["finished"] != true || writes(server) != 2 {
		t.Errorf("plan file: %+v, and %d writes", r, writes(server))
	}
	if !strings.Contains(r.err, "undo it with: leadferry undo "+r.object(t)["report"].(string)) {
		t.Errorf("plan file: %s", r.err)
	}
	r = run(t, "import", "a.csv", "--plan", "--yes", "--rate", "0", "--json")
	if o := r.object(t); r.code != 0 || o["unchanged"] != 2.0 || writes(server) != 2 {
		t.Errorf("the same again: %+v, and %d writes", r, writes(server))
	}
	r = run(t, "import", "a.csv", "--yes", "--no-match", "--verify", "--canary", "1", "--rate", "0", "--report", "blind", "-q", "--json")
	o := r.object(t)
	readBack, _ := o["readBack"].(map[string]any)
	if r.code != 0 || o["upserted"] != 2.0 || o["report"] != "blind" || readBack["rows"] != 2.0 || r.err != "" {
		t.Errorf("blind: %+v", r)
	}
}

// writes are the requests of a platform that wrote.
func writes(server *sandbox.Server) (n int) {
	for _, entry := range server.Ledger() {
		if entry.Method == "PUT" {
			n++
		}
	}
	return n
}

func TestImportRejects(t *testing.T) {
	platform(t, sandbox.Options{Leads: 3})
	write(t, "a.csv", "name,email\nAda,ada@example.com\nBob,nowhere\n")
	r := run(t, "import", "a.csv", "--yes", "--rate", "0", "--json")
	if o := r.object(t); r.code != problem.ExitPartial || o["rejected"] != 1.0 || o["created"] != 1.0 || o["exitCode"] != 3.0 {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(r.err, "then run: leadferry import a.rejected.xlsx --yes") {
		t.Errorf("%s", r.err)
	}
	if r := run(t, "import", "a.csv", "--yes", "--max-errors", "0"); r.code != problem.ExitGuard || !strings.HasPrefix(r.err, "a.csv: 2 rows") {
		t.Errorf("%+v: more errors than that", r)
	}
	if r := run(t, "import", "a.csv", "--yes", "--report", "a.csv.report"); r.code != problem.ExitUsage || !strings.Contains(r.err, "another folder with --report") {
		t.Errorf("%+v: the report of another run", r)
	}
}

func TestImportStandardInput(t *testing.T) {
	platform(t, sandbox.Options{Leads: 3})
	r := runWith(t.Context(), t, twoPeople, "import", "-", "--format", "csv", "--yes", "--rate", "0", "--json")
	if o := r.object(t); r.code != 0 || o["input"] != "-" || o["new"] != 2.0 || o["report"] != "stdin.report" {
		t.Errorf("%+v", r)
	}
	for line, want := range map[string]string{
		"import - --yes":                           "standard input has no name",
		"import - --format csv":                    "this is not a terminal",
		"import - --format csv -n --token-file -":  "cannot both come from standard input",
		"import - --format xls -y":                 "did you mean xlsx?",
		"import --plan-file none --yes":            "there is no such file",
		"import --plan-file stdin.report --yes":    "name the plan.jsonl of a report folder",
		"import none.csv --yes":                    "does not exist",
		"import . --yes":                           "is a folder",
		"import a.csv b.csv":                       `"a.csv" and "b.csv" were given`,
		"import":                                   "import needs the name of the file",
		"import x.csv --resume --yes":              "does not exist",
		"undo":                                     "undo needs the report folder",
		"undo none --yes":                          "is not a report folder",
		"undo stdin.report":                        "this is not a terminal",
		"undo stdin.report --yes --rate fast":      `--rate "fast" is not a number`,
		"import stdin.report/rejects.csv --yes -n": "",
	} {
		r := run(t, strings.Fields(line)...)
		if want != "" && (r.code != problem.ExitUsage || !strings.Contains(r.err, want) || r.out != "") {
			t.Errorf("%s: %+v, want %q", line, r, want)
		}
	}
}

// TestImportProposes: Enter takes a column as what it holds, and the commands that go on say so, too. A no
// leaves it an attribute.
func TestImportProposes(t *testing.T) {
	server := platform(t, sandbox.Options{})
	write(t, "a.csv", "Who are you,Write to,Plan\nAda Example,ada@example.com,a\nBob Example,nowhere,b\nCyd Example,cyd@example.com,c\n"+
		"Dee Example,dee@example.com,c\nEve Example,eve@example.com,c\n")
	r := talk(t, "\n\ny\n", "import", "a.csv", "--rate", "0")
	for _, want := range []string{
		`column A "Who are you" holds names. Import it as name? [Y/n]`, `column B "Write to" holds e-mail addresses. Import it as email? [Y/n]`,
		"Send 4 rows", `a.rejected.xlsx --rate 0 --map "Who are you=name" --map "Write to=email"`,
	} {
		if !strings.Contains(r.err, want) && !strings.Contains(r.err, strings.ReplaceAll(want, `"`, "'")) {
			t.Errorf("%q is missing: %+v", want, r)
		}
	}
	if writes(server) != 4 {
		t.Errorf("%d writes: %+v", writes(server), r)
	}
	kept, err := os.ReadFile("a.csv.report/map.toml")
	if err != nil || !strings.Contains(string(kept), `"Write to" = "email"`) {
		t.Errorf("%s, %v", kept, err)
	}
	r = talk(t, "n\n\ny\n", "import", "a.csv", "--rate", "0", "--report", "again")
	if !strings.Contains(r.err, `column A "Who are you" holds names, but stays a custom attribute; to import it as name: --map "Who are you=name"`) {
		t.Errorf("%+v", r)
	}
	if r := talk(t, "\nn\n", "import", "a.csv", "--rate", "0", "--report", "third"); r.code != problem.ExitUsage || !strings.Contains(r.err, `--map "Write to=email"`) {
		t.Errorf("%+v", r)
	}
	if r := run(t, "import", "a.csv", "--rate", "0", "--yes", "--report", "fourth"); r.code != problem.ExitUsage || !strings.Contains(r.err, `--map "Write to=email"`) {
		t.Errorf("%+v: a proposal is taken without a person", r)
	}
}

// TestImportProposesStatuses: Enter takes a status of another system as what it means, and the next commands
// know it; one that is declined is rejected, and so is one whose meaning is not known, which is not asked about.
func TestImportProposesStatuses(t *testing.T) {
	server := platform(t, sandbox.Options{})
	write(t, "a.csv", "email,status\na@example.com,New\nb@example.com,NEW\nc@example.com,Lost\nd@example.com,Zebra\ne@example.com,Open\n")
	r := talk(t, "\nn\ny\n", "import", "a.csv", "--rate", "0", "--save-map", "kept.toml")
	for _, want := range []string{
		`Convertalk has no status "Lost". Import it as CLOSED? [Y/n]`, `Convertalk has no status "NEW". Import it as OPEN? [Y/n]`,
		"Send 2 rows", "--map-status Lost=CLOSED",
	} {
		if !strings.Contains(r.err, want) {
			t.Errorf("%q is missing: %+v", want, r)
		}
	}
	if strings.Contains(r.err, `status "Zebra". Import`) || strings.Contains(r.err, `status "New". Import`) {
		t.Errorf("asked in vain, or twice: %+v", r)
	}
	if writes(server) != 2 {
		t.Errorf("%d writes: %+v", writes(server), r)
	}
	for _, file := range []string{"a.csv.report/map.toml", "kept.toml"} {
		if kept, err := os.ReadFile(file); err != nil || !strings.Contains(string(kept), `lost = "CLOSED"`) || strings.Contains(string(kept), "new =") {
			t.Errorf("%s: %s, %v", file, kept, err)
		}
	}
}

// TestNoKeepsNothing: who answers no has no plan, and is told how to keep it, with the answers to questions.
func TestNoKeepsNothing(t *testing.T) {
	server := platform(t, sandbox.Options{})
	write(t, "a.csv", "name,phone,email\nAnn Example,0171 2345678,ann@example.org\n")
	r := talk(t, "DE\nn\n", "import", "a.csv", "--rate", "0")
	if r.code != 0 || writes(server) != 0 || !strings.Contains(r.err, "with your answers: leadferry import a.csv --rate 0 --plan --dial-code +49\n") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("a.csv.report"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the plan is there: %v", err)
	}
}

// TestImportAsksForTheCountry: phones without a country code are asked about before their leads are made. What is
// no country is asked about again, Enter alone guesses nothing, and the commands that go on know the answer.
func TestImportAsksForTheCountry(t *testing.T) {
	server := platform(t, sandbox.Options{})
	write(t, "a.csv", "name,email,phone\nAnn Example,ann@example.org,0171 2345678\nBen Example,,0171 2345679\nCyd Example,cyd@example.org,+49 171 2345670\n"+
		"Gil Example,gil@example.org,0049 171 2345680\n")
	phone := func(email string) string {
		for _, raw := range server.All("lead") {
			if strings.Contains(string(raw), `"`+email+`"`) {
				return regexp.MustCompile(`"phone":\{[^}]*\}`).FindString(string(raw))
			}
		}
		return "none"
	}
	r := talk(t, "\ny\n", "import", "a.csv", "--rate", "0", "--report", "first")
	if !strings.Contains(r.err, `2 phone numbers have no country code, such as "0171 2345678"`) || !strings.Contains(r.err, "from +49 (Germany)") {
		t.Errorf("%+v", r)
	}
	if got := phone("ann@example.org"); got != `"phone":{"number":"01712345678"}` || writes(server) != 3 {
		t.Errorf("Enter sent %q: %+v", got, r)
	}
	write(t, "b.csv", "name,email,phone\nDee Example,dee@example.org,0171 2345671\nEve Example,no,0171 2345672\n")
	r = talk(t, "Atlantis\nGermany\ny\n", "import", "b.csv", "--rate", "0")
	if got := phone("dee@example.org"); got != `"phone":{"number":"1712345671","prefix":"49"}` {
		t.Errorf("Germany sent %q: %+v", got, r)
	}
	for _, want := range []string{`"Atlantis": there is no such country code`, "b.rejected.xlsx --rate 0 --dial-code +49"} {
		if !strings.Contains(r.err, want) {
			t.Errorf("%q is missing: %+v", want, r)
		}
	}
	write(t, "c.csv", "name,email,phone,Land,Country\nFay Example,fay@example.org,0171 2345673,x,Germany\n")
	if r = talk(t, "\ny\n", "import", "c.csv", "--rate", "0"); phone("fay@example.org") != `"phone":{"number":"1712345673","prefix":"49"}` {
		t.Errorf("%+v: the file names the country", r)
	}
	for _, args := range [][]string{{"--yes"}, {"--dial-code", "DE", "-n"}} {
		if r := talk(t, "n\n", append([]string{"import", "b.csv", "--rate", "0", "--report", "again"}, args...)...); strings.Contains(r.err, "Their country") {
			t.Errorf("%v: asked in vain: %+v", args, r)
		}
	}
	if r := run(t, "check", "a.csv"); !strings.Contains(r.out, "--dial-code CC: the country of phone numbers that name none (2), two letters such as DE") {
		t.Errorf("%+v", r)
	}
	write(t, "d.csv", "emial,phone,status\na@example.org,030 123456,Neu\nb@example.org,030 123457,Kunde\n")
	r = run(t, "check", "d.csv")
	if _, after, found := strings.Cut(r.out, "in one command: leadferry"); !found || !strings.Contains(after, "the country of phone numbers that name none (2)") {
		t.Errorf("a refusal does not say what its command lacks: %+v", r)
	}
	write(t, "e.csv", "email,phone,country\na@example.org,030 123456,Germany\nb@example.org,030 123457,Germany\nc@example.org,030 123458,\n")
	if r = run(t, "check", "e.csv"); !strings.Contains(r.out, "the country of phone numbers that name none (1)") || !strings.Contains(r.out, "country=dialCode") {
		t.Errorf("the command answers it for two: %+v", r)
	}
}

// TestImportIntoTheSandbox: what one command writes with --sandbox the next one finds, its undo is offered and
// works, and --reset forgets it.
func TestImportIntoTheSandbox(t *testing.T) {
	alone(t)
	write(t, "a.csv", twoPeople)
	ok := func(want string, args ...string) {
		t.Helper()
		if r := run(t, append(args, "--rate", "0")...); r.code != 0 || !strings.Contains(r.out+r.err, want) {
			t.Errorf("%q: %q is missing: %+v", args, want, r)
		}
	}
	ok("2 created", "import", "a.csv", "--sandbox", "--yes")
	ok("2 unchanged", "import", "a.csv", "--sandbox", "--yes")
	write(t, "a.csv", strings.ReplaceAll(twoPeople, "name", "tags"))
	ok("leadferry undo a.csv.report-3 --sandbox --rate 0", "import", "a.csv", "--sandbox", "--yes")
	ok("2 fields restored", "undo", "a.csv.report-3", "--sandbox", "--yes")
	if r := run(t, "sandbox", "--reset"); r.code != 0 || !strings.Contains(r.err, "is reset: what you wrote to it is gone") {
		t.Errorf("%+v", r)
	}
	ok("Plan for the simulated bot, 2,900 leads and chats:\n  + 2 to create", "import", "a.csv", "--sandbox", "--dry-run")
}

// TestImportAsks: what a person is asked, and what becomes of the answer.
func TestImportAsks(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 10})
	write(t, "a.csv", twoPeople)
	for answers, want := range map[string]int{"n\n": 0, "": 0, "maybe\n": 0} {
		r := talk(t, answers, "import", "a.csv", "--rate", "0")
		if r.code != problem.ExitDone || writes(server) != want || !strings.Contains(r.err, "Send 2 rows to bot "+sandbox.DefaultBotID+" at 127.0.0.1") || !strings.Contains(r.err, "Nothing was sent.\n") {
			t.Errorf("%q: %+v", answers, r)
		}
	}
	if r := talk(t, "n\n", "import", "a.csv", "--rate", "0", "--json"); r.object(t)["declined"] != true || r.object(t)["exitCode"] != 0.0 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("a.csv.report"); err == nil {
		t.Error("a report of nothing is left")
	}
	r := talk(t, "y\nn\n", "import", "a.csv", "--rate", "0", "--canary", "1")
	if writes(server) != 1 || r.code != problem.ExitGuard || !strings.Contains(r.err, "Send the remaining 1 row? [y/N]") || !strings.Contains(r.err, "--resume") {
		t.Errorf("%+v, and %d writes", r, writes(server))
	}
	if r := talk(t, "y\n", "import", "a.csv", "--rate", "0"); r.code != problem.ExitGuard || !strings.Contains(r.err, "--restart") {
		t.Errorf("%+v: an import that was stopped is in the way", r)
	}
	if r := talk(t, "yes\n", "import", "a.csv", "--rate", "0", "--resume"); r.code != 0 || writes(server) != 2 {
		t.Errorf("%+v, and %d writes", r, writes(server))
	}
	if r := talk(t, "", "import", "a.csv", "--rate", "0", "--resume", "--yes"); r.code != 0 || writes(server) != 2 || !strings.Contains(r.err, "Nothing to resume") {
		t.Errorf("%+v: it begins, and there is nothing to send", r)
	}
}

func TestImportStopped(t *testing.T) {
	platform(t, sandbox.Options{Leads: 10})
	write(t, "a.csv", twoPeople)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&problem.Interrupted{})
	if r := runWith(ctx, t, "", "import", "a.csv", "--yes", "--json"); r.code != problem.ExitInterrupted || r.object(t)["exitCode"] != 130.0 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("a.csv.report"); err == nil {
		t.Error("a report of nothing is left")
	}
}

// TestResumedImportStopped: a resumed import that ends before it sends says what was done before, and how
// it goes on and back.
func TestResumedImportStopped(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 10})
	ids := uuids(t, server)
	write(t, "a.csv", "uuid,name\n"+ids[0]+",Ann\n"+ids[1]+",Bea\n")
	if r := talk(t, "y\nn\n", "import", "a.csv", "--rate", "0", "--canary", "1"); r.code != problem.ExitGuard || writes(server) != 1 {
		t.Fatalf("%+v", r)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(&problem.Interrupted{})
	r := runWith(ctx, t, "", "import", "a.csv", "--yes", "--resume")
	for _, want := range []string{
		"Stopped (Ctrl-C); this run sent nothing (rows done before: 1).\n",
		"fix: resume with: leadferry import a.csv --yes --resume\n", "or undo what was sent with: leadferry undo a.csv.report\n",
	} {
		if r.code != problem.ExitInterrupted || !strings.Contains(r.err, want) {
			t.Errorf("%q is missing: %+v", want, r)
		}
	}
	if strings.Contains(r.err, "nothing was sent") || strings.Contains(r.err, "start over") {
		t.Errorf("%+v", r)
	}
	if r := run(t, "undo", "a.csv.report", "--yes", "--rate", "0"); r.code != 0 || called(t, server, "Ann") != 0 {
		t.Errorf("%+v", r)
	}
}

// TestPlanFileRefused: a plan is carried out for the bot and the file that it was made of.
func TestPlanFileRefused(t *testing.T) {
	platform(t, sandbox.Options{Leads: 3})
	write(t, "a.csv", twoPeople)
	if r := run(t, "import", "a.csv", "--plan", "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	apply := []string{"import", "--plan-file", "a.csv.report/plan.jsonl", "--yes", "--rate", "0"}
	write(t, "a.csv", twoPeople+"Cy,cy@example.com\n")
	if r := run(t, apply...); r.code != problem.ExitGuard || !strings.Contains(r.err, "plan again with: leadferry import") {
		t.Errorf("%+v: the file is another one", r)
	}
	if r := runWith(t.Context(), t, twoPeople, "import", "-", "--format", "csv", "--plan", "--rate", "0", "-q"); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	apply[2] = "stdin.report/plan.jsonl"
	if r := run(t, apply...); r.code != problem.ExitUsage || !strings.Contains(r.err, "standard input, which is gone") {
		t.Errorf("%+v", r)
	}
}

func TestImportGauge(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		p    importer.Progress
		want screen.Gauge
	}{
		{importer.Progress{}, screen.Gauge{Unit: "row", Done: "checked", First: []string{"0 rows checked"}}},
		{importer.Progress{Read: 1200}, screen.Gauge{Unit: "row", Done: "checked", Count: 1200, First: []string{"1,200 rows checked"}}},
		{importer.Progress{Read: 9, Live: 50}, screen.Gauge{
			Unit: "live lead", Done: "read", Count: 50, First: []string{"comparing with the bot: 50 live leads read"},
		}},
		{importer.Progress{Rows: 10, Done: 4}, screen.Gauge{Unit: "row", Done: "done", Count: 4, Total: 10, First: []string{"4 of 10 rows"}}},
		{importer.Progress{Rows: 10, Done: 4, Rejected: 2, Failed: 1}, screen.Gauge{
			Unit: "row", Done: "done", Count: 4, Total: 10, First: []string{"4 of 10 rows"}, Then: []string{"2 rejected", "1 failed"},
		}},
	} {
		if diff := cmp.Diff(tt.want, job.Gauge(tt.p)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestNext: the command that takes a run on, which people copy.
func TestNext(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line, planFile string
		way            importer.Way
		want           string
	}{
		{"import a.csv --yes", "", importer.ToResume, "leadferry import a.csv --yes --resume"},
		{"import a.csv --yes", "", importer.ToStartOver, "leadferry import a.csv --yes --restart"},
		{"import a.csv --yes --resume", "", importer.ToRunAgain, "leadferry import a.csv --yes"},
		{"import --plan-file p --rate 3", "p", importer.ToResume, "leadferry import a.csv --resume --yes --rate 3"},
		{"import --plan-file p --rate 3", "p", importer.ToPlanAnew, "leadferry import a.csv --plan --rate 3"},
		{"import --plan-file p", "p", importer.ToStartOver, "leadferry import --plan-file p --restart"},
		{"undo a.csv --yes", "", importer.ToResume, "leadferry undo a.csv --yes --resume"},
		{"undo a.csv -nq --resume", "", importer.ToResume, "leadferry undo a.csv -q --resume"},
		{"undo a.csv -n --report r --rate 3", "", importer.ToSend, "leadferry undo a.csv --rate 3"},
		{"backup restore a.csv --plan --tag vip --blank clear --report=r", "", importer.ToSend, "leadferry backup restore a.csv --tag vip --blank clear"},
		{"backup restore a.csv -nq --status OPEN", "", importer.ToSend, "leadferry backup restore a.csv -q --status OPEN"},
		{"backup restore a.csv --resume -y --tag vip", "", importer.ToPlanAnew, "leadferry backup restore a.csv --tag vip --plan"},
		{"import a.csv --yes --plan --resume --tag vip", "", importer.ToPlanAnew, "leadferry import a.csv --tag vip --plan"},
	} {
		w := &writing{app: &app{args: strings.Fields(tt.line)}, o: &importFlags{planFile: tt.planFile}}
		w.o.job.Input.Name, w.o.job.Yes = "a.csv", true
		if got := w.next(tt.way); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.line, got, tt.want)
		}
	}
}

// TestMissingFileIsToldFirst: a name that is wrong is told before what the file would need.
func TestMissingFileIsToldFirst(t *testing.T) {
	platform(t, sandbox.Options{})
	if r := run(t, "import", "missing.csv"); r.code != problem.ExitUsage || !strings.Contains(r.err, "missing.csv") || strings.Contains(r.err, "--yes") {
		t.Errorf("%+v", r)
	}
	write(t, "there.csv", "name,email\nAnn,ann@example.org\n")
	if r := run(t, "import", "there.csv"); r.code != problem.ExitUsage || !strings.Contains(r.err, "--yes") {
		t.Errorf("%+v", r)
	}
}

// TestPlanAnewKeepsTheRules: a plan that no longer holds is made again for the same rows. The shell's
// words are read by the flags themselves.
func TestPlanAnewKeepsTheRules(t *testing.T) {
	server := platform(t, sandbox.Options{Leads: 10})
	all := uuids(t, server)
	file := "uuid,Person,Stand\n"
	for _, uuid := range all {
		file += uuid + ",Changed,fertig\n"
	}
	write(t, "a.csv", file)
	r := run(t, "import", "a.csv", "--plan", "--where", "uuid = "+all[3], "--map", "Person=name", "--map", "Stand=status",
		"--map-status", "fertig=CLOSED", "--rate", "0", "--json")
	write(t, "a.csv", file+"\n")
	plan, _ := r.object(t)["plan"].(map[string]any)
	r = run(t, "import", "--plan-file", plan["file"].(string), "--yes", "--rate", "0")
	if r.code != problem.ExitGuard {
		t.Fatalf("%+v", r)
	}
	if r := run(t, append(printed(t, r.err, "plan again with: "), "--yes")...); r.code != 0 || called(t, server, "Changed") != 1 {
		t.Errorf("%+v: %d leads were changed", r, called(t, server, "Changed"))
	}
}
