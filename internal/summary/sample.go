package summary

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
)

// newcomers names the first new leads, where names may be shown.
func (im *Import) newcomers(p *importer.Planned) {
	if !im.Open {
		return
	}
	for _, s := range p.News {
		im.Say("  + %s", im.newcomer(&s))
	}
	if more := p.Tally[row.Created] - len(p.News); more > 0 {
		im.Say("  + and %s", screen.CountOf(more, "more new lead", "more new leads"))
	}
}

// newcomer names a new lead and what it gets, as far as two lines have room: it cannot be taken back.
func (im *Import) newcomer(s *row.Sample) string {
	var parts []string
	for _, c := range s.Changes {
		if c.Field != lead.UUID.String() && c.Field != lead.Name.String() && c.New != s.Name {
			parts = append(parts, shown(c.Field)+" "+im.value(c.Field, c.New))
		}
	}
	text := im.who(s)
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	if im.Width > 0 {
		text = screen.Clip(text, 2*im.Width-10)
	}
	return text
}

// who names the lead of a sample, and its row.
func (im *Import) who(s *row.Sample) string {
	at := "row " + screen.Thousands(s.Row)
	if s.Sheet != "" {
		at += fmt.Sprintf(" of %q", s.Sheet)
	}
	if s.Name == "" || !im.Open {
		return at
	}
	return screen.Clip(s.Name, 40) + ", " + at
}

// sampleText shows how a lead changes.
func (im *Import) sampleText(changes []row.Change) string {
	const most = 6
	var parts []string
	for _, c := range changes[:min(len(changes), most)] {
		part := fmt.Sprintf("%s %s -> %s", shown(c.Field), im.value(c.Field, c.Old), im.value(c.Field, c.New))
		if unlike(&c) {
			part += " (someone else?)"
		}
		parts = append(parts, part)
	}
	return andMore(parts, len(changes)-most)
}

// unlike reports whether a name or an e-mail is replaced by one that shares no word with it.
func unlike(c *row.Change) bool {
	before, after := c.Old, c.New
	switch c.Field {
	case lead.Name.String():
	case lead.Email.String():
		before, _, _ = strings.Cut(before, "@")
		after, _, _ = strings.Cut(after, "@")
	default:
		return false
	}
	words := func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	known := words(before)
	shared := func(word string) bool { return slices.Contains(known, word) }
	return len(known) > 0 && after != "" && !slices.ContainsFunc(words(after), shared)
}

func (im *Import) value(field, value string) string {
	if im.Open {
		return fmt.Sprintf("%q", row.Clip(value, 200))
	}
	p := row.Problem{Code: field, Column: field, Value: value}
	return p.Masked()
}
