package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescapeEntities replaces character references and folds line ends, in place.
func unescapeEntities(text []byte) ([]byte, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("it holds bytes that are not UTF-8 text")
	}
	if text = foldLineEnds(text); bytes.IndexByte(text, '&') < 0 {
		return text, nil
	}
	out := text[:0]
	for i := 0; i < len(text); i++ {
		if text[i] != '&' {
			out = append(out, text[i])
			continue
		}
		n := bytes.IndexByte(text[i:min(len(text), i+12)], ';')
		if n < 0 {
			return nil, errors.New(`a "&" in it begins nothing`)
		}
		c, err := character(string(text[i+1 : i+n]))
		if err != nil {
			return nil, err
		}
		out = utf8.AppendRune(out, c) // never longer than the entity
		i += n
	}
	return out, nil
}

var entities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// character returns the character that a reference names.
func character(name string) (rune, error) {
	if c := entities[name]; c != 0 {
		return c, nil
	}
	digits, base := strings.TrimPrefix(name, "#x"), 16
	if digits == name {
		digits, base = strings.TrimPrefix(name, "#"), 10
	}
	c, err := strconv.ParseUint(digits, base, 21)
	if err != nil || digits == name || !utf8.ValidRune(rune(c)) {
		return 0, fmt.Errorf("it holds the unknown character &%s;", name)
	}
	return rune(c), nil
}

// foldLineEnds turns CR LF and CR into LF, as XML requires.
func foldLineEnds(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
}
