package convertalk

import (
	"io"
	"testing"
	"time"

	"github.com/leadferry/leadferry/ratelimit"
)

func TestDecide(t *testing.T) {
	t.Parallel()
	good := func(status, code int, success bool) answer {
		return answer{status: status, readable: true, envelope: envelope{success: success, code: code}}
	}
	write := func(a answer) answer {
		a.write = true
		return a
	}
	spent := ratelimit.Hint{HasRemaining: true}
	for name, tc := range map[string]struct {
		a    answer
		want ratelimit.Verdict
		kind Kind
	}{
		"documented success":        {good(200, 200, true), ratelimit.OK, 0},
		"success without code":      {good(200, 0, true), ratelimit.OK, 0},
		"another 2xx":               {good(201, 201, true), ratelimit.OK, 0},
		"write success":             {write(good(200, 200, true)), ratelimit.OK, 0},
		"success with a 4xx code":   {write(good(200, 400, true)), ratelimit.Refused, Refused},
		"success with a 5xx code":   {write(good(200, 500, true)), ratelimit.Failed, Unavailable},
		"read success:false":        {good(200, 0, false), ratelimit.Failed, Unavailable}, // a listing has no reason to refuse a page for good
		"read success:false, 400":   {good(200, 400, false), ratelimit.Failed, Unavailable},
		"write success:false":       {write(good(200, 0, false)), ratelimit.Refused, Refused}, // the row's fault, as far as anyone can tell
		"write success:false, 422":  {write(good(200, 422, false)), ratelimit.Refused, Refused},
		"write success:false, 503":  {write(good(200, 503, false)), ratelimit.Failed, Unavailable},
		"throttle code in a 200":    {good(200, 429, false), ratelimit.Throttled, Slowdown},
		"write throttle in a 200":   {write(good(200, 429, false)), ratelimit.Throttled, Slowdown},
		"token refused in a 200":    {good(200, 401, false), ratelimit.Refused, Auth},
		"forbidden in a 200":        {write(good(200, 403, false)), ratelimit.Refused, Auth},
		"html":                      {answer{status: 200}, ratelimit.Failed, Unavailable},
		"write html":                {answer{status: 200, write: true}, ratelimit.Failed, Unavailable},
		"no content":                {answer{status: 204, write: true}, ratelimit.Failed, Unavailable},
		"no answer":                 {answer{err: io.ErrUnexpectedEOF}, ratelimit.Failed, Unavailable},
		"broken off after a status": {answer{status: 200, err: io.ErrUnexpectedEOF}, ratelimit.Failed, Unavailable},
		"too large":                 {answer{status: 200, oversize: true}, ratelimit.Refused, Oversize},
		"informational":             {answer{status: 103}, ratelimit.Failed, Unavailable},
		"moved":                     {answer{status: 301}, ratelimit.Refused, Redirect},
		"see other":                 {answer{status: 303, write: true}, ratelimit.Refused, Redirect},
		"temporary redirect":        {answer{status: 307}, ratelimit.Refused, Redirect},
		"not modified":              {answer{status: 304}, ratelimit.Refused, Redirect},
		"bad request":               {answer{status: 400}, ratelimit.Refused, Refused},
		"unauthorized":              {answer{status: 401}, ratelimit.Refused, Auth},
		"forbidden":                 {answer{status: 403}, ratelimit.Refused, Auth},
		"forbidden, quota spent":    {answer{status: 403, hint: spent}, ratelimit.Throttled, Slowdown},
		"forbidden, told to wait":   {answer{status: 403, hint: ratelimit.Hint{Told: true, Wait: time.Second}}, ratelimit.Throttled, Slowdown},
		"not found":                 {answer{status: 404}, ratelimit.Refused, Refused},
		"timeout":                   {answer{status: 408}, ratelimit.Failed, Unavailable},
		"conflict":                  {answer{status: 409, write: true}, ratelimit.Refused, Refused},
		"too large a body":          {answer{status: 413, write: true}, ratelimit.Refused, Refused},
		"unprocessable":             {answer{status: 422, write: true}, ratelimit.Refused, Refused},
		"too early":                 {answer{status: 425}, ratelimit.Failed, Unavailable},
		"too many requests":         {answer{status: 429}, ratelimit.Throttled, Slowdown},
		"server error":              {answer{status: 500}, ratelimit.Failed, Unavailable},
		"5xx that claims success":   {answer{status: 500, readable: true, envelope: envelope{success: true, code: 200}}, ratelimit.Failed, Unavailable},
		"bad gateway":               {answer{status: 502}, ratelimit.Failed, Unavailable},
		"unavailable":               {answer{status: 503, write: true}, ratelimit.Failed, Unavailable},
		"gateway timeout":           {answer{status: 504}, ratelimit.Failed, Unavailable},
		"cloudflare":                {answer{status: 522}, ratelimit.Failed, Unavailable},
	} {
		if got, kind := decide(tc.a); got != tc.want || got != ratelimit.OK && kind != tc.kind {
			t.Errorf("%s: verdict %d kind %d, want %d %d", name, got, kind, tc.want, tc.kind)
		}
	}
}

func TestBackoffGrowsAndIsCapped(t *testing.T) {
	t.Parallel()
	for failures, most := range map[int]time.Duration{1: 500 * time.Millisecond, 2: time.Second, 5: 8 * time.Second, 7: 30 * time.Second, 1000: 30 * time.Second} {
		var longest time.Duration
		for range 2000 {
			longest = max(longest, backoff(failures))
		}
		if longest > most || longest < most*9/10 {
			t.Errorf("after %d failures up to %v, want up to %v", failures, longest, most)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":                "plain",
		"two\nlines\r\x1b[31m": `two\u000alines\u000d\u001b[31m`,
		"token s3cret here":    "token *** here",
		"bidi \u202e turned":   `bidi \u202e turned`,
		"ümläut 😀":             "ümläut 😀",
		"c1 \u009b31m":         `c1 \u009b31m`,
	} {
		if got := clean(in, "s3cret"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if n := len([]rune(clean(string(make([]rune, 500)), ""))); n > 200*6+3 {
		t.Errorf("%d characters", n)
	}
}
