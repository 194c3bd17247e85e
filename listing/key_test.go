package listing

import (
	"strings"
	"testing"
)

// TestHashes: a key always gives two texts the same hash, another key gives them another one, and
// different texts have different hashes, wherever the first one ends.
func TestHashes(t *testing.T) {
	k := NewKey()
	seen := map[uint64]string{}
	for _, kind := range []identity{nameless, loose, firm} {
		for n := range 50 {
			for _, text := range []string{strings.Repeat("a", n), strings.Repeat("a", n) + "b", strings.Repeat("\x00", n+1)} {
				for _, cut := range []int{0, len(text) / 2, len(text)} {
					first, second := []byte(text[:cut]), []byte(text[cut:])
					h := k.hash(kind, first, second)
					if name := strings.Join([]string{string(rune(kind)), text[:cut], text[cut:]}, "|"); seen[h] != "" && seen[h] != name {
						t.Errorf("%q and %q are one", name, seen[h])
					} else {
						seen[h] = name
					}
					if k.hash(kind, first, second) != h {
						t.Errorf("%q has two hashes", text)
					}
					if other := NewKey(); other.hash(kind, first, second) == h {
						t.Errorf("%q has the same hash with another key", text)
					}
				}
			}
		}
	}
}
