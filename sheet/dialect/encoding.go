package dialect

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
)

// Encoding names how the characters of a text are written as bytes; "" is an unknown one, read as
// UTF-8.
type Encoding string

// The encodings that Examine finds. ParseEncoding knows more.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1252 Encoding = "windows-1252"
)

// ParseEncoding returns the encoding of that name: UTF-8, UTF-16, or one with a byte for each
// character (windows-1250, iso-8859-15, macintosh, ibm850 and the like).
func ParseEncoding(name string) (Encoding, error) {
	switch word := foldName(name); word {
	case "utf8":
		return UTF8, nil
	case "utf16le", "utf16":
		return UTF16LE, nil
	case "utf16be":
		return UTF16BE, nil
	case "latin1", "ansi":
		return Windows1252, nil
	default:
		if c := byteEncoding(word); c != nil {
			return Encoding(strings.ReplaceAll(strings.ToLower(c.String()), " ", "-")), nil
		}
	}
	return "", fmt.Errorf("unknown encoding %q: use utf-8, utf-16le, utf-16be, windows-1252 or another one of that kind", name)
}

// foldName reduces a name to its letters, in lower case, and digits.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// byteEncoding returns the encoding with a byte for each character that has that folded name, or
// nil.
func byteEncoding(word string) *charmap.Charmap {
	for _, e := range charmap.All {
		c, ok := e.(*charmap.Charmap)
		if !ok {
			continue
		}
		full := foldName(c.String())
		short := strings.Replace(full, "codepage", "", 1)
		if word == full || word == short || word == strings.Replace(short, "ibm", "cp", 1) {
			return c
		}
	}
	return nil
}

// decoder returns a decoder to UTF-8, nil if the text is UTF-8.
func (e Encoding) decoder() (*encoding.Decoder, error) {
	switch e {
	case "", UTF8:
		return nil, nil
	case UTF16LE:
		return utf.UTF16(utf.LittleEndian, utf.IgnoreBOM).NewDecoder(), nil
	case UTF16BE:
		return utf.UTF16(utf.BigEndian, utf.IgnoreBOM).NewDecoder(), nil
	}
	if c := byteEncoding(foldName(string(e))); c != nil {
		return c.NewDecoder(), nil
	}
	return nil, fmt.Errorf("unknown encoding %q", string(e))
}

// byteOrderMark returns the encoding whose mark a text begins with, or "".
func byteOrderMark(start []byte) Encoding {
	for _, m := range []struct {
		mark     string
		encoding Encoding
	}{{"\xef\xbb\xbf", UTF8}, {"\xff\xfe", UTF16LE}, {"\xfe\xff", UTF16BE}} {
		if strings.HasPrefix(string(start), m.mark) {
			return m.encoding
		}
	}
	return ""
}

// startEncoding returns the encoding that shows in the first bytes of a text: by a byte order mark,
// or by the zeros of UTF-16 beside the letters of a header. It returns "" if none shows.
func startEncoding(start []byte) Encoding {
	if e := byteOrderMark(start); e != "" {
		return e
	}
	const units = 4 // the bytes of two
	switch text := start; {
	case len(text) < units:
		return ""
	case text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0:
		return UTF16LE
	case text[0] == 0 && text[1] != 0 && text[2] == 0 && text[3] != 0:
		return UTF16BE
	}
	return ""
}

// undefined returns the bytes that stand for no character of an encoding with a byte for each.
// Decoders turn them into control characters.
func (e Encoding) undefined() (all [256]bool) {
	c := byteEncoding(foldName(string(e)))
	for b := utf8.RuneSelf; c != nil && b < len(all); b++ {
		r := c.DecodeByte(byte(b))
		all[b] = r == utf8.RuneError || unicode.IsControl(r)
	}
	return all
}
