package sandbox

import "encoding/json"

// Count returns the number of stored chats of a type, lead or non-lead.
func (s *Server) Count(kind string) int { return len(s.All(kind)) }

// All returns the truth: every stored chat of a type, lead or non-lead, as it would be sent, in
// listing order. Do not modify the bytes; later changes of a chat do not affect them.
func (s *Server) All(kind string) (all []json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.store.lists[kind].records {
		all = append(all, r.raw)
	}
	return all
}

// Lookup returns a chat of either kind as it would be sent.
func (s *Server) Lookup(uuid string) (raw json.RawMessage, ok bool) {
	ok = s.with(uuid, func(r *record) { raw = r.raw })
	return raw, ok
}

// Insert adds a made-up lead that came in now, and returns its uuid.
func (s *Server) Insert() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.grow(kindLead).uuid
}

// Bump sets a chat's updatedAt to now. It reports whether the chat exists.
func (s *Server) Bump(uuid string) bool { return s.with(uuid, s.store.touch) }

// Delete removes a chat. It reports whether it existed.
func (s *Server) Delete(uuid string) bool { return s.with(uuid, s.store.remove) }

// with calls do with a chat. It reports whether the chat exists.
func (s *Server) with(uuid string, do func(*record)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.store.byUUID[uuid]
	if ok {
		do(r)
	}
	return ok
}
