package sandbox

import "encoding/json"

// Count returns the number of stored chats of a type, lead or non-lead.
func (s *Server) Count(kind string) int { return len(s.store.all(kind)) }

// All returns the truth: every stored chat of a type, lead or non-lead, as it would be sent, in
// listing order. Do not modify the bytes; later changes of a chat do not affect them.
func (s *Server) All(kind string) []json.RawMessage { return s.store.all(kind) }

// Lookup returns a chat of either kind as it would be sent.
func (s *Server) Lookup(uuid string) (json.RawMessage, bool) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	r, ok := s.store.byUUID[uuid]
	if !ok {
		return nil, false
	}
	return r.raw, true
}

// Insert adds a made-up lead that came in now, and returns its uuid.
func (s *Server) Insert() string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.store.grow(kindLead).uuid
}

// Bump sets a chat's updatedAt to now. It reports whether the chat exists.
func (s *Server) Bump(uuid string) bool { return s.change(uuid, s.store.touch) }

// Delete removes a chat. It reports whether it existed.
func (s *Server) Delete(uuid string) bool { return s.change(uuid, s.store.remove) }

func (s *Server) change(uuid string, how func(*record)) bool {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	r, ok := s.store.byUUID[uuid]
	if ok {
		how(r)
	}
	return ok
}
