package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// takeOne takes the one address of a cell that holds it more than once and, if the user says so, the first e-mail or
// phone of a cell that holds several, or words beside it. What else the cell holds becomes a custom attribute.
func (o *one) takeOne(c lead.Column) {
	cell := &o.row.Cells.Base[c]
	if c == lead.Email {
		if same := contact.SameEmail(*cell); same != "" {
			*cell = same
			return
		}
	}
	if o.options.Several != TakeFirst || *cell == "" {
		return
	}
	flaw := o.flawIn(c.String(), *cell)
	if !isCrowded(flaw) {
		return
	}
	first, rest := o.firstOf(c, *cell)
	if first == "" {
		return // what is wrong with it is told
	}
	if before, _, _ := strings.Cut(*cell, first); c == lead.Email && o.takeName(before) && strings.Trim(rest, contact.Quotes) == o.called {
		*cell = first
		return
	}
	o.warn(o.problem(c.String(), "first-taken", *cell, taken(c, flaw, *cell, first)+", and the rest becomes a custom attribute, as --on-several says",
		"if another one is right, move it to the front"))
	others := []string{rest}
	if c == lead.Email {
		others = contact.Emails(rest)
	}
	for _, other := range others {
		o.left = append(o.left, leftOver{o.columnOf(c.String()), c.String(), other, true})
	}
	*cell = first
	o.keepAside(c, rest)
}

// takeName takes the words before an e-mail in brackets for the name of a row that has none: "Ann Lee <ann@example.com>".
func (o *one) takeName(before string) bool {
	const brackets, most = "<([ ", 5 // words of a name
	cells := &o.row.Cells.Base
	name := strings.Trim(strings.TrimRight(before, brackets), contact.Quotes)
	isWhole := strings.TrimRight(before, " ") != strings.TrimRight(before, brackets)
	switch had := strings.TrimSpace(cells[lead.Name]); {
	case !isWhole || !columns.IsWords(name) || len(strings.Fields(name)) > most:
		return false
	case had != "":
		o.noteOtherName(had, name)
		return false
	}
	o.warn(o.problem("email", "name-taken", cells[lead.Email], "the words before the e-mail are taken for the name of a new lead, as the row has no other one",
		"write another name into a column of its own if they are none"))
	cells[lead.Name], o.called = name, name
	return true
}

// noteOtherName tells of a name before an e-mail whose first word the row's own one lacks, which may be that of a deal.
func (o *one) noteOtherName(had, name string) {
	first, rest, _ := strings.Cut(name, " ")
	isFirst := func(word string) bool { return strings.EqualFold(word, first) }
	c := o.columnOf(lead.Name.String())
	if c == nil || rest == "" || isInitial(first) || slices.ContainsFunc(strings.Fields(had), isFirst) {
		return
	}
	o.warn(o.problem("email", "name-other", o.row.Cells.Base[lead.Email], "the name before the e-mail is another one than that of the row",
		"if the one before the e-mail is right: "+columns.MapFlag([]string{c.Header}, lead.AttributePrefix+c.Header)))
}

func isInitial(word string) bool {
	return strings.HasSuffix(word, ".") || utf8.RuneCountInString(word) == 1
}

// returnName keeps such words in a custom attribute where the lead has a name.
func (o *one) returnName() {
	if o.called == "" || o.oldCells().Base[lead.Name] == "" {
		return
	}
	o.row.Cells.Base[lead.Name] = ""
	o.keepAside(lead.Email, o.called)
}

// taken says what is taken of a cell.
func taken(c lead.Column, flaw *problem.Problem, cell, first string) string {
	const fewest = 7 // digits of a phone
	before, _, _ := strings.Cut(cell, first)
	switch {
	case flaw.Code == contact.PhoneExtension:
		return "the number is taken without its extension"
	case c == lead.Phone && contact.CountDigits(before) >= fewest:
		return "the cell holds more than one value: one is taken by its label"
	case flaw.Code == contact.PhoneSeveral || flaw.Code == "email-several":
		return "the cell holds more than one value: the first is taken"
	}
	return "the cell holds words beside the value, which is taken"
}

