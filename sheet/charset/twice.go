package charset

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Twice returns a text as it was before a program took its UTF-8 for an encoding of Windows and wrote
// that as UTF-8 once more ("MÃ¼ller" for "Müller"); "" if nothing shows that. Parts that read well stay.
func Twice(text string) string {
	var out strings.Builder
	found := false
	for rest := text; rest != ""; {
		n := strings.IndexFunc(rest, func(r rune) bool { return r >= utf8.RuneSelf })
		if n < 0 {
			n = len(rest)
		}
		out.WriteString(rest[:n])
		rest = rest[n:]
		end := strings.IndexFunc(rest, func(r rune) bool { return r < utf8.RuneSelf })
		if end < 0 {
			end = len(rest)
		}
		before, ok := once(rest[:end])
		out.WriteString(before)
		found, rest = found || ok, rest[end:]
	}
	if !found {
		return ""
	}
	return out.String()
}

// once undoes that for letters beyond ASCII that stand side by side, if they are such.
func once(letters string) (before string, ok bool) {
	for _, e := range []struct {
		page *charmap.Charmap
		fit  func(read []rune, letters string) bool
	}{{charmap.Windows1252, fitsWestern}, {charmap.Windows1251, fitsCyrillic}} {
		bytes, is := bytesIn(e.page, letters)
		if is && utf8.Valid(bytes) && e.fit([]rune(string(bytes)), letters) {
			return string(bytes), true
		}
	}
	return letters, false
}

// bytesIn returns the bytes of letters in a code page. What it lacks are control characters.
func bytesIn(page *charmap.Charmap, letters string) (bytes []byte, ok bool) {
	for _, r := range letters {
		b, is := page.EncodeRune(r)
		switch {
		case is:
		case 0x80 <= r && r < 0xa0:
			b = byte(r)
		default:
			return nil, false
		}
		if b < utf8.RuneSelf {
			return nil, false
		}
		bytes = append(bytes, b)
	}
	return bytes, len(bytes) > 1
}

// fitsWestern reports whether what was read is text. A capital before a closing quote ("MENÜ“") is
// one by chance, and so is a single letter of another script.
func fitsWestern(read []rune, letters string) bool {
	const lastLatin, threeBytes = 0x17f, 0x800
	for _, r := range read {
		switch {
		case r < 0xa0, !unicode.IsPrint(r) && r != '\u00a0' && r != '\u00ad' && r < threeBytes:
			return false
		case lastLatin < r && r < threeBytes && len(read) < 2:
			return false
		}
	}
	return len(read) > 1 || utf8.RuneCountInString(letters) > 2 || !strings.ContainsAny(letters, "“”’…»™®")
}

// fitsCyrillic reports whether what was read are Cyrillic letters. Two of them are no chance.
func fitsCyrillic(read []rune, _ string) bool {
	for _, r := range read {
		if !unicode.Is(unicode.Cyrillic, r) {
			return false
		}
	}
	return len(read) > 1
}
