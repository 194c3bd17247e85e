package listing

import (
	"strings"
	"testing"
)

// TestHashes: a key always gives a text the same hash, another key gives it another one, and different
// texts have different hashes.
func TestHashes(t *testing.T) {
	hash := func(k Key, kind byte, text string) uint64 { return k.hash(kind, []byte(text)) }
	k := NewKey()
	seen := map[uint64]string{}
	for _, kind := range []byte("uir") {
		for n := range 50 {
			for _, text := range []string{strings.Repeat("a", n), strings.Repeat("a", n) + "b", strings.Repeat("\x00", n+1)} {
				h := hash(k, kind, text)
				if name := string(kind) + text; seen[h] != "" && seen[h] != name {
					t.Errorf("%q and %q are one", name, seen[h])
				} else {
					seen[h] = name
				}
				if hash(k, kind, text) != h {
					t.Errorf("%q has two hashes", text)
				}
				if hash(NewKey(), kind, text) == h {
					t.Errorf("%q has the same hash with another key", text)
				}
			}
		}
	}
}
