package check

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// The codes of statuses of another system.
const (
	codeStatus  = "status"
	codeLeftOut = "status-left-out"
)

// maxStatuses is how many of them a column may hold: with more it is no column of statuses.
const maxStatuses = 20

// status folds what people write to one of the platform's values: case, blanks and signs do not matter,
// and one of them may be spelled as in a dictionary.
func (o *one) status(text string) (string, []row.Problem) {
	if own := columns.OwnStatus(text); own != "" {
		return own, nil
	}
	o.foreign = text
	p := o.problem("status", codeStatus, text, "unknown status", "")
	p.Cell = statusInCell(text)
	return text, []row.Problem{p}
}

// mapStatus puts what the user said of a status of another system in its place.
func (o *one) mapStatus() {
	cell := &o.row.Cells.Base[lead.Status]
	if len(o.options.StatusMap) == 0 {
		return
	}
	status, ok := o.options.StatusMap.Of(*cell)
	if ok && status == "" && strings.TrimSpace(*cell) != "" {
		o.warn(o.problem("status", codeLeftOut, *cell, "the status is left out: a lead that the bot has keeps its own, and a new one becomes OPEN",
			"if it means another one, say so in place of the -: "+columns.Flag("map-status", *cell+"=CLOSED")+", or one of "+strings.Join(lead.Statuses(), ", ")))
	}
	if ok {
		*cell = status
	}
}

// noteStatus notes a foreign status. The fix for those that rows are rejected for waits until all are known, see fixStatus.
func (o *one) noteStatus() {
	const longest = 100 // more is a sentence
	isStatus := func(p row.Problem) bool { return p.Code == codeStatus }
	switch rejected, known := o.pass.foreign[o.foreign]; {
	case len(o.foreign) > longest:
	case !known && len(o.pass.foreign) == maxStatuses:
		o.tooMany = true
	default:
		o.pass.foreign[o.foreign] = rejected || slices.ContainsFunc(o.row.Problems, isStatus)
	}
	if i := slices.IndexFunc(o.warned, isStatus); i >= 0 {
		o.warned[i].Fix = o.statusFix([]string{o.foreign})
	}
}

// settleStatuses finds the foreign statuses, and their fix, when all rows are read.
func (p *pass) settleStatuses() {
	if p.tooMany {
		clear(p.foreign)
	}
	p.Foreign = slices.Sorted(maps.Keys(p.foreign))
	p.refused = slices.DeleteFunc(slices.Clone(p.Foreign), func(text string) bool { return !p.foreign[text] })
	p.refusedFix = p.statusFix(p.refused)
}

// fixStatus adds the fix to the fixes of a row: one for all statuses, so that it is said once.
func (p *pass) fixStatus(r *row.Row) {
	for i := range r.Problems {
		if r.Problems[i].Code == codeStatus {
			r.Problems[i].Fix = p.refusedFix
		}
	}
}

// statusFix says how to go on with statuses that the platform does not have; with none, that their column is none.
func (p *pass) statusFix(texts []string) string {
	all, other := lead.Statuses(), p.otherUses(lead.Status)
	switch len(texts) {
	case 0:
		return other
	case 1:
		meant, flag := columns.NearestStatus(texts[0]), statusFlag(texts[0])
		if meant == "" {
			return fmt.Sprintf("%s leaves it out, as nothing is known of it, and a new lead becomes OPEN; in place of - say what it means, one of %s; or %s", flag, strings.Join(all, ", "), other)
		}
		others := slices.DeleteFunc(all, func(s string) bool { return s == meant })
		return fmt.Sprintf("did you mean %s? Then %s (or %s, or - to leave it out), or %s", meant, flag, strings.Join(others, ", "), other)
	}
	var known, unknown []string
	for _, text := range texts {
		if isUnknown(text) {
			unknown = append(unknown, statusFlag(text))
		} else {
			known = append(known, statusFlag(text))
		}
	}
	var ways []string
	if known != nil {
		ways = append(ways, strings.Join(known, " ")+" take each for what it seems to mean")
	}
	if unknown != nil {
		ways = append(ways, strings.Join(unknown, " ")+" leave out those of which nothing is known, so that a new lead becomes OPEN")
	}
	return fmt.Sprintf("%s; in place of that say another one of %s, or - to leave it out; or %s", strings.Join(ways, "; "), strings.Join(all, ", "), other)
}

// statusFlag takes a foreign status for what it seems to mean, or leaves it out.
func statusFlag(text string) string {
	return columns.Flag("map-status", text+"="+cmp.Or(columns.NearestStatus(text), "-"))
}

// statusInCell says what to write instead of such a status.
func statusInCell(text string) string {
	all := "one of " + strings.Join(lead.Statuses(), ", ")
	if meant := columns.NearestStatus(text); meant != "" {
		return "write " + meant + " if that is meant, else " + all
	}
	return "write " + all + "; or empty the cell"
}
