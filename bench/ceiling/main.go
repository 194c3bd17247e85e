// Ceiling is a server that takes every write at once and notes when it came. When it is stopped it tells the rate of the requests, as the
// judge of a client that promises to stay below a ceiling, and the thinnest peer for one whose own work is to be measured.
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
	"sync"
	"syscall"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:18788", "where to listen")
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
	a := &arrivals{start: time.Now()}
	server := &http.Server{Handler: a}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	a.tell(os.Stderr)
}

// arrivals are the times of requests, in order.
type arrivals struct {
	start time.Time
	mu    sync.Mutex
	times []time.Duration // since start
}

func (a *arrivals) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.note()
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

func (a *arrivals) note() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.times = append(a.times, time.Since(a.start)) // the clock is read under the lock, so that the times are in order
}

// tell writes the number of requests, the seconds from the first to the last, the rate between them, and the most that came within one
// second.
func (a *arrivals) tell(w io.Writer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var span time.Duration
	var rate float64
	if n := len(a.times); n > 1 {
		span = a.times[n-1] - a.times[0]
		rate = float64(n-1) / span.Seconds()
	}
	fmt.Fprintf(w, "requests %d seconds %.3f rate %.3f most %d\n", len(a.times), span.Seconds(), rate, most(a.times, time.Second))
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
