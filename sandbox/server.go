package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Server is the simulated platform, an http.Handler. It is safe for concurrent use.
type Server struct {
	opts    Options
	buffers sync.Pool // of *bytes.Buffer: a page has 60 KB, too much for the garbage collector

	mu              sync.Mutex // guards the fields below
	store           *store
	gate            *gate
	chance          *rand.Rand
	served          int // requests that passed the limit
	ledger          []Entry
	cache           cache
	inFlight, worst int
}

// New returns a platform with the leads that o asks for. The error is that of o.Validate.
func New(o Options) (*Server, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	s := &Server{
		opts:    o,
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
		store:   newStore(&o),
		gate:    newGate(o.Limit, o.Now()),
		chance:  rand.New(rand.NewPCG(o.Seed, 'f')),
		cache:   cache{o.Stale, map[string]answer{}},
	}
	s.doAgain()
	return s, nil
}

// answer is what the client gets.
type answer struct {
	status   int
	kind     string // content type; "" means JSON
	location string
	body     []byte
	made     time.Time     // when the cache got it; zero if it did not
	age      time.Duration // since then
}

// ServeHTTP answers one request. It panics with http.ErrAbortHandler, as net/http wants it, to drop
// the connection, and when the client has left.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	req := s.receive(r)
	d := s.enter(req)
	defer s.leave(req)
	w.Header().Set("Date", req.entry.At.UTC().Format(http.TimeFormat))
	s.opts.Limit.setHint(w.Header(), d, req.entry.At)

	if d.ok {
		wait(ctx, s.opts.Latency)
	}
	if req.entry.Fault == "reset" {
		panic(http.ErrAbortHandler)
	}
	buffer := s.buffers.Get().(*bytes.Buffer)
	defer s.buffers.Put(buffer)
	send(ctx, w, s.answer(req, buffer), req.entry.Fault)
}

// enter records a request, applies the limit, and draws the fault. A refused request gets no fault.
func (s *Server) enter(r *request) decision {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight++
	s.worst = max(s.worst, s.inFlight)
	d := s.gate.enter(s.opts.Now())
	if r.entry.Limited = !d.ok; d.ok {
		r.entry.Fault = drawFault(s.opts.Faults, s.chance, r, s.served)
		s.served++
	}
	if !s.opts.NoLedger {
		r.number = len(s.ledger)
		s.ledger = append(s.ledger, r.entry)
	}
	return d
}

// answer applies a request, unless the limit, a fault or the documents prevent that, and records
// its state before the client can have the answer.
func (s *Server) answer(r *request, buffer *bytes.Buffer) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := instead(r.entry.Fault)
	if r.entry.Limited {
		a = s.opts.Limit.refusal()
	}
	if a.status == 0 {
		a = s.refuse(r)
	}
	switch {
	case a.status != 0:
	case r.write:
		a = s.upsert(r)
	default:
		a = s.chats(r, buffer)
	}
	if r.entry.Fault != "reset-after" {
		r.entry.Status = a.status
	}
	s.record(r)
	return a
}

// leave ends a request.
func (s *Server) leave(r *request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
	if !r.entry.Limited {
		s.gate.leave()
	}
	r.entry.Done = s.opts.Now()
	s.record(r)
}

// send writes an answer in the manner of its fault.
func send(ctx context.Context, w http.ResponseWriter, a answer, fault string) {
	if fault == "reset-after" {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	if h.Set("Content-Type", "application/json; charset=utf-8"); a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if !a.made.IsZero() {
		h.Set("Date", a.made.UTC().Format(http.TimeFormat))
		h.Set("Age", strconv.Itoa(int(a.age.Seconds())))
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	switch fault {
	case "cut":
		write(w, a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush() // the drop follows anyway
		panic(http.ErrAbortHandler)
	case "slow":
		drip(ctx, w, a.body)
	default:
		write(w, a.body)
	}
}

// drip sends the header at once and the body in eight parts over two seconds.
func drip(ctx context.Context, w http.ResponseWriter, body []byte) {
	const parts = 8
	for i := range parts {
		_ = http.NewResponseController(w).Flush() // the next write would fail, too
		wait(ctx, 2*time.Second/parts)
		write(w, body[len(body)*i/parts:len(body)*(i+1)/parts])
	}
}

// write drops the connection if it is broken. The last byte waits in the buffer of net/http: a
// client that has the whole answer finds its request in the ledger, complete.
func write(w http.ResponseWriter, b []byte) {
	last := len(b) - 1
	for _, part := range [][]byte{b[:last], b[last:]} {
		if _, err := w.Write(part); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

// wait returns after d. It panics when the client leaves meanwhile.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}

// success and failure are the documented envelope.
func success() answer {
	return answer{status: http.StatusOK, body: []byte(`{"success":true,"message":"ok","code":200}`)}
}

func failure(status int, message string) answer {
	const format = `{"success":false,"message":%s,"code":%d}`
	return answer{status: status, body: fmt.Appendf(nil, format, quote(message), status)}
}
