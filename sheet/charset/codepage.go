package charset

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// codePagesText has a line for each code page: its name, and its characters from byte 80 on.
//
//go:embed codepages.txt
var codePagesText string

// codePage is an encoding with a byte for each character, of which it has those beyond ASCII.
type codePage []rune

// namedCodePage returns the code page of that name, or nil.
func namedCodePage(name string) codePage {
	for line := range strings.Lines(codePagesText) {
		if quoted, is := strings.CutPrefix(line, name+" "); is {
			if characters, err := strconv.Unquote(strings.TrimSpace(quoted)); err == nil {
				return codePage(characters)
			}
		}
	}
	return nil
}

// NewDecoder returns what decodes to UTF-8.
func (c codePage) NewDecoder() *encoding.Decoder {
	return &encoding.Decoder{Transformer: codePageDecoder{page: c}}
}

// NewEncoder is part of encoding.Encoding. Nothing is written but UTF-8.
func (codePage) NewEncoder() *encoding.Encoder { return encoding.Replacement.NewEncoder() }

type codePageDecoder struct {
	transform.NopResetter
	page codePage
}

// Transform implements transform.Transformer.
func (d codePageDecoder) Transform(dst, src []byte, _ bool) (n, read int, err error) {
	for _, b := range src {
		r := rune(b)
		if b >= utf8.RuneSelf {
			r = d.page[b-utf8.RuneSelf]
		}
		if n+utf8.RuneLen(r) > len(dst) {
			return n, read, transform.ErrShortDst
		}
		n += utf8.EncodeRune(dst[n:], r)
		read++
	}
	return n, read, nil
}
