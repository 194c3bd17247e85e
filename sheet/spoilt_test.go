package sheet

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/lead"
)

func TestSpoilt(t *testing.T) {
	t.Parallel()
	var s Spoilt
	for i, cell := range []string{
		"Müller", "AT&T", "https://example.com/?a=1&copy=2", "&nosuchthing;", "Tom &amp; Co", "MÃ¼ller", "M&uuml;ller", "&#39;x", "JosÃ©", strings.Repeat("&lt;", 10_000), strings.Repeat("x", 50) + "&lt;",
	} {
		row := Row{Number: 11 - i}
		if i%2 == 0 {
			row.Base[lead.Name] = cell
		} else {
			row.Dynamic = []lead.Cell{{Column: "x", Value: cell}}
		}
		s.Look(&row)
	}
	notes := s.Notes()
	if len(notes) != 2 || !strings.Contains(notes[0], `twice: 2, the first is row 3, where "JosÃ©" seems to be "José"`) ||
		!strings.Contains(notes[1], `(HTML): 4, the first is row 1, where "xxxx`) || strings.Contains(notes[1], "&lt;") {
		t.Errorf("%q", notes)
	}
	if notes := new(Spoilt).Notes(); notes != nil {
		t.Errorf("%q", notes)
	}
}
