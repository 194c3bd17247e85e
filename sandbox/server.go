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

// Server is the simulated platform, an http.Handler. It is safe for concurrent use and needs no closing.
type Server struct {
	opts    Options
	store   *store
	ledger  ledger
	buffers sync.Pool // of *bytes.Buffer: a page is 60 KB, too much to leave to the collector beside a million leads

	mu     sync.Mutex // guards what follows
	gate   *gate
	chance *rand.Rand
	served int // requests that met no limit
}

// New returns a platform that holds the leads that o asks for. The error is that of o.Validate.
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

// answer is what goes back to the client.
type answer struct {
	status   int
	kind     string // content type; "" is JSON
	location string
	body     []byte
}

// ServeHTTP answers one request. A dropped connection is the panic http.ErrAbortHandler, as net/http wants it; so is a client that left.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	req := s.receive(r)
	number := s.ledger.open(&req.entry)
	defer func() {
		req.entry.Done = s.opts.Now()
		s.ledger.close(number, &req.entry)
	}()
	v, leave := s.admit(req)
	defer leave()
	w.Header().Set("Date", req.entry.At.UTC().Format(http.TimeFormat))
	s.opts.Limit.tell(w.Header(), v, req.entry.At)

	a := s.opts.Limit.refusal()
	if v.ok {
		rest(ctx, s.opts.Latency)
		buffer := s.buffers.Get().(*bytes.Buffer)
		defer s.buffers.Put(buffer)
		a = s.answer(req, buffer)
	}
	if req.entry.Fault != "reset" && req.entry.Fault != "reset-after" {
		req.entry.Status = a.status
	}
	s.ledger.note(number, &req.entry)
	send(ctx, w, a, req.entry.Fault)
}

// admit asks the limit and draws the fault. A refused request meets no fault: one trouble at a time.
func (s *Server) admit(r *request) (v verdict, leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v = s.gate.enter(s.opts.Now())
	if !v.ok {
		r.entry.Limited = true
		return v, func() {}
	}
	r.entry.Fault = drawFault(s.opts.Faults, s.chance, r, s.served)
	s.served++
	return v, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gate.leave()
	}
}

// answer applies a request, unless a fault keeps the platform from it.
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

// send writes an answer the way its fault wants it.
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
		rest(ctx, 2*time.Second/parts)
		write(w, body[len(body)*i/parts:len(body)*(i+1)/parts])
	}
}

// write drops the connection when it is broken anyhow.
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

// rest waits. When the client leaves meanwhile, there is nobody to answer.
func rest(ctx context.Context, d time.Duration) {
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
	return answer{status: status, body: append(strconv.AppendInt(append(body, `,"code":`...), int64(status), 10), '}')}
}
