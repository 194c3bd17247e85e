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
	case r == 'ª' || r == 'º' || r == 'µ' || !unicode.IsLetter(r) && !unicode.IsMark(r):
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
	quotes  int     // « more than »
	odd     bool    // a sign is out of place
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
	t := text{string: s, quotes: strings.Count(s, "«") - strings.Count(s, "»")}
	const vowelSign = -6
	letters := []rune(norm.NFC.String(s))
	last := noScript
	for i, r := range letters {
		if last == arabic && isVowelSign(r) {
			t.signs += vowelSign
			continue
		}
		kind := scriptOf(r)
		if kind != last && kind != noScript {
			t.words = append(t.words, word{script: kind, ascii: true})
			t.signs += border(last, kind)
		}
		if last = kind; kind == noScript {
			p := sign(letters, i)
			t.signs, t.odd = t.signs+p, t.odd || p <= rareSign
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

// isVowelSign reports whether a sign of Arabic may be left out.
func isVowelSign(r rune) bool { return 0x64b <= r && r <= 0x652 || r == 'ـ' }

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

// Signs that stand before and behind a word without a blank.
const (
	opening = "«»„“”‘‚‹›’§·•¿¡–—…£€©°№\u00a0"
	closing = "«»“”‘’‹›…®©™°·–—£€²³ªº\u00a0"
	inner   = "’–—…\u00a0"
)

// isDoubleL reports whether the sign stands between two L, as in Catalan.
func isDoubleL(letters []rune, at int) bool {
	isL := func(i int) bool { return i >= 0 && i < len(letters) && unicode.ToLower(letters[i]) == 'l' }
	return isL(at-1) && isL(at+1)
}

const rareSign = -13

// sign is how likely the sign at a place is: no more than rareSign if it is out of place.
func sign(letters []rune, at int) float64 {
	const common, asian, drawn, joined, apostrophe = -5, -7, -25, -6, -10
	r := letters[at]
	is := func(set string) bool { return strings.ContainsRune(set, r) }
	afterLetter := at > 0 && unicode.IsLetter(letters[at-1])
	beforeLetter := at+1 < len(letters) && unicode.IsLetter(letters[at+1])
	switch {
	case r < utf8.RuneSelf:
		return 0
	case r == '’' && beforeLetter && !afterLetter && letters[len(letters)-1] != r:
		return common + apostrophe
	case is("・׳״־"), r == '·' && isDoubleL(letters, at):
		return common
	case is("\u200c\u200d\u200e\u200f\u00ad"): // of Arabic, Hebrew and Persian, and where a word may break
		return common
	case 0x3000 <= r && r < 0x3030, 0xff00 <= r && r < 0xff5f:
		return asian
	case 0x2500 <= r && r < 0x2600:
		return drawn
	case afterLetter && beforeLetter && is(inner), afterLetter && !beforeLetter && is(closing), beforeLetter && !afterLetter && is(opening):
		return common
	case afterLetter && beforeLetter && (is(opening) || is(closing)):
		return common + joined
	case afterLetter || beforeLetter || r == '₧':
		return rareSign + joined
	case is(opening), is(closing), is("½×"):
		return common
	}
	return rareSign
}
