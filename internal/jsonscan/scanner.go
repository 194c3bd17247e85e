// Package jsonscan walks JSON text of a known shape without building anything: a value is handed out as the bytes it stands in.
//
// It accepts exactly RFC 8259 JSON, with two freedoms of the JSON library it is fuzzed against: names may repeat within an object,
// and broken UTF-8 inside a string is not an error (AppendString tells when it replaced some). Nesting is limited to MaxDepth.
package jsonscan

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// MaxDepth is how deep arrays and objects may nest within one value.
const MaxDepth = 512

// Kind is what a value is.
type Kind uint8

// The kinds. None is the zero Kind: no value. Escaped is a string that holds at least one backslash.
const (
	None Kind = iota
	String
	Escaped
	Number
	Bool
	Null
	Object
	Array
)

// Value is one JSON value: its kind and its text as it stands in the input, a string with its quotes. The zero Value is no value.
type Value struct {
	Kind Kind
	Text []byte
}

// IsString tells whether the value is a string.
func (v Value) IsString() bool { return v.Kind == String || v.Kind == Escaped }

// IsBlank tells whether the value says nothing: absent, null, or an empty string, array or object.
func (v Value) IsBlank() bool {
	switch v.Kind {
	case None, Null:
		return true
	case String:
		return len(v.Text) == 2
	case Object, Array:
		s := New(v.Text[1 : len(v.Text)-1])
		return s.End() == nil
	}
	return false
}

// SyntaxError says where the text stops being JSON.
type SyntaxError struct {
	Offset int    // bytes from the start of the scanned text
	What   string // what was wanted there
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("broken json at byte %d: %s", e.Offset, e.What)
}

// Scanner walks one text from left to right. The first error stays: from then on every call says "no more", so that loops end and
// Err or End is asked once. A Scanner is used by one goroutine.
type Scanner struct {
	buf   []byte
	pos   int
	fresh bool // just inside an opened object or array: no comma is due
	err   *SyntaxError
}

// New returns a scanner over text, which it does not change and which must not change while values of it are in use.
func New(text []byte) Scanner { return Scanner{buf: text} }

// Err returns the first error, a *SyntaxError, or nil.
func (s *Scanner) Err() error {
	if s.err == nil {
		return nil
	}
	return s.err
}

// Pos is how many bytes have been read.
func (s *Scanner) Pos() int { return s.pos }

// Since returns the text from an earlier Pos to here.
func (s *Scanner) Since(start int) []byte { return s.buf[start:s.pos:s.pos] }

// End returns the first error, and it is one too if anything but white space is left.
func (s *Scanner) End() error {
	if s.err == nil && s.peek() != 0 {
		s.fail("nothing more is wanted")
	}
	if s.err == nil && s.pos < len(s.buf) { // a NUL byte
		s.fail("nothing more is wanted")
	}
	return s.Err()
}

func (s *Scanner) fail(what string) {
	if s.err == nil {
		s.err = &SyntaxError{Offset: s.pos, What: what}
	}
	s.pos = len(s.buf)
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *Scanner) peek() byte {
	for s.pos < len(s.buf) {
		switch c := s.buf[s.pos]; c {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return c
		}
	}
	return 0
}

// Kind returns the kind of the next value without reading it; a string is String, with or without escapes. None: there is no value.
func (s *Scanner) Kind() Kind {
	switch c := s.peek(); {
	case c == '"':
		return String
	case c == '{':
		return Object
	case c == '[':
		return Array
	case c == '-' || '0' <= c && c <= '9':
		return Number
	case c == 't' || c == 'f':
		return Bool
	case c == 'n':
		return Null
	}
	return None
}

// EnterObject steps into the object that comes next; Member then goes through it.
func (s *Scanner) EnterObject() { s.enter('{', "an object is wanted") }

// EnterArray steps into the array that comes next; Element then goes through it.
func (s *Scanner) EnterArray() { s.enter('[', "an array is wanted") }

func (s *Scanner) enter(open byte, what string) {
	if s.peek() != open {
		s.fail(what)
		return
	}
	s.pos++
	s.fresh = true
}

// Member goes to the next member of the object entered last and returns its name, decoded; its value must be read next. At the end
// of the object, which it leaves, and after an error it returns false. The name may share memory with the text.
func (s *Scanner) Member() (name []byte, ok bool) {
	if !s.next('}') {
		return nil, false
	}
	if s.peek() != '"' {
		s.fail("a member name is wanted")
		return nil, false
	}
	v := s.Value()
	if s.peek() != ':' {
		s.fail("a colon is wanted")
		return nil, false
	}
	s.pos++
	if v.Kind == Escaped {
		name, _ = AppendString(nil, v.Text)
		return name, true
	}
	return v.Text[1 : len(v.Text)-1], true
}

