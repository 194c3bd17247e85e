// Package row is one row of an import as the check left it, the file that rows wait in until they are
// sent, and what the rows of an input come to.
package row

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/lead"
)

// Row is one row of the input: what it writes, and what becomes of it.
type Row struct {
	Number, Line int    // as a spreadsheet and as an editor count
	Sheet        string // of a workbook of which several are read: Line is then the row there, and Number counts on; else ""
	Origin       Origin
	New          bool // sending it makes a lead, as far as is known
	Second       bool // it means its lead not by the first field that it could be known by
	Same         bool // the live lead has every cell of this row
	Untagged     bool // the lead loses its last tag, though the cell is blank
	Kept         Set  // cells that were dropped since they change nothing
	Later        int  // of a rejected row: a later row of its lead, 0 for none
	Known        int  // the number in Leads of what the row is known by, and one; 0 if it has a uuid or nothing tells

	// Outcome is what becomes of the row if all goes well: Upserted, or Created or Updated if there is
	// a plan, for a row to send; Unchanged, Skipped or Rejected for any other.
	Outcome  Outcome
	Cells    lead.Row  // the uuid and the writable cells in their normal form; of a planned row, what is sent
	Problems []Problem // why it is not sent, or not whole
	Left     string    // of a row to send: what is wrong with cells that are kept aside
	Changes  []Change  // of a planned row
	Name     string    // of the lead, for people; of a planned row
}

// Origin is where the uuid of a row comes from, as a plan's file has it.
type Origin string

// The origins.
const (
	Unidentified Origin = ""
	Own          Origin = "uuid"  // its own column
	Matched      Origin = "match" // the one live lead with its e-mail or phone
	Derived      Origin = "new"   // made from its e-mail or phone
)

// InSheet is the number of the row as a person sees it in the spreadsheet.
func (r *Row) InSheet() int {
	if r.Sheet != "" {
		return r.Line
	}
	return r.Number
}

// Place names the row for people: 4 or, where several sheets are read, 4 of "Feb".
func (r *Row) Place() string {
	if r.Sheet != "" {
		return fmt.Sprintf("%d of %q", r.Line, r.Sheet)
	}
	return strconv.Itoa(r.Number)
}

// UUID returns the uuid of the lead, "" if the row names none.
func (r *Row) UUID() string { return r.Cells.Base[lead.UUID] }

// Key returns what leads are compared by.
func (r *Row) Key() uuid.UUID { return Key(r.UUID()) }

// Key returns what a uuid is compared by: its 16 bytes, so that case does not matter. A text of
// another shape, which the platform may have accepted once, has a key made from it.
func Key(text string) uuid.UUID {
	if id, ok := ParseUUID(text); ok {
		return id
	}
	return uuid.NewSHA1(uuid.Nil, []byte(text))
}

// ParseUUID reads a uuid in the one shape in which they are written: 8-4-4-4-12 hexadecimal digits.
func ParseUUID(text string) (uuid.UUID, bool) {
	const length = 36
	if len(text) != length {
		return uuid.UUID{}, false
	}
	id, err := uuid.Parse(text)
	return id, err == nil
}

// IsReady reports whether the row is sent.
func (r *Row) IsReady() bool { return r.Outcome.IsStored() }

// IsBlank reports whether the row writes nothing but its uuid.
func (r *Row) IsBlank() bool {
	for _, c := range Fields() {
		if r.Cells.Base[c] != "" {
			return false
		}
	}
	return len(r.Cells.Dynamic) == 0 && !r.Untagged
}

// Drop takes a cell out that changes nothing.
func (r *Row) Drop(c lead.Column) {
	if r.Cells.Base[c] != "" {
		r.Kept = r.Kept.with(c)
	}
	r.Cells.Base[c] = ""
}

// Written returns the fields that the row writes. Old is set only if the row was planned.
func (r *Row) Written() []Change {
	if r.Outcome == Upserted {
		return r.Differences(nil, nil)
	}
	return r.Changes
}

// Lead returns what is sent.
func (r *Row) Lead() lead.Lead {
	cells := r.Cells
	cells.Dynamic = slices.Clone(cells.Dynamic)
	l := lead.Unflatten(&cells)
	for _, c := range r.Changes {
		if _, ok := lead.AttributeKey(c.Field); !ok && c.New == "" {
			l.Clear = append(l.Clear, c.Field)
		}
	}
	if tags := lead.Tags.String(); r.Untagged && !slices.Contains(l.Clear, tags) {
		l.Clear = append(l.Clear, tags)
	}
	return l
}
