package listing_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// desk is a Lister over leads named 1, 2, ..., which were made long before the server's present.
type desk struct {
	pages    map[int][]int // by the server's page numbers
	past     func(page int) (*convertalk.Page, error)
	delay    func(page int) time.Duration
	undated  bool
	mu       sync.Mutex
	requests int
	began    time.Time
}

func (d *desk) Chats(ctx context.Context, _ lead.Type, page int) (*convertalk.Page, error) {
	d.mu.Lock()
	if d.requests++; d.began.IsZero() {
		d.began = time.Now()
	}
	d.mu.Unlock()
	if d.delay != nil {
		select {
		case <-time.After(d.delay(page)):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	p := &convertalk.Page{Date: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Since(d.began))}
	if d.undated {
		p.Date = time.Time{} // this machine's counts
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

// meddler does something before each of the first requests, one at a time. Waiting for that lets the
// fake clock go on.
type meddler struct {
	listing.Lister
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
