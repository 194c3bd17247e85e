package exporter

import (
	"strings"
	"testing"
)

// TestHashes: the same key tells texts apart in the same way for ever, another key in another way, and nothing runs into each other.
func TestHashes(t *testing.T) {
	hash := func(k key, kind byte, text string) uint64 { return sum(&digest{hasher: newHasher(k)}, kind, text) }
	k := newKey()
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
				if d := (&digest{hasher: newHasher(k)}); sum(d, kind, []byte(text)) != h || sum(d, kind, text) != h {
					t.Errorf("%q has two hashes", text)
				}
				if hash(newKey(), kind, text) == h {
					t.Errorf("%q has the same hash with another key", text)
				}
			}
		}
	}
}
