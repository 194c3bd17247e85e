package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/people"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// readContacts reads e-mail and phone; fallback is the dial code of the live lead.
func (o *one) readContacts(fallback string) {
	cells := &o.row.Cells.Base
	o.email, o.emailFlaw = contact.ParseEmail(cells[lead.Email])
	if o.Source.Format == sheet.XLSX && !o.options.Trusted {
		if o.phoneFlaw = contact.Fraction(cells[lead.Phone]); o.phoneFlaw != nil {
			o.phone = contact.Phone{}
			return
		}
	}
	o.addPlus()
	o.phone, o.phoneFlaw = o.who.Phones.ParseLocal(o.area, cells[lead.Phone], cells[lead.DialCode], cmp.Or(fallback, o.options.DialCode))
}

// readWhom finds out what the row is known by.
func (o *one) readWhom(in *lead.Row) {
	if o.row.UUID() != "" {
		o.row.Origin = row.Own
	}
	o.ids = o.who.RowIDs(o.ids, o.email, o.phone)
	if o.row.Origin != row.Own && len(o.ids) == 0 && o.skip == nil {
		if o.isTotal(in) {
			o.skip = total()
		} else {
			o.unidentified()
		}
	}
}

// identify finds out whom the row means. Without the live leads, that of a row without a uuid waits until
// all rows are read, see claim.
func (o *one) identify() error {
	if o.Live == nil {
		o.row.Known = o.people.Note(o.row.UUID(), o.ids)
		for i := range o.spares {
			o.people.NoteSpare(o.row.Number, o.row.UUID(), o.ids, &o.spares[i].Identity)
		}
	}
	switch {
	case o.row.Origin == row.Own:
		if err := o.find(o.row.Key()); err != nil || o.old != nil || o.options.Trusted {
			return err
		}
		return o.refuseSecondLead()
	case len(o.ids) == 0:
		return nil
	}
	if o.options.Assigned != nil {
		if assigned := o.options.Assigned(o.row.Number); assigned != "" {
			return o.assign(assigned)
		}
	}
	o.row.Origin = row.Derived
	if o.Live == nil {
		o.row.Cells.Base[lead.UUID] = o.ids[0].Key().String()
		return nil
	}
	return o.match()
}

// claim gives a row the uuid of the lead that it means by what else it is known by, when all rows are known.
func (p *pass) claim(r *row.Row) {
	if r.Origin != row.Derived || p.Live != nil || r.Known == 0 {
		return
	}
	switch of := p.people.Lead(uint32(r.Known - 1)); {
	case of == people.Several:
		reject(r, ambiguous("several rows with a uuid have this e-mail or phone"))
	case int(of) != r.Known || p.people.IsSpelled(of):
		r.Cells.Base[lead.UUID] = p.people.UUID(of)
	}
}

// assign gives the row the uuid that an earlier run gave it.
func (o *one) assign(assigned string) error {
	o.row.Origin = row.Matched
	if assigned == o.ids[0].String() {
		o.row.Origin = row.Derived
	}
	o.row.Cells.Base[lead.UUID] = assigned
	return o.find(row.Key(assigned))
}

// match finds the lead of a row without a uuid among the live ones and those that the other rows name.
func (o *one) match() error {
	by := &o.ids[0]
	if len(o.ids) > 1 {
		second, err := o.decides()
		if err != nil || len(o.row.Problems) > 0 {
			return err
		}
		if second {
			by = &o.ids[1]
		}
	}
	switch of := o.people.Of(by); of {
	case people.Mute:
		o.add("", "mute", "", "the bot has this lead, but without a uuid, so it cannot be changed", "leave the row out")
		return nil
	case people.Several:
		text := "several rows of the file have this e-mail or phone, and mean different leads"
		if p, _ := o.Live.Person(by.Key()); p.Several {
			text = "several leads of the bot have this e-mail or phone"
		}
		o.row.Problems = append(o.row.Problems, ambiguous(text))
		return nil
	default:
		err := o.mean(o.people.UUID(of))
		switch {
		case err != nil || o.old != nil:
		case len(o.ids) > 1 && o.people.InBot(&o.ids[1]):
			o.refuseTwo(of, o.people.Of(&o.ids[1]))
		default:
			o.refuseDoubt()
		}
		return err
	}
}

// mean makes the row one of that lead.
func (o *one) mean(uuid string) error {
	o.row.Cells.Base[lead.UUID] = uuid
	if err := o.find(row.Key(uuid)); err != nil || o.old == nil {
		return err
	}
	first := &o.ids[0]
	o.row.Origin, o.row.Second = row.Matched, !o.people.InBot(first) && uuid != first.String()
	if had := o.who.IDsOf(o.old); o.row.Second && len(had) > 0 && had[0].By == first.By {
		o.warnOfAnother(first.By)
	}
	return nil
}

