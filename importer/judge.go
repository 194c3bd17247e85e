package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// judge turns rows of the input into items: it maps, normalises and checks every cell, and finds out whom the row means. All problems
// of a row are found, not just the first.
type judge struct {
	opts    *Options
	mapping *columns.Mapping
	phones  *contact.Phones
	live    *liveLeads // nil where the live leads were not read
	roster  *roster
	// collecting: rows with a uuid are put on the roster too. It costs time and memory, and is needed only where there are others.
	collecting bool
	tagsOf     tagBook
	warn       func(number int, p Problem)
	marked     int         // phones that begin with a plus or a zero
	ids        []uuid.UUID // what the row judged last is known by, if it has no uuid, or when collecting
}

// hearing is one row before the judge.
type hearing struct {
	*judge
	it        *item
	cells     lead.Row  // as they stand in the file
	old       *lead.Row // the live lead it means, nil if there is none or nobody looked
	combined  bool      // its tags were added to the lead's, or taken from them
	after     string    // and the lead's then
	omitted   bool      // a cell was taken out since it changes nothing
	changes   bool      // a cell differs from that lead's
	exported  bool      // the row comes from an export of ours, and nobody can look what is live: what is odd in it may be so there too
	email     string    // normalised; "" if there is none or it is bad
	phone     contact.Phone
	emailFlaw *problem.Problem
	phoneFlaw *problem.Problem
}

// judge reads one row. The error is one of the file with the live leads.
func (j *judge) judge(in *sheet.Row, it *item) error {
	*it = item{number: in.Number, line: in.Line, problems: it.problems[:0]}
	if in.Err == nil {
		return j.hear(in, it)
	}
	it.problems = append(it.problems, Problem{Code: "unreadable", Text: in.Err.Error(), Fix: "mend the row in the file"})
	return nil
}

// hear reads a row that could be read.
func (j *judge) hear(in *sheet.Row, it *item) error {
	it.row = j.mapping.Row(&in.Row)
	h := hearing{judge: j, it: it, exported: j.live == nil && it.row.Base[lead.UUID] != "" && (in.Base[lead.ID] != "" || in.Base[lead.CreatedAt] != "")}
	h.cells = it.row
	if !h.opts.Trusted {
		trim(&it.row)
	}
	h.contacts("")
	if err := h.identify(); err != nil {
		return err
	}
	h.combineTags()
	h.fields()
	h.keepTags()
	it.same = h.old != nil && !h.changes && (h.omitted || !it.isBlank())
	return nil
}

// trim takes the blanks around cells off that are one word or one line; in notes, tags and attributes they may mean something.
func trim(r *lead.Row) {
	for _, cell := range [...]*string{&r.Base[lead.UUID], &r.Base[lead.Name], &r.Base[lead.Email], &r.Base[lead.DialCode], &r.Base[lead.Phone], &r.Base[lead.Status], &r.Base[lead.Picture], &r.Base[lead.AgentID]} {
		*cell = strings.TrimSpace(*cell)
	}
}

// add notes a problem. A field of "" is the whole row.
func (h *hearing) add(field, code, value, text, fix string) {
	h.it.problems = append(h.it.problems, h.problem(field, code, value, text, fix))
}

func (h *hearing) problem(field, code, value, text, fix string) Problem {
	p := Problem{Code: code, Value: clip(value, 200), Text: text, Fix: fix}
	if field == "" {
		return p
	}
	p.Column = field
	if c, ok := h.mapping.Source(field); ok {
		p.Column = c.Header
		if h.opts.Input.hasLetters() {
			p.Letter = sheet.ColumnLetters(c.Index)
		}
	}
	return p
}

// settle decides about a cell of the row when it has been checked: found is how it stands in the file, normal its normal form, old the
// same cell of the live lead. A cell that is as the live lead has it changes nothing, whatever it holds; so does a bad one in a row of an
// export, which is sent back as it is.
func (h *hearing) settle(cell *string, found, normal, old string, flaws ...Problem) {
	same := h.old != nil && (found == old || len(flaws) == 0 && normal == old)
	h.changes = h.changes || !same && *cell != ""
	switch {
	case len(flaws) == 0 && (!same || normal == old):
		*cell = normal
	case same:
		h.omit(cell)
	default:
		h.blame(flaws...)
	}
}

// blame makes flaws problems of the row, or warnings where the row may be as odd on the platform.
func (h *hearing) blame(flaws ...Problem) {
	for _, p := range flaws {
		if h.exported && !slices.Contains(spreadsheetDamage(), p.Code) {
			h.warn(h.it.number, p)
		} else {
			h.it.problems = append(h.it.problems, p)
		}
	}
}

// spreadsheetDamage are the problems that no platform has: they came in after an export.
func spreadsheetDamage() []string {
	return []string{"phone-excel", "phone-formula-error", "phone-negative", "phone-date"}
}

// omit takes a cell out of the row that would change nothing.
func (h *hearing) omit(cell *string) {
	for i, c := range cellsOf(&h.it.row) {
		if c.cell == cell && *cell != "" {
			h.it.kept |= 1 << i
		}
	}
	*cell = ""
	h.omitted = true
}

// oldCells returns the live lead's cells, empty ones if there is none.
func (h *hearing) oldCells() *lead.Row {
	if h.old == nil {
		return &lead.Row{}
	}
	return h.old
}

func (h *hearing) flaw(field, value string, p *problem.Problem) []Problem {
	if p == nil {
		return nil
	}
	return []Problem{h.problem(field, p.Code, value, p.Text, p.Fix)}
}

// attributes checks the custom attributes, which may hold any text. An equal one is sent like any other: some platforms replace the
// whole list by what is sent.
func (h *hearing) attributes() {
	for _, c := range h.it.row.Dynamic {
		key, _ := lead.AttributeKey(c.Column)
		old := ""
		for _, o := range h.oldCells().Dynamic {
			if o.Column == c.Column {
				old = o.Value
			}
		}
		if h.old != nil && old == c.Value {
			continue
		}
		h.changes = true
		h.blame(h.text(c.Column, c.Value, maxText, true)...)
		if len(key) > maxKey {
			h.add(c.Column, "too-long", key, fmt.Sprintf("the attribute's name is longer than %d characters", maxKey), "shorten the header")
		}
	}
}
