package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// field is a member of a write's body and its place in a record.
type field struct {
	name string
	path []string
	list bool // a list of parts, not a string
}

const details = "profile/userDetails/"

var (
	statuses = []string{"OPEN", "INPROGRESS", "REVIEW", "ONHOLD", "DEPENDANCY", "CLOSED"}
	fields   = []field{
		{"name", strings.Split(details+"name", "/"), false},
		{"picture", strings.Split(details+"picture", "/"), false},
		{"email", strings.Split(details+"contact/email", "/"), false},
		{"phone", strings.Split(details+"contact/phone/number", "/"), false},
		{"dialCode", strings.Split(details+"contact/phone/prefix", "/"), false},
		{"tags", strings.Split(details+"tags", "/"), true},
		{"attributes", strings.Split(details+"attributes", "/"), true},
		{"notes", strings.Split("profile/notes", "/"), true},
		{"status", []string{"status"}, false},
		{"agentId", []string{"_agentAssigned"}, false},
	}
)

// upsert applies all of a write or, if anything is wrong, nothing. A chat that is written to is a
// lead from then on.
func (s *Server) upsert(r *request) answer {
	changes, err := s.changes(r)
	if err != nil {
		return failure(http.StatusBadRequest, err.Error())
	}
	st, leads := s.store, s.store.lists[kindLead]
	known, ok := st.byUUID[r.entry.UUID]
	switch {
	case ok:
		raw, updated := edit(known.raw, 0, changes...), known.updated
		if s.opts.Touch == "yes" {
			updated = st.tick()
			raw = set(raw, "updatedAt", timeText(updated))
		}
		st.replace(known, raw, updated, leads)
	case s.opts.UnknownUUID == "reject":
		return failure(http.StatusBadRequest, "there is no lead with this uuid")
	case s.opts.UnknownUUID == "swallow":
		return success()
	default:
		now := st.tick()
		raw := edit(blank(st.seq, r.entry.UUID, now), 0, changes...)
		leads.insert(st.add(parseRecord(raw, now, now), leads))
	}
	return s.keep(r)
}

// written is the valid value of a field.
type written struct {
	field
	value []byte   // of a string
	parts [][]byte // of a list
	clear bool     // an empty string: it clears a list even where writes merge
}

// changes parses the fields of a write. The error names the first bad one.
func (s *Server) changes(r *request) (changes []change, err error) {
	for _, f := range fields {
		raw, ok := r.fields[f.name]
		w := &written{field: f, clear: string(raw) == `""`}
		switch {
		case !ok || string(raw) == "null" || w.clear && s.opts.Empty == "ignore":
			continue
		case w.clear && s.opts.Empty == "reject":
			return nil, fmt.Errorf("%s must not be empty", f.name)
		case f.list:
			w.parts, err = s.opts.readParts(f.name, raw)
		default:
			w.value, err = readValue(f.name, raw)
		}
		if err != nil {
			return nil, err
		}
		changes = append(changes, change{f.path, func(old []byte) []byte {
			if w.list {
				return s.joinParts(w, old)
			}
			return w.value
		}})
	}
	return changes, nil
}

// readValue checks a string and returns it as it was written.
func readValue(name string, raw []byte) ([]byte, error) {
	s := untext(raw)
	switch {
	case !isText(raw):
		return nil, fmt.Errorf("%s must be a string", name)
	case name == "status" && s != "" && !slices.Contains(statuses, s):
		return nil, errors.New("status must be one of " + strings.Join(statuses, ", "))
	case name == "dialCode":
		return []byte(quote(strings.TrimPrefix(s, "+"))), nil
	}
	return raw, nil
}
