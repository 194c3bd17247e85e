package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/ratelimit"
)

// The exit codes that scripts rely on. A code that is not listed counts as failure.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartial     = 3
	exitAuth        = 4
	exitGuard       = 5
	exitUnverified  = 6
	exitLocked      = 11
	exitInterrupted = 130
	exitTerminated  = 143
)

const exitHelp = `
Exit codes: 0 done; 1 failed; 2 wrong use, nothing was sent; 4 token missing or refused; 5 the file would shrink, or --resume does not
fit; 6 written, but not proved complete; 11 another run writes this file; 130 or 143 interrupted. Any other code is a failure too.`

// Interrupted is why a run ended that the user stopped.
type Interrupted struct{ Terminated bool }

func (i *Interrupted) Error() string {
	if i.Terminated {
		return "stopped by the system"
	}
	return "stopped by you"
}

// usageError is wrong use: nothing was sent.
type usageError struct{ problem, fix string }

func (u *usageError) Error() string { return u.problem }

// noToken is the one missing setting that has an exit code of its own.
type noToken struct{ fix string }

func (noToken) Error() string { return "there is no token" }

// exitCode is the table of exit codes.
func exitCode(err error) int {
	if i, ok := errors.AsType[*Interrupted](err); ok {
		if i.Terminated {
			return exitTerminated
		}
		return exitInterrupted
	}
	if s, ok := errors.AsType[*saidError](err); ok {
		return s.code
	}
	if _, late := errors.AsType[*lateError](err); late {
		return exitFailed
	}
	if isType[*guardError](err) || isType[*importer.TooManyError](err) || isType[*unfinishedError](err) || isType[*canaryError](err) {
		return exitGuard
	}
	if isType[*lockedError](err) {
		return exitLocked
	}
	if isType[*declinedError](err) {
		return exitInterrupted
	}
	if isType[*headerError](err) {
		return exitUsage
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return exitUsage
	}
	if isType[*convertalk.ConfigError](err) || isType[*profile.Error](err) {
		return exitUsage
	}
	if _, ok := errors.AsType[*atomicfile.ExistsError](err); ok {
		return exitUsage
	}
	if _, ok := errors.AsType[noToken](err); ok || convertalk.IsKind(err, convertalk.Auth) {
		return exitAuth
	}
	if errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	return exitFailed
}

// fix says how to mend what went wrong, "" if there is nothing to say.
func fix(err error) string {
	if s, ok := errors.AsType[*stoppedError](err); ok {
		return s.fix
	}
	if r, ok := errors.AsType[*resumableError](err); ok {
		return r.fix()
	}
	if g, ok := errors.AsType[*guardError](err); ok {
		return g.fix
	}
	if u, ok := errors.AsType[*unfinishedError](err); ok {
		return u.fix
	}
	if h, ok := errors.AsType[*headerError](err); ok {
		return strings.Join(h.err.Fixes(), "\n  fix: ")
	}
	if l, ok := errors.AsType[*lockedError](err); ok {
		if l.what == "backup" {
			return "wait for it to end, or let this one wait with --lock-wait 30m"
		}
		return "wait for it to end"
	}
	if u, ok := errors.AsType[*usageError](err); ok {
		return u.fix
	}
	if c, ok := errors.AsType[*convertalk.ConfigError](err); ok {
		return c.Fix
	}
	if p, ok := errors.AsType[*profile.Error](err); ok {
		return p.Fix
	}
	if _, ok := errors.AsType[*atomicfile.ExistsError](err); ok {
		return "give another name, or add --force to replace it when the new one is complete"
	}
	if t, ok := errors.AsType[noToken](err); ok {
		return t.fix
	}
	if errors.Is(err, syscall.ENOSPC) {
		return "make room on that disk, or choose a file on another, and run it again"
	}
	if _, ok := errors.AsType[*Interrupted](err); ok {
		return "run the same command again to start over"
	}
	if _, ok := errors.AsType[*ratelimit.WaitError](err); ok {
		return "run it again after that time, or allow a longer wait with --max-wait"
	}
	if isType[*ratelimit.OutageError](err) {
		return "run it again when the server works; --max-wait allows to wait longer for it"
	}
	e, ok := errors.AsType[*convertalk.Error](err)
	if !ok {
		return ""
	}
	switch e.Kind {
	case convertalk.Auth:
		return "check the token (a new one revokes the old one), the bot ID and the customer ID"
	case convertalk.Redirect:
		return "check --base-url: it must be the API's own address"
	case convertalk.Slowdown:
		return "run it again later, or with a smaller --rate"
	case convertalk.Refused:
		return "check the bot ID and the customer ID"
	case convertalk.Unavailable:
		return "check the network and --base-url, and run the same command again"
	case convertalk.Oversize:
		return "check --base-url: this does not look like the API"
	}
	return ""
}

// fail reports an error where it belongs and returns the exit code.
func (a *app) fail(err error) int {
	code := exitCode(err)
	if isType[*saidError](err) {
		return code
	}
	a.tellError(err)
	if a.json && !a.printed {
		if err := a.printJSON(failure{1, a.command, err.Error(), code}); err != nil {
			a.sayAlways("error: %s", err)
		}
	}
	return code
}

// tellError says what is wrong, how to mend it, and what was not done.
func (a *app) tellError(err error) {
	code := exitCode(err)
	a.sayAlways("error: %s", err)
	if f := fix(err); f != "" {
		a.sayAlways("  fix: %s", f)
	}
	if code == exitUsage || code == exitLocked || isType[*unfinishedError](err) || code == exitAuth && !convertalk.IsKind(err, convertalk.Auth) {
		a.sayAlways("  nothing was sent")
	}
}

// failure is the JSON object of a run that failed.
type failure struct {
	Schema   int    `json:"schema"`
	Command  string `json:"command"`
	Error    string `json:"error"`
	ExitCode int    `json:"exitCode"`
}

// say talks to the user, unless asked to be quiet.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		a.sayAlways(format, args...)
	}
}

func (a *app) sayAlways(format string, args ...any) {
	io.WriteString(a.std.Err, harmless(fmt.Sprintf(strings.TrimRight(format, "\n")+"\n", args...))) //nolint:errcheck // nobody could be told
}

// show puts a question before the user, who answers on the same line.
func (a *app) show(question string) {
	io.WriteString(a.std.Err, harmless(question)) //nolint:errcheck // nobody could be told
}

// printJSON writes the one object of a run to standard output.
func (a *app) printJSON(v any) error {
	a.printed = true
	out, err := json.Marshal(v)
	if err == nil {
		_, err = a.std.Out.Write(append(out, '\n'))
	}
	if err != nil {
		return fmt.Errorf("the JSON summary could not be written: %w", err)
	}
	return nil
}
