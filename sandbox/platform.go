package sandbox

import (
	"fmt"
	"net/http"
)

// Platform is several bots behind one address, each with a token, leads and a limit of its own. It is an
// http.Handler, safe for concurrent use.
type Platform struct {
	bots    []Bot
	servers map[string]*Server // by their token
}

// Bot is what names one of them.
type Bot struct{ BotID, Token string }

// NewPlatform returns so many bots as o describes, with other leads each. The first has the BotID, the
// Token and the leads of New(o). The error is that of o.Validate.
func NewPlatform(o Options, bots int) (*Platform, error) {
	p := &Platform{servers: map[string]*Server{}}
	o = o.withDefaults()
	for n := range bots {
		one := o
		if n > 0 {
			one.Seed, one.BotID, one.Token = o.Seed+uint64(n), fmt.Sprintf("%s%04x", o.BotID[:len(o.BotID)-4], n), fmt.Sprintf("%s-%d", o.Token, n+1)
		}
		server, err := New(one)
		if err != nil {
			return nil, err
		}
		p.bots = append(p.bots, Bot{one.BotID, one.Token})
		p.servers[one.Token] = server
	}
	return p, nil
}

// Bots returns what names the bots.
func (p *Platform) Bots() []Bot { return p.bots }

// Server returns the bot of a token, to look at its ledger and leads.
func (p *Platform) Server(token string) *Server { return p.servers[token] }

// ServeHTTP passes a request on to the bot whose token it carries, or to the first, which refuses it.
func (p *Platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, header := range []string{readHeader, writeHeader} {
		if server := p.servers[r.Header.Get(header)]; server != nil {
			server.ServeHTTP(w, r)
			return
		}
	}
	p.servers[p.bots[0].Token].ServeHTTP(w, r)
}
