package charset

import (
	"slices"
	"unicode/utf8"
)

// Guesser finds out which encoding a text is in by whether its letters make words of a language. It
// is used by one goroutine.
type Guesser struct{ languages []*language }

// NewGuesser returns a Guesser, which learns the languages first.
func NewGuesser() *Guesser { return &Guesser{languages()} }

// Guess is what encoding a text is in.
type Guess struct {
	Encoding Encoding   // "" if none is certain
	Likely   []Encoding // those it may be if none is certain, the likeliest first; each gives another text
	Differs  int        // the first piece that the two likeliest read differently
}

// Likelihoods are natural logarithms: what they differ by says how much likelier one is.
const (
	certain  = 12 // beyond it, a reading is certain
	doubtful = 7  // beyond it and 1.3 for each letter beyond ASCII, a single piece reads better in another encoding
	hopeless = 60 // beyond it, a reading is not worth showing
)

// Guess finds the encoding of a text by some pieces of it, which hold no separators.
func (g *Guesser) Guess(pieces []string) Guess {
	found := readings(g.languages, pieces)
	if len(found) == 0 {
		return Guess{}
	}
	const usual Encoding = "windows-1252" // the best known of those in which a text reads the same
	likely := found[:1]
	for _, r := range found[1:] {
		same := slices.IndexFunc(likely, func(earlier *reading) bool { return !r.differs(earlier) })
		if same < 0 {
			likely = append(slices.Clip(likely), r)
		} else if r.Encoding == usual {
			likely[same] = r
		}
	}
	first := likely[0]
	if (len(likely) == 1 || first.likelihood-likely[1].likelihood >= certain) && first.isOneLanguage() {
		return Guess{Encoding: first.Encoding}
	}
	var guess Guess
	const show = 3
	for i, r := range likely[:min(show, len(likely))] {
		if i < 2 || first.likelihood-r.likelihood < hopeless {
			guess.Likely = append(guess.Likely, r.Encoding)
		}
	}
	for i := range pieces {
		if len(likely) > 1 && first.texts[i].string != likely[1].texts[i].string {
			guess.Differs = i
			break
		}
	}
	return guess
}

// Better returns the encoding in which a piece of text is far better read than in e, or "".
func (g *Guesser) Better(piece string, e Encoding) Encoding {
	if !utf8.ValidString(piece) && g.fits(piece, e) {
		return ""
	}
	as := read(g.languages, e, []string{piece})
	others := readings(g.languages, []string{piece})
	if utf8.ValidString(piece) {
		others = append(others, read(g.languages, UTF8, []string{piece}))
	}
	for _, r := range others {
		if !r.isOdd(0) && (as == nil || r.differs(as) && r.each[0] > as.each[0]+doubtful+1.3*float64(r.texts[0].foreign())) {
			return r.Encoding
		}
	}
	return ""
}

// fits reports whether a piece of text surely is words of a language that is written in e.
func (g *Guesser) fits(piece string, e Encoding) bool {
	decoded, ok := e.Decode(piece)
	if !ok {
		return false
	}
	r := reading{Encoding: e, texts: []text{newText(decoded)}, each: make([]float64, 1)}
	for w := range r.texts[0].words {
		r.texts[0].words[w].elsewhere = r.texts[0].words[w].floor()
	}
	for _, l := range g.languages {
		if !slices.Contains(l.encodings, e) {
			continue
		}
		r.language = l
		if r.each[0], _ = l.reads(&r.texts[0]); r.isFine(0) {
			return true
		}
	}
	return false
}
