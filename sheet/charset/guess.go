package charset

import (
	"slices"
	"strings"
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
	certain  = 12.0 // beyond it, a reading is certain
	clearly  = 7.0  // beyond it, a piece that means little in one encoding reads better in another
	rather   = 10.0 // the same for one that may be a rare word
	hopeless = 60.0 // beyond it, a reading is not worth showing
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
	shown := slices.Clone(likely)
	rank := func(r *reading) int {
		if isHardlyUsed(r.Encoding) || first.likelihood-r.likelihood >= hopeless {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(shown[1:], func(a, b *reading) int { return rank(a) - rank(b) })
	for i, r := range shown[:min(show, len(shown))] {
		if i < 2 || first.likelihood-r.likelihood < hopeless {
			guess.Likely = append(guess.Likely, r.Encoding)
		}
	}
	for i := range pieces {
		if len(shown) > 1 && first.texts[i].string != shown[1].texts[i].string {
			guess.Differs = i
			break
		}
	}
	return guess
}

// Better returns the encoding in which a piece of text is far better read than in e, or "". doubtful means
// that it reads in e as a rare word at best: several of a line prove more together.
func (g *Guesser) Better(piece string, e Encoding) (better Encoding, doubtful bool) {
	margin := clearly
	if !utf8.ValidString(piece) {
		fine, possible := g.fits(piece, e)
		if fine {
			return "", false
		}
		if doubtful = possible; possible {
			margin = rather
		}
	}
	return g.other(piece, e, margin), doubtful
}

// BetterLine is Better for the doubtful pieces of one line.
func (g *Guesser) BetterLine(pieces []string, e Encoding) Encoding {
	line := strings.Join(pieces, " ")
	if fine, _ := g.fits(line, e); fine {
		return ""
	}
	return g.other(line, e, clearly)
}

// other returns the encoding in which a piece is read better by more than a margin for all of it, and
// some for each letter beyond ASCII.
func (g *Guesser) other(piece string, e Encoding, margin float64) Encoding {
	const letter = 1.3
	as := read(g.languages, e, []string{piece})
	others := readings(g.languages, []string{piece})
	if utf8.ValidString(piece) {
		others = append(others, read(g.languages, UTF8, []string{piece}))
	}
	for _, r := range others {
		if as == nil && r.isProof() {
			return r.Encoding
		}
		if as == nil || !r.differs(as) {
			continue
		}
		lead := r.each[0] - as.each[0]
		if lead > margin+letter*float64(r.texts[0].foreign()) && (r.isProof() || r.isFine(0) && lead > hopeless) {
			return r.Encoding
		}
	}
	return ""
}

// isProof reports whether a single piece so surely is words of its language that the rest of the text
// may be of another origin.
func (r *reading) isProof() bool {
	const few, fewIdeographs = 4, 2
	t := &r.texts[0]
	return r.isFine(0) && t.foreign() > 0 && r.language.hasLetters(t) && (t.letters() >= few || r.language.script == ideographs && t.foreign() >= fewIdeographs)
}

// fits reports whether a piece of text surely is words of a language that is written in e, and whether it
// may be.
func (g *Guesser) fits(piece string, e Encoding) (fine, possible bool) {
	decoded, ok := e.Decode(piece)
	if !ok {
		return false, false
	}
	r := reading{Encoding: e, texts: []text{newText(decoded)}, each: make([]float64, 1)}
	if r.texts[0].foreign() == 0 && !r.texts[0].odd {
		return true, true // signs alone prove nothing
	}
	for w := range r.texts[0].words {
		r.texts[0].words[w].elsewhere = r.texts[0].words[w].floor()
	}
	for _, l := range g.languages {
		if !slices.Contains(l.encodings, e) {
			continue
		}
		r.language = l
		if r.each[0], _ = l.reads(&r.texts[0]); r.isFine(0) {
			return true, true
		}
		possible = possible || r.isPossible(0) && l.hasLetters(&r.texts[0])
	}
	return false, possible
}
