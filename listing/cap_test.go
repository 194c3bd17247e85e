package listing_test

import (
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// TestRoundEnds: an end that looks like a limit of the server's is not believed, unless a person does.
func TestRoundEnds(t *testing.T) {
	t.Parallel()
	refuse := func(int) (*convertalk.Page, error) {
		return nil, &convertalk.Error{Kind: convertalk.Refused, Status: 404}
	}
	for _, tc := range []struct {
		name        string
		leads, size int
		refused     bool
		repeats     int // the page that is shown past the end; 0 = none
		capped      int
	}{
		{"500, refused", 500, 50, true, 0, 500},
		{"1,000, refused", 1000, 100, true, 0, 1000},
		{"10,000, refused", 10_000, 500, true, 0, 10_000},
		{"30,000, refused", 30_000, 500, true, 0, 30_000},
		{"500, the last page again", 500, 50, false, 10, 500},
		{"500, page 1 again", 500, 50, false, 1, 500},
		{"500, then an empty page", 500, 50, false, 0, 0},
		{"550", 550, 50, true, 0, 0},
		{"499", 499, 50, true, 0, 0},
		{"500 with a page that is not full", 500, 60, true, 0, 0},
		{"a page of 500", 500, 500, true, 0, 0},
		{"50 on page 1, and on every other one", 50, 50, false, 1, 50},
		{"a page of 12, and again", 12, 50, false, 1, 0},
		{"a page of 5, and again", 5, 5, false, 1, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := &desk{pages: deal(tc.leads, tc.size, 1)}
			if tc.refused {
				d.past = refuse
			}
			if tc.repeats > 0 {
				for p := tc.leads/tc.size + 1; p < 500; p++ {
					d.pages[p] = d.pages[tc.repeats]
				}
			}
			r := reader(d, lead.TypeLead)
			records, res := proved(t, r, &memory{}, listing.Budget{})
			if len(records) != tc.leads || res.Capped != tc.capped || res.Verified != (tc.capped == 0) || res.Verified != (res.Reason == "") {
				t.Errorf("%d leads, %+v", len(records), res)
			}
			r.AcceptEnd = true
			if _, res := proved(t, r, &memory{}, listing.Budget{Pages: 7}); !res.Verified || res.Capped != tc.capped {
				t.Errorf("accepted: %+v", res)
			}
		})
	}
}
