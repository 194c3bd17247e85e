package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

// keptWrite is a line of Options.Kept: a write that was done.
type keptWrite struct {
	At   time.Time       `json:"at"`
	Body json.RawMessage `json:"body"`
}

// keep passes a write on to Options.Keep once it is done.
func (s *Server) keep(r *request) answer {
	r.entry.Applied = true
	if s.opts.Keep == nil {
		return success()
	}
	line, err := json.Marshal(keptWrite{time.UnixMilli(s.store.last), r.entry.Body})
	if err == nil {
		err = s.opts.Keep(append(line, '\n'))
	}
	if err != nil {
		return failure(http.StatusInternalServerError, "what was written cannot be kept: "+err.Error())
	}
	return success()
}

// doAgain does the writes of Options.Kept, each at its time. A line that a killed process left unfinished is
// left out.
func (s *Server) doAgain() {
	now, keep := s.store.now, s.opts.Keep
	s.opts.Keep = nil
	for line := range bytes.Lines(s.opts.Kept) {
		var w keptWrite
		r := &request{}
		if json.Unmarshal(line, &w) != nil || json.Unmarshal(w.Body, &r.fields) != nil {
			continue
		}
		r.entry.UUID, r.entry.Body = untext(r.fields["uuid"]), w.Body
		s.store.now = func() time.Time { return w.At }
		s.upsert(r)
	}
	s.store.now, s.opts.Keep = now, keep
}
