package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// readParts parses tags, notes or attributes in either shape: an array as the listing returns it,
// or a string. It returns them in the listing's shape, each string as it was written.
func (o *Options) readParts(name string, raw []byte) ([][]byte, error) {
	s := untext(raw)
	switch {
	case !isText(raw) && o.Body == "strings":
		return nil, fmt.Errorf("%s must be a string", name)
	case !isText(raw):
		return checkParts(name, raw)
	case o.Body == "arrays":
		return nil, fmt.Errorf("%s must be an array", name)
	case s == "":
		return nil, nil
	case name == "tags":
		return splitTags(s), nil
	}
	parts, err := checkParts(name, []byte(s))
	if err != nil && name == "notes" {
		return [][]byte{note(nil, raw)}, nil
	}
	return parts, err
}

func splitTags(s string) (parts [][]byte) {
	for tag := range strings.SplitSeq(s, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			parts = append(parts, []byte(quote(tag)))
		}
	}
	return parts
}

// checkParts parses a JSON array and checks the shape of each element.
func checkParts(name string, raw []byte) ([][]byte, error) {
	if !isValid(raw, '[') {
		return nil, fmt.Errorf("%s must be an array", name)
	}
	parts := split(raw, '[')
	for i, part := range parts {
		var ok bool
		if parts[i], ok = readPart(name, part); !ok {
			return nil, fmt.Errorf("%s has an element of another shape", name)
		}
	}
	return parts, nil
}

// readPart returns a tag, note or attribute without members that the platform does not know.
func readPart(name string, raw []byte) (part []byte, ok bool) {
	members := split(raw, '{')
	switch name {
	case "tags":
		return raw, isText(raw)
	case "notes":
		title, description := get(members, "title"), get(members, "description")
		ok = (title == nil || isText(title)) && (description == nil || isText(description))
		return note(title, description), ok && (title != nil || description != nil)
	default:
		key, value := get(members, "key"), orEmpty(get(members, "value"))
		part = fmt.Appendf(nil, `{"key":%s,"value":%s}`, key, value)
		return part, isText(key)
	}
}

func note(title, description []byte) []byte {
	return fmt.Appendf(nil, `{"title":%s,"description":%s}`, orEmpty(title), orEmpty(description))
}

// orEmpty replaces a missing value by an empty text.
func orEmpty(raw []byte) []byte {
	if raw == nil {
		return []byte(`""`)
	}
	return raw
}

// joinParts replaces old parts by new ones, or merges them: a tag or note that exists is not
// doubled, an attribute replaces the one with its key.
func (s *Server) joinParts(w *written, old []byte) []byte {
	merge := s.opts.Put == "merge" && !w.clear
	var kept [][]byte
	if merge {
		kept = split(old, '[')
	}
	for _, part := range w.parts {
		at := -1
		if merge {
			key := partKey(w.name, part)
			at = slices.IndexFunc(kept, func(k []byte) bool { return partKey(w.name, k) == key })
		}
		switch {
		case at >= 0 && w.name == "attributes":
			kept[at] = part
		case at >= 0:
		case w.name == "notes":
			kept = append(kept, s.store.identify(part))
		default:
			kept = append(kept, part)
		}
	}
	return join(kept)
}

// partKey is what a tag, note or attribute shares with another that is the same.
func partKey(name string, part []byte) string {
	members := split(part, '{')
	switch name {
	case "tags":
		return untext(part)
	case "notes":
		return untext(get(members, "title")) + "\x00" + untext(get(members, "description"))
	default:
		return untext(get(members, "key"))
	}
}
