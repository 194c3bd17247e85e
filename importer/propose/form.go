package propose

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/contact"
)

// otherForm is the form of numbers that are no phones, unless the header of their column says so.
var otherForm = regexp.MustCompile(`^(?:` + strings.Join([]string{
	// Of persons and firms: in Brazil, Argentina and the USA, Chile, the USA, Russia, Sweden, Denmark, France.
	`\d{3}\.\d{3}\.\d{3}-\d{2}`, `\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}`, `[1-9]\d-\d{7,8}(?:-\d)?`, `\d{1,2}(?:\.\d{3}){2}-[\dkK]`, `\d{3}-\d{2}-\d{4}`,
	`\d{3}-\d{3}-\d{3} \d{2}`, `(?:19|20)?\d{2}[01]\d[0-3]\d[-+]\d{4}`, `[0-3]\d[01]\d{3}-\d{4}`, `\d{3} \d{3} \d{3} \d{5}`,
	// Of cards, tax offices, books, orders.
	`[1-9]\d{3}(?: \d{4}){2,3}`, `\d{2,3}/\d{3}/\d{5}`, `97[89][- ][\d -]+`, `(?:19|20)\d{2}[-/]\d{3,}`, `\d{3}-\d{7}-\d{7}`,
	// Days, spans of days and of amounts, addresses of computers, places on a map.
	`\d{1,2}\.\d{1,2}\.\d{2}`, `\d{2}-\d{2}-\d{2}`, `[\d.]+ ?[-–] ?\d{1,2}\.\d{1,2}\.(?:\d{2,4})?`, `(?:19|20)\d{6}[-T ]\d{4,6}`,
	`(?:0|[1-9][\d.,]*00) ?[-–] ?[1-9][\d.,]*00`, `\d{3}\.\d{1,3}\.\d{1,3}\.\d{1,3}`, `-?\d{1,3}\.\d{4,}`,
}, "|") + `)$`)

// amount is one with groups of three digits, or a phone of Spain, Poland and others.
var amount = regexp.MustCompile(`^\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d{2})?$`)

// haveOtherForm reports whether the form of nearly all cells says that they are no phones.
func (w *witness) haveOtherForm(cells []string) bool {
	return most(cells, otherForm.MatchString) || most(cells, isMoment) || areRunning(cells) || most(cells, amount.MatchString) && !most(cells, w.isInUse)
}

// isInUse reports whether a cell is a number in use in the country that is given.
func (w *witness) isInUse(cell string) bool {
	phone, flaw := w.phones.Parse(cell, "", w.dialCode)
	return flaw == nil && phone.InUse()
}

// isMoment reports whether a cell is a date in digits alone, perhaps with a time, or how many seconds it is since 1970.
func isMoment(cell string) bool {
	const seconds, milliseconds = 10, 13 // digits
	if !contact.IsDigits(cell) {
		return false
	}
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if at, err := time.Parse(layout, cell); err == nil && at.Year() >= 1900 && at.Year() < 2100 {
			return true
		}
	}
	since, _ := strconv.ParseInt(cell[:min(len(cell), seconds)], 10, 64)
	return (len(cell) == seconds || len(cell) == milliseconds) && since >= 1e9 && since < 2e9
}

// areRunning reports whether all cells are numbers that a system gave out one after the other: they begin alike.
func areRunning(cells []string) bool {
	const fewest, free = 3, 4 // cells that show it; digits that may differ
	if len(cells) < fewest || !contact.IsDigits(cells[0]) || len(cells[0]) <= 2*free {
		return false
	}
	beginning := cells[0][:len(cells[0])-free]
	return !slices.ContainsFunc(cells, func(cell string) bool {
		return len(cell) != len(cells[0]) || !strings.HasPrefix(cell, beginning) || !contact.IsDigits(cell)
	})
}
