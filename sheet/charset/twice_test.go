package charset

import (
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// again takes UTF-8 for an encoding, as browsers do it: bytes that it lacks are control characters.
func again(t *testing.T, text string, e encoding.Encoding) string {
	t.Helper()
	out := ""
	for i := range len(text) {
		one, err := e.NewDecoder().String(text[i : i+1])
		if err != nil {
			t.Fatal(err)
		}
		if one == "\ufffd" {
			one = string(rune(text[i]))
		}
		out += one
	}
	return out
}

func TestTwice(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Müller", "MÜLLER", "José García", "Łódź", "à demain", "Çelik Öztürk", "Straße 5 – links", "10 €", "it’s", "Иванов Пётр", "Ελένη", "محمد", "王小明", "नमस्ते", "Nguyễn", "ok 👍",
	} {
		if got := Twice(again(t, text, charmap.Windows1252)); got != text {
			t.Errorf("%q: got %q", text, got)
		}
		if got := Twice(text); got != "" {
			t.Errorf("%q, written once, is read as %q", text, got)
		}
	}
	if got := Twice(again(t, "Иванов Пётр", charmap.Windows1251)); got != "Иванов Пётр" {
		t.Errorf("got %q", got)
	}
	if got := Twice("Jürgen " + again(t, "Müller", charmap.Windows1252)); got != "Jürgen Müller" {
		t.Errorf("got %q", got)
	}
	for _, text := range []string{
		"", "plain", "«É»", "„MENÜ“", "AMANHÃ…", "IRMÃ®", "Её дом", "Ні", "ÅÄÖ", "Ã", "São", "é", "½ kg", "5 µm", "Ã ", "№ 5", "ÀÉÎ", "MÉDAILLÉ»", "Ще є", "ВІН", "ДІМ",
	} {
		if got := Twice(text); got != "" {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// TestTwicePeople: no list of people is taken for one that was encoded twice.
func TestTwicePeople(t *testing.T) {
	t.Parallel()
	for _, l := range lists(t, 1) {
		for _, piece := range piecesOf(l.text) {
			if got := Twice(piece); got != "" {
				t.Errorf("%s: %q is read as %q", l.language, piece, got)
			}
		}
	}
}
