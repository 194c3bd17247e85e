package sandbox

import (
	"context"
	"io"
	"net"
	"net/http"
	"time"
)

// Transport returns a RoundTripper that calls the platform in memory, whatever the request's host.
// It works inside a synctest bubble, and leaves no goroutine once the bodies are closed or their
// requests cancelled.
func (s *Server) Transport() http.RoundTripper {
	server := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	dial := func(context.Context, string, string) (net.Conn, error) {
		client, platform := net.Pipe()
		_ = server.Serve(&oneConn{platform}) // it is served in the background; the error is io.EOF
		return client, nil
	}
	return &http.Transport{DialContext: dial, DialTLSContext: dial, DisableKeepAlives: true}
}

// oneConn is a listener with one connection.
type oneConn struct{ net.Conn }

// Accept returns the connection once, then io.EOF.
func (l *oneConn) Accept() (net.Conn, error) {
	c := l.Conn
	if l.Conn = nil; c == nil {
		return nil, io.EOF
	}
	return c, nil
}

// Addr and Close are not for the connection.
func (l *oneConn) Addr() net.Addr { return nil }
func (l *oneConn) Close() error   { return nil }
