package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/ratelimit"
)

// ask asks before something is sent.
func (a *app) ask(ctx context.Context, question string) (yes bool, err error) {
	if yes, err = a.Ask(ctx, question); err != nil {
		err = &unsentError{err}
	}
	return yes, err
}

// elapsed is how long the run has taken so far, without the time that somebody took to answer.
func (r *importRun) elapsed() time.Duration { return time.Since(r.start) - r.asked }

// wayOn says what to do after a run that was stopped.
func (r *importRun) wayOn(s *importSummary, err error) string {
	again := "go on with: " + r.again("--resume")
	if s.Finished {
		again = "run it again with: " + r.command(r.o.input)
	}
	switch {
	case convertalk.IsKind(err, convertalk.Auth):
		return "check the token (a new one revokes the old one), then " + again
	case isType[*canaryError](err):
		return "look at the differences above; if they do no harm, " + again
	case isType[*importer.TooManyError](err):
		return "look at the problems above, or allow more with --max-errors; then " + again
	case isType[*ratelimit.OutageError](err):
		return "wait until the server works, then " + again
	case isType[*ratelimit.WaitError](err), convertalk.IsKind(err, convertalk.Slowdown):
		return "wait, or allow a longer wait with --max-wait; then " + again
	}
	return again
}

func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// again is this command again for the same file, to go on with it or to start over. A plan that is being carried out is in the report by then.
func (r *importRun) again(flag string) string {
	if r.o.planFile != "" && flag == "--resume" {
		words := []string{"import", r.o.input, flag}
		if r.o.yes {
			words = append(words, "--yes")
		}
		return r.connected(words...)
	}
	return r.command(r.o.input, flag)
}

// command is this command again for a file, with further flags: it can be copied into a shell.
func (r *importRun) command(file string, more ...string) string {
	words := []string{"leadferry"}
	other := file != r.o.input
	if other && r.o.engine.Trusted {
		return r.connected("import", file, "--plan")
	}
	drop := map[string]bool{} // a rejects file is plain CSV
	for _, name := range []string{"--report", "--format", "--encoding", "--delimiter", "--sheet", "--plan-file"} {
		drop[name] = other
	}
	args := slices.Clone(r.args)
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		switch {
		case drop[name]:
			if name == "--plan-file" { // of which this file takes the place
				words = append(words, screen.Quote(file), "--plan")
			}
			if !joined {
				i++ // and its value
			}
		case args[i] == "--restart", args[i] == "--resume", other && name == "--raw-cells": // a rejects file has the guard
		case args[i] == r.o.input:
			words = append(words, screen.Quote(file))
		default:
			words = append(words, screen.Quote(args[i]))
		}
	}
	return strings.Join(append(words, more...), " ")
}

// connected is another command with this one's connection: it can be copied into a shell.
func (r *importRun) connected(words ...string) string {
	all := []string{"leadferry"}
	for _, w := range words {
		all = append(all, screen.Quote(w))
	}
	for i := 0; i < len(r.args); i++ {
		name, _, joined := strings.Cut(r.args[i], "=")
		if !slices.Contains([]string{"--profile", "--config", "--base-url", "--bot-id", "--customer-id", "--token-file", "--read-header", "--write-header", "--rate", "--workers", "--max-wait"}, name) {
			continue
		}
		all = append(all, screen.Quote(r.args[i]))
		if !joined && i+1 < len(r.args) {
			i++
			all = append(all, screen.Quote(r.args[i]))
		}
	}
	return strings.Join(all, " ")
}
