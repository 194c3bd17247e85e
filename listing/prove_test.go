package listing_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestStillListingCostsOnePass: the proof of a listing that stands still costs one pass and a few
// requests for the search of its end.
func TestStillListingCostsOnePass(t *testing.T) {
	t.Parallel()
	for _, pages := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 31, 33, 64, 100, 255, 500, 1000} {
		for _, last := range []int{1, 3} {
			for _, workers := range []int{4, 8} { // with a single one, the search costs up to 3 more
				d := &desk{pages: deal(max(0, pages*3-3+last), 3, 1)}
				if pages == 0 {
					d.pages = nil
				}
				r := reader(d, lead.TypeLead)
				r.Workers = workers
				records, res := proved(t, r, &memory{}, listing.Budget{})
				if !res.Verified || res.Passes != 1 || res.Pages != pages || len(records) != len(d.pages)*3-min(len(d.pages), 1)*(3-last) {
					t.Errorf("%d pages, %d on the last: %d leads, %+v", pages, last, len(records), res)
				}
				budget := 1.02*float64(pages) + float64(workers) + 8 + math.Log2(float64(max(pages, 1)))
				if float64(d.requests) > budget {
					t.Errorf("%d pages, %d on the last, %d workers: %d requests, %.1f allowed", pages, last, workers, d.requests, budget)
				}
			}
		}
	}
}

// TestOddListings: each gives the right set, proved, at once and in turns.
func TestOddListings(t *testing.T) {
	t.Parallel()
	refused := func(status, code int) func(int) (*convertalk.Page, error) {
		return func(int) (*convertalk.Page, error) {
			return nil, &convertalk.Error{Kind: convertalk.Refused, Status: status, Code: code}
		}
	}
	without := func(pages map[int][]int, holes ...int) map[int][]int { // leads are pushed on by empty pages
		shifted := map[int][]int{}
		next := 1
		for p := 1; p <= len(pages); p++ {
			for slices.Contains(holes, next) {
				shifted[next] = nil
				next++
			}
			shifted[next] = pages[p]
			next++
		}
		return shifted
	}
	short := deal(100, 5, 1)
	short[7], short[11] = short[7][:2], nil
	short[21] = []int{101}
	for _, tc := range []struct {
		name   string
		desk   *desk
		leads  int
		passes int
	}{
		{"one lead", &desk{pages: deal(1, 5, 1)}, 1, 1},
		{"counts from 0", &desk{pages: deal(98, 5, 0)}, 98, 1},
		{"counts from 0, one page", &desk{pages: deal(3, 5, 0)}, 3, 1},
		{"page 0 is page 1", &desk{pages: func() map[int][]int { p := deal(98, 5, 1); p[0] = p[1]; return p }()}, 98, 1},
		{"page 0 fails", &desk{pages: deal(98, 5, 1), past: func(page int) (*convertalk.Page, error) {
			if page == 0 {
				return nil, &convertalk.Error{Kind: convertalk.Unavailable, Status: 500}
			}
			return new(convertalk.Page), nil
		}}, 98, 1},
		{"404", &desk{pages: deal(98, 5, 1), past: refused(404, 0)}, 98, 1},
		{"400", &desk{pages: deal(98, 5, 1), past: refused(400, 0)}, 98, 1},
		{"200 that says 404", &desk{pages: deal(98, 5, 1), past: refused(200, 404)}, 98, 1},
		{"an empty page", &desk{pages: without(deal(98, 5, 1), 9)}, 98, 2},
		{"two empty pages", &desk{pages: without(deal(98, 5, 1), 9, 10)}, 98, 2},
		{"two empty pages at the end of the search", &desk{pages: without(deal(60, 5, 1), 9, 10)}, 60, 2},
		{"short pages", &desk{pages: short}, 93, 2},
		{"no server date", &desk{pages: deal(98, 5, 1), undated: true}, 98, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, workers := range []int{1, 8} {
				r := reader(tc.desk, lead.TypeLead)
				r.Workers = workers
				records, res := proved(t, r, &memory{}, listing.Budget{})
				who := uuids(t, records)
				slices.Sort(who)
				if n := len(slices.Compact(who)); n != tc.leads || res.Leads != tc.leads || !res.Verified || res.Passes != tc.passes || res.Duplicates != 0 {
					t.Errorf("%d workers: %d leads, %+v", workers, n, res)
				}
				records, turned := proved(t, r, &memory{}, listing.Budget{Pages: 3})
				if len(records) != tc.leads || !same(turned, res) {
					t.Errorf("%d workers, in turns: %d leads, %+v instead of %+v", workers, len(records), turned, res)
				}
			}
		})
	}
}

