package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Churn is what happens to the listed chats at each read of a page, before it is answered, in events per read: 0.05 is one in twenty
// reads. The zero value leaves them alone.
type Churn struct {
	Insert float64 // a new one comes in
	Bump   float64 // one is touched: its updatedAt is now
	Delete float64 // one goes
}

// ParseChurn reads churn such as insert=0.05,bump=0.5,delete=0.02.
func ParseChurn(s string) (Churn, error) {
	var c Churn
	for part := range strings.SplitSeq(s, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		field, ok := map[string]*float64{"insert": &c.Insert, "bump": &c.Bump, "delete": &c.Delete}[key]
		if !ok {
			return Churn{}, fmt.Errorf("--churn %q: %q is not one of: insert, bump, delete", s, key)
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return Churn{}, fmt.Errorf("--churn %q: %q is not a number of events per page read", s, value)
		}
		*field = n
	}
	return c, c.validate()
}

func (c Churn) validate() error {
	for _, n := range []float64{c.Insert, c.Bump, c.Delete} {
		if !(n >= 0 && n <= 1000) {
			return errors.New("--churn takes 0 to 1000 events per page read")
		}
	}
	return nil
}

// events are the changes due at one read.
type events struct{ inserts, bumps, deletes int }

func (c Churn) draw(chance *rand.Rand) events {
	return events{count(c.Insert, chance), count(c.Bump, chance), count(c.Delete, chance)}
}

// count is n on average.
func count(n float64, chance *rand.Rand) int {
	whole := int(n)
	if chance.Float64() < n-float64(whole) {
		whole++
	}
	return whole
}

// churn changes the listing of a kind before one of its pages is read.
func (s *Server) churn(kind string) {
	if s.opts.Churn == (Churn{}) {
		return
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	e := s.opts.Churn.draw(s.store.chance)
	for range e.inserts {
		s.store.grow(kind)
	}
	for range e.bumps {
		if r := s.store.any(kind); r != nil {
			s.store.touch(r)
		}
	}
	for range e.deletes {
		if r := s.store.any(kind); r != nil {
			s.store.remove(r)
		}
	}
}
