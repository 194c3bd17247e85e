package sandbox

import "bytes"

// object is a JSON object whose members can be changed while every other byte stays: the order of
// the members, their escapes, numbers that no float can hold. The zero value is empty.
type object struct{ members []member }

type member struct {
	key   []byte  // as written, in quotes
	name  string  // the key decoded
	value []byte  // as written
	child *object // the value, once opened
}

// parseObject parses a valid JSON value; anything but an object gives an empty one.
func parseObject(raw []byte) *object {
	o := &object{}
	if !begins(raw, '{') {
		return o
	}
	for p := split(raw); p.next(); {
		key := p.value()
		name, _ := untext(key)
		p.next()
		o.members = append(o.members, member{key: key, name: name, value: p.value()})
	}
	return o
}

// parseArray returns the elements of a valid JSON value; anything but an array has none.
func parseArray(raw []byte) (elements [][]byte) {
	if !begins(raw, '[') {
		return nil
	}
	for p := split(raw); p.next(); {
		elements = append(elements, p.value())
	}
	return elements
}

func begins(raw []byte, bracket byte) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 0 && raw[0] == bracket
}

// get returns a member's value, nil if there is none. Of several with one name the last counts.
func (o *object) get(name string) []byte {
	if m := o.find(name); m != nil {
		return m.bytes()
	}
	return nil
}

// set sets a member's value, and appends the member if there is none.
func (o *object) set(name string, value []byte) {
	if m := o.find(name); m != nil {
		m.value, m.child = value, nil
		return
	}
	o.members = append(o.members, member{key: text(name), name: name, value: value})
}

// open returns the object at a path of members, for changes; it replaces other values on the way.
func (o *object) open(path ...string) *object {
	for _, name := range path {
		if o.find(name) == nil {
			o.set(name, []byte("{}"))
		}
		m := o.find(name)
		if m.child == nil {
			m.child = parseObject(m.value)
		}
		o = m.child
	}
	return o
}

func (o *object) remove(name string) {
	kept := o.members[:0]
	for _, m := range o.members {
		if m.name != name {
			kept = append(kept, m)
		}
	}
	o.members = kept
}

func (o *object) find(name string) *member {
	for i := len(o.members) - 1; i >= 0; i-- {
		if o.members[i].name == name {
			return &o.members[i]
		}
	}
	return nil
}

func (m *member) bytes() []byte {
	if m.child != nil {
		return m.child.append(nil)
	}
	return m.value
}

// append appends the object as JSON.
func (o *object) append(dst []byte) []byte {
	dst = append(dst, '{')
	for i := range o.members {
		m := &o.members[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(dst, m.key...), ':')
		if m.child != nil {
			dst = m.child.append(dst)
		} else {
			dst = append(dst, m.value...)
		}
	}
	return append(dst, '}')
}

// joinArray returns the array of the elements.
func joinArray(elements [][]byte) []byte {
	return append(append([]byte{'['}, bytes.Join(elements, []byte{','})...), ']')
}

// parser splits a valid JSON object or array into its parts.
type parser struct{ rest []byte }

// split returns a parser after the opening bracket of raw.
func split(raw []byte) parser { return parser{bytes.TrimSpace(raw)[1:]} }

// next moves to the next part; it is false if there is none.
func (p *parser) next() bool {
	p.rest = bytes.TrimLeft(p.rest, " \t\r\n,:")
	return len(p.rest) > 0 && p.rest[0] != '}' && p.rest[0] != ']'
}

// value returns the part that next moved to.
func (p *parser) value() []byte {
	n := valueLength(p.rest)
	v := p.rest[:n:n]
	p.rest = p.rest[n:]
	return v
}

// valueLength is the length of the valid JSON value at the start of b.
func valueLength(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i += textLength(b[i:]) - 1
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
			if depth < 0 { // the enclosing bracket ends a number or word
				return i
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}

// textLength is the length of the JSON string at the start of b, with its quotes.
func textLength(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}
