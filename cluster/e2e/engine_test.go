package e2e

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
)

// engine is Temporal in a process of its own, with a file that survives it.
type engine struct {
	address, database string
	cmd               *exec.Cmd

	mu  sync.Mutex
	own client.Client
}

// program returns the engine's program, or skips the test.
func program(t *testing.T) string {
	t.Helper()
	path := os.Getenv("LEADFERRY_ENGINE")
	if folder, err := os.UserCacheDir(); path == "" && err == nil {
		path = filepath.Join(folder, "leadferry", "engine")
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("there is no engine (%v); build it once, which takes a quarter of an hour: make cluster-engine", err)
	}
	return path
}

func newEngine(t *testing.T) *engine {
	t.Helper()
	e := &engine{address: free(t), database: filepath.Join(t.TempDir(), "engine.db")}
	e.start(t)
	t.Cleanup(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.own != nil {
			e.own.Close()
		}
		e.kill(t)
	})
	return e
}

// free returns an address that nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

func (e *engine) start(t *testing.T) {
	t.Helper()
	e.cmd = exec.Command(program(t), "-address", e.address, "-database", e.database, "-namespace", "leadferry")
	e.cmd.Stderr = os.Stderr
	if err := e.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		c, err := client.DialContext(ctx, options(e.address))
		if err == nil {
			c.Close()
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the engine does not answer: %v", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func options(address string) client.Options {
	return client.Options{HostPort: address, Namespace: "leadferry", Logger: log.NewStructuredLogger(slog.New(slog.NewTextHandler(io.Discard, nil)))}
}

// kill kills the engine as a power cut does.
func (e *engine) kill(t *testing.T) {
	t.Helper()
	if err := e.cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	e.cmd.Wait()
}

// client returns a client that connects again by itself.
func (e *engine) client(t *testing.T) client.Client {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.own == nil {
		var err error
		if e.own, err = client.Dial(options(e.address)); err != nil {
			t.Fatal(err)
		}
	}
	return e.own
}
