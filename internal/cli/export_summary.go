package cli

import (
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sheet"
)

// tellExport ends an export that wrote its file.
func (a *app) tellExport(o *exportOptions, sum *exporter.Summary, stats convertalk.Stats) error {
	e := &o.engine
	a.Say("%s on %s written to %s in %.1f s", screen.Count(sum.Leads, "lead"), screen.Count(sum.Pages, "page"), o.place(), sum.Elapsed.Seconds())
	if sum.Recalled > 0 {
		a.Say("  of the pages that were read, %s came from the run that was stopped", screen.Thousands(sum.Recalled))
	}
	a.sayProof(o, sum)
	a.sayOverflow(sum.Overflow)
	if sum.Replaced > 0 {
		a.Say("  note: %s held broken characters, shown as \ufffd; --format raw keeps the exact bytes", screen.Count(sum.Replaced, "value"))
	}
	if e.RawCells && (e.Format == sheet.CSV || e.Format == sheet.TSV) {
		a.Say("  note: cells that begin like a formula were written as they are; do not open this file in a spreadsheet program")
	}
	code := problem.ExitDone
	if !sum.Verified && !e.Fast {
		code = problem.ExitUnverified
	}
	return end(a, summarize(o, sum, stats), code)
}

// sayOverflow says that cells found no column of their own.
func (a *app) sayOverflow(cells int) {
	if cells > 0 {
		a.Say("  note: there are more than %s attributes and unknown fields; %s went into the column \"extra\"",
			screen.Thousands(exporter.MaxColumns), screen.Count(cells, "cell"))
	}
}

// sayProof says whether every lead is in the file. That one may not be is said even when asked to be
// quiet.
func (a *app) sayProof(o *exportOptions, sum *exporter.Summary) {
	switch {
	case sum.Verified && sum.Passes == 1:
		a.Say("  verified: every lead that was there all the time is in it, once")
	case sum.Verified:
		a.Say("  verified in %d passes: every lead that was there all the time is in it, once; %s moved meanwhile",
			sum.Passes, screen.Count(sum.Moved, "lead"))
	case o.engine.Fast:
		a.Say("  not verified: leads that moved while the listing was read once can be missing or come twice")
	default:
		a.Warn("warning: %s is complete as far as is known, but not verified: %s", o.name, sum.Reason)
		a.Warn("  fix: %s", fixUnverified)
	}
}

const fixUnverified = "run it again with --force when fewer leads come and go, or with more --workers or a higher --rate"

// about is what the sheet "About" of a workbook says.
func (o *exportOptions) about(sum *exporter.Summary) []sheet.Fact {
	verified := "yes: every lead that was there all the time is in it, once"
	if !sum.Verified {
		verified = "no: " + sum.Reason
	}
	return []sheet.Fact{
		{Name: "Written by", Value: "leadferry"},
		{Name: "When", Value: time.Now().Format("2006-01-02 15:04:05 -07:00")},
		{Name: "Bot", Value: o.engine.BotID},
		{Name: "Platform", Value: o.engine.Host},
		{Name: "Chats", Value: string(o.chats)},
		{Name: "Leads", Value: screen.Thousands(sum.Leads)},
		{Name: "Pages read", Value: screen.Thousands(sum.Pages)},
		{Name: "Verified", Value: verified},
		{Name: "Cells", Value: "all are text; a text that is too long for one cell goes on in the column <name>~2; leadferry import reads both"},
	}
}

// exportSummary is the JSON object of an export. What was not looked for is null.
type exportSummary struct {
	Output     string  `json:"output"`
	Leads      int     `json:"leads"`
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
	Resumed    int     `json:"resumed"` // requests that an earlier run made
	Retries    int64   `json:"retries"`
	Throttled  int64   `json:"throttled"`
	Seconds    float64 `json:"seconds"`
}

func summarize(o *exportOptions, sum *exporter.Summary, stats convertalk.Stats) exportSummary {
	s := exportSummary{
		Output: o.name, Leads: sum.Leads, Pages: sum.Pages, Requests: stats.Requests, Passes: sum.Passes,
		Order: sum.Order, EndRule: sum.EndRule, Verified: sum.Verified, Reason: sum.Reason, Resumed: sum.Recalled,
		Retries: stats.Retries, Throttled: stats.Throttled, Seconds: sum.Elapsed.Seconds(),
	}
	if !o.engine.Fast {
		s.Duplicates, s.Moved, s.Vanished = &sum.Duplicates, &sum.Moved, &sum.Vanished
	}
	return s
}
