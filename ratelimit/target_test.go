package ratelimit

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"
)

// dated is a bucket that names the time to return as a date, in whole seconds.
type dated struct{ bucket }

func (d *dated) arrive(now time.Time) (bool, http.Header) {
	ok, h := d.bucket.arrive(now)
	if !ok {
		h.Set("Date", now.UTC().Format(http.TimeFormat))
		h.Set("Retry-After", now.Add(time.Second).UTC().Format(http.TimeFormat))
	}
	return ok, h
}

// exact is a bucket that names the whole seconds until the next token.
type exact struct{ bucket }

func (e *exact) arrive(now time.Time) (bool, http.Header) {
	ok, h := e.bucket.arrive(now)
	wait := max(1, int((1-e.tokens)/e.rate+0.999))
	h.Set("X-RateLimit-Limit", strconv.Itoa(int(e.burst)))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(int(e.tokens)))
	h.Set("X-RateLimit-Reset", strconv.Itoa(wait))
	return ok, h
}

// TestTargets: no ceiling, 64 workers, 20 ms, 300 s, of which the first 20 s do not count. A few of
// the cases always run, all of them with LEADFERRY_SOAK.
func TestTargets(t *testing.T) {
	t.Parallel()
	const lasts, warm = 300 * time.Second, 20
	soak := os.Getenv("LEADFERRY_SOAK") != ""
	for _, rate := range []float64{10, 50, 200} {
		for _, burst := range []float64{1, 5, rate} {
			for _, hint := range []string{"bare", "retry", "dated", "headers", "exact"} {
				b := bucket{rate: rate, burst: burst}
				var s server
				switch hint {
				case "bare":
					s = &b
				case "dated":
					s = &dated{b}
				case "exact":
					s = &exact{b}
				default:
					b.hints = hint
					s = &b
				}
				if !soak && (burst == 5 || rate == 200) {
					continue
				}
				t.Run(fmt.Sprintf("%v/s burst %v %s", rate, burst, hint), func(t *testing.T) {
					t.Parallel()
					l := load{
						opts: Options{Workers: 64}, server: s,
						latency: 20 * time.Millisecond, spread: 0.2, lasts: lasts,
					}
					res := l.run(t, 1)
					good := 0
					for _, n := range res.perSecond[warm:int(lasts.Seconds())] {
						good += n
					}
					share := float64(good) / (lasts.Seconds() - warm) / rate
					least, most := 0.95, 0.02
					if hint == "bare" {
						least, most = 0.85, 0.05
					}
					res.check(t, share, least, most)
				})
			}
		}
	}
}
