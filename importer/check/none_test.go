package check

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestNoMailboxes: the words count whatever signs stand between their letters, and whatever the case.
func TestNoMailboxes(t *testing.T) {
	t.Parallel()
	words := []string{"noreply", "do-not-reply", "KEIN.E_Mail", "none", "notprovided", "nora", "reply", "unknown1", "Ünknown", "@none"}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom(words).Draw(t, "word")
		for _, sign := range rapid.SliceOfN(rapid.SampledFrom([]string{"-", "_", ".", "+"}), 0, 3).Draw(t, "signs") {
			at := rapid.IntRange(0, 2).Draw(t, "at")
			word = word[:at] + sign + word[at:]
		}
		if rapid.Bool().Draw(t, "upper") {
			word = strings.ToUpper(word)
		}
		local, _, _ := strings.Cut(word, "@")
		letters := strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(local))
		want := slices.Contains([]string{"noreply", "donotreply", "keinemail", "none", "notprovided"}, letters)
		if got := isNoMailbox(word + "@example.com"); got != want {
			t.Errorf("%q: %v, want %v", word, got, want)
		}
	})
}
