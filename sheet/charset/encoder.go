package charset

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// Encoder returns what encodes UTF-8, in which a character that the encoding lacks becomes a question
// mark. It is nil for UTF-8, and for code pages that are only read.
func (e Encoding) Encoder() (transform.Transformer, error) {
	if e == "" || e == UTF8 {
		return nil, nil
	}
	known, err := e.encoding()
	if err != nil {
		return nil, err
	}
	if _, readOnly := known.(codePage); readOnly {
		return nil, nil
	}
	return transform.Chain(runes.Map(replacer(known.NewEncoder())), known.NewEncoder()), nil
}

// replacer returns what replaces the characters that an encoding lacks.
func replacer(try *encoding.Encoder) func(rune) rune {
	return func(r rune) rune {
		if _, err := try.String(string(r)); err != nil {
			return '?'
		}
		return r
	}
}
