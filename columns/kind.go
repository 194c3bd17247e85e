package columns

import (
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/lead"
)

// setKinds finds the columns that say of which kind the phones of others are: "Phone 2 - Label" of "Phone 2 - Value".
func (m *Mapping) setKinds() {
	for i := range m.columns {
		if c := &m.columns[i]; c.means(lead.Phone.String()) {
			c.kinds = m.KindsOf(c.Header)
		}
	}
}

// KindsOf returns the header of the column that says of which kind the phones below a header are, "" if there is none.
// It has the same words, and one for kinds in place of one for values.
func (m *Mapping) KindsOf(header string) string {
	if prefix, _, _ := strings.Cut(header, "."); isAttributes(prefix) {
		return ""
	}
	of, _ := withoutKind(header, "values")
	alike := ""
	for i := range m.columns {
		c := &m.columns[i]
		words, is := withoutKind(c.Header, "kinds")
		switch {
		case !is || len(words) == 0 || c.Header == header || c.Use == LeftOut || c.means(lead.Phone.String()):
		case slices.Equal(words, of):
			return c.Header
		case alike == "" && SpeaksOf(c.Header, lead.Phone.String()) && areAlike(words, of):
			alike = c.Header
		}
	}
	return alike
}

// areAlike reports whether a header with the one words may speak of another one's: "Phone type" of "Phone number". It
// has the same numbers.
func areAlike(words, of []string) bool {
	numbers := func(words []string) (all []string) {
		for _, word := range words {
			if strings.ContainsFunc(word, unicode.IsDigit) {
				all = append(all, word)
			}
		}
		return all
	}
	last := len(of) - len(words)
	return last > 0 && slices.Equal(numbers(words), numbers(of)) && (slices.Equal(of[:len(words)], words) || slices.Equal(of[last:], words))
}

// withoutKind returns the folded words of a header without those of a role: kinds or values. is is false if it has none.
func withoutKind(header, role string) (words []string, is bool) {
	all := loadVocabulary().Mobile[role]
	for _, word := range wordsOf(header) {
		if word = fold(word); slices.Contains(all, word) {
			is = true
		} else {
			words = append(words, word)
		}
	}
	return words, is
}

// kindOf returns what a row says of the kind of a phone, "" for nothing.
func (t *target) kindOf(in *lead.Row) string {
	if t.kinds == "" {
		return ""
	}
	i := slices.IndexFunc(in.Dynamic, func(c lead.Cell) bool { return c.Column == t.kinds })
	if i < 0 {
		return ""
	}
	return in.Dynamic[i].Value
}

// rankByKind puts mobile phones before others, by what their rows say of them, else by their headers. It returns a
// negative rank for a fax machine of which the row says that it is one.
func (w *waiting) rankByKind() int {
	if w.kind != "" {
		return PhoneRank(w.kind)
	}
	return mobileRank(w.Header)
}

// kindsBeside returns the headers of the columns of kinds beside others.
func (m *Mapping) kindsBeside(headers []string) (all []string) {
	for i := range m.columns {
		if c := &m.columns[i]; c.kinds != "" && slices.Contains(headers, c.Header) && !slices.Contains(all, c.kinds) {
			all = append(all, c.kinds)
		}
	}
	return all
}
