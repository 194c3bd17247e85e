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

// exchange is one request to Transport, as an http.ResponseWriter. It buffers the answer until it
// is complete or flushed; from then on the answer streams.
type exchange struct {
	request *http.Request
	header  http.Header
	status  int
	sent    http.Header // the header when the status was written
	buffer  bytes.Buffer
	reader  *io.PipeReader // of a streaming answer
	stream  *io.PipeWriter
	out     chan struct{} // closed when there is a response, or err
	err     error
}

// serve lets the platform answer. A dropped connection is errReset.
func (e *exchange) serve(s *Server, r *http.Request) (err error) {
	defer func() {
		v := recover()
		if cause, ok := v.(error); ok && errors.Is(cause, http.ErrAbortHandler) {
			err = fmt.Errorf("%s %s: %w", e.request.Method, e.request.URL.Path, errReset)
		} else if v != nil {
			panic(v)
		}
	}()
	s.ServeHTTP(e, r)
	return nil
}

// finish ends the answer; with an error the connection drops.
func (e *exchange) finish(err error) {
	ctx := e.request.Context()
	switch {
	case e.stream != nil && err != nil && ctx.Err() != nil:
		err = context.Cause(ctx)
	case e.stream != nil && errors.Is(err, errReset):
		err = io.ErrUnexpectedEOF
	}
	if e.stream != nil {
		e.stream.CloseWithError(err) // the result is always nil
		return
	}
	if e.err = err; err == nil {
		e.WriteHeader(http.StatusOK)
	}
	close(e.out)
}

// Header returns the header to fill in.
func (e *exchange) Header() http.Header { return e.header }

// WriteHeader fixes status and header; only the first call counts.
func (e *exchange) WriteHeader(status int) {
	if e.status == 0 {
		e.status, e.sent = status, e.header.Clone()
	}
}

// Write buffers the bytes, or passes them to the reader of a streaming answer.
func (e *exchange) Write(p []byte) (int, error) {
	e.WriteHeader(http.StatusOK)
	if e.stream != nil {
		return e.stream.Write(p)
	}
	return e.buffer.Write(p)
}

// Flush makes the answer stream, its buffer first.
func (e *exchange) Flush() {
	e.WriteHeader(http.StatusOK)
	if e.stream == nil {
		e.reader, e.stream = io.Pipe()
		close(e.out)
	}
}

// response is for an answer that is out. It calls leave when the answer is not needed any more.
func (e *exchange) response(ctx context.Context, leave context.CancelFunc) *http.Response {
	length, err := strconv.ParseInt(e.sent.Get("Content-Length"), 10, 64)
	if err != nil {
		length = -1
	}
	resp := &http.Response{
		Status: fmt.Sprintf("%d %s", e.status, http.StatusText(e.status)), StatusCode: e.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: e.sent, ContentLength: length, Request: e.request,
	}
	if e.stream == nil {
		leave()
		resp.Body = io.NopCloser(&e.buffer)
		return resp
	}
	// A cancelled request ends a read in progress, too.
	stop := context.AfterFunc(ctx, func() {
		e.stream.CloseWithError(context.Cause(ctx)) // the result is always nil
	})
	resp.Body = &streamed{Reader: io.MultiReader(&e.buffer, e.reader), close: func() {
		stop()
		e.reader.Close() //nolint:errcheck // it always returns nil
		leave()
	}}
	return resp
}

// streamed is the body of a streaming answer.
type streamed struct {
	io.Reader
	close func()
}

// Close stops the platform's writing.
func (s *streamed) Close() error {
	s.close()
	return nil
}