// decides reports whether a row means its lead by what counts second: several leads have what counts first,
// and this tells which of them. A row whose two fields are those of two leads is refused.
func (o *one) decides() (bool, error) {
	first, second := &o.ids[0], &o.ids[1]
	a, b := o.people.Of(first), o.people.Of(second)
	if !o.people.InBot(first) || !o.people.InBot(second) || a == b || b == people.Several || b == people.Mute {
		return false, nil
	}
	if a == people.Several {
		found, err := o.Live.Lead(row.Key(o.people.UUID(b)))
		return found != nil && slices.ContainsFunc(o.who.IDsOf(found), func(id live.Identity) bool { return id.Key() == first.Key() && !id.Perhaps }), err
	}
	o.refuseTwo(a, b)
	return false, nil
}

// refuseTwo refuses a row whose two fields are those of two leads, by their numbers.
func (o *one) refuseTwo(a, b uint32) {
	first, second := o.ids[0].By, o.ids[1].By
	p := ambiguous(fmt.Sprintf("the %s belongs to one lead, and the %s to another", word(first), word(second)))
	p.Value = o.nameOf(a) + " and " + o.nameOf(b)
	p.Fix += fmt.Sprintf(", or let only one of the two tell whom rows mean: --id-from %s", first)
	o.row.Problems = append(o.row.Problems, p)
}

// refuseSecondLead refuses a row with a uuid that the bot does not know, and an e-mail or phone that it
// does: sent, the row would make a second lead of one person.
func (o *one) refuseSecondLead() error {
	if _, ok := row.ParseUUID(o.row.UUID()); !ok || o.Live == nil {
		return nil // the shape is told
	}
	for i := range o.ids {
		if !o.people.InBot(&o.ids[i]) {
			continue
		}
		text := fmt.Sprintf("the bot has no lead with this uuid, and knows the %s beside it from another lead", word(o.ids[i].By))
		p := o.problem("uuid", "uuid-unknown", o.row.UUID(), text,
			"empty the uuid, and the row means the lead that the bot has; for all rows: "+o.leaveOut(lead.UUID))
		p.Value += ", " + o.nameOf(o.people.Of(&o.ids[i]))
		o.row.Problems = append(o.row.Problems, p)
		return nil
	}
	o.refuseDoubt()
	return nil
}

// refuseDoubt refuses a row that would make a new lead, though it is perhaps of one that the bot has.
func (o *one) refuseDoubt() {
	for i := range o.ids {
		p, ok := o.Live.Person(o.ids[i].Key())
		if !ok || !p.Perhaps {
			continue
		}
		problem := ambiguous("one lead may have this phone, but that is not certain: the bot keeps it without a country, or with words beside it")
		problem.Value = o.nameOf(o.people.NumberOf(p.Lead))
		problem.Fix += "; if the bot keeps all such phones of one country, --dial-code with that country; if these are two people, --id-from email lets only the e-mail tell"
		o.row.Problems = append(o.row.Problems, problem)
		return
	}
	o.refuseSpare()
}

// nameOf returns what people call the lead of the bot with a number of people.
func (o *one) nameOf(number uint32) string {
	switch number {
	case people.Several:
		return "several leads"
	case people.Mute:
		return "a lead without a uuid"
	}
	key := o.people.UUID(number)
	if r, err := o.Live.Lead(row.Key(key)); err == nil && r != nil {
		return calledBy(r)
	}
	return key
}

// calledBy returns what people call a lead.
func calledBy(r *lead.Row) string {
	return fmt.Sprintf("%s (%s)", cmp.Or(r.Base[lead.Name], r.Base[lead.Email], r.Base[lead.Phone], "a lead without a name"), r.Base[lead.UUID])
}

// word names a field within a sentence.
func word(f live.Field) string {
	if f == live.Email {
		return "e-mail"
	}
	return "phone"
}

// ambiguous is the problem of a row that could mean several leads.
func ambiguous(text string) row.Problem {
	return row.Problem{Code: "ambiguous", Text: text, Fix: "put the uuid of the right one into a uuid column (an export shows it)"}
}

// warnOfAnother says that the row means a lead whose first field is another one.
func (o *one) warnOfAnother(field live.Field) {
	o.warn(row.Problem{
		Code: row.CodeAnotherPerson,
		Text: fmt.Sprintf("the row was matched to a lead whose %s differs, and would be replaced", word(field)),
		Fix:  "if these are two people, empty the cell that they share: then the row makes a lead of its own",
	})
}

// find looks for the lead among the live ones.
func (o *one) find(key uuid.UUID) (err error) {
	if o.Live == nil {
		return nil
	}
	if o.old, err = o.Live.Lead(key); err != nil || o.old == nil {
		return err
	}
	cells := &o.row.Cells.Base
	cells[lead.UUID] = o.old.Base[lead.UUID]                                         // in its own spelling
	if code := o.old.Base[lead.DialCode]; cells[lead.DialCode] == "" && code != "" { // which stays as it is
		o.readContacts(code)
	}
	return nil
}
