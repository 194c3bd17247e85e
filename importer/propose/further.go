package propose

import (
	"slices"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// addFurther adds columns of e-mails or phones beside the one that is known, as one.
func (p *proposer) addFurther(field string) {
	known := p.mapping.Sharing(field)
	if len(known) == 0 {
		return
	}
	var first *Proposal
	for c, sample := range p.unknown() {
		holds, ok := p.holds(c, field, sample)
		if !ok && field == lead.Email.String() {
			holds, ok = "e-mail addresses", p.seemsEmail(c, sample)
		}
		isDisplayed := field == lead.Email.String() && areCrowded(sample) // the known one, with a name
		if !ok || isDisplayed || doubt(c) != "" || field == lead.Phone.String() && p.areOtherNumbers(c, sample, true) {
			continue
		}
		if first == nil {
			first = p.add(c, field, holds)
			first.Beside, first.Doubt = known, "comes after "+columns.Quoted(known[0])
			first.instead = p.isAssigned(field)
			first.order()
		} else {
			p.join(first, c)
		}
		first.Fills = !first.instead && (first.Fills || p.fills(c.Header, known) || field == lead.Phone.String() && p.isMobile(c.Header, known[0]))
	}
	if first != nil && !first.Fills && p.Whole && !p.changes(first) {
		p.all = p.all[:len(p.all)-1] // no row would be another one
	}
}

// changes reports whether one of the first rows has another e-mail or phone with a proposal of further columns than with
// those that are known.
func (p *proposer) changes(one *Proposal) bool {
	isOne := p.mayBePhone
	if one.Field == lead.Email.String() {
		isOne = isEmail
	}
	firstOf := func(headers []string, row int) (cell string) {
		for _, header := range headers {
			if text := p.cell(header, row); cell == "" && text != "" && !meansNone(text) && isOne(text) {
				cell = text
			}
		}
		return cell
	}
	order := one.inOrder()
	return slices.ContainsFunc(one.Headers(), func(header string) bool {
		return slices.ContainsFunc(p.At[header], func(row int) bool { return firstOf(one.Beside, row) != firstOf(order, row) })
	})
}

// seemsEmail reports whether a column is called after e-mails, though words may stand beside those that it holds. What a
// mail program shows for an address may be one, too.
func (p *proposer) seemsEmail(c *columns.Column, cells []string) bool {
	filled := slices.DeleteFunc(slices.Clone(cells), meansNone)
	isOne := func(cell string) bool { address, _ := contact.FirstEmail(cell); return address != "" }
	return !isOneParty(filled) && columns.SpeaksOf(c.Header, lead.Email.String()) && !columns.SpeaksOf(c.Header, lead.Name.String()) && 2*count(filled, isOne) > len(filled)
}

// isMobile reports whether one of the first rows says that the phone of a column is a mobile one, and that of the known
// column another one.
func (p *proposer) isMobile(header, known string) bool {
	kinds, others := p.mapping.KindsOf(header), p.mapping.KindsOf(known)
	return kinds != "" && slices.ContainsFunc(p.At[header], func(row int) bool {
		return columns.NamesMobile(p.cell(kinds, row)) && p.cell(known, row) != "" && !columns.NamesMobile(p.cell(others, row))
	})
}

// order makes the assignment of the columns in their order.
func (one *Proposal) order() { one.Map = columns.NewPair(one.inOrder(), one.Field).String() }

// inOrder returns all columns of a field, those of mobile phones first, unless a person gave the order of those that are
// known.
func (one *Proposal) inOrder() []string {
	headers := slices.Concat(one.Beside, []string{one.Header}, one.Also)
	if one.Field == lead.Phone.String() && !one.instead {
		slices.SortStableFunc(headers, columns.CompareMobile)
	}
	return headers
}

// isAssigned reports whether the user said which column means the field.
func (p *proposer) isAssigned(field string) bool {
	c, _ := p.mapping.Source(field)
	return c.How == columns.Assigned
}

// fills reports whether one of the first rows has a cell in the column, and none in the others but what means none,
// such as "anonymous".
func (h *Head) fills(header string, others []string) bool {
	return slices.ContainsFunc(h.At[header], func(row int) bool {
		return !slices.ContainsFunc(others, func(other string) bool {
			i := slices.Index(h.At[other], row)
			return i >= 0 && !meansNone(h.Cells[other][i])
		})
	})
}
