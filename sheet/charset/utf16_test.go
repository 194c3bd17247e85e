package charset

import (
	"errors"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"pgregory.net/rapid"
)

// TestUTF16: whole text is read as by the usual decoder, wherever a buffer ends, and half a pair is no text.
func TestUTF16(t *testing.T) {
	t.Parallel()
	for e, usual := range map[Encoding]unicode.Endianness{UTF16LE: unicode.LittleEndian, UTF16BE: unicode.BigEndian} {
		rapid.Check(t, func(t *rapid.T) {
			want := rapid.String().Draw(t, "text")
			bytes, err := unicode.UTF16(usual, unicode.IgnoreBOM).NewEncoder().String(want)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := e.Decode(bytes); got != want || ok != !hasNothing(want) {
				t.Fatalf("%q, %v", got, ok)
			}
			decoder, err := e.Decoder()
			if err != nil {
				t.Fatal(err)
			}
			const least = 4 // bytes of the longest character
			dst, src, got := make([]byte, least), []byte(bytes), ""
			for end := 0; len(src) > 0; {
				end = min(end+1, len(src))
				n, read, err := decoder.Transform(dst, src[:end], end == len(src))
				got, src, end = got+string(dst[:n]), src[read:], end-read
				if err != nil && !errors.Is(err, transform.ErrShortDst) && !errors.Is(err, transform.ErrShortSrc) {
					t.Fatal(err)
				}
			}
			if got != want {
				t.Fatalf("in pieces: %q", got)
			}
		})
	}
	for _, text := range []string{"a\x00\x3d\xd8b\x00", "\x3d\xd8", "\x00\xde\x3d\xd8", "a\x00b"} {
		if got, ok := UTF16LE.Decode(text); ok || utf8.ValidString(got) {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

func hasNothing(text string) bool {
	for _, r := range text {
		if IsNothing(r) {
			return true
		}
	}
	return false
}
