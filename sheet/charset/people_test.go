package charset

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// peopleText has lists of people: for each language its tag and the encodings of its lists, and words
// of each column. The Guesser knows none of it.
//
//go:embed testdata/people.txt
var peopleText string

// list is a list of people in one language and encoding.
type list struct {
	language, encoding string
	cells              int
	text, bytes        string
}

// lists makes a list of each language, encoding and length.
func lists(t *testing.T, seed uint64) (all []list) {
	t.Helper()
	for paragraph := range strings.SplitSeq(strings.TrimSpace(peopleText), "\n\n") {
		lines := strings.Split(paragraph, "\n")
		fields := strings.Fields(lines[0])
		for _, name := range fields[1:] {
			encoder := encoderOf(t, name)
			var columns [][]string
			for _, line := range lines[1:] {
				_, words, _ := strings.Cut(line, " ")
				columns = append(columns, slices.DeleteFunc(strings.Split(words, ","), func(word string) bool {
					_, err := encoder.String(written(word, name))
					return err != nil
				}))
			}
			for _, cells := range []int{3, 30, 300} {
				text := written(table(rand.New(rand.NewPCG(seed, uint64(cells))), columns, cells), name)
				bytes, err := encoder.String(text)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, list{fields[0], name, cells, text, bytes})
			}
		}
	}
	return all
}

