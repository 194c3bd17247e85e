package dialect

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/leadferry/leadferry/sheet/charset"
)

// piece is a run of characters of a text, with one beyond ASCII, between signs that hold no part of a
// character in any encoding, such as blanks, commas and quotes.
type piece struct {
	text string
	line int
}

// pieces finds the pieces of a text in any encoding that has the signs of ASCII.
type pieces struct {
	in     *bufio.Reader
	lf, cr int  // line ends so far
	escape bool // the text has the sign that switches encodings of seven bits
}

// line returns the current line. Old Macs write no LF.
func (p *pieces) line() int {
	if p.lf == 0 {
		return p.cr + 1
	}
	return p.lf + 1
}

// each calls found with every piece, whose text is valid until it returns, until found returns false.
func (p *pieces) each(found func(text []byte, line int) bool) error {
	for {
		text, err := p.in.Peek(bufferSize)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err == nil {
			if end := bytes.LastIndexFunc(text, func(r rune) bool { return r < utf8.RuneSelf && isSeparator(byte(r)) }); end > 0 {
				text = text[:end+1]
			}
		}
		if !p.look(text, found) {
			return nil
		}
		if _, discardErr := p.in.Discard(len(text)); err != nil || discardErr != nil {
			return discardErr
		}
	}
}

// look finds the pieces of a text that begins and ends between them.
func (p *pieces) look(text []byte, found func(text []byte, line int) bool) bool {
	for len(text) > 0 {
		odd := beyondASCII(text)
		start := odd
		for start > 0 && odd < len(text) && !isSeparator(text[start-1]) {
			start--
		}
		p.count(text[:start])
		if odd == len(text) {
			return true
		}
		end := odd
		for end < len(text) && !isSeparator(text[end]) {
			end++
		}
		if !found(text[start:end], p.line()) {
			return false
		}
		text = text[end:]
	}
	return true
}

// beyondASCII returns the place of the first byte that is not of ASCII, or the length of the text.
func beyondASCII(text []byte) int {
	const wordSize, highBits = 8, 0x8080808080808080
	n := 0
	for n+wordSize <= len(text) && binary.LittleEndian.Uint64(text[n:])&highBits == 0 {
		n += wordSize
	}
	for n < len(text) && text[n] < utf8.RuneSelf {
		n++
	}
	return n
}

func (p *pieces) count(ascii []byte) {
	p.lf += bytes.Count(ascii, []byte("\n"))
	p.cr += bytes.Count(ascii, []byte("\r"))
	p.escape = p.escape || bytes.IndexByte(ascii, '\x1b') >= 0
}

// isSeparator reports whether a byte is of ASCII and never part of a longer character: in GB18030,
// digits are.
func isSeparator(b byte) bool { return b < '0' || '9' < b && b < '@' }

// survey is what all the pieces of a text show.
type survey struct {
	utf8, foreign piece // the first piece that is UTF-8, and that is not; line 0 for none
	sample        []piece
	oldMac        bool
	escape        bool

	known map[string]bool
	bytes [256]bool // those of the sample
}

// surveyText reads a text to its end.
func surveyText(in *bufio.Reader) (s survey, err error) {
	s.known = make(map[string]bool)
	p := pieces{in: in}
	err = p.each(func(text []byte, line int) bool {
		first := &s.foreign
		if utf8.Valid(text) {
			first = &s.utf8
		}
		if first.line == 0 {
			*first = piece{string(text), line}
		}
		s.take(text, line)
		return true
	})
	s.oldMac, s.escape = p.lf == 0 && p.cr > 0, p.escape
	return s, err
}

// take adds a piece to the sample while that is small, and later one with a byte that no other has.
func (s *survey) take(text []byte, line int) {
	const enough, longest = 300, 1 << 10
	isNew := len(s.sample) < enough && !s.known[string(text)]
	for _, b := range text {
		isNew = isNew || !s.bytes[b]
	}
	if !isNew || len(text) > longest {
		return
	}
	for _, b := range text {
		s.bytes[b] = true
	}
	s.known[string(text)] = true
	s.sample = append(s.sample, piece{string(text), line})
}

// letters returns letters beyond ASCII of the sample, as they read in an encoding.
func (s *survey) letters(e charset.Encoding) string {
	const most = 60
	seen := make(map[rune]bool)
	for _, p := range s.sample {
		text, _ := e.Decode(p.text)
		for _, r := range text {
			if r >= utf8.RuneSelf && len(seen) < most {
				seen[r] = true
			}
		}
	}
	return string(slices.Sorted(maps.Keys(seen)))
}
