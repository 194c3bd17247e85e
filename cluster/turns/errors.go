package turns

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/ratelimit"
)

// outage is how long a server that does not answer is left alone.
const outage = 30 * time.Second

// postpone turns an error that time will mend into the time of the next turn: what was read counts.
func postpone(r *lane.TurnResult, err error) error {
	if wait, ok := errors.AsType[*ratelimit.WaitError](err); ok {
		r.Until, r.Trouble = wait.Until, wait.Error()
		return nil
	}
	if down, ok := errors.AsType[*ratelimit.OutageError](err); ok {
		r.Until, r.Trouble = time.Now().Add(outage), down.Error()
		return nil
	}
	if errors.Is(err, errStopping) {
		return nil
	}
	return err
}

// explained is an error as the engine takes it: what another attempt would not mend is marked.
func explained(err error) error {
	if _, ready := errors.AsType[*temporal.ApplicationError](err); err == nil || ready || temporal.IsCanceledError(err) {
		return err
	}
	if isRefusal(err) {
		return temporal.NewNonRetryableApplicationError(said(err), lane.RefusedReason, nil)
	}
	return temporal.NewApplicationError(said(err), "trouble")
}

// failed is an error that ends this job, and no other.
func failed(err error) error {
	return temporal.NewNonRetryableApplicationError(said(err), lane.FailedReason, nil)
}

// said is an error for people, in a line.
func said(err error) string {
	text := err.Error()
	if fix := problem.Remedy(err); fix != "" {
		text += "; " + fix
	}
	return text
}

// isRefusal reports whether a person must correct something before any job of the lane can be done.
func isRefusal(err error) bool {
	code := problem.ExitCode(err)
	return code == problem.ExitUsage || code == problem.ExitAuth || convertalk.IsKind(err, convertalk.Refused) || convertalk.IsKind(err, convertalk.Redirect)
}
