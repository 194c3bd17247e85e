package columns

import (
	"slices"
	"strings"
)

// Turned is the field of --map for a column of whole names that are written last name first: "Nowak Anna" becomes
// "Anna Nowak".
const Turned = "lastName firstName"

// IsTurned reports whether a person said that the whole names of the column are written last name first.
func (c *Column) IsTurned() bool { return c.surnames > 0 }

// IsLastFirst reports whether a header says that names are written last name first: "Nazwisko i imię", "Apellidos y nombre",
// "Фамилия Имя Отчество".
func IsLastFirst(header string) bool {
	const longest = 3 // words of a word for the last name: "Nom de famille"
	d := loadVocabulary().plain
	words := wordsOf(header)
	for n := longest; n >= 1; n-- {
		if len(words) <= n || d.meanings[fold(strings.Join(words[:n], ""))].field != LastName {
			continue
		}
		rest := words[n:]
		isFirst := func(word string) bool {
			m := d.meanings[fold(word)]
			return m.field == FirstName || m.role == roleName
		}
		return slices.ContainsFunc(rest[:min(2, len(rest))], isFirst) || isFirst(strings.Join(rest[:min(2, len(rest))], ""))
	}
	return false
}

// surnamesOf is how many last names stand in front under a header: two where people have two, "Apellidos y nombre".
func surnamesOf(header string) int {
	for _, word := range wordsOf(header) {
		if slices.Contains([]string{"apellidos", "cognoms", "abizenak"}, fold(word)) {
			return 2
		}
	}
	return 1
}

// IsParted reports whether a comma parts the last name in a cell from the first one: "Nowak, Anna".
func IsParted(cell string) bool {
	last, first, is := strings.Cut(cell, ",")
	const most = 4 // words on either side
	return is && !IsFirm(cell) && IsWords(last) && IsWords(first) && len(strings.Fields(last)) <= most && len(strings.Fields(first)) <= most
}

// turn puts the first name in front of the last one. A comma parts them; else the last name is the first word, with the words
// that stand before it in some last names ("van der"), or the first two of three or more where people have two. A title stays
// in front, words in brackets stay behind, and names in Han, Kana or Hangul as they are.
func turn(name string, surnames int) string {
	if isEastern(name) {
		return name
	}
	if before, words, is := strings.Cut(name, "("); is && strings.TrimSpace(before) != "" {
		return turn(strings.TrimSpace(before), surnames) + " (" + words
	}
	title, rest, is := strings.Cut(name, " ")
	isSalutation := strings.ContainsAny(rest, " ,") && slices.Contains(loadVocabulary().Salutation["words"], fold(title))
	if is && (strings.HasSuffix(title, ".") || isSalutation) {
		return title + " " + turn(strings.TrimSpace(rest), surnames)
	}
	if last, first, is := strings.Cut(name, ","); is {
		if !IsParted(name) {
			return name
		}
		return tidy(first) + " " + tidy(last)
	}
	words := strings.Fields(name)
	n := 0
	for n < len(words)-1 && AreParticles(words[n:n+1]) {
		n++
	}
	n++
	if n < len(words)-1 {
		n = min(n+surnames-1, len(words)-1)
	}
	if n >= len(words) {
		return name
	}
	return strings.Join(slices.Concat(words[n:], words[:n]), " ")
}
