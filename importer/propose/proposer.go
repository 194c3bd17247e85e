package propose

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// proposer finds columns that seem to mean a field, by their headers and by what the first rows hold.
type proposer struct {
	witness
	*Head
	mapping    *columns.Mapping
	columns    []columns.Column // those of mobile phones first
	hasLetters bool             // columns have letters
	sides      Sides
	pairs      map[string]string // see paired
	all        []Proposal
}

// Columns finds columns that seem to mean a field that no other column means: of e-mails and phones all
// that do, as one, of any other field the first. cells are those of the first rows.
func Columns(m *columns.Mapping, h *Head, letters bool, dialCode string) []Proposal {
	p := proposer{witness: witness{phones: contact.NewPhones(), dialCode: dialCode}, Head: h, mapping: m, columns: m.MobileFirst(), hasLetters: letters}
	p.sides, p.pairs = h.sidesOf(m, &p.witness), h.paired()
	p.takeUsers()
	p.takeParents()
	p.addSlips()
	p.addHalfName()
	p.addIdentities()
	p.addStatuses()
	p.addCalledName()
	p.addNameParts()
	p.addName()
	p.addParticles()
	p.addDoubtful()
	p.addFurther(lead.Email.String())
	p.addFurther(lead.Phone.String())
	p.addOtherNames()
	p.turnNames()
	p.addPaired()
	slices.SortStableFunc(p.all, func(a, b Proposal) int { return indexOf(m, a.Header) - indexOf(m, b.Header) })
	return p.all
}

// free reports whether no column means the field, or is proposed for it. Those of a system that hold nothing give
// way.
func (p *proposer) free(field string) bool {
	isFilled := func(header string) bool { return len(p.Cells[header]) > 0 }
	return !p.mapping.Holds(field, isFilled) && !slices.ContainsFunc(p.all, func(o Proposal) bool { return o.Field == field })
}

func (p *proposer) add(c *columns.Column, field, holds string) *Proposal {
	one := Proposal{Header: c.Header, Letter: p.letter(c), Field: field, Holds: holds, Doubt: doubt(c), Map: columns.NewPair([]string{c.Header}, field).String()}
	one.Unlikely = one.Doubt != ""
	one.Crowded = field == lead.Email.String() && areCrowded(p.Cells[c.Header])
	p.all = append(p.all, one)
	return &p.all[len(p.all)-1]
}

// join adds a column to a proposal for several.
func (p *proposer) join(one *Proposal, c *columns.Column) {
	one.Also, one.letters = append(one.Also, c.Header), append(one.letters, p.letter(c))
	one.order()
}

// letter is the letter of a column, "" if it has none.
func (p *proposer) letter(c *columns.Column) string {
	if !p.hasLetters {
		return ""
	}
	return sheet.ColumnLetters(c.Index)
}

// unknown yields the columns without a known word that are not proposed yet, with their cells.
func (p *proposer) unknown() iter.Seq2[*columns.Column, []string] {
	return func(yield func(*columns.Column, []string) bool) {
		for _, c := range p.columns {
			if cells := p.Cells[c.Header]; c.How == columns.Unknown && len(cells) > 0 && p.pairs[c.Header] == "" && !isProposed(p.all, c.Header) && !p.sides.has(&c) && !yield(&c, cells) {
				return
			}
		}
	}
}

// takeUsers takes columns of users as the lead's where they alone have an e-mail or phone, but for your own people.
func (p *proposer) takeUsers() {
	email, phone := lead.Email.String(), lead.Phone.String()
	if !p.free(email) || !p.free(phone) {
		return
	}
	reach := false
	for c, sample := range p.unknown() {
		for _, field := range []string{email, phone} {
			switch _, ok := p.holds(c, field, sample); {
			case ok && c.User:
				reach = true
			case ok && !c.Staff:
				return
			}
		}
	}
	for i := range p.columns {
		c := &p.columns[i]
		isMeant := slices.ContainsFunc([]string{email, phone, lead.Name.String()}, func(field string) bool { return columns.SpeaksOf(c.Header, field) })
		if reach && c.User && isMeant {
			c.Another = ""
		}
	}
}

