package jsonscan

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// skip skips one value.
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
		if s.peek() != '"' { // as Member does; sharing it costs a tenth of the reading
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

// IsNumber reports whether a text is a number as JSON writes it, neither 007 nor +49, and nothing else.
func IsNumber(text string) bool {
	if text == "" || text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return false // like most texts, in no time
	}
	s := New([]byte(text))
	s.skipNumber()
	return s.err == nil && s.pos == len(s.buf)
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

// digits returns the position after the digits at i.
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

// skipString skips the string that starts here and reports whether it holds escapes. It checks
// eight bytes in one step: most of a listing is plain text.
func (s *Scanner) skipString() (escaped bool) {
	s.fresh = false
	b, i, high := s.buf, s.pos+1, uint64(0)
	for {
		for i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			high |= x // may include bytes after the string: high is only a hint
			quote, slash := x^(ones*'"'), x^(ones*'\\')
			// The lowest set bit marks the first quote, backslash or byte below 0x20; the bits
			// above it may be wrong.
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
			s.high |= high
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
			high |= uint64(c)
			i++
		}
	}
}

// escapeLen returns the length of the escape at the start of b, 0 if it is invalid.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		var code [2]byte
		if len(b) >= 6 {
			if _, err := hex.Decode(code[:], b[2:6]); err == nil {
				return 6
			}
		}
	}
	return 0
}
