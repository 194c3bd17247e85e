package sandbox

import "encoding/json"

// Count returns the number of stored chats of a kind, lead or non-lead.
func (s *Server) Count(kind string) int { return len(s.store.all(kind)) }

// All returns the truth: every stored chat of a kind, lead or non-lead, as it would be sent, in listing order. The bytes must not be
// modified; they stay as they are whatever happens to the chat.
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

// Insert adds a made-up lead that comes in now, and returns its uuid.
func (s *Server) Insert() string {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.store.grow(kindLead).uuid
}

// Bump touches a chat: its updatedAt is now. It says whether there is such a chat.
func (s *Server) Bump(uuid string) bool { return s.change(uuid, s.store.touch) }

// Delete removes a chat. It says whether there was one.
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
