package cli

import (
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// tellExport ends a successful run.
func (a *app) tellExport(o *exportOptions, sum exporter.Summary, client *convertalk.Client) error {
	where := o.output
	if where == "-" {
		where = "standard output"
	}
	a.say("%s on %s written to %s in %.1f s", count(sum.Leads, "lead"), count(sum.Pages, "page"), where, sum.Elapsed.Seconds())
	if sum.Recalled > 0 {
		a.say("  of the pages that were read, %s came from the run that was stopped", thousands(sum.Recalled))
	}
	a.sayProof(o, &sum)
	if sum.Overflow > 0 {
		a.say("  note: there are more than %s attributes and unknown fields; %s went into the column \"extra\"",
			thousands(sheet.MaxColumns), count(sum.Overflow, "cell"))
	}
	if sum.Replaced > 0 {
		a.say("  note: %s held broken characters, shown as \ufffd; --format raw keeps the exact bytes", count(sum.Replaced, "value"))
	}
	if o.rawCells && (o.engine.Format == sheet.CSV || o.engine.Format == sheet.TSV) {
		a.say("  note: cells that begin like a formula were written as they are; do not open this file in a spreadsheet program")
	}
	if a.json {
		if err := a.printJSON(summarize(o, &sum, client.Stats())); err != nil {
			return err
		}
	}
	if !sum.Verified && !o.fast {
		return &saidError{problem.ExitUnverified}
	}
	return nil
}

// sayProof says whether every lead is in the file. That one may not be is said even when nothing else is.
func (a *app) sayProof(o *exportOptions, sum *exporter.Summary) {
	switch {
	case sum.Verified && sum.Passes == 1:
		a.say("  verified: every lead that was there all the time is in it, once")
	case sum.Verified:
		a.say("  verified in %d passes: every lead that was there all the time is in it, once; %s moved meanwhile", sum.Passes, count(sum.Moved, "lead"))
	case o.fast:
		a.say("  not verified: leads that moved while the listing was read once can be missing or come twice")
	default:
		a.sayAlways("warning: %s is complete as far as is known, but not verified: %s", o.output, sum.Reason)
		a.sayAlways("  fix: run it again with --force when fewer leads come and go, or with more --workers or a higher --rate")
	}
}

func summarize(o *exportOptions, sum *exporter.Summary, stats convertalk.Stats) exportSummary {
	s := exportSummary{
		Schema: 1, Command: "export", Output: o.output, Leads: sum.Leads, Pages: sum.Pages, Requests: stats.Requests, Passes: sum.Passes,
		Order: sum.Order, EndRule: sum.EndRule, Verified: sum.Verified, Reason: sum.Reason, Resumed: sum.Recalled,
		Retries: stats.Retries, Throttled: stats.Throttled, Seconds: sum.Elapsed.Seconds(),
	}
	if !o.fast {
		s.Duplicates, s.Moved, s.Vanished = &sum.Duplicates, &sum.Moved, &sum.Vanished
	}
	return s
}

// exportSummary is the JSON object of an export that wrote its file. What was not looked for is null.
type exportSummary struct {
	Schema     int     `json:"schema"`
	Command    string  `json:"command"`
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
	Resumed    int     `json:"resumed"` // answers that an earlier run got
	Retries    int64   `json:"retries"`
	Throttled  int64   `json:"throttled"`
	Seconds    float64 `json:"seconds"`
}
