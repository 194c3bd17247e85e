package sheet

import "testing"

func TestControlIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]rune{ // without and with line breaks and tabs
		"Zoë Ürgüp 名 €": {}, "": {}, "\u00a0\u00c2\u00a9": {},
		"a\tb": {'\t', 0}, "a\r\nb": {'\r', 0}, "a\u0085b": {0x85, 0},
		"\x00": {}, "a\a": {'\a', '\a'}, "\x7f": {0x7f, 0x7f}, "é\u009b": {0x9b, 0x9b}, "\u0080": {0x80, 0x80}, "\u009f\u009b": {0x9f, 0x9f},
		"\xc2": {}, // half a character, which is refused elsewhere
	} {
		for i, breaks := range []bool{false, true} {
			got, found := ControlIn(text, breaks)
			if got != want[i] || found != (want[i] != 0 || text == "\x00") {
				t.Errorf("%q, breaks %v: %U, %v", text, breaks, got, found)
			}
		}
	}
}
