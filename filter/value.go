package filter

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/duration"
	"github.com/leadferry/leadferry/internal/jsonscan"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// test returns what a value asks of a cell. How they are compared follows from the column; of custom
// attributes, which may hold anything, from the value.
func (c *Condition) test(value string, now time.Time) (test, error) {
	if value == "" {
		return func(cell string) bool { return cell == "" }, nil
	}
	if c.operator == "~" {
		part := foldAll(value)
		return func(cell string) bool { return contains(cell, part) }, nil
	}
	switch c.base {
	case lead.CreatedAt, lead.UpdatedAt, lead.LastSeenAt, lead.LastMessageAt:
		return c.moment(value, now)
	case lead.WebsiteVisits:
		if !jsonscan.IsNumber(value) {
			return nil, c.wrong(value, "a number such as 3")
		}
		return c.number(value), nil
	case lead.Status:
		return c.word(value, lead.Statuses())
	case lead.Kind:
		return c.word(value, []string{string(lead.TypeLead), string(lead.TypeNonLead)})
	case lead.IsOnline:
		return c.word(value, []string{"true", "false"})
	}
	switch free := c.base < 0; {
	case free && ordered(c.operator) && jsonscan.IsNumber(value):
		return c.number(value), nil
	case free && ordered(c.operator):
		return c.moment(value, now)
	case ordered(c.operator):
		return nil, problem.Usage(fmt.Sprintf("%s is text, and %s compares numbers and times", c.column, c.operator), "use =, != or ~ (contains)")
	case free && jsonscan.IsNumber(value) && len(value) <= exactDigits:
		number := c.number(value)
		return func(cell string) bool { return strings.EqualFold(cell, value) || number(cell) }, nil
	}
	return func(cell string) bool { return strings.EqualFold(cell, value) }, nil
}

// exactDigits is how many digits a float64 tells apart. An ID with more is only text.
const exactDigits = 15

// word compares with one of a few words.
func (c *Condition) word(value string, words []string) (test, error) {
	if ordered(c.operator) {
		return nil, problem.Usage(fmt.Sprintf("%s is one of a few words, and %s compares numbers and times", c.column, c.operator), "use = or !=")
	}
	is := func(word string) bool { return strings.EqualFold(word, value) }
	if slices.ContainsFunc(words, is) {
		return is, nil
	}
	wrong := c.wrong(value, strings.Join(words, ", "))
	wrong.Fix = spelling.Ask(value, words, wrong.Fix)
	return nil, wrong
}

// number compares with a number. A cell that is none never fits.
func (c *Condition) number(value string) test {
	from, _ := strconv.ParseFloat(value, 64) // it is one, or out of range and infinite
	to, operator := math.Nextafter(from, math.Inf(1)), c.operator
	return func(cell string) bool {
		if cell = ungrouped(cell); !jsonscan.IsNumber(cell) {
			return false
		}
		n, _ := strconv.ParseFloat(cell, 64)
		return fits(operator, cmp.Compare(n, from), cmp.Compare(n, to))
	}
}

// ungrouped returns a number such as 1,250,000.50 without its commas, and any other text as it is.
func ungrouped(text string) string {
	if !strings.Contains(text, ",") {
		return text
	}
	whole, _, _ := strings.Cut(text, ".")
	groups := strings.Split(strings.TrimPrefix(whole, "-"), ",")
	for i, group := range groups {
		if i > 0 && len(group) != 3 || len(group) > 3 || group == "" || strings.Trim(group, "0123456789") != "" {
			return text
		}
	}
	return strings.ReplaceAll(text, ",", "")
}

// moment compares with a time: a day, which has a beginning and an end, a moment, or so long ago. A cell
// that is no time never fits.
func (c *Condition) moment(value string, now time.Time) (test, error) {
	from, to, err := c.span(value, now)
	if err != nil {
		return nil, err
	}
	operator := c.operator
	return func(cell string) bool {
		t, err := time.Parse(time.RFC3339, cell)
		if err != nil { // a day, which begins so
			t, err = time.Parse(time.DateOnly, cell)
		}
		return err == nil && fits(operator, t.Compare(from), t.Compare(to))
	}, nil
}

// span returns when a value begins, and when it is over.
func (c *Condition) span(value string, now time.Time) (from, to time.Time, err error) {
	if t, err := time.Parse(time.RFC3339, value); err == nil {
		return t, t.Add(1), nil
	}
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		return day, day.AddDate(0, 0, 1), nil
	}
	ago, err := duration.Parse(value)
	if err != nil || ago == 0 {
		return from, to, c.wrong(value, "a time: 7d (seven days ago), 2026-11-01 or 2026-11-01T08:30:00Z")
	}
	if !ordered(c.operator) {
		return from, to, problem.Usage(fmt.Sprintf("%s is one moment, and hardly any lead has exactly that time", value),
			fmt.Sprintf("for the time since then write: %s >= %s", c.column, value))
	}
	c.moves = true
	from = now.Add(-ago)
	return from, from.Add(1), nil
}

// fits reports whether an operator allows a cell that compares so with where the value begins, and so
// with where it is over.
func fits(operator string, begin, end int) bool {
	switch operator {
	case "<":
		return begin < 0
	case "<=":
		return end < 0
	case ">":
		return end >= 0
	case ">=":
		return begin >= 0
	}
	return begin >= 0 && end < 0
}

// wrong is the problem of a value that the column does not have.
func (c *Condition) wrong(value, takes string) *problem.Error {
	return problem.Usage(fmt.Sprintf("%s cannot be %q", c.column, value), "it takes "+takes)
}
