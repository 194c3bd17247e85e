package cli

import (
	"os"
	"path/filepath"
	"runtime"

	"github.com/leadferry/leadferry/backup/store"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/filename"
	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
)

// index is the history of this user's runs.
func index() history.Index { return history.Index{Folder: ownState("")} }

// ownState is the folder of that name in which the program notes things for a user, "" if there is no
// place for it.
func ownState(name string) string {
	folder := stateFolder()
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, "leadferry", name)
}

// stateFolder is where this system keeps what programs note for a user, "" if there is no such place.
func stateFolder() string {
	if folder := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(folder) {
		return folder
	}
	find := func() (string, error) {
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "state"), err
	}
	switch runtime.GOOS {
	case "windows":
		find = os.UserCacheDir // LocalAppData
	case "darwin", "ios":
		find = os.UserConfigDir // Application Support
	}
	folder, err := find()
	if err != nil || !filepath.IsAbs(folder) {
		return ""
	}
	return folder
}

// begin notes that rows are sent from now on: a run that is killed stands in the history, too.
func (w *writing) begin(rows int) {
	w.run = w.describe(history.Sending)
	w.run.Rows = rows
	w.note()
}

// describe says what the run is.
func (w *writing) describe(state history.State) history.Run {
	j, folder := &w.o.job, w.temps.Folder
	r := history.Run{
		Command: w.command, Time: w.start.UTC(), State: state, Report: fromRoot(folder.Path()),
		Profile: w.profile, BotID: w.conn.BotID, Host: w.conn.Host,
	}
	if h, err := report.PlanHeader(folder.File(importer.PlanFile)); err == nil {
		r.Plan = h.Made
	}
	switch {
	case w.command == "undo":
		r.Of = fromRoot(j.Input.Name)
	case j.Input.Name == "-":
		r.Input = "-"
	default:
		r.Input = fromRoot(j.Input.Name)
	}
	return r
}

func fromRoot(path string) filename.Path {
	if whole, err := filepath.Abs(path); err == nil && !store.IsBucket(path) {
		path = whole
	}
	return filename.Path(path)
}

// ended notes how an import or a restore ended. One that neither planned nor sent is not noted.
func (w *writing) ended(s *importer.Summary) {
	state := history.Done
	switch s.End {
	case importer.EndedPlanned:
		w.run, state = w.describe(history.Planned), history.Planned
	case importer.EndedUnsent:
		return
	case importer.EndedStopped:
		state = history.Stopped
	}
	w.run.State, w.run.Rows, w.run.Seconds, w.run.ExitCode = state, s.Rows, s.Seconds, s.ExitCode
	w.run.Counts = history.Counts{
		Upserted: s.Upserted, Created: s.Created, Updated: s.Updated, Unchanged: s.Unchanged,
		Rejected: s.Rejected, Failed: s.Failed, Skipped: s.Skipped, NotAttempted: s.NotAttempted,
	}
	if p := s.Plan; p != nil {
		w.run.Counts = history.Counts{Created: p.Created, Updated: p.Updated, Unchanged: p.Unchanged, Rejected: p.Rejected, Skipped: p.Skipped}
	}
	w.note()
}

// endedUndo notes how an undo ended that sent something.
func (w *writing) endedUndo(s *importer.UndoSummary) {
	if w.run.State == "" {
		return
	}
	w.run.State = history.Done
	if s.End == importer.EndedStopped {
		w.run.State = history.Stopped
	}
	w.run.Rows, w.run.Seconds, w.run.ExitCode = s.Leads, s.Seconds, s.ExitCode
	w.run.Counts = history.Counts{Restored: s.Restored, NotYet: s.NotYet, Kept: s.Kept, Failed: s.Failed}
	w.note()
}

// note writes the run into the history. What keeps it from that is told once, and spoils no run.
func (w *writing) note() {
	if w.o.Sandbox || w.unnoted { // the simulated platform is gone after the run
		return
	}
	err := problem.Caught("keeping the history", func() error { return index().Add(&w.run) })()
	if w.unnoted = err != nil; w.unnoted {
		w.Say("note: this run is not in the history: %s", err)
	}
}
