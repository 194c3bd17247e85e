package settings

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/blackboard"
	"github.com/leadferry/leadferry/ratelimit"
)

// Pacers are the pacers of a run: one for each token, whatever profiles share it, since a server limits
// a token. What they find out stands in a folder of the user's own, for the next run, and for others
// that use the same token at the same time.
type Pacers struct {
	Folder string // "" keeps nothing

	mu  sync.Mutex
	all map[paced]*ratelimit.Pacer
}

// paced is what has one pacer. Profiles of one token with different ceilings have the pace in common,
// but not the ceiling.
type paced struct {
	token string // a hash
	rate  float64
}

// of returns the pacer for a client.
func (p *Pacers) of(c *convertalk.Options, o ratelimit.Options) *ratelimit.Pacer {
	if p == nil {
		return ratelimit.New(o)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := paced{tokenHash(c.BaseURL, c.Token), o.Rate}
	if known := p.all[key]; known != nil {
		return known
	}
	if p.Folder != "" {
		if board, err := blackboard.New(p.Folder, key.token); err == nil { // without it, it runs alone
			o.Shared = board
		}
	}
	if p.all == nil {
		p.all = map[paced]*ratelimit.Pacer{}
	}
	p.all[key] = ratelimit.New(o)
	return p.all[key]
}

// tokenHash names a token at a server. Nobody can tell the token from it.
func tokenHash(baseURL, token string) string {
	hash := hmac.New(sha256.New, []byte(token))
	hash.Write([]byte("leadferry pace " + convertalk.PlainBaseURL(baseURL)))
	return hex.EncodeToString(hash.Sum(nil)[:16])
}
