package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/leadferry/leadferry/internal/problem"
)

// newBucket returns an S3 server in memory that has one bucket.
func newBucket() http.Handler {
	backend := s3mem.New()
	_ = backend.CreateBucket("leads") // which fails only if it is there
	return gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
}

// listen serves on this machine alone until the context ends.
func listen(ctx context.Context, h http.Handler) (address string, err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go problem.Caught("serving the trial", func() error { return server.Serve(l) })() //nolint:errcheck // until it is closed
	context.AfterFunc(ctx, func() { server.Close() })                                 //nolint:errcheck // the trial is over
	return "http://" + l.Addr().String(), nil
}

// child is the engine in a process that does not outlive this one.
type child struct {
	cmd     *exec.Cmd
	alive   io.Closer // while it is open
	address string
	ended   chan struct{}
}

// startEngine starts the engine. When it ends, lost is called.
func (d *trial) startEngine(ctx context.Context, lost context.CancelCauseFunc) (*child, error) {
	program, err := d.findEngine()
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0") // to find a port that is free
	if err != nil {
		return nil, err
	}
	c := &child{address: l.Addr().String(), ended: make(chan struct{})}
	if err := l.Close(); err != nil {
		return nil, err
	}
	c.cmd = exec.CommandContext(ctx, program, "-attached", "-address", c.address, "-database", filepath.Join(d.folder, "engine.db"))
	c.cmd.Stderr = os.Stderr
	if c.alive, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the engine %s: %w", program, err)
	}
	go func() {
		defer close(c.ended)
		err := problem.Caught("waiting for the engine", c.cmd.Wait)()
		lost(fmt.Errorf("the engine has ended: %w", cmp.Or(err, errors.New("by itself"))))
	}()
	return c, nil
}

// stop stops the engine and waits for its end.
func (c *child) stop() {
	c.alive.Close() //nolint:errcheck // a pipe; that is what ends it
	<-c.ended
}

// await waits until the engine answers.
func (c *child) await(ctx context.Context) error {
	e := engine{address: c.address}
	for {
		client, err := e.dial()
		if err == nil {
			client.Close()
			return nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), err)
		}
	}
}

// findEngine returns the path of the engine's program.
func (d *trial) findEngine() (string, error) {
	if d.program != "" {
		return d.program, nil
	}
	var places []string
	if own, err := os.Executable(); err == nil {
		places = append(places, filepath.Join(filepath.Dir(own), "leadferry-engine"))
	}
	if cache, err := os.UserCacheDir(); err == nil {
		places = append(places, filepath.Join(cache, "leadferry", "engine"))
	}
	for _, path := range places {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", problem.Usage("there is no engine on this machine yet",
		"build it once, which takes some ten minutes: make cluster-engine, in the source of leadferry; or name the program with --engine-program")
}
