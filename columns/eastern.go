package columns

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// isEastern reports whether all letters of a text are Han, Kana or Hangul.
func isEastern(text string) bool {
	letters := 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			letters++
		case unicode.IsLetter(r) && !isLongVowel(r):
			return false
		}
	}
	return letters > 0
}

// isLongVowel reports whether a sign lengthens the Kana before it.
func isLongVowel(r rune) bool { return r == 'ー' || r == 'ｰ' }

// areEastern reports whether the parts of a name are written in Han, Kana or Hangul.
func areEastern(parts []waiting) bool {
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(w waiting) bool { return !isEastern(w.cell) })
}

// separatorOf returns what stands between the parts of a name in Han, Kana or Hangul: a blank in Japan, nothing in
// China and Korea. In Han alone the family name tells: one of two characters is Japanese, but for a few of China.
func separatorOf(parts []waiting) string {
	family := ""
	for _, w := range parts {
		switch {
		case strings.ContainsFunc(w.cell, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) }):
			return " "
		case strings.ContainsFunc(w.cell, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }):
			return ""
		case w.field == LastName || w.says == LastName:
			family = strings.TrimSpace(w.cell)
		}
	}
	if utf8.RuneCountInString(family) == 1 || slices.Contains(chineseFamilies(), family) {
		return ""
	}
	return " "
}

// chineseFamilies returns the family names of China that have two characters.
func chineseFamilies() []string {
	return []string{
		"欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "司徒", "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "令狐", "夏侯",
		"端木", "宇文", "长孙", "長孫", "轩辕", "軒轅", "南宫", "南宮", "独孤", "獨孤",
	}
}
