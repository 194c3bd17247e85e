package listing_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/lead"
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
