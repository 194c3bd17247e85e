package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/leadferry/leadferry/internal/problem"
)

// Transport returns a RoundTripper that calls the platform in memory, whatever the request's host.
// A cancelled request returns at once; a dropped connection is an error, and a body that breaks off
// ends in io.ErrUnexpectedEOF. It works inside a synctest bubble, and leaves no goroutine once the
// bodies are closed or their requests cancelled.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

var errReset = errors.New("connection reset by peer")

// RoundTrip returns when the answer is complete, its header is flushed, or the request is
// cancelled.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := takeBody(r)
	if err != nil {
		return nil, err
	}
	outer := r.Context()
	if outer.Err() != nil {
		return nil, context.Cause(outer)
	}
	ctx, leave := context.WithCancel(outer)
	in := r.Clone(ctx)
	in.Body, in.RemoteAddr = io.NopCloser(bytes.NewReader(body)), "127.0.0.1:0"
	in.RequestURI = r.URL.RequestURI()
	e := &exchange{request: r, header: http.Header{}, out: make(chan struct{})}
	serve := problem.Caught("simulating the platform", func() error {
		return e.serve(t.server, in)
	})
	go func() { e.finish(serve()) }()
	select {
	case <-e.out:
	case <-outer.Done():
		leave()
		return nil, context.Cause(outer)
	}
	if e.err != nil {
		leave()
		return nil, e.err
	}
	return e.response(ctx, leave), nil
}

// takeBody reads and closes a request's body, so that nothing touches it after RoundTrip has
// returned. It stops after more than the platform accepts.
func takeBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	return body, errors.Join(err, r.Body.Close())
}
