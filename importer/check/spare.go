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
		if !o.people.inBot(&s.Identity) {
			continue
		}
		p := o.at(s.column, ambiguous(fmt.Sprintf("the bot has no lead with the first %s of the row, and knows this one from another lead", word(s.By))))
		p.Value = row.Clip(s.cell, 200) + ", " + o.nameOf(o.people.of(&s.Identity))
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

// spares are what rows have to spare, by numbers of people.
type spares struct {
	all   row.Pages[spareOf]
	count uint32
}

type spareOf struct{ row, of, number uint32 }

// noteSpares notes what a row has to spare. It is looked up among the leads of the bot, too.
func (p *people) noteSpares(number int, uuid string, ids []live.Identity, all []spare) {
	if len(all) == 0 || uuid == "" && len(ids) == 0 {
		return
	}
	var of uint32
	if uuid != "" {
		of = p.leads.Note(row.Key(uuid))
	} else {
		of = p.number(&ids[0])
	}
	for i := range all {
		n := p.number(&all[i].Identity)
		p.set(n, spared)
		*p.spares.all.At(p.spares.count) = spareOf{uint32(number), of, n}
		p.spares.count++
	}
}

// sharing passes the rows on that have to spare what another lead of the file is known by, or has to
// spare, too.
func (p *people) sharing(each func(number int)) {
	seen := map[uint32]uint32{}
	for i := range p.spares.count {
		s := p.spares.all.Get(i)
		of, owner := p.lead(s.of), p.lead(s.number)
		if !p.is(s.number, met) {
			owner = cmp.Or(seen[s.number], of)
			seen[s.number] = owner
		}
		if owner != of {
			each(int(s.row))
		}
	}
}

// warnOfSharing says which rows may be of one person.
func (p *pass) warnOfSharing() {
	p.people.sharing(func(number int) {
		p.warnings.Add(number, &row.Problem{
			Code: "shared-spare",
			Text: "another row has a further e-mail or phone of this one, but the two are two leads: only the first one tells whom a row means",
			Fix:  "if they are one person, write the same first e-mail or phone, or the same uuid, into both rows",
		})
	})
}
