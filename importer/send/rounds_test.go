package send_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// platform is a bot that fails as it is told.
type platform struct {
	mu      sync.Mutex
	leads   map[string]lead.Row
	sent    []string           // names, in the order of their upserts
	fail    map[string][]error // by name: of each attempt in turn; nil for one that is stored
	unheard bool               // what fails never reached the server
	lost    int                // walks of the listing that do not show anything
	swallow bool               // it says ok and stores nothing
	broken  error              // of the listing
	late    time.Duration      // what it shows may be so old
}

func (p *platform) Upsert(_ context.Context, l lead.Lead) (convertalk.Answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, l.Name)
	answer := convertalk.Answer{Attempts: 1, Status: 200, Message: "ok"}
	if left := p.fail[l.Name]; len(left) > 0 {
		p.fail[l.Name] = left[1:]
		if left[0] != nil {
			if p.unheard {
				answer.Attempts = 0
			}
			return answer, left[0]
		}
	}
	if p.leads == nil {
		p.leads = map[string]lead.Row{}
	}
	if !p.swallow {
		p.leads[l.UUID] = l.Row()
	}
	return answer, nil
}

func (p *platform) Walk(_ context.Context, each func([]lead.Row) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return p.broken
	}
	if p.lost > 0 {
		p.lost--
		return nil
	}
	for _, r := range p.leads {
		if err := each([]lead.Row{r}); err != nil {
			return err
		}
	}
	return nil
}

func (p *platform) Settle(ctx context.Context, since time.Time) error {
	return (&listing.Reader{Lag: p.late}).Settle(ctx, since)
}

func (p *platform) Prove(ctx context.Context, each func([]lead.Row) error) (listing.Result, error) {
	return listing.Result{Verified: true}, p.Walk(ctx, each)
}

// upserted is a row "uuid name" that is sent.
func upserted(text string) row.Row {
	uuid, name, _ := strings.Cut(text, " ")
	return row.Row{Outcome: row.Upserted, Origin: row.Own, Cells: lead.Row{Base: lead.Base{lead.UUID: uuid, lead.Name: name}}}
}

// newcomer is a row "uuid name" that makes a lead.
func newcomer(text string) row.Row {
	r := upserted(text)
	r.New = true
	return r
}

