package job_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/sandbox"
)

// guest watches a run without a terminal, and says yes.
type guest struct {
	events []string
	asked  []importer.QuestionKind
	said   []string
}

func (g *guest) Show(e importer.Event) { g.events = append(g.events, fmt.Sprintf("%T", e)) }
func (g *guest) Ask(_ context.Context, q importer.Question) (bool, error) {
	g.asked = append(g.asked, q.Kind)
	return true, nil
}
func (g *guest) Progress(importer.Progress) {}
func (g *guest) Say(format string, args ...any) {
	g.said = append(g.said, fmt.Sprintf(format, args...))
}
func (g *guest) Warn(format string, args ...any) { g.Say(format, args...) }

// bot is a connection to a simulated platform with some leads.
func bot(t *testing.T) (*sandbox.Server, *settings.Connection) {
	t.Helper()
	server, err := sandbox.New(sandbox.Options{Leads: 20})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	flags := settings.Flags{
		BaseURL: web.URL, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID, Workers: 2, MaxWait: time.Minute,
		Given: func(name string) bool { return name != "sandbox" },
	}
	env := map[string]string{"CONVERTALK_TOKEN": sandbox.DefaultToken}
	c, err := settings.Resolve(flags, settings.Surroundings{Getenv: func(name string) string { return env[name] }, ConfigFolder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return server, c
}

// begin connects a run of a command and opens its report.
func begin(t *testing.T, c *settings.Connection, command, name, base, state string, g *guest, o *importer.Options) *job.Run {
	t.Helper()
	o.Command, o.Input.Name, o.Workers, o.Next = command, name, 2, func(importer.Way) string { return "" }
	r := &job.Run{Command: command, Job: o, Watcher: g, State: state, Start: time.Now()}
	o.Temp = r.Temps.Make
	if err := r.Connect(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	release, err := r.Hold(c, "again")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(release)
	if err := r.OpenReport(report.Options{Base: base}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// TestRun: an import and its undo need no terminal, change the store, and leave report, page and history.
func TestRun(t *testing.T) {
	t.Parallel()
	server, c := bot(t)
	folder, state, g := t.TempDir(), t.TempDir(), &guest{}
	file := filepath.Join(folder, "a.csv")
	if err := os.WriteFile(file, []byte("name,email\nAnn,ann@example.org\nBen,ben@example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := &importer.Options{Rules: check.Rules{IDFrom: []live.Field{live.Email}}}
	o.Input.Name = file
	if err := input.Find(o, ""); err != nil {
		t.Fatal(err)
	}
	r := begin(t, c, "import", file, file+".report", state, g, o)
	s, err := r.Import(t.Context(), nil, nil)
	if err != nil || s.Created != 2 || server.Count("lead") != 22 || len(g.asked) != 1 || g.asked[0] != importer.SendRows {
		t.Fatalf("%+v, %v, %+v", s, err, g)
	}
	r.Close()
	page, err := os.ReadFile(filepath.Join(file+".report", report.PageFile))
	if err != nil || !strings.Contains(string(page), "Ann") {
		t.Errorf("the page: %v", err)
	}
	runs, err := history.Index{Folder: state}.Runs()
	if err != nil || len(runs) != 1 || runs[0].State != history.Done || runs[0].Created != 2 || string(runs[0].Input) != file {
		t.Errorf("%+v, %v", runs, err)
	}
	if len(g.said) != 0 {
		t.Errorf("%q", g.said)
	}
}

// TestHold: two runs do not write to one bot at once, and the second one is told how to go on.
func TestHold(t *testing.T) {
	t.Parallel()
	_, c := bot(t)
	state := t.TempDir()
	o := &importer.Options{}
	r := &job.Run{Command: "import", Job: o, Watcher: &guest{}, State: state}
	if err := r.Connect(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	release, err := r.Hold(c, "leadferry import a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Hold(c, "leadferry import a.csv"); err == nil || !strings.Contains(err.Error(), "another run is writing") {
		t.Errorf("%v", err)
	}
	release()
	if release, err = r.Hold(c, ""); err != nil {
		t.Fatal(err)
	}
	release()
}
