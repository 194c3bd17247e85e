package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// quote returns s as a JSON string the way the platform writes it, with no needless escapes.
func quote(s string) string {
	// An error only tells of bytes that became U+FFFD, here and below.
	quoted, _ := jsontext.AppendQuote(make([]byte, 0, len(s)+8), s)
	return string(quoted)
}

func isText(raw []byte) bool { return len(raw) > 0 && raw[0] == '"' }

// untext decodes a JSON string; any other value gives "".
func untext(raw []byte) string {
	if !isText(raw) {
		return ""
	}
	s, _ := jsontext.AppendUnquote(make([]byte, 0, len(raw)), raw)
	return string(s)
}

// timeText returns an instant, in milliseconds since 1970, as JSON.
func timeText(ms int64) string {
	return time.UnixMilli(ms).UTC().Format(`"2006-01-02T15:04:05.000Z"`)
}

// readTime parses an instant; anything else gives the fallback.
func readTime(raw []byte, fallback int64) int64 {
	if t, err := time.Parse(time.RFC3339, untext(raw)); err == nil {
		return t.UnixMilli()
	}
	return fallback
}

// split returns the parts of a valid JSON value as written: the elements of an array, or each name
// and value of an object. The bracket says which of the two to expect; other values have none.
func split(raw []byte, bracket jsontext.Kind) (parts [][]byte) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw),
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if token, err := d.ReadToken(); err != nil || token.Kind() != bracket {
		return nil
	}
	for {
		part, err := d.ReadValue()
		if err != nil { // the closing bracket is no value
			return parts
		}
		end := d.InputOffset()
		parts = append(parts, raw[int(end)-len(part):end:end])
	}
}

// join is the reverse of split for an array.
func join(elements [][]byte) []byte {
	return slices.Concat([]byte{'['}, bytes.Join(elements, []byte{','}), []byte{']'})
}

// find returns the index of a member's value in the parts of an object, -1 if there is none. Of
// several with one name the last counts.
func find(parts [][]byte, name string) int {
	quoted := quote(name)
	for i := len(parts) - 2; i >= 0; i -= 2 {
		key := parts[i]
		if string(key) == quoted || bytes.IndexByte(key, '\\') >= 0 && untext(key) == name {
			return i + 1
		}
	}
	return -1
}

// get returns the value of a member, nil if there is none.
func get(parts [][]byte, name string) []byte {
	if i := find(parts, name); i >= 0 {
		return parts[i]
	}
	return nil
}

// change makes a new value of the old one at a path of names. A member that is missing changes from
// nil, and one that changes to nil goes.
type change struct {
	path []string
	to   func(old []byte) []byte
}

// edit changes an object and keeps everything else: the order of the members, their escapes,
// numbers that no float can hold. It makes the objects of a path where there are other values. It
// looks at the paths from depth on; those that share an object come one after another.
func edit(raw []byte, depth int, changes ...change) []byte {
	parts := split(raw, '{')
	for n := 1; len(changes) > 0; changes, n = changes[n:], 1 {
		path := changes[0].path
		at := find(parts, path[depth])
		if at < 0 {
			at = len(parts) + 1
			parts = append(parts, []byte(quote(path[depth])), nil)
		}
		if depth+1 < len(path) {
			for n < len(changes) && changes[n].path[depth] == path[depth] {
				n++
			}
			parts[at] = edit(parts[at], depth+1, changes[:n]...)
		} else if parts[at] = changes[0].to(parts[at]); parts[at] == nil {
			parts = slices.Delete(parts, at-1, at+1)
		}
	}
	dst := append(make([]byte, 0, len(raw)+256), '{')
	for i, part := range parts {
		if i > 0 {
			dst = append(dst, ",:"[i%2])
		}
		dst = append(dst, part...)
	}
	return append(dst, '}')
}

// set sets a member of an object.
func set(raw []byte, name, value string) []byte {
	return edit(raw, 0, change{[]string{name}, func([]byte) []byte { return []byte(value) }})
}

// isValid reports whether raw is JSON that starts with the bracket.
func isValid(raw []byte, bracket byte) bool {
	return json.Valid(raw) && bytes.TrimSpace(raw)[0] == bracket
}
