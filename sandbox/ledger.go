package sandbox

import (
	"slices"
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

// record updates the ledger.
func (s *Server) record(r *request) {
	if !s.opts.NoLedger {
		s.ledger[r.number] = r.entry
	}
}

// Ledger returns every request in the order of arrival, unless Options.NoLedger. Do not modify
// bodies.
func (s *Server) Ledger() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ledger)
}

// InFlightMax returns the highest number of requests that were in flight at once.
func (s *Server) InFlightMax() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.worst
}
