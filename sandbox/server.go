package sandbox

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Server is the simulated platform, an http.Handler. It is safe for concurrent use.
type Server struct {
	opts    Options
	store   *store
	ledger  ledger
	buffers sync.Pool // of *bytes.Buffer: a page has 60 KB, too much for the garbage collector

	mu     sync.Mutex // guards the fields below
	gate   *gate
	chance *rand.Rand
	served int // requests that passed the limit
}

// New returns a platform with the leads that o asks for. The error is that of o.Validate.
func New(o Options) (*Server, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	s := &Server{
		opts:    o,
		store:   newStore(&o),
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
		gate:    newGate(o.Limit, o.Now()),
		chance:  rand.New(rand.NewPCG(o.Seed, 'f')),
	}
	s.ledger.off = o.NoLedger
	return s, nil
}

// answer is what the client gets.
type answer struct {
	status   int
	kind     string // content type; "" means JSON
	location string
	body     []byte
}

// ServeHTTP answers one request. It panics with http.ErrAbortHandler, as net/http wants it, to drop
// the connection, and when the client has left.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	req := s.receive(r)
	number := s.ledger.open(&req.entry)
	defer func() {
		req.entry.Done = s.opts.Now()
		s.ledger.close(number, &req.entry)
	}()
	d, leave := s.admit(req)
	defer leave()
	w.Header().Set("Date", req.entry.At.UTC().Format(http.TimeFormat))
	s.opts.Limit.setHint(w.Header(), d, req.entry.At)

	a := s.opts.Limit.refusal()
	if d.ok {
		wait(ctx, s.opts.Latency)
		buffer := s.buffers.Get().(*bytes.Buffer)
		defer s.buffers.Put(buffer)
		a = s.answer(req, buffer)
	}
	if req.entry.Fault != "reset" && req.entry.Fault != "reset-after" {
		req.entry.Status = a.status
	}
	s.ledger.update(number, &req.entry)
	send(ctx, w, a, req.entry.Fault)
}

// admit applies the limit and draws the fault. A refused request gets no fault.
func (s *Server) admit(r *request) (d decision, leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d = s.gate.enter(s.opts.Now())
	if !d.ok {
		r.entry.Limited = true
		return d, func() {}
	}
	r.entry.Fault = drawFault(s.opts.Faults, s.chance, r, s.served)
	s.served++
	return d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gate.leave()
	}
}

// answer applies a request, unless its fault prevents that.
func (s *Server) answer(r *request, buffer *bytes.Buffer) answer {
	if r.entry.Fault == "reset" {
		panic(http.ErrAbortHandler)
	}
	if a, ok := instead(r.entry.Fault); ok {
		return a
	}
	if a, refused := s.refuse(r); refused {
		return a
	}
	if r.write {
		return s.upsert(r)
	}
	return s.chats(r, buffer)
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
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	switch fault {
	case "cut":
		write(w, a.body[:len(a.body)/2])
		flush(w)
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
		flush(w)
		wait(ctx, 2*time.Second/parts)
		write(w, body[len(body)*i/parts:len(body)*(i+1)/parts])
	}
}

// write drops the connection if it is broken.
func write(w http.ResponseWriter, b []byte) {
	if _, err := w.Write(b); err != nil {
		panic(http.ErrAbortHandler)
	}
}

func flush(w http.ResponseWriter) {
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
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
	body := appendText([]byte(`{"success":false,"message":`), message)
	body = strconv.AppendInt(append(body, `,"code":`...), int64(status), 10)
	return answer{status: status, body: append(body, '}')}
}
