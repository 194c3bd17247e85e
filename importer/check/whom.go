package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// readContacts reads e-mail and phone; fallback is the dial code of the live lead.
func (o *one) readContacts(fallback string) {
	cells := &o.row.Cells.Base
	o.email, o.emailFlaw = contact.ParseEmail(cells[lead.Email])
	o.phone, o.phoneFlaw = o.who.Phones.Parse(cells[lead.Phone], cells[lead.DialCode], cmp.Or(fallback, o.options.DialCode))
}

// readWhom finds out what the row is known by, if it needs that.
func (o *one) readWhom() {
	own := o.row.UUID() != ""
	if own {
		o.row.Origin = row.Own
	}
	if own && !o.collecting {
		return
	}
	o.ids = o.who.AppendIDs(o.ids, o.email, o.phone)
	if !own && len(o.ids) == 0 {
		o.unidentified()
	}
}

// identify finds out whom the row means.
func (o *one) identify() error {
	if o.row.Origin == row.Own {
		return o.find(o.row.Key())
	}
	if len(o.ids) == 0 {
		return nil
	}
	if o.options.Assigned != nil {
		if assigned := o.options.Assigned(o.row.Number); assigned != "" {
			return o.assign(assigned)
		}
	}
	if matched, err := o.match(); matched || err != nil {
		return err
	}
	key, clear := o.people.find(o.ids)
	if !clear {
		o.add("", "ambiguous", "", "several rows with a uuid have this e-mail or phone", "put the uuid of the right one into this row too")
		return nil
	}
	o.row.Origin, o.row.Cells.Base[lead.UUID] = row.Derived, key.String()
	return o.find(key)
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

// match looks for a live lead with an identity of the row. It is true, too, if there is one that the
// row cannot be sent to.
func (o *one) match() (bool, error) {
	if o.Live == nil {
		return false, nil
	}
	for i, id := range o.ids {
		p, ok := live.Find(id, o.Live.Person)
		switch {
		case !ok:
			continue
		case p.Several:
			o.add("", "ambiguous", "", "several leads of the bot have this e-mail or phone", "put the uuid of the right one into a uuid column (an export tells it)")
			return true, nil
		case p.Mute:
			o.add("", "mute", "", "the bot knows this person, but its lead has no uuid and cannot be written to", "leave the row out")
			return true, nil
		}
		o.row.Origin, o.row.Second = row.Matched, i > 0
		err := o.find(p.Lead)
		if i > 0 && o.old != nil && len(o.who.IDsOf(o.old)) == len(o.ids) {
			o.warnOfAnother(i)
		}
		return true, err
	}
	return false, nil
}

// warnOfAnother says that the row means a lead by one field, and that an earlier one of the lead has
// another value.
func (o *one) warnOfAnother(i int) {
	first, by := string(o.options.IDFrom[0]), string(o.options.IDFrom[i])
	o.warn(row.Problem{
		Code: "another-person",
		Text: "the row means a lead by its " + by + ", but the lead's " + first + " is another one, and would be replaced",
		Fix:  "if these are two people, leave the row's " + by + " out, or put a uuid of its own into the row",
	})
}

// unidentified says why a row without identities means no lead, unless a flaw of its e-mail or phone
// says it already.
func (o *one) unidentified() {
	isFlawed := func(f live.Field) bool {
		return f == live.Email && o.emailFlaw != nil || f == live.Phone && o.phoneFlaw != nil
	}
	if slices.ContainsFunc(o.options.IDFrom, isFlawed) {
		return
	}
	var b strings.Builder
	b.WriteString("nothing tells whom this row means: it has no uuid")
	fix := "fill one of them in; or, if another column holds it, give that column the header email or phone"
	if !o.hasIdentity() {
		fix = `add a column email or phone and fill it in; or, if a column holds one of them, say which: --map "Contact=email"`
	}
	blank := true
	for _, f := range o.options.IDFrom {
		switch {
		case f == live.Email:
			b.WriteString(", no e-mail")
		case o.row.Cells.Base[lead.Phone] == "":
			b.WriteString(", no phone")
		default:
			b.WriteString(", and its phone names no country")
			fix, blank = "give the country of such phones, as in --dial-code IN, or write the number with its country: +91 ...", false
		}
	}
	o.add("", "no-identity", "", b.String(), fix)
	o.lost = blank
}

// hasIdentity reports whether a column of the file could say whom a row means.
func (o *one) hasIdentity() bool {
	_, known := o.Mapping.Source(lead.UUID.String())
	return known || slices.ContainsFunc(o.options.IDFrom, func(f live.Field) bool {
		_, known := o.Mapping.Source(string(f))
		return known
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
