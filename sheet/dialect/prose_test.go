package dialect

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

// TestProse refuses texts that people read, and no table that looks a little like one.
func TestProse(t *testing.T) {
	for text, want := range map[string]string{
		"27/11/2026, 10:12 - Ann: hi\n27/11/2026, 10:13 - Bob: yes\n":                                   "this is a chat",
		"[27.11.26, 10:12:01] Ann: hi\n[27.11.26, 10:13:02] Bob: yes\nand no\n":                         "this is a chat",
		"Who comes\n1. Ann Berg - 0151 2345678\n2. Bob Lund 0151 2345679\n":                             "no table",
		"Dear all, the list\nAnn Berg can be reached at 0151 2345678\nBob Lund, too, at 0151 2345679\n": "no table",
		"Notes\ncalled twice, no answer\nwants a quote by mail\n":                                       "",
		"Telefon\n0151 23 45 67 89\n0151 23 45 67 88\n":                                                 "",
		"Date,Name\n\"27/11/2026, 10:12 - Ann: hi\",x\n\"27/11/2026, 10:13 - Bob: yes\",y\n":            "",
	} {
		_, err := Examine(',', Dialect{}, Head{}, opener(text))
		if (err != nil) != (want != "") || err != nil && (!strings.Contains(err.Error(), want) || !strings.Contains(problem.Remedy(err), "make a table")) {
			t.Errorf("%q: %v, fix: %s", text, err, problem.Remedy(err))
		}
	}
}
