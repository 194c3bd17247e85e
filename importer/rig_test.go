package importer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder is a report in a directory.
type folder string

func newFolder(t *testing.T) folder {
	t.Helper()
	return folder(t.TempDir())
}

func (f folder) Path() string                       { return string(f) }
func (f folder) File(name string) string            { return filepath.Join(string(f), name) }
func (f folder) Read(name string) (*os.File, error) { return os.Open(f.File(name)) }
func (f folder) OpenJournal() (importer.Journal, error) {
	return os.OpenFile(f.File("journal"), os.O_RDWR, 0)
}
func (f folder) CreateJournal() (importer.Journal, error) { return os.Create(f.File("journal")) }

func (f folder) Write(name string, fill func(io.Writer) error) error {
	file, err := os.Create(f.File(name))
	if err != nil {
		return err
	}
	return errors.Join(fill(file), file.Close())
}

func (f folder) Beside(ending string, fill func(io.Writer) error) (string, error) {
	name := "leads.rejected" + ending
	return f.File(name), f.Write(name, fill)
}

// results reads results.csv.
func (f folder) results(t *testing.T) (all []results.Result) {
	t.Helper()
	file, err := f.Read(importer.ResultsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for r, err := range sheet.ReadTable[results.Result](file) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// outcomes returns outcome or outcome/code of every row.
func (f folder) outcomes(t *testing.T) (all []string) {
	t.Helper()
	for _, r := range f.results(t) {
		all = append(all, strings.TrimSuffix(r.Outcome.String()+"/"+r.Code, "/"))
	}
	return all
}

func (f folder) text(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(f.File(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// header reads the header of the plan.
func (f folder) header(t *testing.T) plan.Header {
	t.Helper()
	h, err := plan.ReadHeader(strings.NewReader(f.text(t, importer.PlanFile)))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// talk answers questions and keeps what it was shown.
type talk struct {
	answer   bool
	ask      func() // while the question stands; may be nil
	asked    []importer.Question
	shown    []importer.Event
	show     func(importer.Event)
	progress func(importer.Progress)
}

func (t *talk) Ask(_ context.Context, q importer.Question) (bool, error) {
	t.asked = append(t.asked, q)
	if t.ask != nil {
		t.ask()
	}
	return t.answer, nil
}

func (t *talk) Show(e importer.Event) {
	t.shown = append(t.shown, e)
	if t.show != nil {
		t.show(e)
	}
}

func (t *talk) Progress(p importer.Progress) {
	if t.progress != nil {
		t.progress(p)
	}
}

// planned returns the plan that was shown last.
func (t *talk) planned() *importer.Planned {
	for _, e := range slices.Backward(t.shown) {
		if p, ok := e.(*importer.Planned); ok {
			return p
		}
	}
	return nil
}

// platform connects a client to a simulated platform without a socket, so that it runs on the fake
// clock, too.
func platform(t *testing.T, o sandbox.Options, pace ratelimit.Options) (*sandbox.Server, *convertalk.Client) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return server, clientOf(t, server, pace)
}

func clientOf(t *testing.T, server *sandbox.Server, pace ratelimit.Options) *convertalk.Client {
	t.Helper()
	c, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID,
		CustomerID: sandbox.DefaultCustomerID, Transport: server.Transport(), Pacer: ratelimit.New(pace), MaxWait: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// truth reads the platform's store instead of its pages.
type truth struct{ server *sandbox.Server }

func (l truth) Walk(_ context.Context, each func([]lead.Row) error) error {
	if l.server == nil {
		return nil
	}
	var f lead.Flattener
	for _, kind := range []lead.Type{lead.TypeLead, lead.TypeNonLead} {
		for _, raw := range l.server.All(string(kind)) {
			r, err := lead.Parse(raw)
			if err != nil {
				return err
			}
			if err := each(f.Flatten([]lead.Record{r}, kind)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Settle: the store is never late.
func (truth) Settle(context.Context, time.Time) error { return nil }

func (l truth) Prove(ctx context.Context, each func([]lead.Row) error) (listing.Result, error) {
	return listing.Result{Verified: true}, l.Walk(ctx, each)
}

// rowsOf returns the live leads by uuid. A chat that is written to becomes a lead and stays one.
func rowsOf(t *testing.T, server *sandbox.Server) map[string]lead.Row {
	t.Helper()
	rows := map[string]lead.Row{}
	if err := (truth{server}).Walk(t.Context(), func(more []lead.Row) error {
		for _, r := range more {
			r.Base[lead.UpdatedAt], r.Base[lead.Kind] = "", ""
			rows[r.Base[lead.UUID]] = r
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

// options imports a CSV text without looking at the live leads, and asks nothing.
func options(tb testing.TB, text string) importer.Options {
	tb.Helper()
	return importer.Options{
		Input: source.Input{Name: "leads.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }},
		Rules: check.Rules{IDFrom: []live.Field{live.Email, live.Phone}}, Blind: true, ReplaceLists: true, Yes: true, Workers: 8,
		MaxErrors: send.Limit{Count: 1000}, Temp: func() (row.TempFile, error) { return os.CreateTemp(tb.TempDir(), "") },
	}
}

// planning is options that while reading the bot's leads.
func planning(tb testing.TB, text string) importer.Options {
	tb.Helper()
	o := options(tb, text)
	o.Blind = false
	return o
}

func connection(server *sandbox.Server, u send.Upserter) importer.Connection {
	return importer.Connection{Host: "127.0.0.1", BotID: sandbox.DefaultBotID, Upserter: u, Listing: truth{server}}
}

// done is what a run left behind.
type done struct {
	*importer.Summary
	folder
	err      error
	outcomes []string
	talk     *talk
}

// run imports and reads the report.
func run(ctx context.Context, t *testing.T, o importer.Options, server *sandbox.Server, u send.Upserter) done {
	t.Helper()
	d := done{folder: newFolder(t), talk: &talk{answer: true}}
	d.Summary, d.err = importer.Import(ctx, o, connection(server, u), d.folder, d.talk)
	if d.Summary == nil {
		t.Fatalf("no report: %v", d.err)
	}
	d.outcomes = d.folder.outcomes(t)
	if n := d.Upserted + d.Created + d.Updated + d.Unchanged + d.Rejected + d.Failed + d.Skipped + d.NotAttempted; n != d.Rows || len(d.outcomes) != n {
		t.Errorf("%d rows, the outcomes count %d, the report has %d", d.Rows, n, len(d.outcomes))
	}
	return d
}

// apply sends the plan of a report.
func apply(t *testing.T, f folder, o importer.Options, conn importer.Connection) done {
	t.Helper()
	p := importer.PlanSource{Path: f.File(importer.PlanFile), Header: f.header(t), Open: func() (io.ReadCloser, error) { return f.Read(importer.PlanFile) }}
	d := done{folder: newFolder(t), talk: &talk{answer: true}}
	if d.Summary, d.err = importer.Apply(t.Context(), o, p, conn, d.folder, d.talk); d.err != nil {
		t.Fatal(d.err)
	}
	d.outcomes = d.folder.outcomes(t)
	return d
}

// undo undoes the import of a report.
func undo(t *testing.T, f folder, unfinished bool, conn importer.Connection) *importer.UndoSummary {
	t.Helper()
	s, err := importer.Undo(t.Context(), options(t, ""), importer.Undone{Folder: f, Header: f.header(t), Unfinished: unfinished}, conn, newFolder(t), &talk{answer: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func uuid(n int) string { return fmt.Sprintf("%08x-1111-4111-8111-111111111111", n) }

// sheetOf is a CSV of so many rows, each of a lead of its own.
func sheetOf(rows int) string {
	var b strings.Builder
	b.WriteString("uuid,name\n")
	for i := range rows {
		fmt.Fprintf(&b, "%s,row %d\n", uuid(i), i+2)
	}
	return b.String()
}

func records(texts ...string) (all []json.RawMessage) {
	for _, text := range texts {
		all = append(all, json.RawMessage(text))
	}
	return all
}

// upserter answers for the platform: it fails for the leads of those names, and may panic.
type upserter struct {
	mu      sync.Mutex
	fail    map[string]error
	panicAt string
	sent    []lead.Lead
}

func (u *upserter) Upsert(_ context.Context, l lead.Lead) (convertalk.Answer, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.panicAt != "" && l.Name == u.panicAt {
		panic("a fault in the client")
	}
	u.sent = append(u.sent, l)
	return convertalk.Answer{Attempts: 1, Status: 200}, u.fail[l.Name]
}

func (u *upserter) names() (names []string) {
	for _, l := range u.sent {
		names = append(names, l.Name)
	}
	return names
}

// unproved is a listing that is never proved to be complete.
type unproved struct{ server *sandbox.Server }

func (unproved) Settle(context.Context, time.Time) error { return nil }

func (l unproved) Walk(ctx context.Context, each func([]lead.Row) error) error {
	return truth(l).Walk(ctx, each)
}

func (l unproved) Prove(ctx context.Context, each func([]lead.Row) error) (listing.Result, error) {
	return listing.Result{Reason: "it moves"}, l.Walk(ctx, each)
}
