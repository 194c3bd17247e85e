package sandbox

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// Serve serves a handler until ctx ends, which is no error. It closes the listener.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() {
		done <- problem.Caught("serving the sandbox", func() error { return server.Serve(listener) })()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}
