package jsonscan

import (
	"unicode/utf16"
	"unicode/utf8"
)

// AppendText appends a value as text: a string decoded, nothing for null and no value, anything
// else as it is in the input. It reports whether it replaced broken text, see appendString.
func AppendText(dst []byte, v Value) (out []byte, replaced bool) {
	switch v.Kind {
	case None, Null:
		return dst, false
	case String:
		text := v.Text[1 : len(v.Text)-1]
		if !v.wide || utf8.Valid(text) {
			return append(dst, text...), false
		}
		return appendString(dst, v.Text)
	case Escaped:
		return appendString(dst, v.Text)
	}
	if !v.wide || utf8.Valid(v.Text) {
		return append(dst, v.Text...), false
	}
	return append(dst, string([]rune(string(v.Text)))...), true
}

// appendString appends the decoded text of a JSON string, given with its quotes. Lone surrogates
// and bytes of broken UTF-8 become U+FFFD, as in every JSON library; replaced reports it.
func appendString(dst, quoted []byte) (out []byte, replaced bool) {
	b := quoted[1 : len(quoted)-1]
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c == '\\':
			r, n := decodeEscape(b[i:])
			replaced = replaced || r == utf8.RuneError && !isEscapedFFFD(b[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		default:
			r, n := utf8.DecodeRune(b[i:])
			replaced = replaced || r == utf8.RuneError && n == 1
			dst = utf8.AppendRune(dst, r)
			i += n
		}
	}
	return dst, replaced
}

// decodeEscape returns the character and the length of the valid escape at the start of b.
func decodeEscape(b []byte) (r rune, n int) {
	switch c := b[1]; c {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r, _ = hex4(b[2:])
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
			if low, ok := hex4(b[8:]); ok {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return pair, 12
				}
			}
		}
		return utf8.RuneError, 6
	default:
		return rune(c), 2
	}
}

// isEscapedFFFD reports whether the sender escaped U+FFFD, which else stands for a lone surrogate.
func isEscapedFFFD(b []byte) bool {
	r, ok := hex4(b[2:])
	return b[1] == 'u' && ok && r == utf8.RuneError
}

func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