// addSlips adds columns whose headers are misspelled words.
func (p *proposer) addSlips() {
	for c, sample := range p.unknown() {
		isHalf := columns.IsName(c.Slip) && !p.free(lead.Name.String()) // see addHalfName
		if c.Slip == "" || isHalf || !p.free(c.Slip) || doubt(c) != "" || c.Slip == lead.Notes.String() && !most(sample, isText) {
			continue
		}
		holds, ok := p.bears(c.Slip, sample)
		if !ok && c.Sure && columns.Identifies(c.Slip) {
			holds, ok = "", true
		}
		if !ok {
			continue
		}
		one := p.add(c, c.Slip, holds)
		if one.Slip = true; c.Slip == lead.Status.String() {
			one.Statuses = foreignStatuses(sample)
		}
	}
}

// isText reports whether a cell is several words, as notes are: "Bewertung", with "warm" and "cold", is no slip of theirs.
func isText(cell string) bool { return strings.Contains(strings.TrimSpace(cell), " ") }

// addIdentities adds columns that hold what tells whom a row means.
func (p *proposer) addIdentities() {
	for c, sample := range p.unknown() {
		for _, field := range []string{lead.UUID.String(), lead.Email.String(), lead.Phone.String()} {
			holds, ok := p.holds(c, field, sample)
			switch first := sameKind(p.all, field); {
			case !ok || doubt(c) != "" || isProposed(p.all, c.Header) || field == lead.UUID.String() && p.mapping.System != "": // of that system
			case p.free(field):
				p.add(c, field, holds)
			case first != nil:
				p.join(first, c)
			}
		}
	}
	p.doubtUUIDs()
}

// doubtUUIDs makes a column of UUIDs a matter for a person where an e-mail or phone tells whom rows mean: other systems
// have UUIDs, too, and with those no row is of a lead that the bot has.
func (p *proposer) doubtUUIDs() {
	tells := func(c columns.Column) bool {
		field := c.Field
		if i := slices.IndexFunc(p.all, func(o Proposal) bool { return o.Header == c.Header }); i >= 0 {
			field = p.all[i].Field
		}
		return (field == lead.Email.String() || field == lead.Phone.String()) && len(p.Cells[c.Header]) > 0
	}
	isOurs := func(header string) bool { return strings.Contains(strings.ToLower(header), "convertalk") }
	i := slices.IndexFunc(p.all, func(o Proposal) bool { return o.Field == lead.UUID.String() && !o.Slip && !isOurs(o.Header) })
	if i >= 0 && slices.ContainsFunc(p.columns, tells) {
		p.all[i].Unlikely = true
		p.all[i].Doubt = "may be of another system (those of Convertalk stand in an export of it)"
	}
}

// addDoubtful adds columns that are rather not what their words or cells say.
func (p *proposer) addDoubtful() {
	known := slices.Clone(p.all)
	for _, c := range p.columns {
		field := doubtful(&c, &p.witness, p.Cells[c.Header])
		_, meant := p.mapping.Source(field)
		if field != "" && (c.Friend != "" || !meant && sameKind(known, field) == nil) {
			p.add(&c, field, "")
		}
	}
}

// doubtful returns the field of which a column has the word or the values, though it is another person's
// or the word means something else here; "" for none.
func doubtful(c *columns.Column, w *witness, cells []string) string {
	if c.Friend != "" || c.Another == "" || c.Staff || len(cells) == 0 {
		return c.Friend
	}
	for _, field := range []string{lead.Email.String(), lead.Phone.String()} {
		if _, ok := w.bears(field, cells); ok {
			return field
		}
	}
	return ""
}

// doubt says why a column is rather not what its word or values say, "" if nothing speaks against it.
func doubt(c *columns.Column) string {
	switch {
	case c.Another != "":
		return fmt.Sprintf("seems to be another person's (%q)", c.Another)
	case c.Friend != "":
		return "has a header that means something else in the language of the file"
	}
	return ""
}

// sameKind returns the proposal that further columns may join: for e-mails or phones, by what it holds.
func sameKind(all []Proposal, field string) *Proposal {
	i := slices.IndexFunc(all, func(p Proposal) bool { return p.Field == field && !p.Slip })
	if i < 0 || field == lead.UUID.String() {
		return nil
	}
	return &all[i]
}

func isProposed(all []Proposal, header string) bool {
	return slices.ContainsFunc(all, func(p Proposal) bool { return p.Header == header || slices.Contains(p.Also, header) })
}

func indexOf(m *columns.Mapping, header string) int {
	return slices.IndexFunc(m.Columns(), func(c columns.Column) bool { return c.Header == header })
}
