// Package history keeps an index of what imports, restores and undos did, one line of JSON for each,
// in a folder of the user's own. It holds no token and no leads, and its size is bounded. Nothing but
// the list of runs depends on it.
package history

import (
	"slices"
	"time"

	"github.com/leadferry/leadferry/internal/filename"
)

// Run is what one run did. Its report and its plan name it: a run that is resumed is the same one.
type Run struct {
	Schema  int           `json:"schema"` // 1
	Command string        `json:"command"`
	Time    time.Time     `json:"time"`           // it began, or was resumed
	Input   filename.Path `json:"input,omitzero"` // from the root; "-" for standard input
	Of      filename.Path `json:"of,omitzero"`    // an undo's: the report of what it undoes
	Report  filename.Path `json:"report"`         // the folder, from the root
	Plan    string        `json:"plan,omitzero"`  // when the plan in it was made; "" for a blind run
	Profile string        `json:"profile,omitzero"`
	BotID   string        `json:"botId"`
	Host    string        `json:"host"`
	State   State         `json:"state"`
	Rows    int           `json:"rows"`
	Counts
	Seconds  float64 `json:"seconds"`
	ExitCode int     `json:"exitCode"`
}

// Counts are how many rows have which outcome.
type Counts struct {
	Upserted     int `json:"upserted,omitzero"`
	Created      int `json:"created,omitzero"`
	Updated      int `json:"updated,omitzero"`
	Unchanged    int `json:"unchanged,omitzero"`
	Rejected     int `json:"rejected,omitzero"`
	Failed       int `json:"failed,omitzero"`
	Skipped      int `json:"skipped,omitzero"`
	NotAttempted int `json:"notAttempted,omitzero"`
	Restored     int `json:"restored,omitzero"` // fields, by an undo
	NotYet       int `json:"notYet,omitzero"`   // fields that an undo left which was stopped
	Kept         int `json:"kept,omitzero"`     // fields that an undo left, since they had changed
}

// State is how far a run has come.
type State string

// The states.
const (
	Planned State = "planned" // nothing was sent
	Sending State = "sending" // it was killed, or is at work
	Stopped State = "stopped" // with rows left
	Done    State = "done"
)

// UndoOf returns the undo of a run of the list: one that came to its end, else the newest that sent
// something; nil if there is none. A report of the same place that was made later is that of another
// run; moved is where the run's own is now.
func UndoOf(runs []Run, i int, moved filename.Path) *Run {
	var partly *Run
	for place, j := runs[i].Report, i-1; j >= 0; j-- { // the newest stands first
		later := &runs[j]
		switch {
		case later.Of != "" && (later.Of == place || later.Of == moved) && later.State == Done:
			return later
		case later.Of != "" && (later.Of == place || later.Of == moved) && later.State != Planned:
			partly = later
		case later.Report == place:
			place = moved
		}
	}
	return partly
}

// merge returns the last state of each run, the newest run first.
func merge(lines []Run) []Run {
	type name struct {
		report filename.Path
		plan   string
	}
	seen := map[name]bool{}
	var runs []Run
	for _, r := range slices.Backward(lines) {
		if key := (name{r.Report, r.Plan}); !seen[key] {
			seen[key] = true
			runs = append(runs, r)
		}
	}
	return runs
}
