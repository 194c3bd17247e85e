package settings

import (
	"context"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/ratelimit"
)

// Server is the platform as a connection reaches it, with the pace that it allows.
type Server struct {
	*convertalk.Client
	Pacer *ratelimit.Pacer
	Lag   time.Duration // how long a change may stay unseen
}

// Reader returns the server, only to read from. It checks the settings and reads the token, and makes
// no request.
func (c *Connection) Reader(ctx context.Context) (*Server, error) {
	return c.server(ctx, convertalk.WireStrings, true)
}

// Writer is Reader for a run that writes, too.
func (c *Connection) Writer(ctx context.Context, wire convertalk.Wire) (*Server, error) {
	return c.server(ctx, wire, false)
}

// server makes the client, whose pacer is eager for a run that only reads.
func (c *Connection) server(ctx context.Context, wire convertalk.Wire, eager bool) (*Server, error) {
	o, err := c.Options("", c.around.UserAgent)
	if err != nil {
		return nil, err
	}
	o.Wire = wire
	if c.Sandbox {
		err, o.Pacer = rehearse(&o, c.around.Rehearsal), ratelimit.New(c.pace(eager))
	} else if err = c.authorize(ctx, &o); err == nil {
		o.Pacer = c.around.Pacers.of(&o, c.pace(eager))
	}
	if err != nil {
		return nil, err
	}
	client, err := convertalk.New(o)
	if err != nil {
		return nil, err
	}
	return &Server{Client: client, Pacer: o.Pacer, Lag: c.Lag}, nil
}
