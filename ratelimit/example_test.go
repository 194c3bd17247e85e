package ratelimit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/leadferry/leadferry/ratelimit"
)

// Each attempt of each worker passes the one Pacer, so that what one answer says holds for all.
func Example() {
	p := ratelimit.New(ratelimit.Options{Rate: 20, Workers: 8, MaxWait: 15 * time.Minute})
	request := func() (int, http.Header) {
		return http.StatusTooManyRequests, http.Header{"Retry-After": {"3600"}}
	}
	for {
		if err := p.Acquire(context.Background()); err != nil {
			long, ok := errors.AsType[*ratelimit.WaitError](err)
			fmt.Println("stopped:", ok, long.Wait.Round(time.Minute))
			return
		}
		verdict := ratelimit.OK
		status, header := request()
		if status == http.StatusTooManyRequests {
			verdict = ratelimit.Throttled
		}
		p.Release(verdict, ratelimit.ParseHint(header, time.Now()))
	}
	// Output: stopped: true 1h0m0s
}

func ExampleParseHint() {
	h := http.Header{}
	h.Set("RateLimit", `"default";r=12;t=30`)
	h.Set("RateLimit-Policy", `"default";q=120;w=60`)
	hint := ratelimit.ParseHint(h, time.Now())
	fmt.Println(hint.Remaining, hint.Reset, hint.Limit)
	// Output: 12 30s 2
}
