package lead_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

func TestTags(t *testing.T) {
	for cell, want := range map[string][]string{
		"":                    nil,
		"vip":                 {"vip"},
		"vip, new":            {"vip", "new"},
		" vip ,,new ,":        {"vip", "new"},
		`"a, b", c`:           {"a, b", "c"},
		`"say ""hi""" , x`:    {`say "hi"`, "x"},
		`5" disc, x`:          {`5" disc`, "x"},
		`"unclosed, x`:        {`"unclosed`, "x"},
		`"a" b, c`:            {`"a" b`, "c"},
		`""`:                  {""},
		"\"two\nlines\", one": {"two\nlines", "one"},
	} {
		if diff := cmp.Diff(want, lead.ParseTags(cell), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q: %s", cell, diff)
		}
	}
}

func TestNotes(t *testing.T) {
	for cell, want := range map[string][]lead.Note{
		"":                             nil,
		"call back":                    {{"", "call back"}},
		"Call: at five":                {{"Call", "at five"}},
		"Call: at five: sharp\nsecond": {{"Call", "at five: sharp"}, {"", "second"}},
		"\r\na\r\n\r\nb: c\r\n":        {{"", "a"}, {"b", "c"}},
		`"At: five"`:                   {{"", "At: five"}},
		"T: \"two\nlines\"\nnext":      {{"T", "two\nlines"}, {"", "next"}},
		`"a: b": c`:                    {{"a: b", "c"}},
		`T: ""`:                        {{"T", ""}},
		`12:30 lunch`:                  {{"", "12:30 lunch"}},
		`"quoted" word`:                {{"", `"quoted" word`}},
		`http://example.org/x`:         {{"", "http://example.org/x"}},
	} {
		if diff := cmp.Diff(want, lead.ParseNotes(cell), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q: %s", cell, diff)
		}
	}
}

func TestCellsComeBack(t *testing.T) {
	text := genText()
	rapid.Check(t, func(t *rapid.T) {
		tags := rapid.SliceOf(text).Draw(t, "tags")
		if diff := cmp.Diff(tags, lead.ParseTags(lead.FormatTags(tags)), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q: %s", lead.FormatTags(tags), diff)
		}
		var notes []lead.Note
		for range rapid.IntRange(0, 3).Draw(t, "notes") {
			notes = append(notes, lead.Note{Title: text.Draw(t, "title"), Description: text.Draw(t, "description")})
		}
		if diff := cmp.Diff(notes, lead.ParseNotes(lead.FormatNotes(notes)), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q: %s", lead.FormatNotes(notes), diff)
		}
	})
}

// genText draws texts that a cell's grammar could stumble over.
func genText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringOf(rapid.SampledFrom([]rune("ab,:\" \n\r\t'=+\u00a0é😀"))),
		rapid.String(),
	)
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{`a, "b"`, "x: y\n\"z\"", `"""`, "a:\nb", ` "a" : b`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		tags := lead.FormatTags(lead.ParseTags(cell))
		if again := lead.FormatTags(lead.ParseTags(tags)); again != tags {
			t.Fatalf("tags %q become %q", tags, again)
		}
		notes := lead.FormatNotes(lead.ParseNotes(cell))
		if again := lead.FormatNotes(lead.ParseNotes(notes)); again != notes {
			t.Fatalf("notes %q become %q", notes, again)
		}
	})
}
