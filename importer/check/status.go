package check

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// StatusMap maps the statuses of another system to the platform's: "new" to "OPEN". A status that maps
// to "" is not imported. Its keys are in the form that Of looks for, see Add.
type StatusMap map[string]string

// Of returns the platform's status for a cell; ok is false if the map does not know the cell.
func (m StatusMap) Of(cell string) (status string, ok bool) {
	status, ok = m[foldStatus(cell)]
	return status, ok
}

// Has reports whether the map knows a cell.
func (m StatusMap) Has(cell string) bool {
	_, ok := m.Of(cell)
	return ok
}

// Add adds a status of another system and the platform's, "-" for none. The error is a *problem.Error.
func (m StatusMap) Add(foreign, status string) error {
	key, own := foldStatus(foreign), ""
	if strings.TrimSpace(status) != "-" {
		i := slices.IndexFunc(lead.Statuses(), func(s string) bool { return strings.EqualFold(s, strings.TrimSpace(status)) })
		if i < 0 {
			return problem.Usage(fmt.Sprintf("%q is not a status of the platform", status),
				"use one of "+strings.Join(lead.Statuses(), ", ")+"; - leaves the status out")
		}
		own = lead.Statuses()[i]
	}
	if key == "" {
		return problem.Usage("a status without a name cannot be mapped", "name the status as it is in the file, as in New=OPEN")
	}
	if other, twice := m[key]; twice && other != own {
		return problem.Usage(fmt.Sprintf("the status %q is mapped twice", foreign), "map it once")
	}
	m[key] = own
	return nil
}

// All returns the pairs in order, "" as "-".
func (m StatusMap) All() (pairs [][2]string) {
	for _, foreign := range slices.Sorted(maps.Keys(m)) {
		status := m[foreign]
		if status == "" {
			status = "-"
		}
		pairs = append(pairs, [2]string{foreign, status})
	}
	return pairs
}

// foldStatus makes case and blanks of a status not matter.
func foldStatus(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

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
	if own := ownStatus(text); own != "" {
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
	status, ok := o.options.StatusMap.Of(*cell)
	if ok && status == "" && strings.TrimSpace(*cell) != "" {
		o.warn(o.problem("status", codeLeftOut, *cell, "the status is left out: a lead that the bot has keeps its own, and a new one becomes OPEN",
			"if it means another one, say so in place of the -: "+columns.Flag("map-status", *cell+"=CLOSED")+", or one of "+strings.Join(lead.Statuses(), ", ")))
	}
	if ok {
		*cell = status
	}
}

// ownStatus returns the platform's status that a text is, "" if it is none of them.
func ownStatus(text string) string {
	word := letters(text)
	if word == "DEPENDENCY" {
		return "DEPENDANCY"
	}
	if slices.Contains(lead.Statuses(), word) {
		return word
	}
	return ""
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

// letters returns the letters of a status in upper case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, text)
}

// statusFix says how to go on with statuses that the platform does not have; with none, that their column is none.
func (p *pass) statusFix(texts []string) string {
	all, other := lead.Statuses(), p.otherUses(lead.Status)
	switch len(texts) {
	case 0:
		return other
	case 1:
		meant, flag := nearestStatus(texts[0]), statusFlag(texts[0])
		if meant == "" {
			return fmt.Sprintf("%s leaves it out, and a new lead becomes OPEN; in place of - say what it means, one of %s; or %s", flag, strings.Join(all, ", "), other)
		}
		others := slices.DeleteFunc(all, func(s string) bool { return s == meant })
		return fmt.Sprintf("did you mean %s? Then %s (or %s, or - to leave it out), or %s", meant, flag, strings.Join(others, ", "), other)
	}
	var flags []string
	for _, text := range texts {
		flags = append(flags, statusFlag(text))
	}
	return fmt.Sprintf("%s take each for what it seems to mean; in place of that say another one of %s, or - to leave it out (a new lead becomes OPEN); or %s",
		strings.Join(flags, " "), strings.Join(all, ", "), other)
}

// statusFlag takes a foreign status for what it seems to mean, or leaves it out.
func statusFlag(text string) string {
	return columns.Flag("map-status", text+"="+cmp.Or(nearestStatus(text), "-"))
}

// statusInCell says what to write instead of such a status.
func statusInCell(text string) string {
	all := "one of " + strings.Join(lead.Statuses(), ", ")
	if meant := nearestStatus(text); meant != "" {
		return "write " + meant + " if that is meant, else " + all
	}
	return "write " + all + "; or empty the cell"
}

// nearestStatus guesses which status is meant: the one with that meaning, one that is a slip away, has the
// same beginning, or is one of the words. None is guessed of a text that is negated.
func nearestStatus(text string) string {
	if status := columns.StatusOf(text); status != "" {
		return status
	}
	if columns.IsNegated(text) {
		return ""
	}
	all := lead.Statuses()
	if near := spelling.Nearest(text, all); near != "" {
		return near
	}
	word := letters(text)
	i := slices.IndexFunc(all, func(s string) bool { return strings.HasPrefix(word, s[:3]) || strings.Contains(word, s) })
	if i < 0 {
		return ""
	}
	return all[i]
}
