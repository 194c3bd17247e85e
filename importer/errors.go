package importer

import (
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/ratelimit"
)

// ErrDeclined says that the user answered no before anything was sent, which is no failure.
var ErrDeclined = errors.New("nothing was sent")

// errEnough is the user's no to the rows after the first ones. It stops the run as a guard does.
var errEnough = problem.Guard("you stopped it after the first rows", "")

// fixed returns an error with another remedy.
func fixed(err error, fix string) error {
	return &problem.Error{Problem: problem.Problem{Text: err.Error(), Fix: fix}, Exit: problem.ExitCode(err), Cause: err}
}

// unsent is an error before anything was sent.
func unsent(err error) error { return fmt.Errorf("%w; nothing was sent", err) }

// next returns how to go on: advice, which may be "", and a command.
func (o *Options) next(advice string, w Way) string {
	if o.Next == nil {
		return advice
	}
	return advice + w.lead() + o.Next(w)
}

// codeCanary is the code of the error that the first rows did not come back as they were sent.
const codeCanary = "canary"

// stopped is the error of a run that ended with rows left.
func (j *job) stopped(err error, w Way) error {
	advice, code := "", ""
	if e, ok := errors.AsType[*problem.Error](err); ok {
		code = e.Code
	}
	switch {
	case j.undone != nil:
	case convertalk.IsKind(err, convertalk.Auth):
		advice = "check the token (a new one revokes the old one), then "
	case code == codeCanary:
		advice = "look at the differences above; if they do no harm, "
	case code == send.CodeTooMany:
		advice = "look at the problems above, or allow more with --max-errors; then "
	case is[*ratelimit.OutageError](err):
		advice = problem.Remedy(err) + "; then "
	case is[*ratelimit.WaitError](err), convertalk.IsKind(err, convertalk.Slowdown):
		advice = "wait, or allow a longer wait with --max-wait; then "
	}
	return fixed(err, j.o.next(advice, w))
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
