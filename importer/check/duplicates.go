package check

import (
	"fmt"

	"github.com/leadferry/leadferry/importer/row"
)

// decide sets the outcome of a row when all rows are known.
func (c *checker) decide(r *row.Row) {
	switch {
	case len(r.Problems) > 0:
		r.Outcome = row.Rejected
	case r.Origin == row.Unidentified:
		reject(r, row.Problem{Code: "no-identity", Text: "nothing tells whom this row means"})
	case r.IsBlank() && !r.Same && c.o.Blank != ClearBlank:
		r.Outcome, r.Problems = row.Skipped, append(r.Problems, row.NothingToWrite())
	case !c.leads.IsShared(r) && r.Same:
		r.Outcome = row.Unchanged
	case !c.leads.IsShared(r):
		r.Outcome = row.Upserted
	default: // if several rows mean a lead, one that changes nothing now may follow one that changes it
		c.decideDuplicate(r)
	}
	if r.Outcome == row.Rejected {
		r.Later = c.leads.Later(r)
	}
}

func reject(r *row.Row, p row.Problem) {
	r.Outcome, r.Problems = row.Rejected, append(r.Problems, p)
}

// decideDuplicate decides about a row that means the same lead as others.
func (c *checker) decideDuplicate(r *row.Row) {
	of := c.leads.Of(r)
	mode, number := c.o.Duplicates, uint32(r.Number)
	switch {
	case mode == RejectAll:
		reject(r, row.Problem{
			Code: "duplicate", Text: "several rows mean the same lead",
			Value: fmt.Sprintf("%d rows, from row %d to row %d", of.Count, of.First, of.Last),
			Fix:   "keep one of them, or choose with --on-duplicate all, last or first",
		})
	case !c.o.DuplicatesChosen && of.Clash && r.Origin != row.Own:
		reject(r, row.Problem{
			Code: "namesakes", Text: "rows with the same e-mail or phone have different names",
			Value: fmt.Sprintf("%d rows, the first is row %d", of.Count, of.First),
			Fix:   "give each person an e-mail or phone of their own, or a uuid; or, if they are one person, choose with --on-duplicate all, last or first",
		})
	case mode == ApplyLast && number != of.Last:
		skip(r, "a later row means the same lead", of.Last)
	case mode == ApplyFirst && number != of.First:
		skip(r, "an earlier row means the same lead", of.First)
	default:
		r.Outcome = row.Upserted
	}
}

func skip(r *row.Row, text string, other uint32) {
	r.Outcome = row.Skipped
	r.Problems = append(r.Problems, row.Problem{Code: "duplicate", Text: text, Value: fmt.Sprintf("row %d", other)})
}
