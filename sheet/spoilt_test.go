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
			row.Base[lead.Name], row.Dynamic = cell, []lead.Cell{{Column: "x"}}
		} else {
			row.Dynamic = []lead.Cell{{Column: "x", Value: cell}}
		}
		s.Look(&row)
	}
	notes := s.Notes(new(Sheets))
	if len(notes) != 2 || !strings.Contains(notes[0], `twice: 2, the first is row 3, where "JosÃ©" seems to be "José"`) ||
		!strings.Contains(notes[1], `(HTML): 4, the first is row 1, where "xxxx`) || strings.Contains(notes[1], "&lt;") {
		t.Errorf("%q", notes)
	}
	if notes := new(Spoilt).Notes(new(Sheets)); notes != nil {
		t.Errorf("%q", notes)
	}
}

// TestSpoiltMends: characters as web pages write them become themselves where that is sure, and nowhere else.
func TestSpoiltMends(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"&#201;lo&#xEF;se":                      "Éloïse",
		"Dupr&eacute; &amp; Fils":               "Dupré & Fils",
		"a&nbsp;b &lt;3":                        "a b <3",
		"&amp;eacute;":                          "&eacute;",
		"AT&T &nosuch; R&D":                     "AT&T &nosuch; R&D",
		"https://a.org/?x=1&amp;copy=2&copy;=3": "https://a.org/?x=1&copy=2&copy;=3",
		"see www.a.org/?x&reg;=1 &eacute;":      "see www.a.org/?x&reg;=1 é",
		"<b>R&amp;D</b>":                        "<b>R&amp;D</b>",
		"a&#27;b &amp; c":                       "a&#27;b &amp; c",
		"a&#0;b":                                "a&#0;b",
	} {
		s := Spoilt{Mends: true}
		row := Row{Number: 2, Row: lead.Row{Base: lead.Base{lead.Name: cell}, Dynamic: []lead.Cell{{Column: "x", Value: cell}}}}
		s.Look(&row)
		if row.Base[lead.Name] != want || row.Dynamic[0].Value != want {
			t.Errorf("%q: %q, %q, want %q", cell, row.Base[lead.Name], row.Dynamic[0].Value, want)
		}
		for _, own := range []Row{
			{Number: 3, Row: lead.Row{Base: lead.Base{lead.UUID: "u", lead.Name: cell}, Dynamic: []lead.Cell{{Column: "x", Value: cell}}}},
			{Number: 3, Row: lead.Row{Base: lead.Base{lead.Name: cell}, Dynamic: []lead.Cell{{Column: "attributes.x", Value: cell}, {Column: "_sheet", Value: "S"}}}},
		} {
			if s.Look(&own); own.Base[lead.Name] != cell || own.Dynamic[0].Value != cell {
				t.Errorf("%q of an export becomes %q, %q", cell, own.Base[lead.Name], own.Dynamic[0].Value)
			}
		}
		if notes := s.Notes(new(Sheets)); (want != cell) != strings.Contains(strings.Join(notes, "\n"), "is read as") {
			t.Errorf("%q: %q", cell, notes)
		}
	}
}
