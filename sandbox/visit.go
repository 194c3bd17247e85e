package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// visit is one request at the door, an http.ResponseWriter. An answer is kept until it is whole, or flushed: from then on it streams.
type visit struct {
	request *http.Request
	header  http.Header
	status  int
	sent    http.Header // the header when the status was written
	kept    bytes.Buffer
	reader  *io.PipeReader // of a streaming answer
	stream  *io.PipeWriter
	out     chan struct{} // closed when there is a response, or err
	err     error
}

// serve lets the platform answer. A panic other than the agreed one is a bug and goes its way.
func (v *visit) serve(s *Server, r *http.Request) {
	defer func() {
		e := recover()
		if err, ok := e.(error); e != nil && (!ok || !errors.Is(err, http.ErrAbortHandler)) {
			panic(e)
		}
		v.finish(e != nil)
	}()
	s.ServeHTTP(v, r)
}

func (v *visit) finish(dropped bool) {
	switch {
	case v.stream != nil && dropped && v.request.Context().Err() != nil:
		v.stream.CloseWithError(context.Cause(v.request.Context())) // the error is always nil
	case v.stream != nil && dropped:
		v.stream.CloseWithError(io.ErrUnexpectedEOF) // the error is always nil
	case v.stream != nil:
		v.stream.Close() //nolint:errcheck // it always returns nil
	case dropped:
		v.err = fmt.Errorf("%s %s: %w", v.request.Method, v.request.URL.Path, errReset)
		close(v.out)
	default:
		v.WriteHeader(http.StatusOK)
		close(v.out)
	}
}

// Header returns the header to fill in.
func (v *visit) Header() http.Header { return v.header }

// WriteHeader fixes status and header; only the first call counts.
func (v *visit) WriteHeader(status int) {
	if v.status == 0 {
		v.status, v.sent = status, v.header.Clone()
	}
}

// Write keeps the bytes, or hands them to the reader of a streaming answer.
func (v *visit) Write(p []byte) (int, error) {
	v.WriteHeader(http.StatusOK)
	if v.stream != nil {
		return v.stream.Write(p)
	}
	return v.kept.Write(p)
}

// Flush lets the answer out; what was kept is read first.
func (v *visit) Flush() {
	v.WriteHeader(http.StatusOK)
	if v.stream == nil {
		v.reader, v.stream = io.Pipe()
		close(v.out)
	}
}

// response is called once the answer is out; leave is called when nobody wants it any more.
func (v *visit) response(ctx context.Context, leave context.CancelFunc) *http.Response {
	length, err := strconv.ParseInt(v.sent.Get("Content-Length"), 10, 64)
	if err != nil {
		length = -1
	}
	resp := &http.Response{
		Status: fmt.Sprintf("%d %s", v.status, http.StatusText(v.status)), StatusCode: v.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: v.sent, ContentLength: length, Request: v.request,
	}
	if v.stream == nil {
		leave()
		resp.Body = io.NopCloser(&v.kept)
		return resp
	}
	// A cancelled request ends the reading too, not only the waiting.
	stop := context.AfterFunc(ctx, func() {
		v.stream.CloseWithError(context.Cause(ctx)) // the error is always nil
	})
	resp.Body = &streamed{Reader: io.MultiReader(&v.kept, v.reader), close: func() {
		stop()
		v.reader.Close() //nolint:errcheck // it always returns nil
		leave()
	}}
	return resp
}

// streamed is the body of a streaming answer.
type streamed struct {
	io.Reader
	close func()
}

// Close tells the platform that nobody listens any more.
func (s *streamed) Close() error {
	s.close()
	return nil
}
