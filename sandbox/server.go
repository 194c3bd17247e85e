package sandbox

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Server is the simulated platform. It is safe for concurrent use.
type Server struct {
	opts Options

	mu       sync.RWMutex // guards all below
	store    *store
	limiter  limiter
	ledger   []Entry
	chance   *rand.Rand
	inFlight int
	most     int
}

// New makes the platform and its leads.
func New(o Options) (*Server, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	o.fill()
	return &Server{opts: o, store: newStore(o), limiter: limiter{limit: o.Limit}, chance: rand.New(rand.NewPCG(o.Seed, 99))}, nil
}

// Entry is one request as the platform saw it.
type Entry struct {
	At, Done     time.Time // Done is zero while it is being answered
	Method, Path string
	Type         string // of a listing
	Page         int    // of a listing
	UUID         string // of an upsert
	Body         []byte // of an upsert
	Token        bool   // the right token came with it
	Status       int    // of the answer, 0 if the connection was dropped
	Fault        string // that befell it
	Applied      bool   // an upsert that was stored
}

// Ledger returns every request so far, in the order they arrived.
func (s *Server) Ledger() []Entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.ledger)
}

// InFlightMax returns how many requests were being answered at once, at the most.
func (s *Server) InFlightMax() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.most
}

// Count returns how many chats of a type are stored.
func (s *Server) Count(kind string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.store.lists[kind])
}

// All returns every chat of a type in listing order, as the listing shows it.
func (s *Server) All(kind string) []json.RawMessage {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []json.RawMessage
	for _, c := range s.store.lists[kind] {
		all = append(all, slices.Clone(c.raw))
	}
	return all
}

// Lookup returns a chat by its uuid, as the listing shows it.
func (s *Server) Lookup(uuid string) (json.RawMessage, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, ok := s.store.uuids[uuid]
	if !ok {
		return nil, false
	}
	return slices.Clone(c.raw), true
}

// Insert makes one more lead, as if a visitor had come, and returns its uuid.
func (s *Server) Insert() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.create(s.opts.Now()).uuid
}

// Bump touches a lead, as if its visitor had come back.
func (s *Server) Bump(uuid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.store.uuids[uuid]; c != nil {
		s.store.touch(c, s.opts.Now())
	}
}

// Delete removes a chat.
func (s *Server) Delete(uuid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.store.uuids[uuid]; c != nil {
		s.store.remove(c)
	}
}

// ServeHTTP answers one request and enters it in the ledger.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{server: s, w: w, r: r}
	x.arrive()
	defer x.leave()
	if !x.wait(s.opts.Latency) {
		return
	}
	switch {
	case r.URL.Path == "/inbox/direct/chats" && r.Method == http.MethodGet:
		x.serve("x-bot-token", x.chats)
	case r.URL.Path == "/inbox/direct/lead" && r.Method == http.MethodPut:
		x.serve("x-bp-token", x.upsert)
	case r.URL.Path == "/inbox/direct/chats", r.URL.Path == "/inbox/direct/lead":
		x.refuse(http.StatusMethodNotAllowed, "method not allowed")
	default:
		x.refuse(http.StatusNotFound, "not found")
	}
}

// exchange is one request and its answer.
type exchange struct {
	server *Server
	w      http.ResponseWriter
	r      *http.Request
	number int   // its place in the ledger
	entry  Entry // what is entered in the end
}

func (x *exchange) arrive() {
	s := x.server
	x.entry = Entry{At: s.opts.Now(), Method: x.r.Method, Path: x.r.URL.Path}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	x.number = len(s.ledger)
	s.ledger = append(s.ledger, x.entry)
}

func (x *exchange) leave() {
	s := x.server
	x.entry.Done = s.opts.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
	s.ledger[x.number] = x.entry
}

// serve answers a documented endpoint: token, limit and faults first.
func (x *exchange) serve(header string, answer func(fault string)) {
	x.read()
	x.entry.Token = x.r.Header.Get(header) == x.server.opts.Token
	if !x.entry.Token {
		x.refuse(http.StatusUnauthorized, "invalid token")
		return
	}
	if wait, ok := x.server.admit(); !ok {
		x.throttle(wait)
		return
	}
	fault := x.server.fault(x.entry.Page)
	x.entry.Fault = fault
	if !x.before(fault) {
		answer(fault)
	}
}

// refuse answers with an error body as the documents show it.
func (x *exchange) refuse(status int, message string) {
	x.answer(status, fmt.Appendf(nil, `{"success":false,"message":%q,"code":%d}`, message, status))
}

func (x *exchange) answer(status int, body []byte) {
	x.entry.Status = status
	h := x.w.Header()
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	x.w.WriteHeader(status)
	x.w.Write(body) //nolint:errcheck // a client that went away needs no answer
}

// wait lets time pass; false means that the client went away.
func (x *exchange) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-x.r.Context().Done():
		return false
	}
}
