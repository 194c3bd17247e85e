package convertalk

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/leadferry/leadferry/ratelimit"
)

// attemptLimit is how often a request is tried; a throttled attempt does not count.
const attemptLimit = 6

// action is what follows an attempt.
type action uint8

const (
	succeed  action = iota
	retry           // failed in passing: again, after a growing wait
	throttle        // told to slow down: again, when the pacer says so
	giveUp          // failed for good
)

// answer is all that the decision about an attempt needs to know.
type answer struct {
	write    bool  // a PUT
	err      error // no answer, or one that broke off
	oversize bool
	status   int   // of HTTP
	readable bool  // the body of a 2xx answer is a JSON object of the documented shape
	flaw     error // why it is not
	success  bool  // "success" in it is true
	code     int   // "code" in it, 0 if there is none
	hint     ratelimit.Hint
}

// decide is the whole policy of success and retry. Success is an HTTP 2xx and a JSON object and success:true and, where there is one, a
// 2xx code. It depends on nothing but the answer.
func decide(a answer) (action, Kind) {
	switch {
	case a.oversize:
		return giveUp, Oversize
	case a.err != nil:
		return retry, Unavailable
	case a.status == 429, a.status == 403 && saysSlowDown(a.hint):
		return throttle, Slowdown
	case a.status == 401, a.status == 403:
		return giveUp, Auth
	case a.status >= 300 && a.status < 400:
		return giveUp, Redirect
	case a.status == 408, a.status == 425, a.status >= 500, a.status < 200:
		return retry, Unavailable
	case a.status >= 400:
		return giveUp, Refused
	case !a.readable:
		return retry, Unavailable
	}
	return decideBody(a)
}

// decideBody judges a 2xx answer by what its body says.
func decideBody(a answer) (action, Kind) {
	switch {
	case a.success && (a.code == 0 || a.code >= 200 && a.code < 300):
		return succeed, 0
	case a.code == 429:
		return throttle, Slowdown
	case a.code == 401, a.code == 403:
		return giveUp, Auth
	case a.code == 404: // as with that status: a page past the end, for one
		return giveUp, Refused
	case a.code >= 500, !a.write:
		return retry, Unavailable
	}
	return giveUp, Refused
}

// saysSlowDown tells whether a 403 is a limit rather than a refusal of the token.
func saysSlowDown(h ratelimit.Hint) bool { return h.Told || h.HasRemaining && h.Remaining == 0 }

// verdict is what the pacer hears of an attempt that is followed by next.
func verdict(next action) ratelimit.Verdict {
	switch next {
	case succeed:
		return ratelimit.OK
	case throttle:
		return ratelimit.Throttled
	case retry:
		return ratelimit.Failed
	default:
		return ratelimit.Refused
	}
}

// backoff returns the wait before the next attempt: full jitter up to 0.5 s after the first failure, doubling to 30 s.
// Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
func backoff(failures int) time.Duration {
	const base, most = 500 * time.Millisecond, 30 * time.Second
	return rand.N(min(most, base<<min(failures-1, 10)) + 1)
}

// sleep waits, or returns the context's error when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
