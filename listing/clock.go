package listing

import (
	"sync"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
)

// clock follows the server's clock by the Dates of answers, and so finds answers that are older than
// the question. Several goroutines may use it. Its times are milliseconds.
type clock struct {
	began time.Time

	mu    sync.Mutex
	known bool
	ahead int64 // the server's clock minus the time since it began is at least this
	floor int64 // the latest Date of an earlier turn
	looks map[place]look
}

// place is a page of a listing.
type place struct {
	kind   lead.Type
	number int
}

// look is the latest answer about a page.
type look struct {
	digest uint64 // of who was there, and what the records said
	date   int64
	got    int64
}

func newLook(leads []sighting, date, got int64) look {
	l := look{date: date, got: got}
	for i := range leads {
		l.digest = (l.digest ^ leads[i].key ^ uint64(leads[i].content)) * fnvPrime
	}
	return l
}

const (
	second    = 1000       // to which a Date is cut
	tolerance = 2 * second // how far the clocks of the server's machines may differ
)

// recall learns of an answer that an earlier turn got, before this one began.
func (c *clock) recall(a *answer, kind lead.Type) {
	if a.sign.past == "" {
		c.floor = max(c.floor, a.date)
		c.looks[place{kind, a.number}] = newLook(a.leads, a.date, 0)
	}
}

// now returns how much time has passed.
func (c *clock) now() int64 { return time.Since(c.began).Milliseconds() }

// old returns how old an answer was when it was asked for, as far as can be seen; 0 if it is fresh. It
// is old if a cache says so, if its Date is, or if it is in everything the answer of a second before.
func (c *clock) old(p *convertalk.Page, at place, leads []sighting, asked int64) int64 {
	now := newLook(leads, p.Date.UnixMilli(), c.now())
	c.mu.Lock()
	defer c.mu.Unlock()
	before, again := c.looks[at]
	again = again && before.date == now.date && before.digest == now.digest
	c.looks[at] = now
	due := c.floor
	if c.known {
		due = max(due, c.ahead+asked)
	}
	switch {
	case p.Age > 0:
		return p.Age.Milliseconds() + second - 1 // an Age is cut to the second
	case p.Date.IsZero():
		return 0
	case due-now.date > second+tolerance:
		return due - now.date - second
	case again && (p.Cached || asked-before.got >= second):
		return max(1, asked-before.got)
	}
	if ahead := now.date - now.got; !c.known || ahead > c.ahead {
		c.known, c.ahead = true, ahead
	}
	return 0
}
