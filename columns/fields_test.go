package columns

import (
	"slices"
	"strings"
	"testing"
)

// TestFields: only words count, each field once, and those of a system's file where its signs are.
func TestFields(t *testing.T) {
	t.Parallel()
	words := NewWords()
	for row, want := range map[string]string{
		"E-Mail|Telefon|Schuhgröße":                       "email phone",
		"Email|E-mail address":                            "email",
		"Förnamn|Efternamn|E-post|Mobilnummer":            "firstName lastName email phone",
		"City|createdAt":                                  "city createdAt",
		"emial|Leads of May||attributes.email|_row":       "",
		"Person - Name|Person - ID|Person - Email - Work": "name email",
		"email " + strings.Repeat("x", 100):               "",
	} {
		if got := strings.Join(words.Fields(strings.Split(row, "|")), " "); got != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
	if got := words.Fields(slices.Repeat([]string{"x"}, 20_000)); got != nil {
		t.Error(got)
	}
}
