package listing_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestStartAndEndAreShort: the search for the end and the first few requests in flight cost little
// beside a listing of 2,000 pages, each of which takes 20 ms. The clock is fake, so that this counts
// round trips and nothing else.
func TestStartAndEndAreShort(t *testing.T) {
	for workers, most := range map[int]float64{16: 1.13, 64: 1.4} {
		synctest.Test(t, func(t *testing.T) {
			const pages, latency = 2000, 20 * time.Millisecond
			o := sandbox.Options{Leads: pages, PageSize: 1, Latency: latency, Now: later}
			_, c := platform(t, o, ratelimit.Options{Workers: workers, Eager: true})
			r := reader(c, lead.TypeLead)
			r.Workers, r.Raw = workers, false
			began := time.Now()
			res, err := r.Prove(t.Context(), func([]lead.Row) error { return nil })
			if err != nil || !res.Verified || res.Pages != pages {
				t.Fatalf("%+v, %v", res, err)
			}
			ideal := pages * latency / time.Duration(workers)
			times := time.Since(began).Seconds() / ideal.Seconds()
			t.Logf("%d workers: %.2f times %v", workers, times, ideal)
			if times > most {
				t.Errorf("%d workers: %.2f times %v, want %.2f", workers, times, ideal, most)
			}
		})
	}
}
