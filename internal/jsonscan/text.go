package jsonscan

import (
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
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
	dst, err := jsontext.AppendUnquote(dst, quoted) // the only error: the string has been scanned
	return dst, err != nil
}
