package columns

import (
	"slices"
	"strings"
	"unicode"
)

// IsWords reports whether a cell may be a name: a few words of letters, and perhaps pictures, as people put behind
// their names in a chat.
func IsWords(cell string) bool {
	const longest = 60
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsSpace(r) && !strings.ContainsRune(".'’-·", r) && !isPicture(r)
	}
	return strings.ContainsFunc(cell, unicode.IsLetter) && len([]rune(cell)) <= longest && !strings.ContainsFunc(cell, odd)
}

// isSaluted reports whether a name is another one of two words or more behind a salutation: "Mme Anne Petit".
func isSaluted(name, other string) bool {
	before, is := strings.CutSuffix(strings.TrimSpace(name), " "+other)
	return is && strings.Contains(other, " ") && slices.Contains(loadVocabulary().Salutation["words"], fold(before))
}

// AreParticles reports whether cells are words between first and last names, and nothing else: "van der", "el". In capitals
// some are first names, such as "Ben".
func AreParticles(cells []string) bool {
	isOther := func(cell string) bool {
		return strings.ToLower(cell) != cell || !slices.Contains(loadVocabulary().Particle["words"], fold(cell))
	}
	return len(cells) > 0 && !slices.ContainsFunc(cells, isOther)
}

// isPicture reports whether a sign is an emoji, or joins two.
func isPicture(r rune) bool {
	const first = 0x2000 // the signs before are those of texts
	return r >= first && unicode.In(r, unicode.So, unicode.Sk, unicode.Cf)
}

// AreNames reports whether nearly all cells are the names of people: a first and a last name each, and
// hardly one twice.
func AreNames(cells []string) bool {
	return areMostly(cells, func(cell string) bool {
		words := slices.DeleteFunc(strings.Fields(cell), func(w string) bool { return !strings.ContainsFunc(w, unicode.IsLetter) })
		return IsWords(cell) && len(words) >= 2 && len(words) <= 5 &&
			!slices.ContainsFunc(words, func(w string) bool { return unicode.IsLower([]rune(w)[0]) && len(w) > 3 })
	})
}

// MayBeNames reports whether nearly all cells may be the names of people, of one word or several, and
// hardly one stands there twice. Cells without a letter or digit, such as "~", are none.
func MayBeNames(cells []string) bool {
	isFilled := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	filled := slices.DeleteFunc(slices.Clone(cells), func(cell string) bool { return !strings.ContainsFunc(cell, isFilled) })
	return areMostly(filled, IsWords)
}

// MayBeCalled reports whether more than half of the cells may be what people are called, and hardly one stands there
// twice: the others may be those of a chat, such as "Rohit_D".
func MayBeCalled(cells []string) bool {
	n := 0
	for _, cell := range cells {
		if IsWords(cell) {
			n++
		}
	}
	return 2*n > len(cells) && areMostly(cells, func(cell string) bool { return !strings.ContainsAny(cell, "@/\n") })
}

// areMostly reports whether nearly all cells are so, and nearly all differ.
func areMostly(cells []string, is func(string) bool) bool {
	n := 0
	for _, cell := range cells {
		if is(cell) {
			n++
		}
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(cells)))
	return n > 0 && n*5 >= len(cells)*4 && len(distinct)*5 >= len(cells)*4
}
