package sandbox

import (
	"sync"
	"time"
)

// Entry is the record of one request.
type Entry struct {
	At, Done     time.Time // arrival, and the end of the answer; Done is zero while in flight
	Method, Path string
	Type         string // of a read: lead or non-lead, as requested
	Page         int    // of a read; 0 if it was not a number
	UUID         string // of a write
	Status       int    // 0 until a status is sent
	Fault        string // the kind of its fault, "" if it had none
	Limited      bool   // refused by the limit
	HasToken     bool   // the right token came in the right header
	Applied      bool   // a read was served, or a write stored
	Body         []byte // of a write
}

// ledger records requests. The zero value is ready to use; it is safe for concurrent use.
type ledger struct {
	off             bool
	mu              sync.Mutex
	entries         []Entry
	inFlight, worst int
}

// open records an arrival and returns its number.
func (l *ledger) open(e *Entry) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight++
	l.worst = max(l.worst, l.inFlight)
	if l.off {
		return 0
	}
	l.entries = append(l.entries, *e)
	return len(l.entries) - 1
}

// update records the state of a request, before the client can have the answer.
func (l *ledger) update(number int, e *Entry) {
	if l.off {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries[number] = *e
}

func (l *ledger) close(number int, e *Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.inFlight--
	if !l.off {
		l.entries[number] = *e
	}
}

// Ledger returns every request in the order of arrival, unless Options.NoLedger. Do not modify
// bodies.
func (s *Server) Ledger() []Entry {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return append([]Entry(nil), s.ledger.entries...)
}

// InFlightMax returns the highest number of requests that were in flight at once.
func (s *Server) InFlightMax() int {
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	return s.ledger.worst
}
