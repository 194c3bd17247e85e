package convertalk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/jsonscan"
	"github.com/leadferry/leadferry/ratelimit"
)

// attemptLimit is how often a request is tried; a throttled attempt does not count.
const attemptLimit = 6

// answer is all that the decision about an attempt needs to know.
type answer struct {
	write    bool  // a PUT
	err      error // no answer, or one that broke off
	oversize bool
	status   int   // of HTTP
	readable bool  // the body of a 2xx answer is a JSON object of the documented shape
	flaw     error // why it is not
	envelope       // of the body, if it has one
	hint     ratelimit.Hint
	date     time.Time     // by the server's clock; zero if it does not say
	unsure   bool          // this attempt or one before it may have been applied, though nothing says so
	cached   bool          // a cache gave it, or let it through
	age      time.Duration // in the cache
}

// decide is the whole policy of success and retry. Success is an HTTP 2xx and a JSON object and
// success:true and, where there is one, a 2xx code. A Failed attempt is made again after a growing
// wait, a Throttled one when the pacer says so. It depends on nothing but the answer.
func decide(a answer) (ratelimit.Verdict, Kind) {
	switch {
	case a.oversize:
		return ratelimit.Refused, Oversize
	case a.err != nil:
		return ratelimit.Failed, Unavailable
	case a.status == 429, a.status == 403 && saysSlowDown(a.hint):
		return ratelimit.Throttled, Slowdown
	case a.status == 401, a.status == 403:
		return ratelimit.Refused, Auth
	case a.status >= 300 && a.status < 400:
		return ratelimit.Refused, Redirect
	case a.status == 408, a.status == 425, a.status >= 500, a.status < 200:
		return ratelimit.Failed, Unavailable
	case a.status >= 400:
		return ratelimit.Refused, Refused
	case !a.readable:
		return ratelimit.Failed, Unavailable
	}
	return decideBody(a)
}

// decideBody judges a 2xx answer by what its body says.
func decideBody(a answer) (ratelimit.Verdict, Kind) {
	switch {
	case a.success && (a.code == 0 || a.code >= 200 && a.code < 300):
		return ratelimit.OK, 0
	case a.code == 429:
		return ratelimit.Throttled, Slowdown
	case a.code == 401, a.code == 403:
		return ratelimit.Refused, Auth
	case a.code == 404: // as with that status: a page past the end, for one
		return ratelimit.Refused, Refused
	case a.code >= 500, !a.write:
		return ratelimit.Failed, Unavailable
	}
	return ratelimit.Refused, Refused
}

// mayBeApplied reports whether an upsert may have been applied, though its answer does not say so.
func (a *answer) mayBeApplied(v ratelimit.Verdict) bool {
	return a.write && (v == ratelimit.Failed && !neverSent(a.err) || a.oversize)
}

// saysSlowDown tells whether a 403 is a limit rather than a refusal of the token.
func saysSlowDown(h ratelimit.Hint) bool { return h.Told || h.HasRemaining && h.Remaining == 0 }

// backoff returns the wait before the next attempt: full jitter up to 0.5 s after the first failure, doubling to 30 s.
// Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
func backoff(failures int) time.Duration {
	const base, most = 500 * time.Millisecond, 30 * time.Second
	return rand.N(min(most, base<<min(failures-1, 10)) + 1)
}

// envelope is what every answer says around its data.
type envelope struct {
	success bool
	code    int // -1 for one that is no whole number
	message string
	other   string // a member of another name that holds an array or an object, "" for none
}

// decodeEnvelope reads an answer; data, unless it is nil, reads the member of that name.
func decodeEnvelope(body []byte, data func(*jsonscan.Scanner) error) (e envelope, err error) {
	s := jsonscan.New(body)
	s.EnterObject()
	told := make([]string, 0, 4)
	for text, ok := s.Member(); ok; text, ok = s.Member() {
		name := string(text)
		if slices.Contains(told, name) { // which of the two is true?
			return e, fmt.Errorf("it has the member %q twice", name)
		}
		switch {
		case name == "success":
			v := s.Value()
			e.success = v.Kind == jsonscan.Bool && string(v.Text) == "true"
		case name == "code":
			v := s.Value()
			text, _ := jsonscan.AppendText(nil, v)
			code, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if e.code = code; err != nil && !v.IsBlank() {
				e.code = -1
			}
		case name == "message":
			text, _ := jsonscan.AppendText(nil, s.Value())
			e.message = string(text)
		case name == "data" && data != nil:
			if err := data(&s); err != nil {
				return e, err
			}
		default:
			if kind := s.Kind(); kind == jsonscan.Array || kind == jsonscan.Object {
				e.other = name
			}
			s.Value()
			continue
		}
		told = append(told, name)
	}
	return e, s.End()
}
