package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// RefuseAnswer refuses JSON that is a server's answer, such as that a token has expired, and no list of leads: one object
// none of whose members is known.
func (s *Source) RefuseAnswer(ctx context.Context) (err error) {
	if s.Format != sheet.JSONL {
		return nil
	}
	scan, err := s.ScanRows(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scan.Close()) }()
	var members []string
	for r, err := range scan.Filled() {
		if err != nil {
			return err
		}
		if members != nil || r.Err != nil {
			return nil
		}
		if members = unknownMembers(r); members == nil {
			return nil
		}
	}
	if members == nil {
		return nil
	}
	const most = 4
	return problem.Usage("this is one object and no list of leads, perhaps an error of the system that they were to come from: "+strings.Join(members[:min(most, len(members))], ", "),
		"export the leads there again; a list of leads is an array of objects, or has one object in each line")
}

// unknownMembers returns the members of a row with what they hold, nil if one of them is known.
func unknownMembers(r *sheet.Row) (members []string) {
	if slices.ContainsFunc(r.Base[:], func(cell string) bool { return cell != "" }) {
		return nil
	}
	var names []string
	for _, c := range r.Dynamic {
		names = append(names, c.Column)
		members = append(members, fmt.Sprintf("%q: %.60q", c.Column, c.Value))
	}
	m, err := columns.Map(names, nil)
	if err != nil || slices.ContainsFunc(m.Columns(), func(c columns.Column) bool { return c.How != columns.Unknown }) {
		return nil
	}
	return members
}
