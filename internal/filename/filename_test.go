package filename

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// FuzzPath: every name comes back from JSON byte for byte.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"", "leads.csv", "M\xfcller.csv", "\n\x1b", "\xff", `{"bytes":"YQ=="}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		text, err := json.Marshal(Path(name))
		if err != nil || !utf8.Valid(text) {
			t.Fatalf("%q: %q, %v", name, text, err)
		}
		var back Path
		if err := json.Unmarshal(text, &back); err != nil || string(back) != name {
			t.Errorf("%q came back as %q, %v", name, back, err)
		}
	})
}
