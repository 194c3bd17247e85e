package sandbox

import (
	"bytes"
	"strconv"
	"time"
)

// cache gives the answers about pages again for a while, as a proxy in front of the platform would
// that heeds nobody's wish for new ones. The zero cache keeps nothing. It is not safe for concurrent
// use.
type cache struct {
	keep    time.Duration
	answers map[string]answer // by type and page
}

func cacheKey(r *request) string { return r.entry.Type + strconv.Itoa(r.entry.Page) }

// get returns an answer that is still kept.
func (c *cache) get(r *request) (a answer, ok bool) {
	a, ok = c.answers[cacheKey(r)]
	a.age = r.entry.At.Sub(a.made)
	r.entry.Applied = ok && a.age < c.keep
	return a, r.entry.Applied
}

// put keeps an answer, whose body is good only for now.
func (c *cache) put(r *request, a answer) answer {
	if c.keep > 0 {
		a.body, a.made = bytes.Clone(a.body), r.entry.At
		c.answers[cacheKey(r)] = a
	}
	return a
}
