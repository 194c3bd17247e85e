package charset

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// reading is pieces of text read in one encoding, and in the language that they fit best.
type reading struct {
	Encoding
	language   *language
	texts      []text
	each       []float64 // the likelihood of each
	strangers  int       // pieces with a word that fits another language better
	likelihood float64   // of all
}

// readings returns how pieces of text read in each encoding in which almost all of them mean
// something, the likeliest first.
func readings(all []*language, pieces []string) (found []*reading) {
	for _, e := range encodings(all) {
		if r := read(all, e, pieces); r != nil {
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b *reading) int { return cmp.Compare(b.likelihood, a.likelihood) })
	return found
}

// read returns nil if too many pieces mean nothing in the encoding.
func read(all []*language, e Encoding, pieces []string) *reading {
	const damagedShare, nothing = 0.03, -30
	r := reading{Encoding: e}
	decoder, err := e.Decoder()
	if err != nil {
		return nil
	}
	damaged := 0
	for _, piece := range pieces {
		decoded, ok := piece, true
		if decoder != nil {
			decoded, ok = decode(decoder, piece)
		}
		read := newText(decoded)
		if !ok {
			damaged++
			read = text{string: decoded, damaged: true, signs: nothing * float64(len(piece))}
		}
		r.texts = append(r.texts, read)
	}
	if float64(damaged) > max(1, damagedShare*float64(len(pieces))) {
		return nil
	}
	r.fit(all)
	r.likelihood += prior(e) + r.balance()
	return &r
}

// fit finds the language that the texts fit best.
func (r *reading) fit(all []*language) {
	for i := range r.texts {
		for w := range r.texts[i].words {
			r.texts[i].words[w].elsewhere = best(all, &r.texts[i].words[w])
		}
	}
	r.likelihood = math.Inf(-1)
	for _, l := range all {
		if r.Encoding != UTF8 && !slices.Contains(l.encodings, r.Encoding) {
			continue
		}
		each, strangers, sum := make([]float64, len(r.texts)), 0, 0.0
		for i := range r.texts {
			likelihood, strange := l.reads(&r.texts[i])
			each[i] = likelihood
			sum += likelihood
			if strange {
				strangers++
			}
		}
		if sum > r.likelihood {
			r.language, r.likelihood, r.each, r.strangers = l, sum, each, strangers
		}
	}
}

// balance says how unlikely it is that quotes open and do not close.
func (r *reading) balance() float64 {
	const alone, some = -5, 2 // by chance
	sum := 0
	for i := range r.texts {
		sum += r.texts[i].quotes
	}
	return alone * float64(max(0, max(sum, -sum)-some))
}

// prior says how rarely files are in an encoding.
func prior(e Encoding) float64 {
	switch {
	case slices.Contains([]Encoding{"iso-8859-3", "iso-8859-10", "iso-8859-14", "iso-8859-16"}, e):
		return -10
	case strings.HasPrefix(string(e), "ibm") && e != "ibm866", strings.HasPrefix(string(e), "x-mac"):
		return -4
	case strings.HasPrefix(string(e), "iso-"), e == "koi8-u":
		return -2
	}
	return 0
}

// isHardlyUsed reports whether hardly any file is written in an encoding today: in one of DOS, but for those of the
// West, of Central Europe and of Russia.
func isHardlyUsed(e Encoding) bool {
	return strings.HasPrefix(string(e), "ibm") && !slices.Contains([]Encoding{"ibm437", "ibm850", "ibm852", "ibm866"}, e)
}

// differs reports whether two readings give different texts.
func (r *reading) differs(other *reading) bool {
	return !slices.EqualFunc(r.texts, other.texts, func(a, b text) bool { return a.string == b.string })
}

// isOdd reports whether a piece does not look like words of a language.
func (r *reading) isOdd(piece int) bool {
	const letter, ideograph = -6, -10.5
	return r.each[piece] < r.perLetter(letter, ideograph)*float64(r.texts[piece].letters()+1)
}

// isPossible reports whether a piece of letters that a language has may be a rare word of it.
func (r *reading) isPossible(piece int) bool {
	const letter, ideograph = -7, -10.5
	return r.each[piece] >= r.perLetter(letter, ideograph)*float64(r.texts[piece].letters()+1)
}

// isFine reports whether a piece looks so much like words of a language that no other reading counts.
func (r *reading) isFine(piece int) bool {
	const letter, ideograph = -4.5, -8.5
	return r.each[piece] >= r.perLetter(letter, ideograph)*float64(r.texts[piece].letters()+1)
}

func (r *reading) perLetter(letter, ideograph float64) float64 {
	if r.language.script == ideographs {
		return ideograph
	}
	return letter
}

// isOneLanguage reports whether the pieces look like words of one language, but for a few.
func (r *reading) isOneLanguage() bool {
	const oddShare, strangeShare = 0.06, 0.25
	n, odd := float64(len(r.texts)), 0
	for i := range r.texts {
		if r.isOdd(i) && !r.texts[i].damaged {
			odd++
		}
	}
	return float64(odd) <= oddShare*n && (r.language.script == ideographs || float64(r.strangers) <= strangeShare*n)
}
