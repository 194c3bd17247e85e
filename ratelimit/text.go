package ratelimit

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/leadferry/leadferry/internal/codec"
)

// text writes the fields of a common to its bytes, or reads them back: one list of the fields serves
// both. Times stand in it as their distance to the moment of writing, so that a step takes over no jump
// of the clock.
type text struct {
	writing bool
	out     []byte
	in      codec.Reader[[]byte]
	bad     bool      // what was read is not what was written
	now     time.Time // the moment of writing
}

const (
	textVersion = 2
	mostMates   = 1 << 12
)

// encodeCommon appends what the Pacers know to b.
func encodeCommon(b []byte, c *common, mates []mate, now time.Time) []byte {
	t := text{writing: true, now: now, out: codec.AppendNumber(append(b, textVersion), now.UnixNano())}
	t.common(c)
	t.mates(&mates)
	return t.out
}

// decodeCommon returns what was encoded. It is not ok, and nothing, if that was something else.
func decodeCommon(b []byte, now time.Time) (c common, mates []mate, ok bool) {
	t := text{in: codec.NewReader(b)}
	version := t.in.Byte()
	written := time.Unix(0, int64(t.in.Long()))
	t.now = now.Add(-max(now.Sub(written), 0)) // it is not later than now, whatever the clocks say
	t.common(&c)
	t.mates(&mates)
	if version != textVersion || !t.in.Whole() || t.bad || !t.sane(&c, mates) {
		return common{}, nil, false
	}
	return c, mates, true
}

func (t *text) common(c *common) {
	t.time(&c.pause.until, &c.pause.asked)
	small(t, &c.pause.why)
	t.number(&c.quota.left, &c.quota.most)
	t.time(&c.quota.until)
	t.float(&c.slots.limit)
	t.flag(&c.slots.growing)
	t.number(&c.slots.answers)
	t.time(&c.slots.at)
	small(t, &c.concurrency.state)
	t.number(&c.concurrency.good, &c.concurrency.suspect, &c.concurrency.answers, &c.concurrency.full)
	t.float(&c.concurrency.rate)
	t.time(&c.concurrency.since, &c.concurrency.retryAt)
	integer(t, &c.concurrency.retry)
	t.pace(&c.pace)
	t.number(&c.stale, &c.throttle)
}

func (t *text) pace(c *pace) {
	t.float(&c.told, &c.found, &c.reported, &c.bound, &c.load, &c.highest)
	t.time(&c.last, &c.refused, &c.grownAt)
	t.flag(&c.held)
	e := &c.limit
	t.float(&e.rate, &e.margin, &e.lasted, &e.saved)
	small(t, &e.kind)
	t.flag(&e.full, &e.over, &e.idle)
	for _, s := range []*stretch{&e.current, &e.first, &e.past} {
		t.stretch(s)
	}
	t.time(&e.firstEnd, &e.pastEnd, &e.shut)
}

func (t *text) stretch(s *stretch) {
	t.time(&s.began)
	t.number(&s.n)
	t.float(&s.apart)
	if n := t.count(len(s.points), 2*mostPoints); !t.writing {
		s.points = make([]point, n)
	}
	for i := range s.points {
		t.float(&s.points[i].at)
		t.number(&s.points[i].before)
	}
}

func (t *text) mates(mates *[]mate) {
	if n := t.count(len(*mates), mostMates); !t.writing {
		*mates = make([]mate, n)
	}
	for i := range *mates {
		m := &(*mates)[i]
		integer(t, &m.name)
		t.number(&m.inFlight, &m.workers)
		t.time(&m.seen)
	}
}

// integer moves a whole number.
func integer[N ~int | ~int64 | ~uint64](t *text, n *N) {
	if t.writing {
		t.out = codec.AppendNumber(t.out, *n)
		return
	}
	*n = N(t.in.Long())
}

// number moves numbers that are not negative.
func (t *text) number(all ...*int) {
	for _, n := range all {
		integer(t, n)
		t.bad = t.bad || *n < 0 || *n > 1<<40
	}
}

// count moves the number of things that follow.
func (t *text) count(n, most int) int {
	if t.number(&n); t.bad || n > most {
		t.bad, n = true, 0
	}
	return n
}

func small[N ~uint8](t *text, n *N) {
	if t.writing {
		t.out = append(t.out, byte(*n))
		return
	}
	*n = N(t.in.Byte())
}

func (t *text) flag(all ...*bool) {
	for _, b := range all {
		var n uint8
		if *b {
			n = 1
		}
		small(t, &n)
		*b = n != 0
	}
}

// float moves figures, none of which is negative.
func (t *text) float(all ...*float64) {
	for _, f := range all {
		if t.writing {
			t.out = binary.LittleEndian.AppendUint64(t.out, math.Float64bits(*f))
			continue
		}
		var bits [8]byte
		copy(bits[:], t.in.Bytes(len(bits)))
		*f = math.Float64frombits(binary.LittleEndian.Uint64(bits[:]))
		t.bad = t.bad || !(*f >= 0 && *f < 1e18)
	}
}

// time moves moments as a distance to now, which is 0 for none.
func (t *text) time(all ...*time.Time) {
	const none = math.MinInt64
	for _, at := range all {
		apart := int64(none)
		if !at.IsZero() {
			apart = int64(at.Sub(t.now))
		}
		integer(t, &apart)
		if *at = (time.Time{}); apart != none {
			*at = t.now.Add(time.Duration(apart))
		}
	}
}
