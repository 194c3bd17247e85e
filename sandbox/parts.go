package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// readParts parses tags, notes or attributes in either shape: an array as the listing returns it,
// or a string. It returns them in the listing's shape, each string as it was written.
func (o *Options) readParts(name string, raw []byte) ([][]byte, error) {
	s, isText := untext(raw)
	switch {
	case isText && o.Body == "arrays":
		return nil, fmt.Errorf("%s must be an array", name)
	case isText && s == "":
		return nil, nil
	case isText && name == "tags":
		return splitTags(s), nil
	case isText && name == "notes":
		if parts, err := checkParts(name, []byte(s)); err == nil {
			return parts, nil
		}
		return [][]byte{note([]byte(`""`), raw)}, nil
	case isText:
		return checkParts(name, []byte(s))
	case o.Body == "strings":
		return nil, fmt.Errorf("%s must be a string", name)
	}
	return checkParts(name, raw)
}

func splitTags(s string) (parts [][]byte) {
	for tag := range strings.SplitSeq(s, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			parts = append(parts, text(tag))
		}
	}
	return parts
}

// checkParts parses a JSON array and checks the shape of each element.
func checkParts(name string, raw []byte) ([][]byte, error) {
	if !json.Valid(raw) || !begins(raw, '[') {
		return nil, fmt.Errorf("%s must be an array", name)
	}
	parts := parseArray(raw)
	for i, part := range parts {
		var ok bool
		switch name {
		case "tags":
			_, ok = untext(part)
		case "notes":
			parts[i], ok = readNote(part)
		default:
			parts[i], ok = readAttribute(part)
		}
		if !ok {
			return nil, fmt.Errorf("%s has an element of another shape", name)
		}
	}
	return parts, nil
}

func readNote(raw []byte) (part []byte, ok bool) {
	o := parseObject(raw)
	title, description := o.get("title"), o.get("description")
	if title == nil && description != nil {
		title = []byte(`""`)
	}
	if description == nil && title != nil {
		description = []byte(`""`)
	}
	_, ok = untext(title)
	_, ok2 := untext(description)
	return note(title, description), ok && ok2
}

func note(title, description []byte) []byte {
	o := object{}
	o.set("title", title)
	o.set("description", description)
	return o.append(nil)
}

func readAttribute(raw []byte) (part []byte, ok bool) {
	o := parseObject(raw)
	_, ok = untext(o.get("key"))
	attribute := object{}
	attribute.set("key", o.get("key"))
	if attribute.set("value", o.get("value")); o.get("value") == nil {
		attribute.set("value", []byte(`""`))
	}
	return attribute.append(nil), ok
}

// joinParts replaces old parts by new ones, or merges them: a tag or note that exists is not
// doubled, an attribute replaces the one with its key.
func (s *Server) joinParts(e edit, old [][]byte) []byte {
	merge := s.opts.Put == "merge" && !e.clear
	var kept [][]byte
	if merge {
		kept = old
	}
	for _, part := range e.parts {
		at := -1
		if merge {
			at = indexPart(e.name, kept, part)
		}
		switch {
		case at >= 0 && e.name == "attributes":
			kept[at] = part
		case at >= 0:
		case e.name == "notes":
			kept = append(kept, s.identify(part))
		default:
			kept = append(kept, part)
		}
	}
	return joinArray(kept)
}

// identify gives a note its own _id, as every sub-document of the platform has.
func (s *Server) identify(part []byte) []byte {
	o := parseObject(part)
	s.store.ids++
	o.set("_id", appendID(nil, s.store.last, noteIDs+s.store.ids))
	return o.append(nil)
}

// indexPart returns the index of the same tag, note or attribute, -1 if there is none.
func indexPart(name string, kept [][]byte, part []byte) int {
	want := partKey(name, part)
	for i := range kept {
		if partKey(name, kept[i]) == want {
			return i
		}
	}
	return -1
}

func partKey(name string, part []byte) string {
	o := parseObject(part)
	switch name {
	case "tags":
		s, _ := untext(part)
		return s
	case "notes":
		title, _ := untext(o.get("title"))
		description, _ := untext(o.get("description"))
		return title + "\x00" + description
	default:
		key, _ := untext(o.get("key"))
		return key
	}
}
