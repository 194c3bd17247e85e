package send_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// bot is a bot in memory.
type bot struct {
	mu    sync.Mutex
	leads map[string]lead.Row
	order []string // names as they were sent
	drop  lead.Column
}

func (b *bot) Upsert(_ context.Context, l lead.Lead) (convertalk.Answer, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := l.Row()
	r.Base[b.drop] = ""
	if b.drop != lead.UUID {
		b.leads[l.UUID] = r
	}
	b.order = append(b.order, l.Name)
	return convertalk.Answer{Attempts: 1, Status: 200, Message: "ok"}, nil
}

func (b *bot) Walk(_ context.Context, each func([]lead.Row) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.leads {
		if err := each([]lead.Row{r}); err != nil {
			return err
		}
	}
	return nil
}

func (*bot) Settle(context.Context, time.Time) error { return nil }

func (b *bot) Prove(ctx context.Context, each func([]lead.Row) error) (listing.Result, error) {
	return listing.Result{Verified: true}, b.Walk(ctx, each)
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

// sender sends rows "uuid name", in their order.
func sender(tb testing.TB, b *bot, rows ...string) *send.Sender {
	tb.Helper()
	batch := row.NewBatch(temp(tb), row.NewLeads())
	for i, text := range rows {
		uuid, name, _ := strings.Cut(text, " ")
		r := row.Row{Number: i + 2, Outcome: row.Upserted, Origin: row.Own, Cells: lead.Row{Base: lead.Base{lead.UUID: uuid, lead.Name: name, lead.Status: "OPEN"}}}
		batch.Leads.Add(&r)
		if err := batch.Add(&r); err != nil {
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
	return &send.Sender{Batch: batch, Upserter: b, Listing: b, Log: l, Workers: 4}
}

// TestOrder: rows of one lead are sent in their order, whatever the workers do.
func TestOrder(t *testing.T) {
	t.Parallel()
	b := &bot{leads: map[string]lead.Row{}, drop: lead.City}
	var rows []string
	for i := range 200 {
		rows = append(rows, string(rune('a'+i%3))+" "+string(rune('0'+i/10))+string(rune('0'+i%10)))
	}
	s := sender(t, b, rows...)
	told := 0
	s.Progress = func(row.Tally) { told++ }
	if err := s.Send(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	for _, lead := range []string{"a", "b", "c"} {
		var want, got []string
		for _, r := range rows {
			if name, ok := strings.CutPrefix(r, lead+" "); ok {
				want = append(want, name)
			}
		}
		for _, name := range b.order {
			if slices.Contains(want, name) {
				got = append(got, name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("lead %s: %v", lead, got)
		}
	}
	if told != 200 {
		t.Errorf("progress was told %d times", told)
	}
}

// TestMost: only the first rows are sent, then the others.
func TestMost(t *testing.T) {
	t.Parallel()
	b := &bot{leads: map[string]lead.Row{}, drop: lead.City}
	s := sender(t, b, "a 1", "b 2", "c 3", "d 4")
	if err := s.Send(t.Context(), 2); err != nil || len(b.order) != 2 {
		t.Fatal(err, b.order)
	}
	if err := s.Send(t.Context(), 0); err != nil || len(b.order) != 4 {
		t.Error(err, b.order)
	}
}

// TestVerify: of several rows of a lead the last one counts; a field that is not stored and a lead that
// is not there are found.
func TestVerify(t *testing.T) {
	t.Parallel()
	for drop, want := range map[lead.Column]send.Verification{
		lead.City:   {Rows: 3, Same: 4},
		lead.Status: {Rows: 3, Differing: 2, Fields: 2, Same: 2},
		lead.UUID:   {Rows: 3, Differing: 3, Fields: 3},
	} {
		s := sender(t, &bot{leads: map[string]lead.Row{}, drop: drop}, "a 1", "a 2", "b 3")
		if err := s.Send(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		v, err := s.Verify(t.Context(), temp(t))
		if err != nil || v.Rows != want.Rows || v.Differing != want.Differing || v.Fields != want.Fields || v.Same != want.Same {
			t.Errorf("without %v: %+v, %v", drop, v, err)
		}
		if r, _, _ := s.Log.Find(4); (r.Code == results.CodeDiffers) != (want.Differing > 0) || r.Outcome != row.Upserted {
			t.Errorf("without %v: %+v", drop, r)
		}
	}
}

// TestFaultOfTheClient: a panic in a worker ends the sending as an error.
func TestFaultOfTheClient(t *testing.T) {
	t.Parallel()
	s := sender(t, &bot{drop: lead.City}, "a 1") // its map is nil
	if err := s.Send(t.Context(), 0); err == nil || !strings.Contains(err.Error(), "nil map") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	if err := sender(t, &bot{}, "a 1").Send(ctx, 0); !errors.Is(err, reason) {
		t.Error(err)
	}
}

// TestLimit: how many bad rows are too many.
func TestLimit(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		limit     send.Limit
		bad, rows int
		want      bool
		text      string
	}{
		{send.Limit{}, 0, 1, false, "0"}, {send.Limit{}, 1, 1, true, "0"}, {send.Limit{Count: 5}, 5, 9, false, "5"}, {send.Limit{Count: 5}, 6, 9, true, "5"},
		{send.Limit{Percent: 5}, 99, 99, false, "5%"}, {send.Limit{Percent: 5}, 5, 100, false, "5%"}, {send.Limit{Percent: 5}, 6, 100, true, "5%"},
		{send.Limit{Percent: 0.5}, 6, 1000, true, "0.5%"}, {send.Limit{Off: true}, 1000, 1000, false, "0"},
	} {
		if got := tc.limit.Exceeded(tc.bad, tc.rows); got != tc.want || tc.limit.String() != tc.text {
			t.Errorf("%+v: %d of %d: %v, %q", tc.limit, tc.bad, tc.rows, got, tc.limit)
		}
	}
}
