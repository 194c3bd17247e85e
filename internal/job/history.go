package job

import (
	"path/filepath"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/filename"
	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
)

// begin notes that rows are sent from now on: a run that is killed stands in the history, too.
func (r *Run) begin(rows int) {
	r.noted = r.describe(history.Sending)
	r.noted.Rows = rows
	r.note()
}

// describe says what the run is.
func (r *Run) describe(state history.State) history.Run {
	folder := r.Temps.Folder
	run := history.Run{
		Command: r.Command, Time: r.Start.UTC(), State: state, Report: FromRoot(folder.Path()),
		Profile: r.Profile, BotID: r.Conn.BotID, Host: r.Conn.Host,
	}
	if h, err := report.PlanHeader(folder.File(importer.PlanFile)); err == nil {
		run.Plan = h.Made
	}
	name := r.Job.Input.Name
	switch {
	case r.Command == "undo":
		run.Of = FromRoot(name)
	case name == "-":
		run.Input = "-"
	default:
		run.Input = FromRoot(name)
	}
	return run
}

// FromRoot is a path that holds in every folder. That of a bucket does.
func FromRoot(path string) filename.Path {
	if whole, err := filepath.Abs(path); err == nil && !store.IsBucket(path) {
		path = whole
	}
	return filename.Path(path)
}

// ended notes how an import or a restore ended. One that neither planned nor sent is not noted.
func (r *Run) ended(s *importer.Summary) {
	state := history.Done
	switch s.End {
	case importer.EndedPlanned:
		r.noted, state = r.describe(history.Planned), history.Planned
	case importer.EndedUnsent:
		return
	case importer.EndedStopped:
		state = history.Stopped
	}
	r.noted.State, r.noted.Rows, r.noted.Seconds, r.noted.ExitCode = state, s.Rows, s.Seconds, s.ExitCode
	r.noted.Counts = history.Counts{
		Upserted: s.Upserted, Created: s.Created, Updated: s.Updated, Unchanged: s.Unchanged,
		Rejected: s.Rejected, Failed: s.Failed, Skipped: s.Skipped, NotAttempted: s.NotAttempted,
	}
	if p := s.Plan; p != nil {
		r.noted.Counts = history.Counts{Created: p.Created, Updated: p.Updated, Unchanged: p.Unchanged, Rejected: p.Rejected, Skipped: p.Skipped}
	}
	r.note()
}

// endedUndo notes how an undo ended that sent something.
func (r *Run) endedUndo(s *importer.UndoSummary) {
	if r.noted.State == "" {
		return
	}
	r.noted.State = history.Done
	if s.End == importer.EndedStopped {
		r.noted.State = history.Stopped
	}
	r.noted.Rows, r.noted.Seconds, r.noted.ExitCode = s.Leads, s.Seconds, s.ExitCode
	r.noted.Counts = history.Counts{Restored: s.Restored, NotYet: s.NotYet, Kept: s.Kept, Failed: s.Failed}
	r.note()
}

// note writes the run into the history. What keeps it from that is told once, and spoils no run.
func (r *Run) note() {
	if r.unreal || r.unnoted {
		return
	}
	err := problem.Caught("keeping the history", func() error { return history.Index{Folder: r.State}.Add(&r.noted) })()
	if r.unnoted = err != nil; r.unnoted {
		r.Watcher.Say("note: this run is not in the history: %s", err)
	}
}
