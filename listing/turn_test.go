package listing_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestTurnsAreOneReading: a reading made of many turns is the reading made at once, with the same
// proof and hardly a request more.
func TestTurnsAreOneReading(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ passes, pages int }{{0, 7}, {2, 1}, {0, 1}, {2, 40}} {
		synctest.Test(t, func(t *testing.T) {
			p := sandbox.Options{Leads: 150, NonLeads: 60, PageSize: 5, Strange: 30, Latency: 10 * time.Millisecond, Seed: 3, Now: later}
			server, c := platform(t, p, ratelimit.Options{Workers: 8})
			r := reader(c, lead.TypeLead, lead.TypeNonLead)
			r.Passes = tc.passes
			want, res := proved(t, r, &memory{}, listing.Budget{})
			once := len(server.Ledger())
			m := &memory{}
			got, turned := proved(t, r, m, listing.Budget{Pages: tc.pages})
			if !slices.Equal(got, want) || !same(res, turned) || !res.Verified || turned.Recalled == 0 {
				t.Errorf("%+v: other records, or %+v instead of %+v", tc, turned, res)
			}
			if least := once/tc.pages/2 - 20; m.turns < least || m.turns < 2 {
				t.Errorf("%+v: %d turns, at least %d expected", tc, m.turns, least)
			}
			if again := len(server.Ledger()) - once; again > once+3*m.turns+20 {
				t.Errorf("%+v: %d requests in %d turns, %d at once", tc, again, m.turns, once)
			}
		})
	}
}

func TestTurnsEndInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{pages: deal(800, 2, 1), delay: func(int) time.Duration { return time.Second }}
		began := time.Now()
		reading, err := reader(d, lead.TypeLead).Turn(t.Context(), &memory{}, listing.Budget{Time: 30 * time.Second})
		if took := time.Since(began); err != nil || reading.Done || took < 30*time.Second || took > 32*time.Second {
			t.Error(reading, err, took)
		}
	})
}

// TestTurnsOfAMovingListing: the promise holds for a reading with pauses, in which the listing changes
// too.
func TestTurnsOfAMovingListing(t *testing.T) {
	t.Parallel()
	verified := 0
	for seed := range seeds(t, 3) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 5))
			p := sandbox.Options{
				Leads: 300, NonLeads: 100, PageSize: 5, Seed: seed, Order: orders[seed%3], Latency: 50 * time.Millisecond, Now: later,
				Churn: sandbox.Churn{Insert: 0.05 * rng.Float64(), Bump: 0.01 * rng.Float64(), Delete: 0.01 * rng.Float64()},
			}
			server, c := platform(t, p, ratelimit.Options{Workers: 8})
			types := []lead.Type{lead.TypeLead, lead.TypeNonLead}[:1+seed%2]
			before := living(t, server, types)
			l := &pausing{Lister: c, each: func() {
				if rng.IntN(4) == 0 {
					time.Sleep(time.Duration(rng.IntN(100)) * time.Minute)
					server.Insert()
					all := truth(server)
					server.Bump(uuidOf(t, all[rng.IntN(len(all))]))
				}
			}}
			records, res := proved(t, reader(l, types...), &memory{}, listing.Budget{Pages: 1 + rng.IntN(40)})
			m := moving{Result: res}
			m.compare(t, records, before, living(t, server, types))
			if m.twice > 0 || m.Verified && m.missing > 0 {
				t.Errorf("seed %d: %+v", seed, m)
			}
			if m.Verified {
				verified++
			}
		})
	}
	if verified == 0 && !testing.Short() {
		t.Error("no run was verified")
	}
	t.Logf("%d verified", verified)
}

// pausing does something before every 37th request.
type pausing struct {
	listing.Lister
	n    atomic.Int64
	each func()
}

func (p *pausing) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	if p.n.Add(1)%37 == 0 {
		p.each()
	}
	return p.Lister.Chats(ctx, kind, page)
}

// errKilled ends a reading as far as its lister goes.
var errKilled = errors.New("killed")

// doomed is a lister that dies with a certain request.
type doomed struct {
	listing.Lister
	left atomic.Int64
}

func (d *doomed) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	if d.left.Add(-1) == 0 {
		return nil, errKilled
	}
	return d.Lister.Chats(ctx, kind, page)
}

// TestKilledAnywhere: whatever answers a killed reading left, the next one makes the same of them as
// one that was never stopped.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	pages := 300
	if os.Getenv("LEADFERRY_SOAK") != "" {
		pages = 1000
	}
	d := &desk{pages: deal(3*pages-1, 3, 1)}
	r := reader(d, lead.TypeLead)
	r.Passes, r.Key = 2, key // so that a second search and a second sweep are stopped, too
	want, res := proved(t, r, &memory{}, listing.Budget{})
	recalled := 0
	for seed := range seeds(t, 6) {
		rng := rand.New(rand.NewPCG(seed, 9))
		m := &memory{}
		for range 1 + rng.IntN(3) { // kills
			dying := &doomed{Lister: d}
			dying.left.Store(1 + rng.Int64N(int64(2*pages+20)))
			killed := *r
			killed.Lister, m.recalled = dying, 0
			if reading, err := killed.Turn(t.Context(), m, listing.Budget{}); err == nil != reading.Done || err != nil && !errors.Is(err, errKilled) {
				t.Fatal(reading, err)
			}
			if n := len(m.answers); n > 0 && rng.IntN(2) == 0 { // the last answers may be lost
				m.answers = m.answers[:n-rng.IntN(n)]
			}
		}
		got, turned := proved(t, r, m, listing.Budget{})
		if !slices.Equal(got, want) || !same(turned, res) {
			t.Errorf("seed %d: other records, or %+v instead of %+v", seed, turned, res)
		}
		recalled += turned.Recalled
	}
	if recalled == 0 {
		t.Error("nothing was ever recalled")
	}
}

// TestOtherAnswersAreRefused: a Keeper whose answers were changed, left out or swapped is refused, or
// its reading ends with the same records.
func TestOtherAnswersAreRefused(t *testing.T) {
	t.Parallel()
	d := &desk{pages: deal(20, 3, 1)}
	r := reader(d, lead.TypeLead)
	r.Key = key
	whole := &memory{}
	want, _ := proved(t, r, whole, listing.Budget{})
	for i := range len(whole.answers) - 1 {
		swapped := &memory{answers: slices.Clone(whole.answers)}
		swapped.answers[i], swapped.answers[i+1] = swapped.answers[i+1], swapped.answers[i]
		missing := &memory{answers: slices.Delete(slices.Clone(whole.answers), i, i+1)}
		garbled := &memory{answers: slices.Clone(whole.answers)}
		garbled.answers[i].note = append(slices.Clone(garbled.answers[i].note), 0)
		fewer := &memory{answers: slices.Clone(whole.answers)}
		fewer.answers[i].records = append([]string{"one more"}, fewer.answers[i].records...)
		isPage := len(whole.answers[i].records) > 0
		for name, m := range map[string]*memory{"swapped": swapped, "missing": missing, "garbled": garbled, "one row more": fewer} {
			if name == "one row more" && !isPage {
				continue
			}
			reading, err := r.Turn(t.Context(), m, listing.Budget{})
			if !errors.Is(err, listing.ErrOtherAnswers) {
				t.Errorf("answer %d of %d is %s: %v, %v, %d records, %d wanted", i, len(whole.answers), name, reading.Done, err, len(m.latest(&reading)), len(want))
			}
		}
	}
}
