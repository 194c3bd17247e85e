// Ceiling is a server that takes every write at once and notes when it came, or with -limit no more than so many a second. When it is
// stopped it tells the rate of the requests, as the judge of a client that promises to stay below a ceiling or to find one, and the thinnest
// peer for one whose own work is to be measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:18788", "where to listen")
	limit := flag.Int("limit", 0, "refuse more than so many requests a second with 429, 0 = none")
	hint := flag.Bool("hint", false, "say with Retry-After when to come again")
	latency := flag.Duration("latency", 0, "wait so long before each answer")
	warm := flag.Duration("warm", 50*time.Second, "how long a client may take to find the limit")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf(`export CONVERTALK_BASE_URL=http://%s
export CONVERTALK_TOKEN=token
export CONVERTALK_BOT_ID=bot
export CONVERTALK_CUSTOMER_ID=customer
`, listener.Addr())
	a := &arrivals{start: time.Now(), limit: float64(*limit), hint: *hint, latency: *latency}
	server := &http.Server{Handler: a}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	a.tell(os.Stderr, *warm)
}

// arrivals are the times of requests, in order.
type arrivals struct {
	start   time.Time
	limit   float64 // a second, 0 = none
	hint    bool
	latency time.Duration
	mu      sync.Mutex
	times   []time.Duration // since start
	taken   []time.Duration // those that were not refused
	tokens  float64         // of the limit: one for each request that may come, a tenth of a second's worth at most are saved up
}

func (a *arrivals) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	refused := a.note()
	time.Sleep(a.latency)
	if refused {
		if a.hint {
			w.Header().Set("Retry-After", "1")
		}
		http.Error(w, `{"success":false,"message":"too many requests","code":429}`, http.StatusTooManyRequests)
		return
	}
	if r.Method != http.MethodPut {
		http.Error(w, `{"success":false,"message":"only writes are taken","code":405}`, http.StatusMethodNotAllowed)
		return
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	io.WriteString(w, `{"success":true,"message":"ok","code":200}`)
}

func (a *arrivals) note() (refused bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Since(a.start) // the clock is read under the lock, so that the times are in order
	passed := now
	if n := len(a.times); n > 0 {
		passed -= a.times[n-1]
	}
	a.times = append(a.times, now)
	a.tokens = min(a.tokens+passed.Seconds()*a.limit, max(1, a.limit/10))
	if a.limit > 0 && a.tokens < 1 {
		return true
	}
	a.tokens--
	a.taken = append(a.taken, now)
	return false
}

// tell writes the number of requests, the seconds from the first to the last, the rate between them, the most that came within one
// second, how many were refused, and the rate of the others after the first while.
func (a *arrivals) tell(w io.Writer, warm time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	span, pace := pace(a.times)
	fmt.Fprintf(w, "requests %d seconds %.3f rate %.3f most %d", len(a.times), span.Seconds(), pace, most(a.times, time.Second))
	fmt.Fprintf(w, " refused %d late %.3f\n", len(a.times)-len(a.taken), a.late(warm))
}

func pace(times []time.Duration) (span time.Duration, rate float64) {
	if n := len(times); n > 1 {
		span = times[n-1] - times[0]
		rate = float64(n-1) / span.Seconds()
	}
	return span, rate
}

// late is the rate of what was taken, without what came in the beginning.
func (a *arrivals) late(after time.Duration) (rate float64) {
	if len(a.taken) == 0 {
		return 0
	}
	first, _ := slices.BinarySearch(a.taken, a.taken[0]+after)
	_, rate = pace(a.taken[first:])
	return rate
}

// most is the largest number of times in any window, of which the end is not a part.
func most(times []time.Duration, window time.Duration) int {
	worst, first := 0, 0
	for last := range times {
		for times[last]-times[first] >= window {
			first++
		}
		worst = max(worst, last-first+1)
	}
	return worst
}
