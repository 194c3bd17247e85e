package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/screen"
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
	Causes    []page.Cause
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

// findings makes what the page shows of a check.
func findings(r *check.Result) *found {
	f := &found{Rows: r.Total(), Ready: r.Ready(), All: r.Fixes(), Facts: facts(r)}
	f.Columns = columnsOf(r.Mapping, r.Examples)
	f.Statuses = statusesOf(r.Foreign, r.StatusMap())
	for _, note := range r.Notes {
		f.Notes = append(f.Notes, plain(note))
	}
	if r.Nameless.Rows > 0 {
		f.Notes = append(f.Notes, sentence(r.Nameless.Text))
	}
	for i := range r.Proposals {
		f.Proposals = append(f.Proposals, sentence(r.Proposals[i].Column()+" "+r.Proposals[i].Why()))
	}
	f.Causes = page.CausesOf(r, plain)
	f.Suggests = inWords(f.All)
	return f
}

// refused makes what the page shows of a file that cannot be imported as it was read.
func (w *work) refused(err error) *found {
	f := &found{Refused: w.failed(err)}
	if r, is := errors.AsType[*check.Refusal](err); is {
		f.All, f.Suggests = r.Flags, inWords(r.Flags)
		if r.Nameless.Rows > 0 {
			f.Notes = append(f.Notes, sentence(r.Nameless.Text))
		}
		for i := range slices.Backward(r.Rows) { // the most frequent first
			f.Causes = append(f.Causes, page.CauseOf(&r.Rows[i], &r.Sheets, "cannot be sent", "bad", plain))
		}
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
		slices.ContainsFunc(f.Causes, func(c page.Cause) bool { return strings.Contains(c.Text+c.Fix, label) })
}

// sentence makes a sentence of words.
func sentence(words string) string { return strings.ToUpper(words[:1]) + words[1:] + "." }

func facts(r *check.Result) (facts []string) {
	in, how := &r.Source.Input, &r.Source.Reading
	if in.Format == sheet.XLSX {
		facts = append(facts, screen.CountOf(len(r.Sheets.Read), "sheet read", "sheets read")+": "+strings.Join(r.Sheets.Read, ", "))
		if r.Sheets.Alike != nil {
			facts = append(facts, "not read, with the same columns: "+strings.Join(r.Sheets.Alike, ", "))
		}
		if rest := r.Sheets.Unlike(); rest != nil {
			facts = append(facts, "not read: "+strings.Join(rest, ", "))
		}
	} else if how.Encoding != "" {
		facts = append(facts, "encoding "+string(how.Encoding))
	}
	if how.Delimiter != 0 && how.Head.Names == nil {
		facts = append(facts, "cells separated by "+dialect.DelimiterName(how.Delimiter))
	}
	if r.Mapping.System != "" {
		facts = append(facts, "looks like an export of "+r.Mapping.System)
	}
	return append(facts, screen.Count(r.Total(), "row"))
}
