package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// noLead says why a row is skipped that is none of a person who wrote: it would make a lead of those whose file it is, or
// a platform made it to try out a form. It is nil for any other row.
func (o *one) noLead(in *lead.Row) *row.Problem {
	switch {
	case o.isOwn():
		return o.skipOwn()
	case !o.options.Trusted && o.row.UUID() == "" && o.isTest(in):
		return &row.Problem{Code: "test-lead", Text: "this row is a test lead and no person: Facebook and Instagram make such rows to try out a form"}
	}
	return nil
}

// isTest reports whether a row is one of Meta's test leads, whose answers are dummy data.
func (o *one) isTest(in *lead.Row) bool {
	isDummy := func(cell string) bool { return strings.Contains(cell, "<test lead: dummy data") }
	return slices.ContainsFunc(in.Base[:], isDummy) || slices.ContainsFunc(in.Dynamic, func(c lead.Cell) bool { return isDummy(c.Value) }) ||
		o.Mapping.System == "Facebook" && slices.Contains([]string{"test@fb.com", "test@meta.com"}, strings.ToLower(o.email))
}

// isOwn reports whether a row would make a lead of those whose file it is.
func (o *one) isOwn() bool {
	own := o.hints.Own.Email
	return own != "" && strings.EqualFold(o.email, own) && o.row.UUID() == ""
}

// skipOwn is what is said of such a row, which is skipped.
func (o *one) skipOwn() *row.Problem {
	header := o.hints.Own.Header
	p := o.problem("email", "own-address", o.email, fmt.Sprintf("this is your own address, and no lead: most rows have it in column %q", header),
		"if it is a lead's: "+columns.MapFlag([]string{header}, "")+" leaves that column out, and such rows are imported")
	return &p
}
