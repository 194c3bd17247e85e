// Package problem is the lowest floor of the program, importable by every room: what is wrong and how
// to fix it, the exit code that follows, and the guard of every goroutine.
package problem

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"syscall"
	"unicode"
)

// Problem is what is wrong and how to fix it. Its texts are for people and hold no token.
type Problem struct {
	Code string `json:"code"` // stable and kebab-case, for scripts and for grouping; "" for none
	Text string `json:"text"`
	Fix  string `json:"fix,omitzero"`
}

// Error returns the text.
func (p *Problem) Error() string { return p.Text }

// Remedy returns the fix.
func (p *Problem) Remedy() string { return p.Fix }

// Fixer is an error that knows its remedy, "" if there is none.
type Fixer interface {
	error
	Remedy() string
}

// With returns an error with a remedy. Its text is that of err.
func With(err error, fix string) error { return &withFix{err, fix} }

type withFix struct {
	error
	fix string
}

func (w *withFix) Unwrap() error  { return w.error }
func (w *withFix) Remedy() string { return w.fix }

// Exiter is an error that knows the exit code of a run that it ends.
type Exiter interface {
	error
	ExitCode() int
}

// Error is a problem that ends a run.
type Error struct {
	Problem
	Exit   int
	Unsent bool  // nothing was sent or written
	Cause  error // may be nil; the text says what matters of it
}

// errUnsent is what every error is that ended a run before it sent or wrote anything.
var errUnsent = errors.New("nothing was sent")

// Is reports whether target is the mark of an error before anything was sent.
func (e *Error) Is(target error) bool { return target == errUnsent && e.Unsent }

// MarkUnsent marks an error that ended a run before it sent or wrote anything.
func MarkUnsent(err error) error { return &unsentError{err} }

type unsentError struct{ error }

func (u *unsentError) Unwrap() error { return u.error }

func (u *unsentError) Is(target error) bool { return target == errUnsent }

// ExitCode returns e.Exit.
func (e *Error) ExitCode() int { return e.Exit }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Usage is wrong use: a flag, a setting or a file that nothing can be done with. Nothing was sent.
func Usage(text, fix string) *Error {
	return &Error{Problem: Problem{Text: text, Fix: fix}, Exit: ExitUsage, Unsent: true}
}

// Guard is a run that a guard of the user's stopped.
func Guard(text, fix string) *Error {
	return &Error{Problem: Problem{Text: text, Fix: fix}, Exit: ExitGuard}
}

// Locked is a run that would meddle with another one.
func Locked(text, fix string) *Error {
	return &Error{Problem: Problem{Text: text, Fix: fix}, Exit: ExitLocked, Unsent: true}
}

// Remedy returns how to fix what went wrong, "" if there is nothing to say. The outermost error that
// knows a remedy counts.
func Remedy(err error) string {
	if f, ok := errors.AsType[Fixer](err); ok && f.Remedy() != "" {
		return f.Remedy()
	}
	if errors.Is(err, syscall.ENOSPC) {
		return "free some space on that disk, or choose a file on another"
	}
	return ""
}

// Unsent reports whether err ended a run before it sent or wrote anything. What that means depends on
// the command.
func Unsent(err error) bool { return errors.Is(err, errUnsent) }

// Name writes the name of a file or a column into a fix. One that could forge a line is quoted.
func Name(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

// The exit codes that scripts rely on. Any other code is a failure too.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitPartial     = 3 // finished; some rows were rejected or failed, or are in conflict
	ExitAuth        = 4 // token missing or refused
	ExitGuard       = 5
	ExitUnverified  = 6 // written, but not proved complete
	ExitLocked      = 11
	ExitUncopied    = 12 // done, but the profile's hook then failed
	ExitInterrupted = 130
	ExitPipe        = 141 // who read standard output has gone
	ExitTerminated  = 143
)

// ExitCode returns the exit code of a run that ended with err.
func ExitCode(err error) int {
	if err == nil {
		return ExitDone
	}
	if i, ok := errors.AsType[*Interrupted](err); ok {
		return i.ExitCode()
	}
	if e, ok := errors.AsType[Exiter](err); ok {
		return e.ExitCode()
	}
	if errors.Is(err, context.Canceled) {
		return ExitInterrupted
	}
	return ExitFailed
}

// Interrupted is the cause of a context that a signal ended.
type Interrupted struct{ Terminated bool }

func (i *Interrupted) Error() string {
	if i.Terminated {
		return "stopped by a signal (SIGTERM)"
	}
	return "stopped (Ctrl-C)"
}

// Remedy says how to begin anew.
func (*Interrupted) Remedy() string { return "run the same command again" }

// ExitCode follows the shells' custom: 128 and the signal's number.
func (i *Interrupted) ExitCode() int {
	if i.Terminated {
		return ExitTerminated
	}
	return ExitInterrupted
}
