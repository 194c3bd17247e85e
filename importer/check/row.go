package check

import (
	"slices"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// one is the check of one row.
type one struct {
	*pass
	blank     bool            // there is nothing to check
	unread    bool            // it cannot be read
	filtered  bool            // the filter does not choose it
	skip      *row.Problem    // why it is no lead, nil if it may be one
	ids       []live.Identity // what it is known by, if it has no uuid or when collecting
	row       row.Row
	judge     judge
	cells     lead.Row  // as they stand in the file
	old       *lead.Row // the live lead it means, nil if there is none or it is not known
	combined  bool      // its tags were added to the lead's, or removed from them
	after     string    // the lead's tags then
	omitted   bool      // a cell was dropped since it changes nothing
	changes   bool      // a cell differs from the lead's
	exported  bool      // the row comes from an export of ours, and the live lead may be as odd; it is not known
	email     string    // normalised; "" if there is none or it is bad
	nobodys   bool      // it is what programs write for none, or nobody reads what is sent there
	phone     contact.Phone
	left      []leftOver
	spares    []spare
	emailFlaw *problem.Problem
	phoneFlaw *problem.Problem

	// What waits until the row comes to its turn:
	warned  []row.Problem
	taken   map[string]*columns.Column // of fields with several columns: the one whose cell counts
	area    string                     // an area code, before the phone
	foreign string                     // a status of another system
	perhaps string                     // a cell of the column that is proposed for statuses
	marked  bool                       // its phone begins with a plus or a zero
	stated  bool                       // another column says the country of its phone
	says    string                     // the cell of the column that names countries, where none is the dial code
	harmed  bool                       // with that country, the row could not be sent
	other   [2]*columns.Column         // those that hold another e-mail, or phone, than the one that is taken
	called  string                     // the name that it has from the words before its e-mail
	lost    bool                       // it has nothing in a column that tells whom it means
}

// read finds out what a row says by itself. It may run in several goroutines, each with rows of its own.
// Slices of the one before are used again.
func (o *one) read(p *pass, in *sheet.Row) {
	*o = one{
		pass: p, blank: in.IsBlank(), unread: in.Err != nil, ids: o.ids[:0], left: o.left[:0], spares: o.spares[:0], warned: o.warned[:0],
		row: row.Row{Number: in.Number, Line: in.Line, Sheet: in.Sheet, Problems: o.row.Problems[:0]},
	}
	r := &o.row
	if o.unread {
		r.Problems = append(r.Problems, source.ProblemsOf(in.Err)...)
	}
	if o.unread || o.blank {
		return
	}
	if p.options.Trusted {
		o.filtered = !p.chooses(in.Row)
	} else {
		p.spoilt.Look(in)
	}
	fromUs := in.IsExported()
	j := &o.judge
	j.one, j.ours = o, fromUs || p.options.Trusted
	r.Cells = p.Mapping.Row(&in.Row, j)
	j.tellOdd()
	o.cutArea()
	o.mapStatus()
	o.cells = r.Cells
	o.exported = p.Live == nil && r.UUID() != "" && fromUs
	if !p.options.Trusted {
		o.trim()
	}
	if !j.ours {
		o.readNested()
		o.readHTML()
		o.dropUnfilled()
		o.unquoteName()
		o.dropExchange()
		o.takeFirst(lead.Email)
		o.takeFirst(lead.Phone)
	}
	o.readContacts("")
	o.nobodys = !o.exported && isNoMailbox(o.email)
	if !j.ours {
		o.noteNoMailbox()
		o.warnOfSides(&in.Row)
	}
	o.skip = o.noLead(&in.Row)
	o.stated, o.harmed = o.readCountry(&in.Row)
	if p.proposed != nil {
		o.perhaps = row.Value(&in.Row, p.proposed.Header)
	}
	o.readWhom(&in.Row)
	o.readSpares()
	if p.Live == nil {
		o.checkCells()
	}
}

// chooses reports whether the filter chooses a record of a snapshot. It is a lead, which it does not say.
func (p *pass) chooses(record lead.Row) bool {
	record.Base[lead.Kind] = string(lead.TypeLead)
	return p.options.Filter.Match(&record)
}

// cutArea takes the area code out of the cells.
func (o *one) cutArea() {
	cells := o.row.Cells.Dynamic
	if i := slices.IndexFunc(cells, func(c lead.Cell) bool { return c.Column == columns.AreaCode }); i >= 0 {
		o.area = cells[i].Value
		o.row.Cells.Dynamic = slices.Delete(cells, i, i+1)
	}
}

// check goes on where read cannot: with what depends on the rows before and on the live leads. The error
// is one of the file with those.
func (o *one) check() error {
	r := &o.row
	if o.unread || o.skip != nil {
		return nil
	}
	if err := o.identify(); err != nil {
		return err
	}
	if o.Live != nil {
		o.returnName()
		o.checkCells()
		o.keepTags()
	}
	o.tell()
	r.Same = o.old != nil && !o.changes && (o.omitted || !r.IsBlank())
	r.New = o.old == nil && (o.Live != nil || r.Origin == row.Derived)
	return nil
}

// tell adds to what is known of all rows what waited for this one's turn.
func (o *one) tell() {
	if o.foreign != "" {
		o.noteStatus()
	}
	o.nones.note(o)
	o.noteProposed()
	for i := range o.warned {
		if w := &o.warned[i]; w.Code == codeLeftOut {
			o.warnings.AddAs(w.Code, o.row.Number, w) // for each of them the fix is the same
		} else {
			o.warnings.Add(o.row.Number, w)
		}
	}
	if o.marked {
		o.pass.marked++
	}
	if isAgentID(o.row.Cells.Base[lead.AgentID]) {
		o.agents++
	}
	o.Countryless.add(o)
	o.countOthers()
	if o.harmed {
		o.pass.harmed++
	}
	o.served = o.served || o.stated
	if o.lost {
		o.unmatched++
	}
}

// add notes a problem. A field of "" is the whole row.
func (o *one) add(field, code, value, text, fix string) {
	o.row.Problems = append(o.row.Problems, o.problem(field, code, value, text, fix))
}

func (o *one) warn(p row.Problem) { o.warned = append(o.warned, p) }

func (o *one) problem(field, code, value, text, fix string) row.Problem {
	p := row.Problem{Code: code, Value: row.Clip(value, 200), Text: text, Fix: fix}
	if field == "" {
		return p
	}
	p.Column = field
	if c := o.columnOf(field); c != nil {
		return o.at(c, p)
	}
	return p
}

// columnOf returns the column that a field of the row comes from, nil if there is none.
func (o *one) columnOf(field string) *columns.Column {
	if c := o.taken[field]; c != nil {
		return c
	}
	if c, ok := o.Mapping.Source(field); ok {
		return &c
	}
	return nil
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
	case c == lead.Email:
		o.refuseContact(c, flaws...)
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
	return []string{codeLostLetters, "phone-excel", "phone-formula-error", "phone-negative", "phone-date", "phone-fraction"}
}

// omit drops a cell that changes nothing.
func (o *one) omit(c lead.Column) {
	o.row.Drop(c)
	o.omitted = true
}

// oldCells returns the cells of the live lead, empty ones if there is none.
func (o *one) oldCells() *lead.Row {
	if o.old == nil {
		return &o.noCells
	}
	return o.old
}
