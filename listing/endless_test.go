package listing_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// growing is a listing that becomes longer by so many leads with each request.
type growing struct {
	desk
	each int
}

func (g *growing) Chats(_ context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	const size = 5
	g.requests++
	d := desk{pages: map[int][]int{}}
	for n := max(0, (page-1)*size); n < min(page*size, 200+g.requests*g.each); n++ {
		d.pages[page] = append(d.pages[page], n+1)
	}
	return d.Chats(context.Background(), kind, page)
}

// TestEndlessListing: a listing that grows as fast as it is read ends, with that reason; one that stands
// still does not, and one that grows by a page in five requests may.
func TestEndlessListing(t *testing.T) {
	t.Parallel()
	for each, most := range map[int]int{0: 60, 1: 2000, 5: 4000, 20: 6000} {
		for _, workers := range []int{1, 8, 64} {
			g := &growing{each: each}
			r := reader(g, lead.TypeLead)
			r.Workers = workers
			records, res := proved(t, r, &memory{}, listing.Budget{})
			endless := strings.Contains(res.Reason, "has no end: it grows as fast as it is read")
			if g.requests > most+5*workers || len(records) < 200 || each != 1 && endless != (each >= 5) || res.Verified && each > 0 {
				t.Errorf("%d leads each, %d workers: %d requests, %d leads, %+v", each, workers, g.requests, len(records), res)
			}
			g.requests = 0
			_, _, err := walked(t, r)
			if err != nil && each < 5 || g.requests > most+5*workers {
				t.Errorf("%d leads each, %d workers: %d requests, %v", each, workers, g.requests, err)
			}
		}
	}
}

// TestNoEnd: a server that shows other leads on every page, and a listing that changes so fast that a
// page past the end never shows what another one showed, end the reading with that reason.
func TestNoEnd(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{1, 64} {
		var last atomic.Int64
		d := &desk{past: func(int) (*convertalk.Page, error) {
			n := int(last.Add(5))
			return (&desk{pages: map[int][]int{1: {n, n + 1, n + 2, n + 3, n + 4}}}).Chats(t.Context(), lead.TypeLead, 1)
		}}
		r := reader(d, lead.TypeLead)
		r.Workers = workers
		_, err := r.Turn(t.Context(), &memory{}, listing.Budget{})
		if !errors.Is(err, listing.ErrNoEnd) || problem.Remedy(err) == "" || d.requests > 200 {
			t.Errorf("%d workers: %d requests, %v", workers, d.requests, err)
		}
	}
}
