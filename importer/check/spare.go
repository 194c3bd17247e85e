package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// spare is an e-mail or phone of a row beside the one that counts. It tells nobody whom the row means, but
// that the row is perhaps of a lead that is known by it.
type spare struct {
	live.Identity
	column *columns.Column
	cell   string
	listed bool // it stands in one cell with the one that counts
}

// leftOver is a cell, or a part of one, that may be a spare.
type leftOver struct {
	column *columns.Column
	field  string
	cell   string
	listed bool
}

// readSpares reads what is left over of e-mails and phones.
func (o *one) readSpares() {
	for i := range o.left {
		l := &o.left[i]
		var email string
		var phone contact.Phone
		if l.field == lead.Email.String() {
			email, _ = contact.ParseEmail(l.cell) // what cannot be read is nobody's
		} else {
			code, _ := contact.ParseDialCode(o.row.Cells.Base[lead.DialCode])
			phone, _ = o.who.Phones.Parse(l.cell, "", cmp.Or(code, o.options.DialCode))
		}
		o.noteOther(l, email, phone)
		for _, id := range o.who.RowIDs(nil, email, phone) {
			if !slices.ContainsFunc(o.ids, func(own live.Identity) bool { return own.Key() == id.Key() }) {
				o.spares = append(o.spares, spare{id, l.column, l.cell, l.listed})
			}
		}
	}
}

// refuseSpare refuses a row that would make a new lead, though a lead of the bot has a spare of it.
func (o *one) refuseSpare() {
	for i := range o.spares {
		s := &o.spares[i]
		if !o.people.InBot(&s.Identity) {
			continue
		}
		p := o.at(s.column, ambiguous(fmt.Sprintf("the bot has no lead with the first %s of the row, and knows this one from another lead", word(s.By))))
		p.Value = row.Clip(s.cell, 200) + ", " + o.nameOf(o.people.Of(&s.Identity))
		p.Fix += "; or " + o.spareFix(s)
		o.row.Problems = append(o.row.Problems, p)
		return
	}
}

// spareFix says how a spare counts, or does not count at all.
func (o *one) spareFix(s *spare) string {
	if s.listed {
		return "move it to the front of its cell if the row means that lead, and remove it if not"
	}
	field := string(s.By)
	first := columns.MapFlag(o.Mapping.First(s.column, field), field)
	if s.column.How == columns.Assigned {
		first += " instead of the other order"
	}
	return fmt.Sprintf("%s looks at this column first; %s keeps it as a custom attribute alone; %s leaves it out", first,
		columns.MapFlag([]string{s.column.Header}, lead.AttributePrefix+s.column.Header), columns.MapFlag([]string{s.column.Header}, ""))
}

// warnOfSharing says which rows may be of one person.
func (p *pass) warnOfSharing() {
	p.people.Sharing(func(number int) {
		p.warnings.Add(number, &row.Problem{
			Code: "shared-spare",
			Text: "another row has a further e-mail or phone of this one, but the two are two leads: only the first one tells whom a row means",
			Fix:  "if they are one person, write the same first e-mail or phone, or the same uuid, into both rows",
		})
	})
}