// TestChatsThatBecomeLeads: an old chat that becomes a lead never counts for a lead that is missing,
// and is one row in all.
func TestChatsThatBecomeLeads(t *testing.T) {
	t.Parallel()
	verified := 0
	for seed := range seeds(t, 8) {
		for _, types := range [][]lead.Type{{lead.TypeLead}, {lead.TypeLead, lead.TypeNonLead}} {
			o := sandbox.Options{Leads: 600, NonLeads: 300, PageSize: 5, Latency: 50 * time.Millisecond, Seed: seed, Order: orders[seed%3]}
			if seed%2 == 0 {
				o.Churn.Delete = 0.02
			}
			m := readMoving(t, o, types, func(s *sandbox.Server, c *convertalk.Client) listing.Lister {
				return &meddler{Lister: c, turn: make(chan struct{}, 1), until: 400, each: func(ctx context.Context, n int) {
					if all := s.All("non-lead"); n%8 == 0 {
						if _, err := c.Upsert(ctx, lead.Lead{UUID: uuidOf(t, string(all[n*37%len(all)])), Name: "Now a lead"}); err != nil && ctx.Err() == nil {
							t.Error(err)
						}
					}
				}}
			})
			if m.Verified {
				verified++
			}
			if m.twice > 0 || m.Verified && m.missing > 0 {
				t.Errorf("seed %d, %s: %+v", seed, types, m)
			}
		}
	}
	t.Logf("%d verified", verified)
}

// TestNewestRowWins: a lead that changes between two readings has one row, the newest that was read.
func TestNewestRowWins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := sandbox.Options{Leads: 300, PageSize: 5, Latency: 10 * time.Millisecond, Now: later}
		server, c := platform(t, o, ratelimit.Options{Workers: 8})
		bumped := uuidOf(t, truth(server)[150])
		seen := map[string]bool{}
		newest := ""
		l := &meddler{Lister: c, turn: make(chan struct{}, 1), until: 1000, each: func(_ context.Context, n int) {
			if n%25 == 0 {
				server.Bump(bumped)
			}
		}, saw: func(p *convertalk.Page) {
			for _, r := range p.Records {
				if updated := string(r.AppendUpdatedAt(nil)); string(r.AppendUUID(nil)) == bumped {
					seen[updated] = true
					newest = max(newest, updated)
				}
			}
		}}
		r := reader(l, lead.TypeLead)
		r.Passes = 3
		records, res := proved(t, r, &memory{}, listing.Budget{})
		if !res.Verified || res.Passes != 3 || res.Leads != 300 || len(seen) < 3 {
			t.Fatal(res, seen)
		}
		rows := 0
		for _, record := range records {
			if uuidOf(t, record) == bumped {
				rows++
				if !strings.Contains(record, newest) {
					t.Errorf("the newest reading is of %s, the row %s", newest, record)
				}
			}
		}
		if rows != 1 {
			t.Errorf("%d rows", rows)
		}
	})
}

// TestProvePassesEveryLeadOn: under drift, the last row of every lead that lived through the walk is
// passed on.
func TestProvePassesEveryLeadOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		types := []lead.Type{lead.TypeLead, lead.TypeNonLead}
		o := sandbox.Options{Leads: 500, NonLeads: 100, PageSize: 5, Latency: 10 * time.Millisecond, Now: later}
		server, c := platform(t, o, ratelimit.Options{Workers: 8})
		before := living(t, server, types)
		l := &meddler{Lister: c, turn: make(chan struct{}, 1), until: 120, each: func(_ context.Context, n int) {
			if n%6 == 0 {
				server.Insert()
			}
		}}
		rows := map[string]lead.Row{}
		r := &listing.Reader{Lister: l, Types: types, Workers: 8}
		res, err := r.Prove(t.Context(), func(more []lead.Row) error {
			for _, r := range more {
				rows[r.Base[lead.UUID]] = r
			}
			return nil
		})
		if err != nil || !res.Verified || res.Leads != len(rows) {
			t.Fatal(len(rows), res, err)
		}
		for uuid := range before {
			if _, ok := rows[uuid]; !ok {
				t.Errorf("%s is missing", uuid)
			}
		}
	})
}

// A cache that has answers for less than the lag does no harm, and of one that has them for longer it is
// said how long a lag would do.
func TestCacheWithinTheLag(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		cache    time.Duration
		verified bool
		fix      string
	}{{900 * time.Millisecond, true, ""}, {1900 * time.Millisecond, false, "--lag 3s"}, {10 * time.Second, false, "--lag "}} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(rand.New(rand.NewPCG(1, 2)), 120, 0)
			w.cache, w.aged = tt.cache, true
			r := reader(w, lead.TypeLead)
			r.Lag, r.Raw = time.Second, false
			res, err := r.Prove(t.Context(), func([]lead.Row) error { return nil })
			if err != nil || res.Verified != tt.verified || !strings.Contains(res.Fix, tt.fix) {
				t.Errorf("%v: %+v, %v", tt.cache, res, err)
			}
		})
	}
}
