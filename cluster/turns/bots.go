package turns

import (
	"context"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/ratelimit"
)

// Bots says how this worker finds and asks the bots that jobs name.
type Bots struct {
	Config    string        // the path of the config file, which is read for each turn
	UserAgent string        // of the requests
	Rate      float64       // requests per second at most where the profile says nothing; 0 = no ceiling
	Workers   int           // requests of a turn in flight at most; at least 1
	Lag       time.Duration // see listing.Reader
}

// patience is how long a turn waits because the server says so, or does not answer. What takes longer the
// lane waits for, and no worker.
const patience = 5 * time.Second

// bot is a bot and the way to it, for one turn.
type bot struct {
	client *convertalk.Client
	pacer  *ratelimit.Pacer
}

// way says how a turn asks a bot.
type way struct {
	pace   ratelimit.State // of the turn before
	lease  *lease
	writes bool
	wire   convertalk.Wire // of what it writes
	wait   time.Duration   // for the server at most
}

// open reads the profile and its token. Each attempt of a request asks the lease.
func (b *Bots) open(ctx context.Context, name string, w way) (*bot, error) {
	file, err := profile.Load(b.Config)
	if err != nil {
		return nil, err
	}
	p, err := file.Named(name)
	if err != nil {
		return nil, err
	}
	token, err := p.Token(ctx)
	if err != nil {
		return nil, err
	}
	rate := b.Rate
	if p.Rate != nil {
		rate = *p.Rate
	}
	pacer := b.pacer(rate, &w)
	client, err := convertalk.New(convertalk.Options{
		BaseURL: p.BaseURL, Token: token, BotID: p.BotID, CustomerID: p.CustomerID, UserAgent: b.UserAgent, Wire: w.wire,
		Pacer: pacer, Transport: &fence{convertalk.NewTransport(b.Workers), w.lease}, MaxWait: w.wait,
	})
	return &bot{client, pacer}, err
}

// pacer goes on with the pace of the turn before.
func (b *Bots) pacer(rate float64, w *way) *ratelimit.Pacer {
	return ratelimit.New(ratelimit.Options{
		Rate: rate, Begin: w.pace, Workers: b.Workers, Eager: w.pace == (ratelimit.State{}) && !w.writes, MaxWait: w.wait,
	})
}
