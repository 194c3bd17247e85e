package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"
)

// limit serves writes, as many as come or with -limit no more than so many a second, and stores none.
// Stopped by a signal it reports their rate: it judges clients that promise to stay below a limit or
// to find one.
func limit(flags *flag.FlagSet, args []string) error {
	addr := flags.String("addr", "127.0.0.1:18788", "where to listen")
	rate := flags.Int("limit", 0, "refuse more than so many requests a second with 429, 0 = none")
	hint := flags.Bool("hint", false, "say with Retry-After when to come again")
	latency := flags.Duration("latency", 0, "wait so long before each answer")
	warm := flags.Duration("warm", 50*time.Second, "how long a client may take to find the limit")
	flags.Parse(args)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Printf(`export CONVERTALK_BASE_URL=http://%s
export CONVERTALK_TOKEN=token
export CONVERTALK_BOT_ID=bot
export CONVERTALK_CUSTOMER_ID=customer
`, listener.Addr())
	l := &limiter{start: time.Now(), rate: float64(*rate), hint: *hint, latency: *latency}
	server := &http.Server{Handler: l}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	fmt.Fprintln(os.Stderr, l.report(*warm))
	return nil
}

// limiter is a token bucket that holds a tenth of a second's worth, and records what came.
type limiter struct {
	start    time.Time
	rate     float64 // requests a second, 0 = no limit
	hint     bool
	latency  time.Duration
	mu       sync.Mutex
	tokens   float64
	arrived  []time.Duration // since start, in order
	accepted []time.Duration // those that were not refused
}

func (l *limiter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	accepted := l.admit()
	time.Sleep(l.latency)
	if !accepted {
		if l.hint {
			w.Header().Set("Retry-After", "1")
		}
		http.Error(w, `{"success":false,"message":"too many requests","code":429}`, http.StatusTooManyRequests)
		return
	}
	if r.Method != http.MethodPut {
		http.Error(w, `{"success":false,"message":"only writes are served","code":405}`, http.StatusMethodNotAllowed)
		return
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	io.WriteString(w, `{"success":true,"message":"ok","code":200}`)
}

func (l *limiter) admit() (accepted bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.admitAt(time.Since(l.start)) // read under the lock, so that the times are in order
}

func (l *limiter) admitAt(now time.Duration) (accepted bool) {
	passed := now
	if n := len(l.arrived); n > 0 {
		passed -= l.arrived[n-1]
	}
	l.arrived = append(l.arrived, now)
	l.tokens = min(l.tokens+passed.Seconds()*l.rate, max(1, l.rate/10))
	if l.rate > 0 && l.tokens < 1 {
		return false
	}
	l.tokens--
	l.accepted = append(l.accepted, now)
	return true
}

// report says how many requests came, in how many seconds, their rate, the most within one second,
// how many were refused, and the rate of the accepted ones after the warm-up.
func (l *limiter) report(warm time.Duration) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	seconds, rate := rateOf(l.arrived)
	late := 0.0
	if len(l.accepted) > 0 {
		first, _ := slices.BinarySearch(l.accepted, l.accepted[0]+warm)
		_, late = rateOf(l.accepted[first:])
	}
	return fmt.Sprintf("requests %d seconds %.3f rate %.3f most %d refused %d late %.3f",
		len(l.arrived), seconds, rate, mostWithin(l.arrived, time.Second), len(l.arrived)-len(l.accepted), late)
}

// rateOf returns the seconds from the first time to the last, and the rate between them.
func rateOf(times []time.Duration) (seconds, rate float64) {
	if n := len(times); n > 1 {
		seconds = (times[n-1] - times[0]).Seconds()
		rate = float64(n-1) / seconds
	}
	return seconds, rate
}

// mostWithin is the largest number of times in any window, which does not include its end.
func mostWithin(times []time.Duration, window time.Duration) int {
	most, first := 0, 0
	for last := range times {
		for times[last]-times[first] >= window {
			first++
		}
		most = max(most, last-first+1)
	}
	return most
}
