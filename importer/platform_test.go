package importer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// platform connects a client to a simulated platform without a socket, so that it runs on the fake clock too.
func platform(t *testing.T, o sandbox.Options, pace ratelimit.Options) (*sandbox.Server, *convertalk.Client) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: server.Transport(), Pacer: ratelimit.New(pace), MaxWait: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, c
}

// listing reads the platform's truth instead of its pages.
type listing struct{ server *sandbox.Server }

func (l listing) Walk(_ context.Context, each func([]lead.Row) error) error {
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

func options(text string) importer.Options {
	return importer.Options{
		Input:   importer.Input{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }},
		BotID:   sandbox.DefaultBotID,
		Sources: []importer.Source{importer.FromEmail, importer.FromPhone}, Workers: 8, WillMatch: true, MaxErrors: importer.Limit{Count: 100},
	}
}

func temp(tb testing.TB) *os.File {
	tb.Helper()
	f, err := os.CreateTemp(tb.TempDir(), "")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { f.Close() })
	return f
}

// check checks an input, in the light of the platform's leads if there is one.
func check(t *testing.T, o importer.Options, server *sandbox.Server) *importer.Batch {
	t.Helper()
	b, err := importer.Check(t.Context(), o, temp(t))
	if err != nil {
		t.Fatal(err)
	}
	if server != nil {
		if err := b.Match(t.Context(), listing{server}, temp(t)); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// sent is what a run left behind.
type sent struct {
	err      error
	outcomes []string // of each row: outcome or outcome/code
	rejects  string
	tally    importer.Tally
}

func send(ctx context.Context, t *testing.T, b *importer.Batch, server *sandbox.Server, u importer.Upserter) sent {
	t.Helper()
	log, err := importer.NewLog(temp(t), importer.Header{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Open(ctx, log); err != nil {
		t.Fatal(err)
	}
	s := sent{err: b.Send(ctx, u, listing{server}, log, 0)}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	var results, rejects bytes.Buffer
	if s.tally, _, err = b.WriteResults(log, &results); err != nil {
		t.Fatal(err)
	}
	if err := b.WriteRejects(log, &rejects); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&results).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range lines[1:] {
		s.outcomes = append(s.outcomes, strings.TrimSuffix(cells[3]+"/"+cells[6], "/"))
	}
	s.rejects = rejects.String()
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

func number(n int) string { return fmt.Sprint(n) }

func records(texts ...string) (all []json.RawMessage) {
	for _, text := range texts {
		all = append(all, json.RawMessage(text))
	}
	return all
}

// storing writes to a platform, and counts.
type storing struct {
	server *sandbox.Server
	mu     sync.Mutex
	count  int
}

func (s *storing) Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error) {
	s.mu.Lock()
	s.count++
	s.mu.Unlock()
	c, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: s.server.Transport(), Pacer: ratelimit.New(ratelimit.Options{Workers: 8}),
	})
	if err != nil {
		return convertalk.Answer{}, err
	}
	return c.Upsert(ctx, l)
}