// table makes a table of so many cells that hold words.
func table(r *rand.Rand, columns [][]string, cells int) string {
	pick := func(column int) string {
		if len(columns[column]) == 0 {
			return "-"
		}
		return columns[column][r.IntN(len(columns[column]))]
	}
	var b strings.Builder
	b.WriteString("name,email,city,street,note\n")
	for n := 0; n < cells; {
		fmt.Fprintf(&b, "%s %s,x%d@example.com", pick(0), pick(1), n)
		n++
		for column := 2; column < len(columns); column++ {
			b.WriteByte(',')
			if n < cells {
				b.WriteString(pick(column))
				n++
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func encoderOf(t *testing.T, name string) *encoding.Encoder {
	t.Helper()
	if name == "iso-8859-1" { // which the WHATWG list takes for windows-1252
		return charmap.ISO8859_1.NewEncoder()
	}
	e, err := Encoding(name).encoding()
	if err != nil {
		t.Fatal(err)
	}
	return e.NewEncoder()
}

// written returns a text as people write it who have that encoding only.
func written(text, name string) string {
	switch name {
	case "iso-8859-16":
		return strings.NewReplacer("ş", "ș", "ţ", "ț", "Ş", "Ș", "Ţ", "Ț").Replace(text)
	case "windows-1258":
		return withTones(text)
	}
	return text
}

// withTones writes the tones of Vietnamese as characters of their own.
func withTones(text string) string {
	var out strings.Builder
	for _, r := range text {
		letter, tone := "", ""
		for _, part := range norm.NFD.String(string(r)) {
			if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", part) {
				tone = string(part)
			} else {
				letter += string(part)
			}
		}
		out.WriteString(norm.NFC.String(letter) + tone)
	}
	return out.String()
}

// piecesOf returns the different pieces of a text that hold more than ASCII.
func piecesOf(text string) (all []string) {
	for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < '0' || '9' < r && r < '@' }) {
		if strings.ContainsFunc(piece, func(r rune) bool { return r >= utf8.RuneSelf }) && !slices.Contains(all, piece) {
			all = append(all, piece)
		}
	}
	return all
}

// No list is read wrongly; of those with 30 cells four of five are read, and of those with 300 cells
// 19 of 20. A Romanian list never is: the letters of two encodings have the same bytes.
func TestPeople(t *testing.T) {
	t.Parallel()
	checkLists(t, func(l *list, _ *rand.Rand) *list { return l })
}

// TestTouchingSigns: the same holds where letters touch signs, as in the messages of programs.
func TestTouchingSigns(t *testing.T) {
	t.Parallel()
	checkLists(t, func(l *list, r *rand.Rand) *list {
		encoder, signed := encoderOf(t, l.encoding), *l
		signed.text, signed.bytes = "", ""
		for _, part := range strings.SplitAfter(l.text, " ") {
			word := strings.TrimRight(part, " ")
			with := strings.Replace(signs[r.IntN(len(signs))], "w", word, 1) + part[len(word):]
			bytes, err := encoder.String(with)
			if r.IntN(4) > 0 || strings.ContainsAny(word, ",\n") || err != nil {
				with = part
				if bytes, err = encoder.String(with); err != nil {
					t.Fatal(err)
				}
			}
			signed.text, signed.bytes = signed.text+with, signed.bytes+bytes
		}
		return &signed
	})
}

// signs are how a word stands between signs.
var signs = []string{"«w»", "„w“", "“w”", "‘w’", "’w’", "w…", "_w", "w:", "(w)", "–w", "w®", "[w]", "§w", "w:%s", "·w", "*w*", "\\w", "w/w"}

func checkLists(t *testing.T, change func(*list, *rand.Rand) *list) {
	t.Helper()
	g := NewGuesser()
	all, read := map[int]int{}, map[int]int{}
	for seed := range uint64(2) {
		r := rand.New(rand.NewPCG(seed, 7))
		for _, l := range lists(t, seed) {
			all[l.cells]++
			if isRead(t, g, change(&l, r)) {
				read[l.cells]++
			}
		}
	}
	for cells, least := range map[int]float64{3: 0, 30: 0.8, 300: 0.95} {
		share := float64(read[cells]) / float64(all[cells])
		t.Logf("%d of %d lists of %d cells are read", read[cells], all[cells], cells)
		if share < least {
			t.Errorf("%.1f %% of the lists with %d cells are read, want %.0f %%", 100*share, cells, 100*least)
		}
	}
}

// isRead reports whether a list is read without a word from a person, which must be right then.
func isRead(t *testing.T, g *Guesser, l *list) bool {
	t.Helper()
	if utf8.ValidString(l.bytes) {
		return true // UTF-8 too, or switched by escapes, which is not guessed
	}
	pieces := piecesOf(l.bytes)
	guess := g.Guess(pieces)
	if guess.Encoding == "" {
		checkLikely(t, l, &guess)
		return false
	}
	if got, ok := guess.Encoding.Decode(l.bytes); !ok || norm.NFC.String(got) != norm.NFC.String(l.text) {
		t.Errorf("%d cells of %s in %s are read as %s", l.cells, l.language, l.encoding, guess.Encoding)
	}
	for _, piece := range pieces {
		if better, _ := g.Better(piece, guess.Encoding); better != "" {
			t.Logf("%s in %s: a piece (%q) seems to be %s", l.language, guess.Encoding, piece, better)
			return false
		}
	}
	return true
}

// checkLikely refuses a choice that does not have the right reading in a list that is not tiny.
func checkLikely(t *testing.T, l *list, guess *Guess) {
	t.Helper()
	const tiny = 3
	right := slices.ContainsFunc(guess.Likely, func(e Encoding) bool {
		got, _ := e.Decode(l.bytes)
		return norm.NFC.String(got) == norm.NFC.String(l.text)
	})
	if l.cells > tiny && !right {
		t.Errorf("%d cells of %s in %s are said to be one of %v", l.cells, l.language, l.encoding, guess.Likely)
	}
}

// A text in two encodings is noticed at the first piece of the other one.
func TestBetter(t *testing.T) {
	t.Parallel()
	g := NewGuesser()
	for _, tt := range []struct {
		piece    string
		of, want Encoding
	}{
		{"\xc8\xe2\xe0\xed\xee\xe2", "windows-1251", ""},
		{"\xc8\xe2\xe0\xed\xee\xe2", "windows-1252", "windows-1251"},
		{"Jos\xe9", "windows-1251", "windows-1252"},
		{"Jos\xe9", "windows-1252", ""},
		{"José", "windows-1252", UTF8},
		{"\xcd\xf5\xd0\xa1\xc3\xf7", "windows-1252", "gbk"},
	} {
		if got, _ := g.Better(tt.piece, tt.of); got != tt.want {
			t.Errorf("%q of %s: %q, want %q", tt.piece, tt.of, got, tt.want)
		}
	}
}

// Bytes that are no text in any encoding are not taken for one.
func TestGuessNoText(t *testing.T) {
	t.Parallel()
	g := NewGuesser()
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var pieces []string
		for range 20 {
			var piece []byte
			for range 1 + r.IntN(12) {
				piece = append(piece, byte(0x40+r.IntN(0xc0)))
			}
			pieces = append(pieces, string(piece)+"\xff")
		}
		if guess := g.Guess(pieces); guess.Encoding != "" {
			t.Errorf("%q is read as %s", pieces, guess.Encoding)
		}
	}
}
