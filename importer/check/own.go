package check

import (
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
)

// isOwn reports whether a row would make a lead of those whose file it is.
func (o *one) isOwn() bool {
	own := o.hints.Own.Email
	return own != "" && strings.EqualFold(o.email, own) && o.row.UUID() == ""
}

// skipOwn is what is said of such a row, which is skipped.
func (o *one) skipOwn() row.Problem {
	header := o.hints.Own.Header
	return o.problem("email", "own-address", o.email, fmt.Sprintf("this is your own address, and no lead: most rows have it in column %q", header),
		"if it is a lead's: "+columns.MapFlag([]string{header}, "")+" leaves that column out, and such rows are imported")
}
