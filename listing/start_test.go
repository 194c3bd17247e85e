package listing_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestStartAndEndAreShort: the search for the end, the looks at it and the first few requests in flight
// cost some ten round trips of 20 ms, whatever the length of the listing, and a proof waits once for the
// lag. The clock is fake, so that this counts round trips and nothing else.
func TestStartAndEndAreShort(t *testing.T) {
	const latency, most = 20 * time.Millisecond, 12
	for _, workers := range []int{16, 64} {
		for _, pages := range []int{200, 2000} {
			for _, lag := range []time.Duration{0, time.Second} {
				synctest.Test(t, func(t *testing.T) {
					o := sandbox.Options{Leads: pages, PageSize: 1, Latency: latency, Now: later}
					_, c := platform(t, o, ratelimit.Options{Workers: workers, Eager: true})
					r := reader(c, lead.TypeLead)
					r.Workers, r.Raw, r.Lag = workers, false, lag
					began := time.Now()
					res, err := r.Prove(t.Context(), func([]lead.Row) error { return nil })
					if err != nil || !res.Verified || res.Pages != pages {
						t.Fatalf("%+v, %v", res, err)
					}
					ideal, took := time.Duration(pages)*latency/time.Duration(workers), time.Since(began)
					t.Logf("%d workers, %d pages, lag %v: %v, %.2f times %v", workers, pages, lag, took, took.Seconds()/ideal.Seconds(), ideal)
					if more := took - ideal - lag; more > most*latency {
						t.Errorf("%d workers, %d pages, lag %v: %v more than %v", workers, pages, lag, more, ideal)
					}
				})
			}
		}
	}
}

// TestNoList: an answer that says success and has no data is the end of a listing, but no listing, unless
// another page, or another listing of the bot, has shown some lead.
func TestNoList(t *testing.T) {
	none := func(int) (*convertalk.Page, error) { return &convertalk.Page{Data: convertalk.DataMissing}, nil }
	refused := func(int) (*convertalk.Page, error) {
		return nil, &convertalk.Error{Kind: convertalk.Refused, Status: 404}
	}
	for _, c := range []struct {
		name       string
		desk       *desk
		mayBeEmpty bool
		leads      int // -1 = an error
	}{
		{"nothing but success", &desk{past: none}, false, -1},
		{"nothing but success, beside another listing", &desk{past: none}, true, 0},
		{"an end", &desk{past: none, pages: deal(7, 5, 1)}, false, 7},
		{"one page, which is page 0", &desk{past: none, pages: deal(4, 5, 0)}, false, 4},
		{"one page, which is page 0, and refusals", &desk{past: refused, pages: deal(4, 5, 0)}, false, 4},
		{"an empty list", &desk{pages: map[int][]int{}}, false, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := reader(c.desk, lead.TypeLead)
			r.Raw, r.MayBeEmpty = false, c.mayBeEmpty
			res, err := r.Prove(t.Context(), func([]lead.Row) error { return nil })
			if c.leads < 0 {
				_, walkErr := r.WalkPages(t.Context(), func(*listing.Page) error { return nil })
				if problem.Remedy(err) == "" || problem.Remedy(walkErr) == "" {
					t.Errorf("%s: %+v, %v, %v", c.name, res, err, walkErr)
				}
			} else if err != nil || !res.Verified || res.Leads != c.leads {
				t.Errorf("%s: %+v, %v", c.name, res, err)
			}
		})
	}
}

// TestEmptyNoLonger: a listing that a cache shows empty, no longer ago than the lag, is not taken for
// empty, if its first lead came before the reading began.
func TestEmptyNoLonger(t *testing.T) {
	for _, types := range [][]lead.Type{{lead.TypeLead}, {lead.TypeLead, lead.TypeNonLead}} {
		synctest.Test(t, func(t *testing.T) {
			_, c := platform(t, sandbox.Options{Stale: 900 * time.Millisecond, Now: later}, ratelimit.Options{Workers: 8})
			r := reader(c, types...)
			r.Raw, r.Lag = false, time.Second
			for leads := range 2 {
				res, err := r.Prove(t.Context(), func([]lead.Row) error { return nil })
				if err != nil || !res.Verified || res.Leads != leads {
					t.Errorf("%+v, %v", res, err)
				}
				if _, err := c.Upsert(t.Context(), lead.Lead{UUID: "11111111-1111-4111-8111-111111111111"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
