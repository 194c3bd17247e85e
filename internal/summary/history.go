package summary

import (
	"path/filepath"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
)

// PastRun is a run of the history in a JSON object.
type PastRun struct {
	history.Run `json:",embed"`
	Undone      time.Time    `json:"undone,omitzero"`
	Partly      *history.Run `json:"partlyUndone,omitzero"`   // its undo that was stopped
	WhyNot      string       `json:"cannotBeUndone,omitzero"` // why; "" if it can be
	Path        string       `json:"-"`                       // of the report, from the current folder
}

// historyColumns say how the table gives way to a narrow screen.
var historyColumns = []screen.Column{
	{Head: "WHEN"}, {Head: "WHAT", Drop: 2}, {Head: "FILE", Least: 10, Name: true}, {Head: "BOT", Least: 8, Name: true, Drop: 1},
	{Head: "RESULT", Least: 9}, {Head: "UNDO", Least: 12, Name: true, Drop: 3},
}

// History lists runs for people on a screen of that width, 0 for any. cut says that not all is shown.
func History(runs []PastRun, width int) (table string, cut bool) {
	var rows [][]string
	for i := range runs {
		rows = append(rows, runs[i].Cells())
	}
	return screen.TableWithin(width, historyColumns, rows)
}

// Cells are the run in a table: when, what, file, bot, result, undo.
func (r *PastRun) Cells() []string {
	return []string{when(r.Time), r.verb(), r.file(), r.bot(), r.result(), r.undo()}
}

// Title tells the run from others: when it was, and of what.
func (r *PastRun) Title() string { return r.verb() + " of " + r.file() + ", " + when(r.Time) + "," }

// What says in a line what a run was.
func (r *PastRun) What() string {
	return r.verb() + " of " + r.file() + " to " + r.bot() + ", " + when(r.Time) + ": " + r.result()
}

func when(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

func (r *PastRun) verb() string {
	if r.State == history.Planned {
		return "plan"
	}
	return strings.TrimPrefix(r.Command, "backup ")
}

// file is what was imported or restored, or the report that was undone.
func (r *PastRun) file() string {
	switch {
	case r.Of != "":
		return filepath.Base(string(r.Of))
	case r.Input == "-":
		return "standard input"
	}
	return filepath.Base(string(r.Input))
}

func (r *PastRun) bot() string {
	if r.Profile != "" {
		return r.Profile
	}
	return r.BotID
}

// result says how far the run came and what it did.
func (r *PastRun) result() string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{
		{r.Upserted, " upserted"}, {r.Created, " created"}, {r.Updated, " updated"}, {r.Restored, " restored"}, {r.NotYet, " not yet"}, {r.Kept, " kept"},
		{r.Unchanged, " unchanged"}, {r.Rejected, " rejected"}, {r.Failed, " failed"}, {r.Skipped, " skipped"}, {r.NotAttempted, " not attempted"},
	} {
		if p.n > 0 {
			parts = append(parts, screen.Thousands(p.n)+p.what)
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case r.State == history.Sending:
		return "not finished: " + screen.Count(r.Rows, "row")
	case r.State == history.Stopped:
		return "stopped: " + text
	case text == "":
		return "nothing"
	case r.State == history.Planned:
		return "would be: " + text
	}
	return text
}

// undo names the report to undo, or says why there is nothing to undo.
func (r *PastRun) undo() string {
	switch {
	case !r.Undone.IsZero():
		return "undone " + when(r.Undone)
	case r.WhyNot == "" && r.Partly != nil:
		return "partly undone: " + shell.Quote(r.Path)
	case r.WhyNot == "":
		return shell.Quote(r.Path)
	}
	return "-"
}
