package dialect

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// letters says on which line of a text each kind of letter beyond ASCII comes first; 0 for none.
type letters struct {
	utf8, foreign, undefined int
	undefinedByte            byte
	lf, cr                   int // line ends so far
	seen                     [256]bool
}

// line returns the current line. Old Macs write no LF.
func (l *letters) line() int {
	if l.lf == 0 {
		return l.cr + 1
	}
	return l.lf + 1
}

// decoded returns the letters beyond ASCII as Windows-1252.
func (l *letters) decoded() string {
	var all []rune
	for b, seen := range l.seen {
		if seen {
			all = append(all, charmap.Windows1252.DecodeByte(byte(b)))
		}
	}
	return string(all)
}

// surveyLetters reads a text to its end. e is its encoding if it is not UTF-8.
func surveyLetters(in *bufio.Reader, e Encoding) (l letters, err error) {
	undefined := e.undefined()
	var letter []byte
	for {
		if err := l.skipASCII(in); err != nil {
			return l, err
		}
		c, size, err := in.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return l, nil
		case err != nil:
			return l, err
		case c == '\n':
			l.lf++
		case c == '\r':
			l.cr++
		case c < utf8.RuneSelf:
		case size == 1:
			l.foreign = cmp.Or(l.foreign, l.line())
			if err := in.UnreadRune(); err != nil {
				return l, err
			}
			b, _ := in.ReadByte() // it has been read before
			l.see(b, &undefined)
		default:
			l.utf8 = cmp.Or(l.utf8, l.line())
			letter = utf8.AppendRune(letter[:0], c)
			for _, b := range letter {
				l.see(b, &undefined)
			}
		}
	}
}

// skipASCII skips the letters of ASCII that are in the buffer: most texts hold hardly any other.
func (l *letters) skipASCII(in *bufio.Reader) error {
	text, err := in.Peek(in.Buffered())
	if err != nil {
		return err
	}
	n := 0
	for ; n < len(text) && text[n] < utf8.RuneSelf; n++ {
		switch text[n] {
		case '\n':
			l.lf++
		case '\r':
			l.cr++
		}
	}
	_, err = in.Discard(n)
	return err
}

func (l *letters) see(b byte, undefined *[256]bool) {
	l.seen[b] = true
	if undefined[b] && l.undefined == 0 {
		l.undefined, l.undefinedByte = l.line(), b
	}
}
