package charset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// script is the kind of letters that a word is written in.
type script uint8

const (
	noScript script = iota // no letter
	latin
	cyrillic
	greek
	hebrew
	arabic
	thai
	ideographs // also kana and Korean syllables
	otherScript
)

// scriptOf returns the script of a character.
func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return latin
		}
		return noScript
	case r == 'ª' || r == 'º' || !unicode.IsLetter(r) && !unicode.IsMark(r):
		return noScript
	case r < 0x250, 0x1e00 <= r && r < 0x1f00:
		return latin
	case 0x370 <= r && r < 0x400:
		return greek
	case 0x400 <= r && r < 0x530:
		return cyrillic
	case 0x590 <= r && r < 0x600:
		return hebrew
	case 0x600 <= r && r < 0x700:
		return arabic
	case 0xe00 <= r && r < 0xe80:
		return thai
	case 0x3040 <= r && r < 0x3100, r == '々', unicode.In(r, unicode.Han, unicode.Hangul):
		return ideographs
	}
	return otherScript
}

// word is a run of letters of one script.
type word struct {
	script    script
	letters   []rune  // in lower case
	ascii     bool    // all of them are
	elsewhere float64 // its likelihood in the language that it fits best
}

// floor is how likely a word is in a language that nobody knows.
func (w *word) floor() float64 {
	const asciiLetter, letter = -3.2, -11
	if w.ascii {
		return asciiLetter * float64(len(w.letters))
	}
	return letter * float64(len(w.letters))
}

// text is a text taken apart.
type text struct {
	string
	damaged bool // some of it means nothing
	words   []word
	signs   float64 // the likelihood of what is no word, and of words of two scripts or with capitals inside
}

func (t *text) letters() (n int) {
	for i := range t.words {
		n += len(t.words[i].letters)
	}
	return n
}

// foreign returns how many letters are beyond ASCII.
func (t *text) foreign() (n int) {
	for i := range t.words {
		for _, r := range t.words[i].letters {
			if r >= utf8.RuneSelf {
				n++
			}
		}
	}
	return n
}

// newText takes a text apart.
func newText(s string) text {
	t := text{string: s}
	letters := []rune(norm.NFC.String(s))
	last := noScript
	for i, r := range letters {
		kind := scriptOf(r)
		if kind != last && kind != noScript {
			t.words = append(t.words, word{script: kind, ascii: true})
			t.signs += border(last, kind)
		}
		if last = kind; kind == noScript {
			t.signs += sign(letters, i)
			continue
		}
		const capitalInside = -5
		if i > 0 && unicode.IsUpper(r) && unicode.IsLower(letters[i-1]) {
			t.signs += capitalInside
		}
		w := &t.words[len(t.words)-1]
		w.letters = append(w.letters, plain(r))
		w.ascii = w.ascii && r < utf8.RuneSelf
	}
	return t
}

// plain returns a letter as models have it: in lower case, and in one form of those that Romanians
// write for the same letter.
func plain(r rune) rune {
	switch r = unicode.ToLower(r); r {
	case 'ș':
		return 'ş'
	case 'ț':
		return 'ţ'
	}
	return r
}

// border is how likely letters of two scripts stand side by side.
func border(a, b script) float64 {
	const spaceless, others = -5, -10
	isSpaceless := func(s script) bool { return s == ideographs || s == thai }
	switch {
	case a == noScript:
		return 0
	case a == latin && isSpaceless(b), b == latin && isSpaceless(a):
		return spaceless
	}
	return others
}

// sign is how likely the sign at a place is.
func sign(letters []rune, at int) (likelihood float64) {
	const common, asian, rare, drawn, joined, opening = -5, -7, -13, -25, -6, -10
	r := letters[at]
	afterLetter := at > 0 && unicode.IsLetter(letters[at-1])
	beforeLetter := at+1 < len(letters) && unicode.IsLetter(letters[at+1])
	switch {
	case r < utf8.RuneSelf:
		return 0
	case r == '’':
		if beforeLetter && !afterLetter {
			return common + opening
		}
		return common
	case strings.ContainsRune("·・", r):
		return common
	case strings.ContainsRune("‘“”„«»–—…•°€£№®©™\u00a0¿¡ºª½²³×", r):
		likelihood = common
	case 0x3000 <= r && r < 0x3030, 0xff00 <= r && r < 0xff5f:
		return asian
	case 0x2500 <= r && r < 0x2600:
		return drawn
	case afterLetter != beforeLetter:
		return rare + joined
	default:
		likelihood = rare
	}
	if afterLetter && beforeLetter {
		likelihood += joined
	}
	return likelihood
}
