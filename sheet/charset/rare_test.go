package charset

import (
	"slices"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// TestHardlyUsed: an encoding in which hardly any file is written is not shown where one in use reads as well.
func TestHardlyUsed(t *testing.T) {
	t.Parallel()
	g := NewGuesser()
	for _, name := range []string{"Zoë", "Øystein", "Märta", "Loïc"} {
		text, err := charmap.Windows1252.NewEncoder().String(name)
		if err != nil {
			t.Fatal(err)
		}
		guess := g.Guess([]string{text})
		if i := slices.IndexFunc(guess.Likely, isHardlyUsed); i >= 0 {
			t.Errorf("%s: %v", name, guess.Likely)
		}
	}
}
