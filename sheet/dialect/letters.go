package dialect

import (
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
func surveyLetters(in io.Reader, e Encoding) (l letters, err error) {
	undefined := e.undefined()
	buf := make([]byte, bufferSize)
	kept := 0
	for err == nil {
		var n int
		n, err = in.Read(buf[kept:])
		data := buf[:kept+n]
		whole := len(data)
		for i := 1; err == nil && i < utf8.UTFMax && i <= len(data); i++ {
			if last := data[len(data)-i:]; utf8.RuneStart(last[0]) {
				if !utf8.FullRune(last) {
					whole = len(data) - i
				}
				break
			}
		}
		l.add(data[:whole], &undefined)
		kept = copy(buf, data[whole:])
	}
	if err == io.EOF {
		err = nil
	}
	return l, err
}

// add surveys data, which ends with a whole letter.
func (l *letters) add(data []byte, undefined *[256]bool) {
	for i := 0; i < len(data); {
		if c := data[i]; c < utf8.RuneSelf {
			switch c {
			case '\n':
				l.lf++
			case '\r':
				l.cr++
			}
			i++
			continue
		}
		_, size := utf8.DecodeRune(data[i:])
		if size > 1 && l.utf8 == 0 {
			l.utf8 = l.line()
		}
		if size == 1 && l.foreign == 0 {
			l.foreign = l.line()
		}
		for _, b := range data[i : i+size] {
			l.seen[b] = true
			if undefined[b] && l.undefined == 0 {
				l.undefined, l.undefinedByte = l.line(), b
			}
		}
		i += size
	}
}
