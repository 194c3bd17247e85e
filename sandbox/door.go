package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Transport returns a way to the server without a socket: the handler runs in the caller's goroutine, and waits pass on a fake clock. A
// dropped connection is an error, an answer that breaks off has a body that ends in io.ErrUnexpectedEOF.
func (s *Server) Transport() http.RoundTripper { return door{s} }

type door struct{ server *Server }

func (d door) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body != nil {
		defer r.Body.Close() //nolint:errcheck // it is read in full by the handler
	}
	w := &answerWriter{header: http.Header{}}
	dropped := d.handle(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, context.Cause(r.Context())
	}
	if dropped && w.status == 0 {
		return nil, errDropped
	}
	var body io.Reader = &w.body
	if dropped {
		body = io.MultiReader(body, broken{})
	}
	if w.header.Get("Date") == "" {
		w.header.Set("Date", d.server.opts.Now().UTC().Format(http.TimeFormat))
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(body), ContentLength: -1, Request: r,
	}, nil
}

var errDropped = errors.New("connection reset by peer")

// handle runs the handler; a panic with http.ErrAbortHandler is how a handler drops its connection.
func (d door) handle(w http.ResponseWriter, r *http.Request) (dropped bool) {
	defer func() {
		if e := recover(); e != nil {
			if err, ok := e.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(e)
			}
			dropped = true
		}
	}()
	d.server.ServeHTTP(w, r)
	return false
}

// answerWriter keeps an answer in memory.
type answerWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answerWriter) Header() http.Header { return w.header }

func (w *answerWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *answerWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// broken is the end of a body whose connection was dropped.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
