package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Churn changes the listed chats before each page is read, in events per read: 0.05 is one in
// twenty reads. The zero value leaves them alone.
type Churn struct {
	Insert float64 // a new one comes in
	Bump   float64 // one gets a new updatedAt
	Delete float64 // one is deleted
}

// ParseChurn parses churn such as insert=0.05,bump=0.5,delete=0.02.
func ParseChurn(s string) (Churn, error) {
	var c Churn
	for part := range strings.SplitSeq(s, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields := map[string]*float64{"insert": &c.Insert, "bump": &c.Bump, "delete": &c.Delete}
		field, ok := fields[key]
		if !ok {
			return Churn{}, fmt.Errorf("--churn %q: %q is not one of: insert, bump, delete", s, key)
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return Churn{}, fmt.Errorf("--churn %q: %q is not a number of events per page read",
				s, value)
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

// count is a number of events that is n on average.
func count(n float64, chance *rand.Rand) int {
	whole := int(n)
	if chance.Float64() < n-float64(whole) {
		whole++
	}
	return whole
}

// churn changes the listing of a type before one of its pages is read.
func (s *Server) churn(kind string) {
	c, st := s.opts.Churn, s.store
	if c == (Churn{}) {
		return
	}
	inserts, bumps := count(c.Insert, st.chance), count(c.Bump, st.chance)
	deletes := count(c.Delete, st.chance) // drawn before any of them happens
	for range inserts {
		st.grow(kind)
	}
	for range bumps {
		if r := st.any(kind); r != nil {
			st.touch(r)
		}
	}
	for range deletes {
		if r := st.any(kind); r != nil {
			st.remove(r)
		}
	}
}
