package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
)

// column is a column of the file.
type column struct {
	Header string
	Field  string // what it means, as the page's choices call it
	Values []string
	Given  bool // by a choice of the person
	Fixed  bool // nothing can be chosen: it is left out, or has no name
	Fields []choice
}

// choice is a choice of a list.
type choice struct {
	Value, Text string
	Chosen      bool
}

// status is a status of another system.
type status struct {
	Foreign string
	Choices []choice
}

func columnsOf(m *columns.Mapping, examples map[string][]string) (all []column) {
	for _, c := range m.Columns() {
		one := column{Header: c.Header, Field: c.Field, Given: c.How == columns.Assigned, Fixed: c.Header == "" || c.Use == columns.Ignored && c.Field != ""}
		for _, value := range examples[c.Header] {
			one.Values = append(one.Values, screen.Clip(value, 60))
		}
		switch c.Use {
		case columns.Ignored, columns.LeftOut:
			one.Field = leftOut
		case columns.Attribute:
			one.Field = attribute
			if key := strings.TrimPrefix(c.Field, lead.AttributePrefix); key != c.Header {
				one.Fields = append(one.Fields, choice{c.Field, page.InWords(c.Field), true})
				one.Field = c.Field
			}
		case columns.Written:
			if c.IsTurned() {
				one.Field = columns.Turned
			}
			if rank := c.Rank(); rank > 0 {
				one.Field += ranked + strconv.Itoa(rank)
			}
		}
		one.Fields = append(one.Fields, fieldChoices(one.Field)...)
		all = append(all, one)
	}
	return all
}

// fieldChoices are what a column can be.
func fieldChoices(now string) (all []choice) {
	add := func(value, text string) { all = append(all, choice{value, text, value == now}) }
	add(attribute, "custom attribute")
	add(leftOut, "leave it out")
	for _, field := range slices.Concat(columns.Writable(), []string{columns.FirstName, columns.MiddleName, columns.LastName, columns.Turned, columns.AreaCode}) {
		add(field, page.InWords(field))
		later := field + ranked + "1"
		if strings.HasPrefix(now, field+ranked) {
			later = now
		}
		if later == now || field == lead.Name.String() {
			add(later, page.InWords(field)+", if still blank")
		}
	}
	return all
}

// statusesOf are the statuses that the page asks about, and those that were chosen before: without them the next
// form would forget the choice.
func statusesOf(open []string, chosen columns.StatusMap) (all []status) {
	for _, foreign := range open {
		all = append(all, status{Foreign: foreign, Choices: statusChoices(chosen, foreign)})
	}
	for _, pair := range chosen.All() {
		known := func(foreign string) bool {
			_, same := columns.StatusMap{pair[0]: ""}.Of(foreign)
			return same
		}
		if !slices.ContainsFunc(open, known) {
			all = append(all, status{Foreign: pair[0], Choices: statusChoices(chosen, pair[0])})
		}
	}
	return all
}

func statusChoices(m columns.StatusMap, foreign string) (all []choice) {
	now, known := m.Of(foreign)
	all = append(all, choice{"", "choose one: as it is, such rows cannot be sent", !known}, choice{"-", "leave it out", known && now == ""})
	for _, name := range lead.Statuses() {
		all = append(all, choice{name, name, known && now == name})
	}
	return all
}
