package importer

import (
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/ratelimit"
)

// ErrDeclined says that the user answered no.
var ErrDeclined error = &problem.Error{Problem: problem.Problem{Text: "not sent: you said no"}, Exit: problem.ExitInterrupted}

// fixedError is an error with another remedy.
type fixedError struct {
	error
	fix string
}

func (e *fixedError) Unwrap() error  { return e.error }
func (e *fixedError) Remedy() string { return e.fix }

// unsent is an error before anything was sent.
func unsent(err error) error { return fmt.Errorf("%w; nothing was sent", err) }

// next returns how to go on: advice, which may be "", and a command.
func (o *Options) next(advice string, w Way) string {
	if o.Next == nil {
		return advice
	}
	return advice + w.lead() + o.Next(w)
}

// CanaryError says that the first rows did not come back as they were sent.
type CanaryError struct{ Rows, Differing int }

func (c *CanaryError) Error() string {
	return fmt.Sprintf("of the first rows, which went alone, %d of %d did not come back as sent; the others were not sent", c.Differing, c.Rows)
}

// ExitCode is that of a run that a guard stopped.
func (*CanaryError) ExitCode() int { return problem.ExitGuard }

// stopped is the error of a run that ended with rows left.
func (o *Options) stopped(err error, w Way) error {
	advice := ""
	switch {
	case convertalk.IsKind(err, convertalk.Auth):
		advice = "check the token (a new one revokes the old one), then "
	case is[*CanaryError](err):
		advice = "look at the differences above; if they do no harm, "
	case is[*send.TooManyError](err):
		advice = "look at the problems above, or allow more with --max-errors; then "
	case is[*ratelimit.OutageError](err):
		advice = "wait until the server works, then "
	case is[*ratelimit.WaitError](err), convertalk.IsKind(err, convertalk.Slowdown):
		advice = "wait, or allow a longer wait with --max-wait; then "
	}
	return &fixedError{err, o.next(advice, w)}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
