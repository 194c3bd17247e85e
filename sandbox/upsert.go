package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Statuses are the values that the platform knows, spelled as it spells them.
var statuses = []string{"OPEN", "INPROGRESS", "REVIEW", "ONHOLD", "DEPENDANCY", "CLOSED"}

// upsert answers a PUT.
func (x *exchange) upsert(fault string) {
	body, err := io.ReadAll(io.LimitReader(x.r.Body, 1<<20))
	x.entry.Body = body
	if err != nil {
		return // the client went away
	}
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil {
		x.refuse(http.StatusBadRequest, "the body is not a JSON object")
		return
	}
	x.entry.UUID, _ = fields["uuid"].(string)
	if err := x.server.checkUpsert(fields); err != nil {
		x.refuse(http.StatusBadRequest, err.Error())
		return
	}
	x.entry.Applied, err = x.server.apply(x.entry.UUID, fields)
	if err != nil {
		x.refuse(http.StatusBadRequest, err.Error())
		return
	}
	x.send(fault, []byte(head+tail))
}

func (s *Server) checkUpsert(fields map[string]any) error {
	for _, name := range []string{"uuid", "botId", "customerId"} {
		if v, ok := fields[name].(string); !ok || v == "" {
			return errors.New(name + " is required")
		}
	}
	if fields["botId"] != s.opts.BotID || fields["customerId"] != s.opts.CustomerID {
		return errors.New("no such bot")
	}
	for name, v := range fields {
		if v == "" && s.opts.Empty == "reject" {
			return errors.New(name + " must not be empty")
		}
		if _, isText := v.(string); !isText && !slices.Contains([]string{"tags", "notes", "attributes"}, name) && known[name] {
			return errors.New(name + " must be a string")
		}
	}
	if status, ok := fields["status"].(string); ok && status != "" && !slices.Contains(statuses, status) {
		return fmt.Errorf("status must be one of %s", strings.Join(statuses, ", "))
	}
	return nil
}

// known are the documented fields of the body; others are ignored.
var known = map[string]bool{"uuid": true, "botId": true, "customerId": true, "agentId": true, "name": true, "email": true, "phone": true,
	"dialCode": true, "notes": true, "status": true, "picture": true, "tags": true, "attributes": true}

// apply stores an upsert; stored is false where it is answered but swallowed.
func (s *Server) apply(uuid string, fields map[string]any) (stored bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.opts.Now()
	c, found := s.store.uuids[uuid]
	if !found {
		switch s.opts.UnknownUUID {
		case "reject":
			return false, errors.New("no such lead")
		case "swallow":
			return false, nil
		}
		c = newChat(uuid, now, s.store.made)
	}
	doc, err := decodeDoc(c.raw)
	if err != nil {
		return false, errors.New("the stored lead is not an object")
	}
	if err := s.write(doc, fields); err != nil {
		return false, err
	}
	c.raw = encodeDoc(doc)
	switch {
	case !found:
		s.store.made++
		s.store.insert(c, "lead")
	case s.opts.Touch == "yes":
		s.store.touch(c, now)
	}
	return true, nil
}

func newChat(uuid string, now time.Time, number int) *chat {
	raw := fmt.Appendf(nil, `{"_id":"%08x%016x","uuid":%q,"createdAt":%q,"updatedAt":%q,"status":"OPEN","websiteVisits":0,`+
		`"profile":{"notes":[],"userDetails":{"contact":{"email":"","phone":{"number":"","prefix":""}},"tags":[],"attributes":[]}}}`,
		now.Unix(), number, uuid, stamp(now), stamp(now))
	return &chat{uuid: uuid, created: now, updated: now, raw: raw}
}

// write puts the fields of a body into a stored record.
func (s *Server) write(doc, fields map[string]any) error {
	profile := child(doc, "profile")
	details := child(profile, "userDetails")
	contact := child(details, "contact")
	phone := child(contact, "phone")
	for name, at := range map[string]struct {
		in  map[string]any
		key string
	}{
		"name": {details, "name"}, "picture": {details, "picture"}, "email": {contact, "email"}, "phone": {phone, "number"},
		"dialCode": {phone, "prefix"}, "status": {doc, "status"}, "agentId": {doc, "_agentAssigned"},
	} {
		text, ok := fields[name].(string)
		if !ok || text == "" && s.opts.Empty == "ignore" {
			continue
		}
		if name == "dialCode" {
			text = strings.TrimPrefix(text, "+")
		}
		at.in[at.key] = text
	}
	for name, in := range map[string]map[string]any{"tags": details, "attributes": details, "notes": profile} {
		if err := s.writeList(in, name, fields[name]); err != nil {
			return err
		}
	}
	return nil
}

// writeList puts tags, notes or attributes into a record, given as an array or as text.
func (s *Server) writeList(in map[string]any, name string, value any) error {
	if value == nil {
		return nil
	}
	text, isText := value.(string)
	list, isList := value.([]any)
	switch {
	case isText && s.opts.Body == "arrays", isList && s.opts.Body == "strings", !isText && !isList:
		return fmt.Errorf("%s has the wrong type", name)
	case isText && text == "" && s.opts.Empty == "ignore":
		return nil
	case isText:
		list = fromText(name, text)
	}
	if s.opts.Put == "merge" && (!isText || text != "") {
		old, _ := in[name].([]any)
		list = merge(name, old, list)
	}
	if list == nil {
		list = []any{}
	}
	for i, note := range list {
		if n, ok := note.(map[string]any); ok && name == "notes" && n["_id"] == nil {
			s.store.notes++
			n["_id"] = fmt.Sprintf("%024x", s.store.notes)
			list[i] = n
		}
	}
	in[name] = list
	return nil
}

// fromText reads the documented string forms: tags separated by commas, notes and attributes as JSON text, a note also as plain text.
func fromText(name, text string) []any {
	if text == "" {
		return nil
	}
	if name == "tags" {
		var tags []any
		for tag := range strings.SplitSeq(text, ",") {
			if tag = strings.TrimSpace(tag); tag != "" {
				tags = append(tags, tag)
			}
		}
		return tags
	}
	var list []any
	if json.Unmarshal([]byte(text), &list) == nil {
		return list
	}
	if name == "notes" {
		return []any{map[string]any{"title": "", "description": text}}
	}
	return nil
}

// merge adds what is new: a tag that is not there, a note with another text, an attribute by its key.
func merge(name string, old, add []any) []any {
	same := func(a, b any) bool {
		ma, okA := a.(map[string]any)
		mb, okB := b.(map[string]any)
		switch {
		case !okA || !okB:
			return fmt.Sprint(a) == fmt.Sprint(b)
		case name == "attributes":
			return ma["key"] == mb["key"]
		}
		return ma["title"] == mb["title"] && ma["description"] == mb["description"]
	}
	list := slices.Clone(old)
	for _, a := range add {
		i := slices.IndexFunc(list, func(o any) bool { return same(o, a) })
		switch {
		case i < 0:
			list = append(list, a)
		case name == "attributes":
			list[i] = a
		}
	}
	return list
}

// child returns the object under a key, making it where there is none.
func child(in map[string]any, key string) map[string]any {
	c, ok := in[key].(map[string]any)
	if !ok {
		c = map[string]any{}
		in[key] = c
	}
	return c
}

func decodeDoc(raw []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var doc map[string]any
	err := d.Decode(&doc)
	if err == nil && doc == nil {
		err = errors.New("not an object")
	}
	return doc, err
}

func encodeDoc(doc map[string]any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(doc); err != nil {
		panic("sandbox: a decoded document cannot be encoded: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}
