package columns

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// StatusMap maps the statuses of another system to the platform's: "new" to "OPEN". A status that maps
// to "" is not imported. Its keys are in the form that Of looks for, see Add.
type StatusMap map[string]string

// Of returns the platform's status for a cell; ok is false if the map does not know the cell.
func (m StatusMap) Of(cell string) (status string, ok bool) {
	status, ok = m[FoldStatus(cell)]
	return status, ok
}

// Has reports whether the map knows a cell.
func (m StatusMap) Has(cell string) bool {
	_, ok := m.Of(cell)
	return ok
}

// Add adds a status of another system and the platform's, "-" for none. The error is a *problem.Error.
func (m StatusMap) Add(foreign, status string) error {
	key, own := FoldStatus(foreign), ""
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

// FoldStatus makes case and blanks of a status not matter.
func FoldStatus(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

// OwnStatus returns the platform's status that a text is, "" if it is none of them.
func OwnStatus(text string) string {
	word := lettersOf(text)
	if word == "DEPENDENCY" {
		return "DEPENDANCY"
	}
	if slices.Contains(lead.Statuses(), word) {
		return word
	}
	return ""
}

// NearestStatus guesses which status is meant: the one with that meaning, one whose word is a slip away, or which has the
// same beginning or is one of the words. None is guessed of a text that is negated.
func NearestStatus(text string) string {
	if status := StatusOf(text); status != "" {
		return status
	}
	if IsNegated(text) {
		return ""
	}
	if status := loadVocabulary().Status.slipOf(fold(text)); status != "" {
		return status
	}
	all := lead.Statuses()
	if near := spelling.Nearest(text, all); near != "" {
		return near
	}
	word := lettersOf(text)
	i := slices.IndexFunc(all, func(s string) bool { return strings.HasPrefix(word, s[:3]) || strings.Contains(word, s) })
	if i < 0 {
		return ""
	}
	return all[i]
}

// lettersOf returns the letters of a status in upper case.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, text)
}
