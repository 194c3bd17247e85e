// Leadferry moves leads between Convertalk and spreadsheets.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/leadferry/leadferry/internal/cli"
	"github.com/leadferry/leadferry/internal/problem"
)

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a write then fails, and the run cleans up
	go func() {
		s := <-signals
		signal.Stop(signals) // a second one ends the process at once
		cancel(&problem.Interrupted{Terminated: s != os.Interrupt})
	}()
	os.Exit(cli.Main(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
