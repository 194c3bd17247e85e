package columns

import (
	"slices"
	"strings"
	"testing"
)

// TestFieldsOf: only words count, each field once, and those of a system's file where its signs are.
func TestFieldsOf(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]string{
		"E-Mail|Telefon|Schuhgröße":                       "email phone",
		"Email|E-mail address":                            "email",
		"Förnamn|Efternamn|E-post|Mobilnummer":            "firstName lastName email phone",
		"City|createdAt":                                  "city createdAt",
		"emial|Leads of May||attributes.email|_row":       "",
		"Person - Name|Person - ID|Person - Email - Work": "name email",
		"email " + strings.Repeat("x", 100):               "",
	} {
		if got := strings.Join(FieldsOf(strings.Split(row, "|")), " "); got != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
	if got := FieldsOf(slices.Repeat([]string{"x"}, 20_000)); got != nil {
		t.Error(got)
	}
}
