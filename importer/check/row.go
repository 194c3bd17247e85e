package check

import (
	"slices"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// one is the check of one row.
type one struct {
	*pass
	ids       []live.Identity // as check returns them
	row       *row.Row
	cells     lead.Row  // as they stand in the file
	old       *lead.Row // the live lead it means, nil if there is none or it is not known
	combined  bool      // its tags were added to the lead's, or removed from them
	after     string    // the lead's tags then
	omitted   bool      // a cell was dropped since it changes nothing
	changes   bool      // a cell differs from the lead's
	exported  bool      // the row comes from an export of ours, and the live lead may be as odd; it is not known
	email     string    // normalised; "" if there is none or it is bad
	phone     contact.Phone
	emailFlaw *problem.Problem
	phoneFlaw *problem.Problem
}

// check checks one row and returns what it is known by, if it has no uuid or when collecting. Slices of
// out are used again. The error is one of the file with the live leads.
func (p *pass) check(in *sheet.Row, out *row.Row) (ids []live.Identity, err error) {
	*out = row.Row{Number: in.Number, Line: in.Line, Problems: out.Problems[:0]}
	if in.Err != nil {
		out.Problems = append(out.Problems, unreadable(in.Err, p.header)...)
		return nil, nil //nolint:nilerr // a bad row is data
	}
	out.Cells = p.Mapping.Row(&in.Row)
	if status, ok := p.options.StatusMap.Of(out.Cells.Base[lead.Status]); ok {
		out.Cells.Base[lead.Status] = status
	}
	o := one{pass: p, row: out, cells: out.Cells}
	o.exported = p.Live == nil && out.UUID() != "" && (in.Base[lead.ID] != "" || in.Base[lead.CreatedAt] != "")
	if !p.options.Trusted {
		o.trim()
	}
	o.readContacts("")
	if err := o.identify(); err != nil {
		return nil, err
	}
	o.readTags()
	o.combineTags()
	o.checkCells()
	o.keepTags()
	out.Same = o.old != nil && !o.changes && (o.omitted || !out.IsBlank())
	out.New = o.old == nil && (p.Live != nil || out.Origin == row.Derived)
	return o.ids, nil
}

// add notes a problem. A field of "" is the whole row.
func (o *one) add(field, code, value, text, fix string) {
	o.row.Problems = append(o.row.Problems, o.problem(field, code, value, text, fix))
}

func (o *one) warn(p row.Problem) { o.warnings.Add(o.row.Number, &p) }

func (o *one) problem(field, code, value, text, fix string) row.Problem {
	p := row.Problem{Code: code, Value: row.Clip(value, 200), Text: text, Fix: fix}
	if field == "" {
		return p
	}
	p.Column = field
	if c, ok := o.Mapping.Source(field); ok {
		p.Column = c.Header
		if o.letters {
			p.Letter = sheet.ColumnLetters(c.Index)
		}
	}
	return p
}

// flaw returns the problem of a field whose value was refused, if it was.
func (o *one) flaw(c lead.Column, p *problem.Problem) []row.Problem {
	if p == nil {
		return nil
	}
	return []row.Problem{o.problem(c.String(), p.Code, o.row.Cells.Base[c], p.Text, p.Fix)}
}

// settle decides about a checked cell; normal is its normal form. A cell that the live lead has
// already changes nothing, whatever it holds; so does a bad one in a row of an export, which is sent
// back as it is.
func (o *one) settle(c lead.Column, normal string, flaws ...row.Problem) {
	cell, old := &o.row.Cells.Base[c], o.oldCells().Base[c]
	same := o.old != nil && (o.cells.Base[c] == old || len(flaws) == 0 && normal == old)
	o.changes = o.changes || !same && *cell != ""
	switch {
	case len(flaws) == 0 && (!same || normal == old):
		*cell = normal
	case same:
		o.omit(c)
	default:
		o.blame(flaws...)
	}
}

// blame makes flaws problems of the row, or warnings if the lead may be as odd on the platform.
func (o *one) blame(flaws ...row.Problem) {
	for _, p := range flaws {
		if o.exported && !slices.Contains(spreadsheetDamage(), p.Code) {
			o.warn(p)
		} else {
			o.row.Problems = append(o.row.Problems, p)
		}
	}
}

// spreadsheetDamage returns the problems that no platform has: they came in after an export.
func spreadsheetDamage() []string {
	return []string{"phone-excel", "phone-formula-error", "phone-negative", "phone-date"}
}

// omit drops a cell that changes nothing.
func (o *one) omit(c lead.Column) {
	o.row.Drop(c)
	o.omitted = true
}

// oldCells returns the cells of the live lead, empty ones if there is none.
func (o *one) oldCells() *lead.Row {
	if o.old == nil {
		return &lead.Row{}
	}
	return o.old
}
