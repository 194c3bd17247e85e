package compound_test

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/compound"
	"github.com/leadferry/leadferry/lead"
)

// TestTags: a cell is cut where one sign separates, and what is unclear is told by the names of several. The importer's
// check has more of them.
func TestTags(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]struct{ tags, signs string }{
		"":                           {"", ""},
		"vip":                        {"vip", ""},
		`"Berlin, Mitte"; x`:         {"Berlin, Mitte/x", "a semicolon"},
		"a;b,c":                      {"a/b/c", "a semicolon/a comma"},
		"#new #warm":                 {"#new/#warm", "a blank before #"},
		"[vip]":                      {"[vip]", ""},
		`['it\'s', 'Berlin, Mitte']`: {"it's/Berlin, Mitte", compound.Brackets},
		"[[a,b]]":                    {"", "brackets/others inside"},
		"[]":                         {"", ""},
	} {
		tags, signs := compound.Tags(cell)
		if got := strings.Join(tags, "/"); got != want.tags || strings.Join(signs, "/") != want.signs {
			t.Errorf("%s: %q, %q", cell, tags, signs)
		}
	}
}

// TestTexts: of lists and objects the text is taken that is clear, the primary one first.
func TestTexts(t *testing.T) {
	t.Parallel()
	var names compound.Names
	for cell, want := range map[string]struct{ texts, phones, name string }{
		`["a", " ", "b"]`: {texts: "a/b"},
		`{}`:              {texts: ""},
		`[{"value":"2"},{"value":"1","primary":true}]`:     {phones: "1/2"},
		`{"data":[{"number":"1"}]}`:                        {phones: "1"},
		`[{"value":"1","phone":"2"}]`:                      {},
		`{"first":"Ann","last":"Lee"}`:                     {name: "Ann Lee"},
		`{"Vorname":"Ann","Nachname":"Lee","Telefon":"1"}`: {name: "Ann Lee"},
		`{"first":{"x":"Ann"}}`:                            {},
		`Ann`:                                              {},
	} {
		texts, _ := compound.Texts(cell)
		phones, _ := compound.ObjectTexts(cell, lead.Phone)
		name, _ := names.Join(cell)
		if strings.Join(texts, "/") != want.texts || strings.Join(phones, "/") != want.phones || name != want.name {
			t.Errorf("%s: %q, %q, %q", cell, texts, phones, name)
		}
	}
}
