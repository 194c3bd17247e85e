package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
)

// Transport returns the in-memory door: a RoundTripper that calls the platform without a socket, whatever the request's host. A cancelled
// request returns at once; a dropped connection is an error, and a body that is cut ends in io.ErrUnexpectedEOF. It works inside a
// synctest bubble, and leaves no goroutine behind once the bodies are closed or their requests cancelled.
func (s *Server) Transport() http.RoundTripper { return door{s} }

type door struct{ server *Server }

var errReset = errors.New("connection reset by peer")

// RoundTrip hands the request over and waits until the answer is there, its header is flushed, or the request is cancelled.
func (d door) RoundTrip(r *http.Request) (*http.Response, error) {
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
	in.Body, in.RemoteAddr, in.RequestURI = io.NopCloser(bytes.NewReader(body)), "127.0.0.1:0", r.URL.RequestURI()
	v := &visit{request: r, header: http.Header{}, out: make(chan struct{})}
	go v.serve(d.server, in)
	select {
	case <-v.out:
	case <-outer.Done():
		leave()
		return nil, context.Cause(outer)
	}
	if v.err != nil {
		leave()
		return nil, v.err
	}
	return v.response(ctx, leave), nil
}

// takeBody reads and closes a request's body, so that none of it is touched after RoundTrip has returned. More than the platform takes
// need not be read.
func takeBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	return body, errors.Join(err, r.Body.Close())
}
