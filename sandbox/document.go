package sandbox

import "bytes"

// object is a JSON object that can be changed in places and leaves every other byte as it was: the order of the members, their escapes,
// numbers no float can hold. The zero value is empty.
type object struct{ members []member }

type member struct {
	key   []byte  // as written, in quotes
	name  string  // what the key means
	value []byte  // as written
	child *object // the value, if it has been opened
}

// parseObject reads a valid JSON value; one that is no object gives an empty object.
func parseObject(raw []byte) *object {
	o := &object{}
	if !isObject(raw) {
		return o
	}
	for p := split(raw); p.next(); {
		key := p.value()
		p.next()
		o.members = append(o.members, member{key: key, name: keyName(key), value: p.value()})
	}
	return o
}

// parseArray reads the elements of a valid JSON value; one that is no array has none.
func parseArray(raw []byte) (elements [][]byte) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '[' {
		return nil
	}
	for p := split(raw); p.next(); {
		elements = append(elements, p.value())
	}
	return elements
}

func keyName(key []byte) string {
	name, _ := untext(key)
	return name
}

func isObject(raw []byte) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 0 && raw[0] == '{'
}

// get returns a member's value, nil if there is none. Of several with one name the last counts, as for every common reader.
func (o *object) get(name string) []byte {
	if m := o.find(name); m != nil {
		return m.bytes()
	}
	return nil
}

// set gives a member its value and appends the member if there is none.
func (o *object) set(name string, value []byte) {
	if m := o.find(name); m != nil {
		m.value, m.child = value, nil
		return
	}
	o.members = append(o.members, member{key: text(name), name: name, value: value})
}

// open returns the object below a member, which may then be changed. What is there and is no object gives way to one.
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

// joinArray is the array of some elements.
func joinArray(elements [][]byte) []byte {
	return append(append([]byte{'['}, bytes.Join(elements, []byte{','})...), ']')
}

// parser splits a valid JSON object or array into its parts.
type parser struct{ rest []byte }

// split starts behind the bracket that raw begins with.
func split(raw []byte) parser { return parser{bytes.TrimSpace(raw)[1:]} }

// next steps to the following part; false says that there is none.
func (p *parser) next() bool {
	p.rest = bytes.TrimLeft(p.rest, " \t\r\n,:")
	return len(p.rest) > 0 && p.rest[0] != '}' && p.rest[0] != ']'
}

// value takes the part that next has stepped to.
func (p *parser) value() []byte {
	n := valueLength(p.rest)
	v := p.rest[:n:n]
	p.rest = p.rest[n:]
	return v
}

// valueLength is the length of the valid JSON value that b begins with.
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
			if depth < 0 { // a number or word that the enclosing bracket ends
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

// textLength is the length of the JSON text that b begins with, quotes included.
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
