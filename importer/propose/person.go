package propose

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// Rank puts a column of several that mean a field behind others by its cells: one of firms that are the name, and at last
// one that is blank.
func (h *Head) Rank(header, field string) int {
	cells := h.Cells[header]
	switch {
	case len(cells) == 0:
		return 2
	case field == lead.Name.String() && 3*count(cells, columns.IsFirm) >= len(cells):
		return 1
	}
	return 0
}

// RankIn is Rank, where of columns alike the one comes first that has the words in front of the e-mail's and the phone's:
// "primary_contact_name" beside "primary_contact_email".
func (h *Head) RankIn(m *columns.Mapping) func(header, field string) int {
	return func(header, field string) int {
		of, shared := 0, 0
		for _, c := range m.Columns() {
			if c.Field == field || c.Field != lead.Email.String() && c.Field != lead.Phone.String() || len(h.Cells[c.Header]) == 0 {
				continue
			}
			if of++; addressOf(header) != "" && addressOf(header) == addressOf(c.Header) {
				shared++
			}
		}
		rank := 2 * h.Rank(header, field)
		if of == 0 || shared < of {
			rank++
		}
		return rank
	}
}

// Differ returns the first cells of two columns that both hold a value of a field, and not the same.
func (h *Head) Differ(field, one, other string) (a, b string, differ bool) {
	for i, row := range h.At[one] {
		a, b = columns.Trimmed(h.Cells[one][i]), columns.Trimmed(h.cell(other, row))
		if a == "" || b == "" || meansNone(a) || meansNone(b) || strings.EqualFold(a, b) {
			continue
		}
		x, y := strings.TrimLeft(digitsOnly(a), "0"), strings.TrimLeft(digitsOnly(b), "0")
		isSame := field == lead.Name.String() && isSameName(a, b) || field == lead.Phone.String() && (strings.HasSuffix(x, y) || strings.HasSuffix(y, x))
		if !isSame {
			return a, b, true
		}
	}
	return "", "", false
}

// putPeopleFirst puts columns of people's names before the one that is known as the name, if that has something else where
// both are filled: a firm, or more than the name. of is the proposal, nil for none.
func (p *proposer) putPeopleFirst(known [][]string) (first [][]string, of *Proposal) {
	whole, ok := p.wholeName(known)
	if !ok {
		return known, nil
	}
	for _, headers := range p.namingPeople(known) {
		holds, doubt := p.betterThan(whole, headers)
		if holds == "" || doubt != "" {
			continue
		}
		of = p.addTogether(headers, holds)
		first = append([][]string{headers}, slices.DeleteFunc(known, func(other []string) bool { return slices.Equal(headers, other) })...)
		of.Map = columns.NewChoice(first, lead.Name.String()).String()
		return first, of
	}
	return known, nil
}

// addOtherPeople adds columns of people's names that differ from the one that is known, as a matter for a person.
func (p *proposer) addOtherPeople(known [][]string) {
	whole, ok := p.wholeName(known)
	if !ok {
		return
	}
	for _, headers := range p.namingPeople(known) {
		if holds, doubt := p.betterThan(whole, headers); doubt != "" {
			p.addTogether(headers, holds).Doubt = doubt
			return
		}
	}
}

// addTogether adds columns that are joined to the name.
func (p *proposer) addTogether(headers []string, holds string) *Proposal {
	of := func(header string) *columns.Column {
		return &p.columns[slices.IndexFunc(p.columns, func(c columns.Column) bool { return c.Header == header })]
	}
	one := p.add(of(headers[0]), lead.Name.String(), holds)
	for _, header := range headers[1:] {
		p.join(one, of(header))
	}
	return one
}

// wholeName returns the header of the column whose word says that it is the whole name, if that alone is it.
func (p *proposer) wholeName(known [][]string) (header string, ok bool) {
	i := slices.IndexFunc(p.columns, func(c columns.Column) bool {
		return c.Use == columns.Written && c.Field == lead.Name.String() && c.How == columns.Recognised
	})
	if i < 0 || len(known) == 0 || !slices.Equal(known[0], []string{p.columns[i].Header}) {
		return "", false
	}
	return p.columns[i].Header, true
}

