package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestLimiterAdmits what its rate allows, and reports it.
func TestLimiterAdmits(t *testing.T) {
	t.Parallel()
	for gap, want := range map[time.Duration]string{
		100 * time.Millisecond: "requests 100 seconds 9.900 rate 10.000 most 10 refused 0 late 10.000",
		50 * time.Millisecond:  "requests 100 seconds 4.950 rate 20.000 most 20 refused 50 late 10.000",
	} {
		l := &limiter{rate: 10}
		for i := range 100 {
			l.admitAt(time.Duration(i+2) * gap)
		}
		if got := l.report(time.Second); got != want {
			t.Errorf("a request each %v: %s, want %s", gap, got, want)
		}
	}
}

func TestLimiterAnswers(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(&limiter{start: time.Now().Add(-time.Minute), rate: 1, hint: true})
	defer web.Close()
	for _, want := range []struct {
		status     int
		retryAfter string
	}{{http.StatusOK, ""}, {http.StatusTooManyRequests, "1"}} {
		req, err := http.NewRequest(http.MethodPut, web.URL, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want.status || resp.Header.Get("Retry-After") != want.retryAfter {
			t.Errorf("answer %s, Retry-After %q, want %+v", resp.Status, resp.Header.Get("Retry-After"), want)
		}
	}
}
