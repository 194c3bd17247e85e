package listing_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// edit changes a lead of many, so many times a second on average, until the context ends.
func edit(ctx context.Context, u *convertalk.Client, ids []string, often float64, rng *rand.Rand) {
	for i := 0; ; i++ {
		select {
		case <-time.After(time.Duration(rng.ExpFloat64() / often * float64(time.Second))):
			_, _ = u.Upsert(ctx, lead.Lead{UUID: ids[rng.IntN(len(ids))], Name: fmt.Sprint("edit ", i)})
		case <-ctx.Done():
			return
		}
	}
}

// TestEdits: leads that are edited all the time do not keep a reading from its proof, if most of them have
// not changed for a day. If all are younger, as after an import, only one in a thousand may change between
// two readings; how many readings are verified then is logged.
func TestEdits(t *testing.T) {
	t.Parallel()
	const leads = 1500
	for _, order := range orders {
		for _, often := range []float64{0.25, 0.5, 1, 2, 4} {
			if testing.Short() && often != 2 {
				continue
			}
			verified, passes, runs := 0, [listing.MaxPasses + 1]int{}, seeds(t, 1)
			for seed := range runs {
				synctest.Test(t, func(t *testing.T) {
					o := sandbox.Options{Leads: leads, Latency: 50 * time.Millisecond, Seed: seed, Now: later, Order: order}
					if res := edited(t, o, often); res.Verified {
						verified++
						passes[res.Passes]++
					}
				})
			}
			t.Logf("%s, %v edits/s: %d of %d verified, after 1, 2, ... passes: %v", order, often, verified, runs, passes[1:])
			if order != "updated" && verified < int(runs) {
				t.Errorf("%s, %v edits/s: %d of %d verified", order, often, verified, runs)
			}
		}
	}
}

// edited proves a listing whose leads are edited meanwhile.
func edited(t *testing.T, o sandbox.Options, often float64) listing.Result {
	t.Helper()
	server, c := platform(t, o, ratelimit.Options{Workers: 8, Rate: 20, Eager: true})
	ids := slices.Sorted(maps.Keys(living(t, server, []lead.Type{lead.TypeLead})))
	ctx, cancel := context.WithCancel(t.Context())
	var editing sync.WaitGroup
	editing.Go(func() {
		edit(ctx, clientOf(t, server, ratelimit.Options{Workers: 8}), ids, often, rand.New(rand.NewPCG(o.Seed, 5)))
	})
	r := reader(c, lead.TypeLead)
	r.Lag = time.Second
	records, res := proved(t, r, &memory{}, listing.Budget{})
	cancel()
	editing.Wait()
	if res.Verified && len(records) != o.Leads {
		t.Errorf("%v edits/s, seed %d: %d leads are verified", often, o.Seed, len(records))
	}
	return res
}
