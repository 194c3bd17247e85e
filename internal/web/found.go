package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// found is how a file was read: what the page shows of it, and offers to change.
type found struct {
	Facts     []string // encoding, sheet and the like
	Rows      int
	Ready     int
	Columns   []column
	Statuses  []status
	Notes     []string
	Proposals []string
	Causes    []cause
	All       []string // the flags that take all that is proposed
	Suggests  []string // what they do, in words
	Ways      []way    // to read the file, of which a person must choose one
	Refused   *failure // why it cannot be imported like this
}

// way is a way to read a file.
type way struct {
	Text  string
	flags []string
}

func wayOf(w *dialect.Way) way {
	one := way{flags: w.Flags()}
	if one.Text = strings.Join(inWords(one.flags), ", "); w.If != "" {
		one.Text += ", if " + w.If
	}
	return one
}

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

// cause is a problem and the rows that have it.
type cause struct{ Rows, Effect, Text, Where, Samples, Fix string }

// findings makes what the page shows of a check.
func findings(r *check.Result) *found {
	f := &found{Rows: r.Total(), Ready: r.Ready(), All: r.Fixes(), Facts: facts(r)}
	f.Columns = columnsOf(r.Mapping, r.Examples)
	f.Statuses = statusesOf(r.Foreign, r.StatusMap())
	for _, note := range r.Notes {
		f.Notes = append(f.Notes, plain(note))
	}
	for i := range r.Proposals {
		f.Proposals = append(f.Proposals, sentence(r.Proposals[i].Column()+" "+r.Proposals[i].Why()))
	}
	f.causes(r.Rejections.All(), &r.Sheets, "cannot be sent")
	f.causes(r.Skips.All(), &r.Sheets, "skipped")
	f.causes(r.Warnings, &r.Sheets, "noted")
	f.Suggests = inWords(f.All)
	return f
}

// refused makes what the page shows of a file that cannot be imported as it was read.
func (w *work) refused(err error) *found {
	f := &found{Refused: w.failed(err)}
	if r, is := errors.AsType[*check.Refusal](err); is {
		f.All, f.Suggests = r.Flags, inWords(r.Flags)
		f.causes(r.Rows, new(sheet.Sheets), "cannot be sent")
		if r.Mapping != nil {
			f.Columns = columnsOf(r.Mapping, r.Examples)
		}
	}
	if u, is := errors.AsType[*dialect.Undecided](err); is {
		f.Refused.Fix = plain(u.Else)
		for i := range u.Ways {
			f.Ways = append(f.Ways, wayOf(&u.Ways[i]))
		}
	}
	return f
}

// names reports whether what is said of the file names a choice.
func (f *found) names(label string) bool {
	label = quoted(label)
	return f.Refused != nil && strings.Contains(f.Refused.Text+f.Refused.Fix, label) ||
		slices.ContainsFunc(f.Causes, func(c cause) bool { return strings.Contains(c.Text+c.Fix, label) })
}

// sentence makes a sentence of words.
func sentence(words string) string { return strings.ToUpper(words[:1]) + words[1:] + "." }

func facts(r *check.Result) (facts []string) {
	in, how := &r.Source.Input, &r.Source.Reading
	if in.Format == sheet.XLSX {
		facts = append(facts, screen.CountOf(len(r.Sheets.Read), "sheet read", "sheets read")+": "+strings.Join(r.Sheets.Read, ", "))
		if r.Sheets.Other != nil {
			facts = append(facts, "not read: "+strings.Join(r.Sheets.Other, ", "))
		}
	} else if how.Encoding != "" {
		facts = append(facts, "encoding "+string(how.Encoding))
	}
	if how.Delimiter != 0 {
		facts = append(facts, "cells separated by "+dialect.DelimiterName(how.Delimiter))
	}
	if r.Mapping.System != "" {
		facts = append(facts, "looks like an export of "+r.Mapping.System)
	}
	return append(facts, screen.Count(r.Total(), "row"))
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
	for _, field := range slices.Concat(columns.Writable(), []string{columns.FirstName, columns.MiddleName, columns.LastName, columns.AreaCode}) {
		add(field, page.InWords(field))
	}
	return all
}

// statusesOf are the statuses that the page asks about, and those that were chosen before: without them the next
// form would forget the choice.
func statusesOf(open []string, chosen check.StatusMap) (all []status) {
	for _, foreign := range open {
		all = append(all, status{Foreign: foreign, Choices: statusChoices(chosen, foreign)})
	}
	for _, pair := range chosen.All() {
		known := func(foreign string) bool {
			_, same := check.StatusMap{pair[0]: ""}.Of(foreign)
			return same
		}
		if !slices.ContainsFunc(open, known) {
			all = append(all, status{Foreign: pair[0], Choices: statusChoices(chosen, pair[0])})
		}
	}
	return all
}

func statusChoices(m check.StatusMap, foreign string) (all []choice) {
	now, known := m.Of(foreign)
	all = append(all, choice{"", "choose one: as it is, such rows cannot be sent", !known}, choice{"-", "leave it out", known && now == ""})
	for _, name := range lead.Statuses() {
		all = append(all, choice{name, name, known && now == name})
	}
	return all
}

func (f *found) causes(all []row.Finding, sheets *sheet.Sheets, effect string) {
	for i := len(all) - 1; i >= 0; i-- { // the most frequent first
		c := &all[i]
		one := cause{
			Rows: screen.Count(c.Count, "row"), Effect: effect, Text: plain(c.Text), Where: summary.Rows(c, sheets),
			Samples: strings.Join(c.Samples, ", "), Fix: plain(c.Fix),
		}
		if c.Column != "" {
			one.Where = "column " + c.Column + ", " + one.Where
		}
		f.Causes = append(f.Causes, one)
	}
}
