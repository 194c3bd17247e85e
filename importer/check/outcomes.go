package check

import (
	"cmp"
	"fmt"

	"github.com/leadferry/leadferry/importer/row"
)

// decide sets the outcome of a row as far as the other rows leave it.
func (p *pass) decide(r *row.Row) {
	switch {
	case len(r.Problems) > 0:
		r.Outcome = row.Rejected
	case r.Origin == row.Unidentified:
		reject(r, row.Problem{Code: codeNobody, Text: "this row cannot be matched to a lead"})
	case r.Same:
		r.Outcome = row.Unchanged
	case r.IsBlank() && p.options.Blank != ClearBlank:
		r.Outcome, r.Problems = row.Skipped, append(r.Problems, row.NothingToWrite())
	default:
		r.Outcome = row.Upserted
	}
}

// isSendable reports whether a row can be sent, as decide left it. If several rows mean a lead, one that
// changes nothing now may follow one that changes it.
func isSendable(r *row.Row) bool { return r.Outcome == row.Upserted || r.Outcome == row.Unchanged }

// decideAmong decides about a row when all rows are known.
func (p *pass) decideAmong(r *row.Row) {
	p.claim(r)
	if isSendable(r) && p.leads.IsShared(r) {
		p.decideDuplicate(r)
	}
	if r.Outcome == row.Rejected {
		p.fixNones(r)
		p.fixStatus(r)
		r.Later = p.leads.Later(r)
	}
}

// codeNamesakes is the code of rows of one lead that look like several people.
const codeNamesakes = "namesakes"

func reject(r *row.Row, p row.Problem) {
	r.Outcome, r.Problems = row.Rejected, append(r.Problems, p)
}

// decideDuplicate decides about a row that means the same lead as others.
func (p *pass) decideDuplicate(r *row.Row) {
	of := p.leads.Of(r)
	mode, number := p.options.Duplicates, uint32(r.Number)
	switch {
	case mode == RejectAll:
		reject(r, row.Problem{
			Code: "duplicate", Text: "several rows mean the same lead",
			Value: fmt.Sprintf("%d rows, from %s to %s", of.Count, p.rowName(of.First), p.rowName(of.Last)),
			Fix:   "keep one of them, or choose with --on-duplicate all, last or first",
		})
	case !p.options.DuplicatesChosen && of.Clash() && r.Origin != row.Own:
		text := "rows with the same e-mail or phone have different names"
		if !of.Named() {
			text = "rows with the same e-mail have different phones, and no names"
		}
		reject(r, row.Problem{
			Code: codeNamesakes, Text: text,
			Value: fmt.Sprintf("%d rows, the first is %s", of.Count, p.rowName(of.First)),
			Fix:   "give each person an e-mail or phone of their own, or a uuid; or, if they are one person, choose with --on-duplicate all, last or first",
		})
	case mode == ApplyLast && number != of.Last:
		skip(r, "a later row means the same lead", p.rowName(of.Last))
	case mode == ApplyFirst && number != of.First:
		skip(r, "an earlier row means the same lead", p.rowName(of.First))
	default:
		r.Outcome = row.Upserted
		if cmp.Or(mode, ApplyAll) != ApplyAll { // the user's choice, of which the other rows tell
			return
		}
		same := row.Problem{Code: "same-lead", Text: "this row means the same lead as another one, and a later one wins"}
		if !p.options.DuplicatesChosen {
			same.Fix = "if that is not wanted, keep one of them, or choose with --on-duplicate last, first or reject"
		}
		p.warnings.AddAs(same.Code, r.Number, &same)
	}
}

func skip(r *row.Row, text, other string) {
	r.Outcome = row.Skipped
	r.Problems = append(r.Problems, row.Problem{Code: "duplicate", Text: text, Value: other})
}

// rowName names another row for people.
func (p *pass) rowName(number uint32) string { return p.Sheets.RowName(int(number)) }