// senderOf sends those rows, numbered from 2, with one worker and without a limit.
func senderOf(tb testing.TB, p *platform, rows ...row.Row) *send.Sender {
	tb.Helper()
	batch := row.NewBatch(temp(tb), row.NewLeads())
	for i := range rows {
		rows[i].Number = i + 2
		batch.Leads.Add(&rows[i])
		if err := batch.Add(&rows[i]); err != nil {
			tb.Fatal(err)
		}
	}
	l, err := results.Create(temp(tb), results.Header{})
	if err == nil {
		err = l.Open(tb.Context(), batch)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	return &send.Sender{Batch: batch, Upserter: p, Listing: p, Log: l, Workers: 1, MaxErrors: send.Limit{Off: true}}
}

// noted returns "outcome/code*attempts" of every row, as the log has it.
func noted(tb testing.TB, s *send.Sender) string {
	tb.Helper()
	var all []string
	for r, err := range s.Batch.Rows.All(tb.Context()) {
		if err != nil {
			tb.Fatal(err)
		}
		rec, err := s.Log.Of(r)
		if err != nil {
			tb.Fatal(err)
		}
		text := rec.Outcome.String()
		if rec.Code != "" {
			text += "/" + rec.Code
		}
		if rec.Attempts > 0 {
			text += fmt.Sprintf("*%d", rec.Attempts)
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

func failed(k convertalk.Kind) error {
	return &convertalk.Error{Kind: k, Op: "saving the lead", Status: 500}
}

// TestRetryRound: rows that failed for a while get one more try at the end, and only those of which no
// later row was sent.
func TestRetryRound(t *testing.T) {
	t.Parallel()
	busy, no := failed(convertalk.Unavailable), failed(convertalk.Refused)
	for name, tc := range map[string]struct {
		rows []string
		fail map[string][]error
		sent string
		want string
	}{
		"stored at the second try": {
			[]string{"a 1", "b 2"}, map[string][]error{"1": {busy}},
			"1 2 1", "upserted*2 upserted*1",
		},
		"failed twice": {
			[]string{"a 1", "b 2"}, map[string][]error{"1": {busy, busy, nil}},
			"1 2 1", "failed/unavailable*2 upserted*1",
		},
		"refused at once": {
			[]string{"a 1", "b 2"}, map[string][]error{"1": {no}},
			"1 2", "failed/refused*1 upserted*1",
		},
		"refused at the second try": {
			[]string{"a 1"}, map[string][]error{"1": {busy, no}},
			"1 1", "failed/refused*2",
		},
		"a later row was sent": {
			[]string{"a 1", "a 2"}, map[string][]error{"1": {busy}},
			"1 2", "failed/superseded*1 upserted*1",
		},
		"both failed": {
			[]string{"a 1", "a 2"}, map[string][]error{"1": {busy}, "2": {busy}},
			"1 2 2", "failed/superseded*1 upserted*2",
		},
		"the later one was refused": {
			[]string{"a 1", "a 2"}, map[string][]error{"1": {busy}, "2": {no}},
			"1 2", "failed/superseded*1 failed/refused*1",
		},
		"the first of three": {
			[]string{"a 1", "b 2", "a 3"}, map[string][]error{"1": {busy}, "2": {busy}},
			"1 2 3 2", "failed/superseded*1 upserted*2 upserted*1",
		},
		"case does not matter": {
			[]string{"00000001-1111-4111-8111-11111111111a 1", "00000001-1111-4111-8111-11111111111A 2"}, map[string][]error{"1": {busy}},
			"1 2", "failed/superseded*1 upserted*1",
		},
	} {
		p := &platform{fail: tc.fail}
		var rows []row.Row
		for _, text := range tc.rows {
			rows = append(rows, upserted(text))
		}
		s := senderOf(t, p, rows...)
		if err := s.Send(t.Context(), 0); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := noted(t, s); got != tc.want || strings.Join(p.sent, " ") != tc.sent {
			t.Errorf("%s: %s, sent %v; want %s, sent %s", name, got, p.sent, tc.want, tc.sent)
		}
	}
}

// TestKindsOfFailure: which errors end the sending, and what the row's record says of them.
func TestKindsOfFailure(t *testing.T) {
	t.Parallel()
	stopped := errors.New("stopped")
	for name, tc := range map[string]struct {
		err   error
		fatal bool
		code  string
		fix   string // its beginning
	}{
		"refused":     {failed(convertalk.Refused), false, results.CodeRefused, "fix what"},
		"unavailable": {failed(convertalk.Unavailable), false, results.CodeUnavailable, "send it again"},
		"oversize":    {failed(convertalk.Oversize), false, results.CodeUnavailable, "send it again"},
		"slow down":   {failed(convertalk.Slowdown), true, results.CodeUnavailable, "send it again"},
		"token":       {failed(convertalk.Auth), true, results.CodeAuth, "send it again with a valid token"},
		"redirect":    {failed(convertalk.Redirect), true, results.CodeRedirect, "check the address"},
		"stopped":     {stopped, true, results.CodeInterrupted, "send it again"},
	} {
		p := &platform{fail: map[string][]error{"1": {tc.err, tc.err}}}
		s := senderOf(t, p, upserted("a 1"), upserted("b 2"))
		err := s.Send(t.Context(), 0)
		if tc.fatal != errors.Is(err, tc.err) || !tc.fatal && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		rec, ok, err := s.Log.Find(2)
		if !ok || err != nil || rec.Outcome != row.Failed || rec.Code != tc.code || !strings.HasPrefix(rec.Fix, tc.fix) || rec.Message == "" {
			t.Errorf("%s: %+v, %v", name, rec, err)
		}
		if stored := s.Log.Latest(3) == row.Upserted; stored == tc.fatal {
			t.Errorf("%s: the next row is %v", name, s.Log.Latest(3))
		}
	}
}

// TestUnheard: a row that never left is not attempted, whatever the error.
func TestUnheard(t *testing.T) {
	t.Parallel()
	p := &platform{fail: map[string][]error{"1": {failed(convertalk.Auth)}}, unheard: true}
	s := senderOf(t, p, upserted("a 1"), upserted("b 2"))
	if err := s.Send(t.Context(), 0); !convertalk.IsKind(err, convertalk.Auth) {
		t.Error(err)
	}
	if got := noted(t, s); got != "not-attempted not-attempted" {
		t.Error(got)
	}
}

// TestTooMany: the run ends at the row that is one too many, with the guard's exit code.
func TestTooMany(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit send.Limit
		rows  int
		bad   int // the first so many are refused
		sent  int
	}{
		"none":             {send.Limit{}, 9, 9, 1},
		"two":              {send.Limit{Count: 2}, 9, 9, 3},
		"two, and no more": {send.Limit{Count: 2}, 9, 2, 9},
		"off":              {send.Limit{Off: true}, 9, 9, 9},
		// Of 200 rows 5 per cent are 10; of the first 100 that were sent they are 5.
		"of those sent":  {send.Limit{Percent: 5}, 200, 9, 200},
		"of all":         {send.Limit{Percent: 5}, 200, 11, 11},
		"of a few":       {send.Limit{Percent: 5}, 50, 50, 50},
		"half a percent": {send.Limit{Percent: 0.5}, 200, 2, 2},
	} {
		p := &platform{fail: map[string][]error{}}
		var rows []row.Row
		for i := range tc.rows {
			rows = append(rows, upserted(fmt.Sprintf("u%d %d", i, i)))
			if i < tc.bad {
				p.fail[fmt.Sprint(i)] = []error{failed(convertalk.Refused)}
			}
		}
		s := senderOf(t, p, rows...)
		s.MaxErrors = tc.limit
		err := s.Send(t.Context(), 0)
		if len(p.sent) != tc.sent || (err == nil) != (tc.sent == tc.rows) {
			t.Errorf("%s: %d sent, %v", name, len(p.sent), err)
		}
		if err == nil {
			continue
		}
		e, ok := errors.AsType[*problem.Error](err)
		if !ok || e.Code != send.CodeTooMany || problem.ExitCode(err) != problem.ExitGuard || !strings.Contains(e.Text, fmt.Sprint(tc.sent, " failed")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// again closes the log and returns the sender of the next run.
func again(tb testing.TB, s *send.Sender, f *os.File) *send.Sender {
	tb.Helper()
	if err := s.Log.Close(); err != nil {
		tb.Fatal(err)
	}
	file, err := os.OpenFile(f.Name(), os.O_RDWR, 0)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { file.Close() })
	l, _, err := results.Resume(file)
	if err == nil {
		err = l.Open(tb.Context(), s.Batch)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	return &send.Sender{Batch: s.Batch, Upserter: s.Upserter, Listing: s.Listing, Log: l, Workers: 1, MaxErrors: s.MaxErrors}
}

// TestNextRun: what failed for a while in an earlier run is sent again, what was refused is not, and it
// does not count again.
func TestNextRun(t *testing.T) {
	t.Parallel()
	busy, no := failed(convertalk.Unavailable), failed(convertalk.Refused)
	p := &platform{fail: map[string][]error{"1": {busy, busy}, "2": {no}, "4": {failed(convertalk.Auth)}}}
	f := temp(t)
	s := senderOf(t, p, upserted("a 1"), upserted("b 2"), upserted("c 3"), upserted("d 4"), upserted("b 5"))
	l, err := results.Create(f, results.Header{})
	if err == nil {
		err = l.Open(t.Context(), s.Batch)
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Log, s.MaxErrors = l, send.Limit{Count: 3}
	if err := s.Send(t.Context(), 0); !convertalk.IsKind(err, convertalk.Auth) {
		t.Fatal(err)
	}
	if got := noted(t, s); got != "failed/unavailable*1 failed/refused*1 upserted*1 failed/auth*1 not-attempted" {
		t.Error(got)
	}
	s = again(t, s, f)
	s.MaxErrors = send.Limit{Count: 1} // the one that was refused is from before
	p.sent = nil
	if err := s.Send(t.Context(), 0); err != nil {
		t.Error(err)
	}
	if got := noted(t, s); got != "upserted*2 failed/superseded*1 upserted*1 upserted*1 upserted*1" {
		t.Error(got)
	}
	if !slices.Equal(p.sent, []string{"1", "4", "5", "1"}) {
		t.Error(p.sent)
	}
}

// TestProbe: the first row that makes a lead goes alone and is read back, before any other such row.
func TestProbe(t *testing.T) {
	for name, tc := range map[string]struct {
		p     *platform
		want  string
		sent  string
		waits time.Duration
		fails bool
	}{
		"stored":             {&platform{}, "upserted*1 upserted*1 upserted*1", "1 2 3", 0, false},
		"seen at the second": {&platform{lost: 1, late: time.Second}, "upserted*1 upserted*1 upserted*1", "1 2 3", time.Second, false},
		"swallowed": {
			&platform{swallow: true, late: time.Second}, "upserted*1 failed/not-stored*1 rejected/unknown-uuid", "1 2", time.Second, false,
		},
		"not to be seen": {
			&platform{broken: errors.New("the listing fails")}, "upserted*1 failed/unverified*1 not-attempted", "1 2", 0, true,
		},
		"the probe fails": {
			&platform{fail: map[string][]error{"2": {failed(convertalk.Refused)}}}, "upserted*1 failed/refused*1 upserted*1", "1 2 3", 0, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := senderOf(t, tc.p, upserted("a 1"), newcomer("b 2"), newcomer("c 3"))
				s.Workers = 4
				start := time.Now()
				err := s.Send(t.Context(), 0)
				if (err != nil) != tc.fails || tc.fails && !errors.Is(err, tc.p.broken) {
					t.Error(err)
				}
				if took := time.Since(start); took != tc.waits {
					t.Errorf("it took %v, want %v", took, tc.waits)
				}
				slices.Sort(tc.p.sent)
				if got := noted(t, s); got != tc.want || strings.Join(tc.p.sent, " ") != tc.sent {
					t.Errorf("%s, sent %v", got, tc.p.sent)
				}
				if err := s.Log.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestUpdatesPassTheProbe: while the probe is read back, rows of leads that the bot has are sent, but
// none of a lead that waits, and the rows of that one keep their order.
func TestUpdatesPassTheProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{lost: 1, late: time.Second}
		s := senderOf(t, p, newcomer("a 1"), upserted("b 2"), newcomer("c 3"), upserted("c 4"), upserted("d 5"), newcomer("e 6"))
		s.Workers = 4
		time.AfterFunc(time.Second/2, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			slices.Sort(p.sent)
			if got := strings.Join(p.sent, " "); got != "1 2 5" {
				t.Errorf("sent while the probe is looked for: %s", got)
			}
		})
		if err := s.Send(t.Context(), 0); err != nil {
			t.Error(err)
		}
		if third, fourth := slices.Index(p.sent, "3"), slices.Index(p.sent, "4"); len(p.sent) != 6 || third > fourth {
			t.Errorf("sent in the order %v", p.sent)
		}
		if err := s.Log.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestProbeStopped: a run that is stopped between the two looks ends with the cause.
func TestProbeStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		reason := errors.New("enough")
		s := senderOf(t, &platform{swallow: true, late: time.Second}, newcomer("a 1"), newcomer("b 2"))
		time.AfterFunc(time.Second/2, func() { cancel(reason) })
		if err := s.Send(ctx, 0); !errors.Is(err, reason) {
			t.Error(err)
		}
		if got := s.Log.Latest(3); got != row.NotAttempted {
			t.Errorf("the next row is %v", got)
		}
		if err := s.Log.Close(); err != nil {
			t.Error(err)
		}
	})
}
