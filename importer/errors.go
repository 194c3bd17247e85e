package importer

import (
	"errors"
	"fmt"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/ratelimit"
)

// ErrDeclined says that the user answered no before anything was sent, which is no failure.
var ErrDeclined = errors.New("nothing was sent")

// errEnough is the user's no to the rows after the first ones. It stops the run as a guard does.
var errEnough = problem.Guard("you stopped after the first rows", "")

// fixed returns an error with another remedy.
func fixed(err error, fix string) error {
	return &problem.Error{Problem: problem.Problem{Text: err.Error(), Fix: fix}, Exit: problem.ExitCode(err), Cause: err}
}

// unsent is an error before anything was sent.
func unsent(err error) error { return problem.MarkUnsent(err) }

// refusal is a guard that stops a run before anything is sent.
func refusal(text, fix string) error { return unsent(problem.Guard(text, fix)) }

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
	fix := j.o.next(j.advice(err), w)
	if w == ToResume && j.canUndo() {
		fix += "\n  " + j.o.next("", ToUndo)
	}
	return fixed(err, fix)
}

// canUndo reports whether an undo has something to restore.
func (j *job) canUndo() bool {
	planned := j.planned || j.resumed != nil && j.resumed.Planned
	return planned && j.undone == nil && j.log != nil && j.log.Tally()[row.Updated] > 0 && j.o.Next != nil
}

// early is the error of a run that ended before it sent anything. It says what an earlier run sent, and
// how to go on, unless the error knows that.
func (j *job) early(err error) error {
	switch problem.ExitCode(err) {
	case problem.ExitUsage, problem.ExitGuard, problem.ExitLocked:
		return err
	}
	if errors.Is(err, ErrDeclined) || is[*problem.Panic](err) || j.o.Next == nil {
		return err
	}
	if j.resumed == nil {
		return j.stopped(err, ToRunAgain)
	}
	t := j.log.Tally()
	before := fmt.Sprintf("; this run sent nothing (rows done before: %d)", t.Done())
	text, code := err.Error()+before, problem.ExitCode(err)
	fix := problem.Remedy(j.stopped(err, ToResume))
	return &problem.Error{Problem: problem.Problem{Text: text, Fix: fix}, Exit: code}
}

// advice is what to do before a run goes on, "" for nothing. It ends where the command begins.
func (j *job) advice(err error) string {
	code := ""
	if e, ok := errors.AsType[*problem.Error](err); ok {
		code = e.Code
	}
	switch {
	case convertalk.IsKind(err, convertalk.Auth):
		return "check the token (a new one revokes the old one), then "
	case code == codeCanary:
		return "look at the differences above; if they do no harm, "
	case code == send.CodeTooMany:
		return "look at the problems above, or allow more with --max-errors; then "
	case is[*ratelimit.WaitError](err), convertalk.IsKind(err, convertalk.Slowdown):
		return "wait, or allow a longer wait with --max-wait; then "
	case problem.Remedy(err) == "", is[*problem.Interrupted](err):
		return ""
	}
	return problem.Remedy(err) + "; then "
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