// Element tells whether the array entered last has one more element, which must be read next. At the end of the array, which it
// leaves, and after an error it returns false.
func (s *Scanner) Element() bool { return s.next(']') }

// next takes the comma that is due or the closing byte.
func (s *Scanner) next(closing byte) bool {
	c := s.peek()
	switch {
	case s.err != nil:
		return false
	case c == closing:
		s.pos++
		s.fresh = false
		return false
	case s.fresh:
		s.fresh = false
		return true
	case c != ',':
		s.fail("a comma or the end is wanted")
		return false
	}
	s.pos++
	return true
}

// Value reads the whole value that comes next. After an error it is the zero Value.
func (s *Scanner) Value() Value {
	s.fresh = false
	kind := s.Kind()
	start := s.pos
	switch kind {
	case String:
		if s.skipString() {
			kind = Escaped
		}
	case None:
		s.fail("a value is wanted")
	default:
		s.skip(MaxDepth)
	}
	if s.err != nil {
		return Value{}
	}
	return Value{Kind: kind, Text: s.buf[start:s.pos:s.pos]}
}

// skip reads over one value.
func (s *Scanner) skip(depth int) {
	switch c := s.peek(); c {
	case '"':
		s.skipString()
	case '{', '[':
		s.skipNested(c, depth)
	case 't':
		s.skipWord("true")
	case 'f':
		s.skipWord("false")
	case 'n':
		s.skipWord("null")
	default:
		s.skipNumber()
	}
}

func (s *Scanner) skipNested(open byte, depth int) {
	if depth == 0 {
		s.fail("it nests too deep")
		return
	}
	s.pos++
	s.fresh = true
	if open == '[' {
		for s.next(']') {
			s.skip(depth - 1)
		}
		return
	}
	for s.next('}') {
		if s.peek() != '"' {
			s.fail("a member name is wanted")
			return
		}
		s.skipString()
		if s.peek() != ':' {
			s.fail("a colon is wanted")
			return
		}
		s.pos++
		s.skip(depth - 1)
	}
}

func (s *Scanner) skipWord(word string) {
	s.fresh = false
	if end := s.pos + len(word); end <= len(s.buf) && string(s.buf[s.pos:end]) == word {
		s.pos = end
		return
	}
	s.fail("a value is wanted")
}

func (s *Scanner) skipNumber() {
	s.fresh = false
	i, b := s.pos, s.buf
	if i < len(b) && b[i] == '-' {
		i++
	}
	whole := digits(b, i)
	if whole == i || b[i] == '0' && whole > i+1 {
		s.fail("a value is wanted")
		return
	}
	i = whole
	if i < len(b) && b[i] == '.' {
		fraction := digits(b, i+1)
		if fraction == i+1 {
			s.fail("a digit is wanted after the point")
			return
		}
		i = fraction
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		exponent := digits(b, i)
		if exponent == i {
			s.fail("a digit is wanted in the exponent")
			return
		}
		i = exponent
	}
	s.pos = i
}

// digits returns the position after the digits that start at i.
func digits(b []byte, i int) int {
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// skipString reads over the string that starts here and tells whether it holds escapes. Eight bytes are looked at in one step: most
// of a listing is plain text.
func (s *Scanner) skipString() (escaped bool) {
	s.fresh = false
	b, i := s.buf, s.pos+1
	for {
		for i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			quote, slash := x^(ones*'"'), x^(ones*'\\')
			// The lowest set bit marks the first byte that is a quote, a backslash or below 0x20; bits above it may be wrong.
			if m := ((quote-ones)&^quote | (slash-ones)&^slash | (x-ones*0x20)&^x) & highs; m != 0 {
				i += bits.TrailingZeros64(m) / 8
				break
			}
			i += 8
		}
		if i >= len(b) {
			s.fail("a string does not end")
			return escaped
		}
		switch c := b[i]; {
		case c == '"':
			s.pos = i + 1
			return escaped
		case c == '\\':
			escaped = true
			n := escapeLen(b[i:])
			if n == 0 {
				s.pos = i
				s.fail("not an escape")
				return escaped
			}
			i += n
		case c < 0x20:
			s.pos = i
			s.fail("a control character stands in a string")
			return escaped
		default:
			i++
		}
	}
}

// escapeLen returns the length of the escape that b starts with, 0 if it is none.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(b[2:]); ok {
			return 6
		}
	}
	return 0
}
