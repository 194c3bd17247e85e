package summary

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// Export is the JSON object of an export. What was not looked for is null.
type Export struct {
	Output     string  `json:"output"`
	Leads      int     `json:"leads"` // in the listing
	Pages      int     `json:"pages"`
	Requests   int64   `json:"requests"`
	Passes     int     `json:"passes"`
	Duplicates *int    `json:"duplicates"`
	Moved      *int    `json:"moved"`
	Vanished   *int    `json:"vanished"`
	Order      string  `json:"order"`
	EndRule    string  `json:"endRule"`
	Verified   bool    `json:"verified"`
	Reason     string  `json:"reason"`
	Alike      *int    `json:"alike"`   // rows that cannot be told from another one
	Capped     int     `json:"capped"`  // the number of leads at which the listing ends as if it had more; 0 if it does not
	Resumed    int     `json:"resumed"` // requests that an earlier run made
	Retries    int64   `json:"retries"`
	Throttled  int64   `json:"throttled"`
	Seconds    float64 `json:"seconds"`

	Written int           `json:"written"`         // of the leads, in the file
	Filter  filter.Filter `json:"filter,omitzero"` // that chose those that are written
	Delta   *Delta        `json:"delta,omitzero"`  // of an export that wrote only what was new or changed
	Absent  []string      `json:"absent,omitzero"` // columns that were asked for, and that no lead has
}

// Exported sums up an export that wrote its file. place is the file's name for people; d is nil if all
// leads were written.
func Exported(t Talk, output, place string, o *exporter.Options, sum *exporter.Summary, d *Delta, stats convertalk.Stats) (e Export, code int) {
	t.Say("Exported %s to %s (%s, %.1f s).", chosen(o, sum), place, screen.Count(sum.Pages, "page"), sum.Elapsed.Seconds())
	if sum.Recalled > 0 {
		t.Say("  %s reused from the interrupted run.", screen.CountOf(sum.Recalled, "page was", "pages were"))
	}
	if d != nil {
		d.tell(t, place)
	}
	code = proof(t, output, o, sum)
	accepted(t, &sum.Result)
	if sum.Alike > 0 {
		t.Say("  note: %s cannot be told from another one; each is in the file", screen.Count(sum.Alike, "row"))
	}
	absent := absentColumns(t, o, sum)
	Overflow(t, sum.Overflow)
	if sum.Replaced > 0 {
		t.Say("  note: %s held broken characters, shown as \ufffd; --format raw keeps the exact bytes", screen.Count(sum.Replaced,
			"value"))
	}
	if o.RawCells && (o.Format == sheet.CSV || o.Format == sheet.TSV) {
		t.Say("  note: cells that begin like a formula were written as they are; do not open this file in a spreadsheet program")
	}
	e = Export{
		Output: output, Leads: sum.Leads, Written: sum.Written, Filter: o.Filter, Pages: sum.Pages, Requests: stats.Requests, Passes: sum.Passes,
		Order: sum.Order, EndRule: sum.EndRule, Capped: sum.Capped, Verified: sum.Verified, Reason: sum.Reason, Resumed: sum.Recalled,
		Absent: absent, Delta: d, Retries: stats.Retries, Throttled: stats.Throttled, Seconds: sum.Elapsed.Seconds(),
	}
	if !o.Fast {
		e.Duplicates, e.Moved, e.Vanished, e.Alike = &sum.Duplicates, &sum.Moved, &sum.Vanished, &sum.Alike
	}
	return e, code
}

// absentColumns says which columns are wanted or filtered by that no lead has: they may be misspelled.
func absentColumns(t Talk, o *exporter.Options, sum *exporter.Summary) []string {
	if sum.Dynamic == nil || sum.Overflow > 0 { // it is not known
		return nil
	}
	there := slices.Concat(sum.Dynamic, lead.BaseColumns(), []string{sheet.AllAttributes, lead.ExtraColumn, o.Label.Column})
	return Absent(t, "no lead has the column", slices.Concat(o.Columns, o.Filter.Columns()), there)
}

// chosen says how many leads were written, and of how many.
func chosen(o *exporter.Options, sum *exporter.Summary) string {
	if o.Filter == nil && o.Since == nil {
		return screen.Count(sum.Leads, "lead")
	}
	return fmt.Sprintf("%s of %s", screen.Thousands(sum.Written), screen.Count(sum.Leads, "lead"))
}

// accepted says that a person answers for the end of the listing.
func accepted(t Talk, sum *listing.Result) {
	if sum.Verified && sum.Capped > 0 {
		t.Say(acceptedEnd, screen.Count(sum.Capped, "record"))
	}
}

// everyLead says what is in a file that is proved complete.
func everyLead(o *exporter.Options) string {
	chosen := []string{}
	if o.Filter != nil {
		chosen = append(chosen, "the filter chooses")
	}
	if o.Since != nil {
		chosen = append(chosen, "is new or changed")
	}
	if len(chosen) == 0 {
		return "every lead is in the file"
	}
	return "every lead was read, and each that " + strings.Join(chosen, " and ") + " is in the file"
}

// proof says whether every lead is in the file. That one may not be is said even when asked to be
// quiet.
func proof(t Talk, output string, o *exporter.Options, sum *exporter.Summary) (code int) {
	inFile := everyLead(o)
	switch {
	case sum.Verified && sum.Passes == 1:
		t.Say("  Complete: %s exactly once.", inFile)
	case sum.Verified:
		t.Say("  Complete after %d passes: %s exactly once; %s moved meanwhile.", sum.Passes, inFile, screen.Count(sum.Moved, "lead"))
	case o.Fast:
		t.Say("  Not verified: leads that moved meanwhile may be missing or listed twice.")
	default:
		t.Warn("warning: %s is complete as far as is known, but not verified: %s", output, sum.Reason)
		t.Warn("  fix: %s", sum.Fix)
		return problem.ExitUnverified
	}
	return problem.ExitDone
}

// About is what the sheet "About" of a workbook says. chats is the --type.
func About(chats string, o *exporter.Options, sum *exporter.Summary) []sheet.Fact {
	verified := "yes: " + everyLead(o) + " exactly once"
	if !sum.Verified {
		verified = "no: " + sum.Reason
	}
	leads := screen.Thousands(sum.Leads)
	if o.Filter != nil || o.Since != nil {
		leads = screen.Thousands(sum.Written) + " of " + leads
	}
	return []sheet.Fact{
		{Name: "Written by", Value: "leadferry"},
		{Name: "When", Value: time.Now().Format("2006-01-02 15:04:05 -07:00")},
		{Name: "Bot", Value: o.BotID},
		{Name: "Platform", Value: o.Host},
		{Name: "Chats", Value: chats},
		{Name: "Leads", Value: leads},
		{Name: "Pages read", Value: screen.Thousands(sum.Pages)},
		{Name: "Verified", Value: verified},
		{Name: "Cells", Value: "a text that is too long for one cell continues in the column <name>~2; leadferry import reads both"},
	}
}

// acceptedEnd says that a listing ends as if the server showed no more, and that this is right.
const acceptedEnd = "  the listing ends after exactly %s, which you accepted with --accept-end"
