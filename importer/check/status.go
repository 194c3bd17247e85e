package check

import (
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

// status folds what people write to one of the platform's values: case, blanks and signs do not matter,
// and one of them may be spelled as in a dictionary.
func (o *one) status(text string) (string, []row.Problem) {
	if own := ownStatus(text); own != "" {
		return own, nil
	}
	o.foreign = text
	return text, []row.Problem{o.problem("status", "status", text, "unknown status", "")}
}

// mapStatus puts what the user said of a status of another system in its place.
func (o *one) mapStatus() {
	cell := &o.row.Cells.Base[lead.Status]
	status, ok := o.options.StatusMap.Of(*cell)
	if ok && status == "" && strings.TrimSpace(*cell) != "" {
		o.warn(o.problem("status", "status-left-out", *cell, "the status is left out: a lead that the bot has keeps its own, and a new one becomes OPEN",
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

// fixStatus adds the fix to what was said of a foreign status. It depends on the rows before.
func (o *one) fixStatus() {
	for i, said := range [][]row.Problem{o.row.Problems, o.warned} {
		for j := range said {
			if said[j].Code == "status" {
				said[j].Fix, said[j].Cell = o.statusFix(o.foreign, i == 0), statusInCell(o.foreign)
			}
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

// statusFix says how to go on with a status that the platform does not have. A column with very many of
// them, or with whole sentences, is no status at all.
func (p *pass) statusFix(text string, refused bool) string {
	const most, longest = 20, 100
	if p.foreign[text] = p.foreign[text] || refused; len(p.foreign) > most || len(text) > longest {
		delete(p.foreign, text)
		return p.otherUses(lead.Status)
	}
	meant := nearestStatus(text)
	if meant == "" {
		return fmt.Sprintf("%s leaves it out, and a new lead becomes OPEN; in place of - say what it means, one of %s; or %s",
			columns.Flag("map-status", text+"=-"), strings.Join(lead.Statuses(), ", "), p.otherUses(lead.Status))
	}
	others := slices.DeleteFunc(lead.Statuses(), func(s string) bool { return s == meant })
	return fmt.Sprintf("did you mean %s? Then %s (or %s, or - to leave it out), or %s",
		meant, columns.Flag("map-status", text+"="+meant), strings.Join(others, ", "), p.otherUses(lead.Status))
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
