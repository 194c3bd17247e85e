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
	name  string
	path  []string // the objects from the top
	place string   // the member there
	list  bool     // a list of parts, not a string
}

var (
	userDetails = []string{"profile", "userDetails"}
	contact     = []string{"profile", "userDetails", "contact"}
	phone       = []string{"profile", "userDetails", "contact", "phone"}
	statuses    = []string{"OPEN", "INPROGRESS", "REVIEW", "ONHOLD", "DEPENDANCY", "CLOSED"}
	fields      = []field{
		{name: "name", path: userDetails, place: "name"},
		{name: "picture", path: userDetails, place: "picture"},
		{name: "email", path: contact, place: "email"},
		{name: "phone", path: phone, place: "number"},
		{name: "dialCode", path: phone, place: "prefix"},
		{name: "tags", path: userDetails, place: "tags", list: true},
		{name: "attributes", path: userDetails, place: "attributes", list: true},
		{name: "notes", path: []string{"profile"}, place: "notes", list: true},
		{name: "status", place: "status"},
		{name: "agentId", place: "_agentAssigned"},
	}
)

// upsert applies all of a write or, if anything is wrong, nothing.
func (s *Server) upsert(r *request) answer {
	edits, err := s.opts.edits(r)
	if err != nil {
		return failure(http.StatusBadRequest, err.Error())
	}
	st := s.store
	st.mu.Lock()
	defer st.mu.Unlock()
	known, ok := st.byUUID[r.entry.UUID]
	switch {
	case ok:
		s.rewrite(known, edits)
	case s.opts.UnknownUUID == "reject":
		return failure(http.StatusBadRequest, "there is no lead with this uuid")
	case s.opts.UnknownUUID == "swallow":
		return success()
	default:
		s.create(r.entry.UUID, edits)
	}
	r.entry.Applied = true
	return success()
}

// rewrite applies edits to a chat. A chat that is written to is a lead from then on.
func (s *Server) rewrite(r *record, edits []edit) {
	top, updated := parseObject(r.raw), r.updated
	s.apply(top, edits)
	if s.opts.Touch == "yes" {
		updated = s.store.tick()
		top.set("updatedAt", appendTime(nil, updated))
	}
	raw := top.append(make([]byte, 0, len(r.raw)+256))
	s.store.replace(r, raw, updated, s.store.lists[kindLead])
}

func (s *Server) create(uuid string, edits []edit) {
	st := s.store
	now := st.tick()
	top := parseObject(st.maker.blank(st.seq, uuid, now))
	s.apply(top, edits)
	st.lists[kindLead].insert(st.addRaw(st.lists[kindLead], top.append(nil), now, now))
}

// edit is a valid change to one field.
type edit struct {
	field
	value []byte   // of a string
	parts [][]byte // of a list
	clear bool     // an empty string: it clears a list even where writes merge
}

// edits parses the fields of a write. The error names the first bad one.
func (o *Options) edits(r *request) (edits []edit, err error) {
	for _, f := range fields {
		raw, ok := r.fields[f.name]
		if !ok || string(raw) == "null" {
			continue
		}
		if string(raw) == `""` {
			switch o.Empty {
			case "ignore":
				continue
			case "reject":
				return nil, fmt.Errorf("%s must not be empty", f.name)
			}
		}
		e := edit{field: f, clear: string(raw) == `""`}
		if f.list {
			e.parts, err = o.readParts(f.name, raw)
		} else {
			e.value, err = readValue(f.name, raw)
		}
		if err != nil {
			return nil, err
		}
		edits = append(edits, e)
	}
	return edits, nil
}

// readValue checks a string and returns it as it was written.
func readValue(name string, raw []byte) ([]byte, error) {
	s, ok := untext(raw)
	switch {
	case !ok:
		return nil, fmt.Errorf("%s must be a string", name)
	case name == "status" && s != "" && !slices.Contains(statuses, s):
		return nil, errors.New("status must be one of " + strings.Join(statuses, ", "))
	case name == "dialCode":
		return text(strings.TrimPrefix(s, "+")), nil
	}
	return raw, nil
}

func (s *Server) apply(top *object, edits []edit) {
	for _, e := range edits {
		o := top.open(e.path...)
		if e.list {
			e.value = s.joinParts(e, parseArray(o.get(e.place)))
		}
		o.set(e.place, e.value)
	}
}
