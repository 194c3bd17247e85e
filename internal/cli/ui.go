package cli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/web"
)

// uiOptions are the flags of ui.
type uiOptions struct {
	flags.Connection
	keys      flags.Identities
	backups   []string
	port      int
	noBrowser bool
}

func (a *app) uiCommand() *cobra.Command {
	var o uiOptions
	run := func(ctx context.Context) error { return a.serveUI(ctx, &o) }
	return command("ui", noArgs, run, o.flags, o.keys.Add, o.Connection.Add)
}

func (o *uiOptions) flags(f *pflag.FlagSet) {
	f.IntVar(&o.port, "port", 0, "the port of this computer to listen on; 0 = any free one")
	f.StringArrayVar(&o.backups, "backups", nil, "a folder of snapshots, or s3://BUCKET/PREFIX, to show and restore; may be repeated")
	f.BoolVar(&o.noBrowser, "no-browser", false, "only print the address, and open no browser")
}

// serveUI serves the page until it is stopped, which is its normal end.
func (a *app) serveUI(ctx context.Context, o *uiOptions) error {
	if o.port < 0 || o.port > 65535 {
		return problem.Usage(fmt.Sprintf("--port cannot be %d", o.port), "choose 1 to 65535, or 0 for any free one")
	}
	collectLess(garbageOfPage)
	ids, err := o.keys.Load()
	if err != nil {
		return err
	}
	w := web.Options{
		Backups: o.backups, Identities: ids,
		Flags: o.Flags, Around: a.surroundings(), State: ownState(""), Sandbox: o.Sandbox, Version: version(), Warn: a.Warn,
		Opened: func(address string) { a.Say("To open it in another window: %s", address) },
	}
	w.Flags.Sandbox = false // it is one bot among others
	site, err := web.New(ctx, w, o.port)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return problem.Usage(fmt.Sprintf("another program already uses port %d", o.port), "choose another --port, or leave it out for any free one")
	case err != nil:
		return fmt.Errorf("the page could not be started: %w", err)
	}
	address := site.Address()
	if err := a.print(address + "\n"); err != nil {
		return err
	}
	if !o.noBrowser {
		if err := openBrowser(ctx, address); err != nil {
			a.Say("No browser could be opened (%v): open the address above.", err)
		}
	}
	a.Say("The address works once, and only on this computer. Ctrl-C stops the page, and what it is doing.")
	return site.Serve(ctx)
}

// openBrowser opens an address as this system does.
func openBrowser(ctx context.Context, address string) error {
	words := map[string][]string{"windows": {"rundll32", "url.dll,FileProtocolHandler"}, "darwin": {"open"}}[runtime.GOOS]
	if words == nil {
		words = []string{"xdg-open"}
	}
	cmd := exec.CommandContext(ctx, words[0], append(words[1:], address)...) //nolint:gosec // the words are our own
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() //nolint:errcheck // it reaps the process; what the browser says is its own matter
	return nil
}
