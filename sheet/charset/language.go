package charset

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"

	tag "golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// languagesText has a paragraph for each language: its tag, its encodings, and words.
//
//go:embed languages.txt
var languagesText string

// language is how a language is written.
type language struct {
	script    script
	encodings []Encoding
	model     model
}

// languages returns all that are known. They are learnt once, and never change.
var languages = sync.OnceValue(learnAll)

func learnAll() (all []*language) {
	for paragraph := range strings.SplitSeq(strings.TrimSpace(languagesText), "\n\n") {
		head, words, _ := strings.Cut(paragraph, "\n")
		fields := strings.Fields(head)
		if fields[0] == "#" {
			continue
		}
		l := &language{}
		for _, name := range fields[1:] {
			l.encodings = append(l.encodings, Encoding(name))
		}
		l.learn(words, names(tag.MustParse(fields[0])))
		all = append(all, l)
	}
	return all
}

// encodings returns those of all languages.
func encodings(all []*language) (found []Encoding) {
	for _, l := range all {
		for _, e := range l.encodings {
			if !slices.Contains(found, e) {
				found = append(found, e)
			}
		}
	}
	return found
}

// learn makes the model of a language. The words of people count twice: they tell more than the names
// of countries.
func (l *language) learn(words, names string) {
	text := newText(words + "\n" + words + "\n" + names)
	l.script = text.words[0].script
	var letters [][]rune
	for _, w := range text.words {
		if w.script == l.script {
			letters = append(letters, w.letters)
		}
	}
	l.model = newModel(letters, l.script == ideographs)
}

// names returns the names of countries and languages in a language.
func names(t tag.Tag) string {
	var all strings.Builder
	regions, languages := display.Regions(t), display.Languages(t)
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if region, err := tag.ParseRegion(string([]rune{a, b})); err == nil {
				all.WriteString(regions.Name(region) + "\n")
			}
		}
	}
	for _, base := range display.Supported.BaseLanguages() {
		all.WriteString(languages.Name(base) + "\n")
	}
	return all.String()
}

// reads returns how likely a text is for people of the language, who use words of others now and
// then, and whether it has such a word.
func (l *language) reads(t *text) (likelihood float64, strange bool) {
	const mine, others = -0.1, -6
	likelihood = t.signs
	for i := range t.words {
		w := &t.words[i]
		p := max(w.elsewhere+others, w.floor())
		own := math.Inf(-1)
		if w.script == l.script {
			own = l.model.likelihood(w.letters) + mine
		}
		if own < p && !w.ascii {
			strange = true
		}
		likelihood += max(p, own)
	}
	return likelihood, strange
}

// hasLetters reports whether the language has all letters of a text, which holds no odd sign.
func (l *language) hasLetters(t *text) bool {
	const odd = -10 // in a piece
	if t.signs <= odd*float64(1+strings.Count(t.string, " ")) {
		return false
	}
	for i := range t.words {
		w := &t.words[i]
		if !w.ascii && (w.script != l.script || !l.model.hasLetters(w.letters)) {
			return false
		}
	}
	return true
}

// best returns the likelihood of a word in the language that it fits best.
func best(all []*language, w *word) float64 {
	p := w.floor()
	for _, l := range all {
		if l.script == w.script {
			p = max(p, l.model.likelihood(w.letters))
		}
	}
	return p
}