// namingPeople returns the columns that hold people's names beside the known one, those of one name together: its parts,
// and those whose header says so.
func (p *proposer) namingPeople(known [][]string) (all [][]string) {
	for _, headers := range known[1:] {
		isPart := func(header string) bool { return columns.PartOf(header) != "" }
		if !slices.ContainsFunc(headers, func(header string) bool { return !isPart(header) }) {
			all = append(all, headers)
		}
	}
	for c, sample := range p.unknownByPlace() {
		isPerson := namesPerson(c) && !columns.IsCalled(c.Header) && !columns.NamesThing(c.Header)
		if doubt(c) == "" && isPerson && columns.MayBeNames(sample) {
			all = append(all, []string{c.Header})
		}
	}
	return all
}

// betterThan says what speaks for other columns as the name in place of a column, and what makes it doubtful; both are ""
// if nothing speaks for them.
func (p *proposer) betterThan(whole string, others []string) (holds, doubt string) {
	var differ, firms, longer, strangers int
	for i, row := range p.At[whole] {
		name, other := columns.Trimmed(p.Cells[whole][i]), p.joined(others, row)
		if other == "" || isSameName(name, other) || areOfTwoScripts(name, other) {
			continue
		}
		differ++
		switch {
		case columns.IsFirm(name) || p.isCompany(name, row):
			firms++
		case holdsMore(name, other):
			longer++
		case !shareWord(name, other):
			strangers++
		}
	}
	const few = 2 // rows
	isParts := len(others) > 1
	switch {
	case differ == 0:
	case 2*firms >= differ:
		return fmt.Sprintf("the names of people where %s holds firms", columns.Quoted(whole)), ""
	case 2*(firms+longer) >= differ:
		return fmt.Sprintf("the names alone where %s holds more", columns.Quoted(whole)), ""
	case isParts && strangers >= few && 2*(firms+longer+strangers) >= differ:
		return fmt.Sprintf("the names of people where %s holds something else", columns.Quoted(whole)), ""
	case strangers >= few && 2*(firms+longer+strangers) >= differ:
		return "names", "has others than column " + columns.Quoted(whole)
	}
	return "", ""
}

// joined returns what columns hold in a row, with blanks between them.
func (p *proposer) joined(headers []string, row int) string {
	var cells []string
	for _, header := range headers {
		if cell := columns.Trimmed(p.cell(header, row)); !isNoName(cell) {
			cells = append(cells, cell)
		}
	}
	return strings.Join(cells, " ")
}

// isCompany reports whether a name is what a column of companies holds in a row.
func (p *proposer) isCompany(name string, row int) bool {
	return slices.ContainsFunc(p.Names, func(header string) bool {
		return columns.IsCompany(header) && strings.EqualFold(columns.Trimmed(p.cell(header, row)), name)
	})
}

// aside are the signs between a name and what else stands beside it.
const aside = ",;:(/|"

// isSameName reports whether two names have the same letters, in any order of the words without a sign aside, and in the
// same one with it: "Johnson, DDS".
func isSameName(name, other string) bool {
	letters := func(text string) string { return strings.Join(wordsOfName(text), "") }
	sorted := func(text string) []byte { return slices.Sorted(slices.Values([]byte(letters(text)))) }
	return letters(name) == letters(other) || !strings.ContainsAny(name, aside) && slices.Equal(sorted(name), sorted(other))
}

// holdsMore reports whether a text holds a name and, behind a sign, something else, or its parts in another order.
func holdsMore(text, name string) bool {
	return strings.ContainsAny(text, aside) && hasWords(text, name)
}

// hasWords reports whether a text has all words of a name.
func hasWords(text, name string) bool {
	all := wordsOfName(text)
	return !slices.ContainsFunc(wordsOfName(name), func(word string) bool { return !slices.Contains(all, word) })
}

func shareWord(name, other string) bool {
	all := wordsOfName(name)
	return slices.ContainsFunc(wordsOfName(other), func(word string) bool { return slices.Contains(all, word) })
}

// wordsOfName returns the words of a name in lower case, without signs around them.
func wordsOfName(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(aside+").", r) })
}

// areOfTwoScripts reports whether one name has letters of Europe and the other one has none: it may be the same name.
func areOfTwoScripts(name, other string) bool {
	isLatin := func(r rune) bool { return unicode.Is(unicode.Latin, r) }
	return strings.ContainsFunc(name, isLatin) != strings.ContainsFunc(other, isLatin)
}
