package sandbox

import (
	"fmt"
	"math"
	"net/http"
	"time"
)

// limiter counts requests against a Limit.
type limiter struct {
	limit  Limit
	tokens float64
	last   time.Time // of the bucket, or the start of the window
	used   int       // in the window
}

// admit takes one request in; if it is one too many, it tells when the next would be taken.
func (s *Server) admit() (wait time.Duration, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.opts.Limit.Concurrent; c > 0 && s.inFlight > c {
		return time.Second, false
	}
	if s.opts.Limit.Rate <= 0 {
		return 0, true
	}
	return s.limiter.take(s.opts.Now())
}

func (l *limiter) take(now time.Time) (wait time.Duration, ok bool) {
	if l.limit.Window > 0 {
		return l.takeWindow(now)
	}
	burst := float64(max(1, l.limit.Burst))
	if l.last.IsZero() {
		l.tokens = burst
	} else {
		l.tokens = min(burst, l.tokens+now.Sub(l.last).Seconds()*l.limit.Rate)
	}
	l.last = now
	if l.tokens < 1 {
		return time.Duration((1 - l.tokens) / l.limit.Rate * float64(time.Second)), false
	}
	l.tokens--
	return 0, true
}

func (l *limiter) takeWindow(now time.Time) (wait time.Duration, ok bool) {
	if l.last.IsZero() || now.Sub(l.last) >= l.limit.Window {
		l.last, l.used = now.Truncate(l.limit.Window), 0
	}
	if l.used++; float64(l.used) > l.limit.Rate*l.limit.Window.Seconds() {
		return l.last.Add(l.limit.Window).Sub(now), false
	}
	return 0, true
}

// throttle refuses a request that is one too many and tells what the limit's hint says.
func (x *exchange) throttle(wait time.Duration) {
	x.entry.Fault = "limit"
	h, limit := x.w.Header(), x.server.opts.Limit
	seconds := int(math.Ceil(wait.Seconds()))
	switch limit.Hint {
	case "seconds":
		h.Set("Retry-After", fmt.Sprint(seconds))
	case "date":
		at := x.server.opts.Now()
		h.Set("Date", at.UTC().Format(http.TimeFormat))
		h.Set("Retry-After", at.Add(wait+time.Second).UTC().Format(http.TimeFormat))
	case "ratelimit":
		h.Set("RateLimit", fmt.Sprintf(`"default";r=0;t=%d`, seconds))
	case "x-ratelimit":
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("X-RateLimit-Reset", fmt.Sprint(seconds))
	case "body":
		x.answer(http.StatusOK, []byte(`{"success":false,"message":"too many requests","code":429}`))
		return
	}
	x.refuse(http.StatusTooManyRequests, "too many requests")
}
