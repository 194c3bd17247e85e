package exporter_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// desk is a Lister over leads named 1, 2, ..., which were made long before the server's clock says it is.
type desk struct {
	pages    map[int][]int // by the server's page numbers
	past     func(page int) (*convertalk.Page, error)
	requests int
	undated  bool
}

func (d *desk) Chats(_ context.Context, _ lead.Type, page int) (*convertalk.Page, error) {
	d.requests++
	p := &convertalk.Page{Date: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	if d.undated {
		p.Date = time.Time{}
	}
	numbers, ok := d.pages[page]
	if !ok && d.past != nil {
		return d.past(page)
	}
	for _, n := range numbers {
		r, err := lead.Parse(fmt.Appendf(nil, `{"_id":"64f1c0ff%016x","uuid":"u%d","updatedAt":"2025-02-02T06:46:34.119Z"}`, n, n))
		if err != nil {
			return nil, err
		}
		p.Records = append(p.Records, r)
	}
	return p, nil
}

// deal puts leads on pages of that size, the first of them on that page.
func deal(leads, size, first int) map[int][]int {
	pages := map[int][]int{}
	for n := range leads {
		pages[first+n/size] = append(pages[first+n/size], n+1)
	}
	return pages
}

// export exports a desk and returns which leads are in the file.
func export(t *testing.T, l exporter.Lister, o exporter.Options) (exporter.Summary, []string) {
	t.Helper()
	o.Format = sheet.Raw
	var out bytes.Buffer
	sum, err := exporter.Run(t.Context(), l, &out, &memory{}, o)
	if err != nil {
		t.Fatal(err)
	}
	var uuids []string
	for line := range bytes.Lines(out.Bytes()) {
		uuids = append(uuids, uuidOf(t, line))
	}
	return sum, uuids
}

// TestStillListingCostsOnePass: the proof of a listing that stands still costs one pass and a few requests for the search of its end.
func TestStillListingCostsOnePass(t *testing.T) {
	t.Parallel()
	for _, pages := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17, 31, 33, 64, 100, 255, 500, 1000} {
		for _, last := range []int{1, 3} {
			for _, workers := range []int{4, 8} { // a single one's search for the end costs up to 3 more
				d := &desk{pages: deal(max(0, pages*3-3+last), 3, 1)}
				if pages == 0 {
					d.pages = nil
				}
				o := verifying(lead.TypeLead)
				o.Workers = workers
				sum, uuids := export(t, &serial{Lister: d}, o)
				if !sum.Verified || sum.Passes != 1 || sum.Pages != pages || len(uuids) != len(d.pages)*3-min(len(d.pages), 1)*(3-last) {
					t.Errorf("%d pages, %d on the last: %d leads, %+v", pages, last, len(uuids), sum)
				}
				budget := 1.02*float64(pages) + float64(workers) + 5 + math.Log2(float64(max(pages, 1)))
				if float64(d.requests) > budget {
					t.Errorf("%d pages, %d on the last, %d workers: %d requests, %.1f allowed", pages, last, workers, d.requests, budget)
				}
			}
		}
	}
}

// serial lets one request at a time through.
type serial struct {
	exporter.Lister
	mu sync.Mutex
}

func (s *serial) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Lister.Chats(ctx, kind, page)
}

// TestOddListings: each gives the right set, proved.
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
		desk   desk
		leads  int
		passes int
	}{
		{"one lead", desk{pages: deal(1, 5, 1)}, 1, 1},
		{"counts from 0", desk{pages: deal(98, 5, 0)}, 98, 1},
		{"counts from 0, one page", desk{pages: deal(3, 5, 0)}, 3, 1},
		{"page 0 is page 1", desk{pages: func() map[int][]int { p := deal(98, 5, 1); p[0] = p[1]; return p }()}, 98, 1},
		{"page 0 fails", desk{pages: deal(98, 5, 1), past: func(page int) (*convertalk.Page, error) {
			if page == 0 {
				return nil, &convertalk.Error{Kind: convertalk.Unavailable, Status: 500}
			}
			return new(convertalk.Page), nil
		}}, 98, 1},
		{"404", desk{pages: deal(98, 5, 1), past: refused(404, 0)}, 98, 1},
		{"400", desk{pages: deal(98, 5, 1), past: refused(400, 0)}, 98, 1},
		{"200 that says 404", desk{pages: deal(98, 5, 1), past: refused(200, 404)}, 98, 1},
		{"an empty page", desk{pages: without(deal(98, 5, 1), 9)}, 98, 2},
		{"two empty pages", desk{pages: without(deal(98, 5, 1), 9, 10)}, 98, 2},
		{"two empty pages at the end of the search", desk{pages: without(deal(60, 5, 1), 9, 10)}, 60, 2},
		{"short pages", desk{pages: short}, 93, 2},
		{"no server date", desk{pages: deal(98, 5, 1), undated: true}, 98, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for _, workers := range []int{1, 8} {
				o := verifying(lead.TypeLead)
				o.Workers = workers
				d := tc.desk
				sum, uuids := export(t, &serial{Lister: &d}, o)
				slices.Sort(uuids)
				if n := len(slices.Compact(uuids)); n != tc.leads || sum.Leads != tc.leads || !sum.Verified || sum.Passes != tc.passes || sum.Duplicates != 0 {
					t.Errorf("%d workers: %d leads, %+v", workers, n, sum)
				}
				o.Format = sheet.Raw
				text, turned, _ := inTurns(t, &serial{Lister: &d}, &memory{}, o, exporter.Budget{Pages: 3})
				if n := strings.Count(text, "\n"); n != tc.leads || !same(turned, sum) {
					t.Errorf("%d workers, in turns: %d leads, %+v instead of %+v", workers, n, turned, sum)
				}
			}
		})
	}
}

