// Package jsonscan walks JSON text of a known shape. It builds nothing: a value is a slice of the
// text.
//
// It accepts exactly RFC 8259 JSON, with two freedoms of the JSON library it is fuzzed against:
// names may repeat within an object, and broken UTF-8 inside a string is not an error (AppendText
// reports replacing some). Nesting is limited to MaxDepth.
//
// It exists for speed: page decoding takes a third to a half of the time the library takes.
package jsonscan

import "fmt"

// MaxDepth is how deep arrays and objects may nest within one value.
const MaxDepth = 512

// SyntaxError says where the text stops being JSON.
type SyntaxError struct {
	Offset int    // bytes from the start of the text
	What   string // what was wanted there
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("broken json at byte %d: %s", e.Offset, e.What)
}

// Scanner walks one text from left to right. After the first error every call returns "no more", so
// that loops end, and one call of Err or End is enough. A Scanner is for one goroutine.
type Scanner struct {
	buf   []byte
	pos   int
	fresh bool   // just inside an opened object or array: no comma is due
	high  uint64 // has a high bit if the value may hold a string beyond ASCII
	err   *SyntaxError
}

// New returns a scanner over text. Do not change the text while its values are in use.
func New(text []byte) Scanner { return Scanner{buf: text} }

// Err returns the first error, a *SyntaxError, or nil.
func (s *Scanner) Err() error {
	if s.err == nil {
		return nil
	}
	return s.err
}

// Pos returns how many bytes have been read.
func (s *Scanner) Pos() int { return s.pos }

// Since returns the text from an earlier Pos to here.
func (s *Scanner) Since(start int) []byte { return s.buf[start:s.pos:s.pos] }

// End returns the first error; anything left but white space is one.
func (s *Scanner) End() error {
	s.peek() // skips white space
	if s.pos < len(s.buf) {
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

// peek skips white space, which is mostly absent, and returns the next byte, 0 at the end.
func (s *Scanner) peek() byte {
	if s.pos < len(s.buf) && s.buf[s.pos] > ' ' {
		return s.buf[s.pos]
	}
	return s.skipSpace()
}

func (s *Scanner) skipSpace() byte {
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

// Kind returns the kind of the next value without reading it. A string is String, with or without
// escapes. None means that there is no value.
func (s *Scanner) Kind() Kind { return kindOf(s.peek()) }

// kindOf returns the kind of a value from its first byte.
func kindOf(c byte) Kind {
	switch c {
	case '"':
		return String
	case '{':
		return Object
	case '[':
		return Array
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return Number
	case 't', 'f':
		return Bool
	case 'n':
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

// Member goes to the next member of the object entered last and returns its name, decoded; its
// value must be read next. It returns false after an error and at the end of the object, which it
// leaves. The name may share memory with the text.
func (s *Scanner) Member() (name []byte, ok bool) {
	if !s.next('}') {
		return nil, false
	}
	if s.peek() != '"' {
		s.fail("a member name is wanted")
		return nil, false
	}
	start := s.pos
	escaped := s.skipString()
	end := s.pos
	if s.peek() != ':' {
		s.fail("a colon is wanted")
		return nil, false
	}
	s.pos++
	if escaped {
		name, _ = appendString(nil, s.buf[start:end])
		return name, true
	}
	return s.buf[start+1 : end-1 : end-1], true
}

// Element reports whether the array entered last has another element, which must be read next. It
// returns false after an error and at the end of the array, which it leaves.
func (s *Scanner) Element() bool { return s.next(']') }

// next reads the comma that is due, or the closing byte.
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

// Value reads the whole next value. After an error it is the zero Value.
func (s *Scanner) Value() Value {
	s.fresh, s.high = false, 0
	kind := s.Kind()
	start := s.pos
	switch kind {
	case String:
		if s.skipString() {
			kind = Escaped
		}
	case None:
		s.fail("a value is wanted")
	case Array, Object:
		s.skipNested(s.buf[start], MaxDepth)
	default:
		s.skip(MaxDepth)
	}
	if s.err != nil {
		return Value{}
	}
	return Value{Kind: kind, Text: s.buf[start:s.pos:s.pos], wide: s.high&highs != 0}
}