// firstOf returns the first e-mail or phone of a cell, "" for none, and what else the cell holds.
func (o *one) firstOf(c lead.Column, cell string) (first, rest string) {
	if c == lead.Email {
		return contact.FirstEmail(cell)
	}
	return contact.FirstNumber(cell, func(text string) bool { return o.flawIn(c.String(), text) == nil }, columns.PhoneRank)
}

// dropExchange empties an e-mail that is the name of a mailbox within Exchange, which becomes a custom attribute.
func (o *one) dropExchange() {
	cell := &o.row.Cells.Base[lead.Email]
	if !contact.IsExchange(*cell) {
		return
	}
	o.warn(o.problem("email", "email-exchange", *cell, "the cell is taken as empty, and becomes a custom attribute: it is the name of a mailbox within Exchange (X.500), and no e-mail address",
		"write the e-mail into the cell if you know it"))
	text := *cell
	*cell = ""
	o.keepAside(lead.Email, text)
}

// isCrowded reports whether a cell was refused for what it holds beside an e-mail or phone.
func isCrowded(flaw *problem.Problem) bool {
	return flaw != nil && slices.Contains([]string{
		"email-several", "email-name", "email-space", "email-comma", "email-sign", contact.PhoneSeveral, contact.PhoneExtension, "phone-letters", "phone-sign",
	}, flaw.Code)
}

// refuseContact refuses a row for its e-mail or phone, or keeps that aside if the user says so and the row is known by
// its other contact.
func (o *one) refuseContact(c lead.Column, flaws ...row.Problem) {
	if o.exported {
		o.blame(flaws...)
		return
	}
	isKnown := len(o.ids) > 0
	awaits := c == lead.Email && o.phoneFlaw == nil && o.phone.Number != "" && o.phone.DialCode == ""
	if o.options.Broken == DropBroken && isKnown {
		o.dropContact(c, &flaws[0])
		return
	}
	for i := range flaws {
		p := &flaws[i]
		without := propose.BrokenFlag + " imports a row without it if its other contact is good"
		if o.options.Several != TakeFirst && isCrowded(&problem.Problem{Code: p.Code}) {
			if first, _ := o.firstOf(c, o.row.Cells.Base[c]); first != "" {
				p.Ways += row.NextWay + propose.SeveralFlag + takesOf(p.Code)
				without = "in place of that " + propose.BrokenFlag + " imports a row without the whole cell if its other contact is good"
			}
		}
		switch {
		case isKnown:
			p.Ways += row.NextWay + without
		case awaits:
			p.Ways += row.NextWay + without + ", as this phone is once its country is given"
		}
		p.Cell = p.InCell()
	}
	o.blame(flaws...)
}

// takesOf says what SeveralFlag does to a cell.
func takesOf(code string) string {
	if code == contact.PhoneExtension {
		return " takes the number, and keeps the extension as a custom attribute"
	}
	return " takes the first of a cell, and keeps the rest as a custom attribute"
}

// dropContact keeps a broken e-mail or phone in a custom attribute, with the dial code beside it.
func (o *one) dropContact(c lead.Column, flaw *row.Problem) {
	p := *flaw
	p.Code, p.Text = CodeDropped, p.Text+"; the row is imported without it, as --on-bad-contact says, and a custom attribute keeps it"
	p.Fix = "correct it in the file, or later in the bot"
	o.warn(p)
	o.row.Left = strings.TrimPrefix(o.row.Left+"; "+p.String(), "; ")
	all := []lead.Column{c}
	if c != lead.Email {
		all = []lead.Column{lead.DialCode, lead.Phone}
	}
	for _, c := range all {
		o.keepAside(c, strings.TrimSpace(o.row.Cells.Base[c]))
		o.row.Cells.Base[c] = ""
	}
	if c != lead.Email {
		o.phone, o.phoneFlaw = contact.Phone{}, nil
		return
	}
	o.emailFlaw = nil
}

// CodeDropped is an e-mail or phone that cannot be read, without which the row is sent.
const CodeDropped = "contact-dropped"

// takes reports of a proposal whether the one command takes a flag for it, too.
func takes(flag string) func(p propose.Proposal) bool {
	return func(p propose.Proposal) bool { return !p.IsChoice() && strings.Contains(p.Fix(), flag) }
}