// TestDriftThatStopsIsVerified lets leads come, go and move for a while.
func TestDriftThatStopsIsVerified(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"newest", "oldest", "updated"} {
		for _, end := range []string{"empty", "404", "repeat", "first"} {
			o := sandbox.Options{Leads: 1000, PageSize: 5, Latency: 50 * time.Millisecond, Order: order, End: end, Seed: 4}
			m := exportMoving(t, o, verifying(lead.TypeLead), func(s *sandbox.Server, c *convertalk.Client) exporter.Lister {
				return &meddler{Lister: c, turn: make(chan struct{}, 1), until: 250, each: func(_ context.Context, n int) {
					all := s.All("lead")
					switch uuid := uuidOf(t, all[n*37%len(all)]); n % 6 {
					case 0:
						s.Insert()
					case 1:
						s.Delete(uuid)
					case 2:
						s.Bump(uuid)
					}
				}}
			})
			if !m.sum.Verified || m.missing > 0 || m.twice > 0 || m.restarts != 1 {
				t.Errorf("%s, %s: %+v", order, end, m)
			}
		}
	}
}

// meddler does something before each of the first requests, one at a time. Who waits for that lets the fake clock go on.
type meddler struct {
	exporter.Lister
	turn     chan struct{}
	n, until int
	each     func(ctx context.Context, n int)
	saw      func(*convertalk.Page)
}

func (m *meddler) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	m.turn <- struct{}{}
	if m.n++; m.n <= m.until {
		m.each(ctx, m.n)
	}
	<-m.turn
	p, err := m.Lister.Chats(ctx, kind, page)
	if err == nil && m.saw != nil {
		m.turn <- struct{}{}
		m.saw(p)
		<-m.turn
	}
	return p, err
}

// TestChatsThatBecomeLeads: a visitor's old chat that becomes a lead never counts for one that is missing, and is one row of all.
func TestChatsThatBecomeLeads(t *testing.T) {
	t.Parallel()
	verified := 0
	for seed := range seeds(t, 8) {
		for _, types := range [][]lead.Type{{lead.TypeLead}, {lead.TypeLead, lead.TypeNonLead}} {
			o := sandbox.Options{Leads: 600, NonLeads: 300, PageSize: 5, Latency: 50 * time.Millisecond, Seed: seed, Order: []string{"newest", "oldest", "updated"}[seed%3]}
			if seed%2 == 0 {
				o.Churn.Delete = 0.02
			}
			m := exportMoving(t, o, verifying(types...), func(s *sandbox.Server, c *convertalk.Client) exporter.Lister {
				return &meddler{Lister: c, turn: make(chan struct{}, 1), until: 400, each: func(ctx context.Context, n int) {
					if all := s.All("non-lead"); n%8 == 0 {
						if _, err := c.Upsert(ctx, lead.Lead{UUID: uuidOf(t, all[n*37%len(all)]), Name: "Now a lead"}); err != nil && ctx.Err() == nil {
							t.Error(err)
						}
					}
				}}
			})
			if m.sum.Verified {
				verified++
			}
			if m.twice > 0 || m.sum.Verified && m.missing > 0 {
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
		o := sandbox.Options{Leads: 300, PageSize: 5, Latency: 10 * time.Millisecond, Now: func() time.Time { return time.Now().Add(years) }}
		server, c := platform(t, o, ratelimit.Options{Workers: 8})
		bumped := uuidOf(t, server.All("lead")[150])
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
		opts := verifying(lead.TypeLead)
		opts.Passes, opts.Format = 3, sheet.Raw
		var out bytes.Buffer
		sum, err := exporter.Run(t.Context(), l, &out, &memory{}, opts)
		if err != nil || !sum.Verified || sum.Passes != 3 || sum.Leads != 300 || len(seen) < 3 {
			t.Fatal(sum, seen, err)
		}
		rows := 0
		for line := range bytes.Lines(out.Bytes()) {
			if uuidOf(t, line) == bumped {
				rows++
				if !bytes.Contains(line, []byte(newest)) {
					t.Errorf("the newest reading is of %s, the row %s", newest, line)
				}
			}
		}
		if rows != 1 {
			t.Errorf("%d rows", rows)
		}
	})
}

// TestWalkVerifiedPassesEveryLeadOn: under drift, the last row of every lead that lived through the walk is passed on.
func TestWalkVerifiedPassesEveryLeadOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := sandbox.Options{Leads: 500, NonLeads: 100, PageSize: 5, Latency: 10 * time.Millisecond, Now: func() time.Time { return time.Now().Add(years) }}
		server, c := platform(t, o, ratelimit.Options{Workers: 8})
		before := living(t, server, []lead.Type{lead.TypeLead, lead.TypeNonLead})
		l := &meddler{Lister: c, turn: make(chan struct{}, 1), until: 120, each: func(_ context.Context, n int) {
			if n%6 == 0 {
				server.Insert()
			}
		}}
		rows := map[string]lead.Row{}
		sum, err := exporter.WalkVerified(t.Context(), l, []lead.Type{lead.TypeLead, lead.TypeNonLead}, 8, func(more []lead.Row) error {
			for _, r := range more {
				rows[r.Base[lead.UUID]] = r
			}
			return nil
		}, nil)
		if err != nil || !sum.Verified {
			t.Fatal(sum, err)
		}
		for uuid := range before {
			if _, ok := rows[uuid]; !ok {
				t.Errorf("%s is missing", uuid)
			}
		}
	})
}
