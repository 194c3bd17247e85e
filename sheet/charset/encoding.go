// Package charset knows how characters are written as bytes: the encodings by name, and which of
// them a text is in that does not say so.
package charset

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Encoding names how the characters of a text are written as bytes, as the WHATWG list does where it
// has a name; "" is an unknown one, read as UTF-8.
type Encoding string

// The encodings that a text shows by itself.
const (
	UTF8    Encoding = "utf-8"
	UTF16LE Encoding = "utf-16le"
	UTF16BE Encoding = "utf-16be"
)

// Parse returns the encoding of that name: one of all that the WHATWG list has for web pages, or that
// of a code page of DOS, Windows or an old Mac, such as ibm850 or cp936.
func Parse(name string) (Encoding, error) {
	word := strings.ToLower(strings.TrimSpace(name))
	for _, e := range []Encoding{Encoding(word), common(fold(word))} {
		known, err := htmlindex.Get(string(e))
		if err == nil && known == encoding.Replacement {
			return "", fmt.Errorf("the encoding %s is not read, since programs disagree on it: save the file again as CSV UTF-8", name)
		}
		if err == nil {
			canonical, err := htmlindex.Name(known)
			return Encoding(canonical), err
		}
		if _, err := e.encoding(); err == nil {
			return e, nil
		}
	}
	return "", fmt.Errorf("unknown encoding %q: use utf-8, utf-16le, windows-1252, windows-1251, gbk, shift_jis or another "+
		"name that web pages use", name)
}

// common returns the usual name of what programs also call otherwise.
func common(folded string) Encoding {
	switch folded {
	case "ansi":
		return "windows-1252"
	case "utf16":
		return UTF16LE
	case "cp932", "windows932", "shiftjis":
		return "shift_jis"
	case "cp936", "windows936":
		return "gbk"
	case "cp949", "windows949", "euckr":
		return "euc-kr"
	case "cp950", "windows950":
		return "big5"
	case "macroman":
		return "macintosh"
	}
	for _, prefix := range []string{"ibmcodepage", "codepage", "ibm", "cp"} {
		if number, is := strings.CutPrefix(folded, prefix); is {
			return Encoding("ibm" + number)
		}
	}
	if number, is := strings.CutPrefix(folded, "windows"); is {
		return Encoding("windows-" + number)
	}
	return Encoding(folded)
}

// fold reduces a name to its letters and digits.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
}

// encoding returns what decodes an encoding.
func (e Encoding) encoding() (encoding.Encoding, error) {
	if known, err := htmlindex.Get(string(e)); err == nil {
		return known, nil
	}
	for _, known := range charmap.All {
		c, is := known.(*charmap.Charmap)
		if is && strings.ReplaceAll(strings.ToLower(c.String()), "ibm code page ", "ibm") == string(e) {
			return c, nil
		}
	}
	if page := namedCodePage(string(e)); page != nil {
		return page, nil
	}
	return nil, fmt.Errorf("unknown encoding %q", string(e))
}

// Decoder returns what decodes a text to UTF-8, nil if the text is UTF-8. Accents that an encoding
// has as characters of their own are joined to their letters.
func (e Encoding) Decoder() (transform.Transformer, error) {
	switch e {
	case "", UTF8:
		return nil, nil
	case UTF16LE:
		return utf16Decoder{order: binary.LittleEndian}, nil
	case UTF16BE:
		return utf16Decoder{order: binary.BigEndian}, nil
	}
	known, err := e.encoding()
	if err != nil {
		return nil, err
	}
	if e == "windows-1258" {
		return transform.Chain(known.NewDecoder(), norm.NFC), nil
	}
	return known.NewDecoder(), nil
}

// Decode returns a text as UTF-8, and whether all of it means something in the encoding.
func (e Encoding) Decode(text string) (string, bool) {
	decoder, err := e.Decoder()
	if err != nil {
		return "", false
	}
	if decoder == nil {
		return text, utf8.ValidString(text)
	}
	return decode(decoder, text)
}

func decode(decoder transform.Transformer, text string) (string, bool) {
	decoded, _, err := transform.String(decoder, text)
	return decoded, err == nil && !strings.ContainsFunc(decoded, IsNothing)
}

// IsNothing reports whether a character is what decoders make of bytes that mean nothing.
func IsNothing(r rune) bool { return r == utf8.RuneError || 0x80 <= r && r < 0xa0 }
