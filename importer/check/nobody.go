package check

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// What is said of a row that tells nobody whom it means.
const (
	codeNobody = "no-identity"
	noCountry  = "phone has no country code" // which then would tell it
)

// nobody is the error that no row tells whom it means, though there are columns that seem to. It is nil
// if there are none: then the rows say what they lack.
func (r *Result) nobody() error {
	fields := []string{lead.UUID.String()}
	for _, f := range r.options.IDFrom {
		fields = append(fields, string(f))
	}
	if !slices.ContainsFunc(r.Proposals, func(p propose.Proposal) bool { return slices.Contains(fields, p.Field) }) {
		return nil
	}
	var known, fixes []string
	for _, field := range fields {
		if c, ok := r.Mapping.Source(field); ok {
			known = append(known, columns.Quoted(c.Header))
		}
	}
	last := len(fields) - 1
	text := "no row can be matched to a lead: no column is known as " + strings.Join(fields[:last], ", ") + " or " + fields[last]
	if known != nil {
		text = "no row can be matched to a lead: every cell of " + strings.Join(known, " and ") + " is blank"
	}
	for _, p := range r.Proposals {
		if columns.Identifies(p.Field) || !p.IsChoice() { // the others are told of beside it
			fixes = append(fixes, p.Fix()+" ("+p.Column()+" "+p.Why()+")")
		}
	}
	return problem.Usage(text, strings.Join(fixes, "\n  fix: "))
}
