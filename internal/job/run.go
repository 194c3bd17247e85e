// Package job is what surrounds a job that writes leads, whoever asks for it: the connection to one
// bot, the lock that keeps other runs from it, the report folder, the place in the history, and the
// page to look at. It shows and asks nothing itself: the caller's importer.Talk does.
package job

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// Run is one import, restore or undo. The exported fields but those of the bot are set before it is
// used, by one goroutine. The order is: Connect, Hold, OpenReport, one of the jobs, Close.
type Run struct {
	Command   string // of the command line that does the same: import, undo or backup restore
	Job       *importer.Options
	Watcher   Watcher
	State     string // the folder of what the program notes for a user, "" if it has no place
	AcceptEnd bool   // of the listing that tells which leads there are
	Start     time.Time
	Temps     report.Temps
	Rows      *check.Result // as the job showed them last, nil before

	Server  *settings.Server // of the bot
	Conn    importer.Connection
	Profile string // its name, "" for none
	unreal  bool   // the platform is simulated, which the history leaves out

	named   bool // the user named the report
	planned bool // there is a plan in it
	pace    page.Recorder
	noted   history.Run // as the history knows it, once something is sent or planned
	unnoted bool        // the history could not be written
}

// Watcher is who watches a run and answers its questions.
type Watcher interface {
	importer.Talk
	summary.Talk
}

// Connect makes the client. No request is made.
func (r *Run) Connect(ctx context.Context, c *settings.Connection) (err error) {
	if c.Chosen != nil {
		r.Profile = c.Chosen.Name
		r.Job.Profile = c.Chosen.Name
	}
	s, err := c.Writer(ctx, r.Job.Rules.Wire)
	if err != nil {
		return err
	}
	r.Server, r.unreal = s, c.Sandbox
	live := &listing.Reader{Lister: s.Client, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: c.Workers, Lag: s.Lag, AcceptEnd: r.AcceptEnd}
	r.Conn = importer.Connection{Host: s.Host(), BotID: s.BotID(), Upserter: s, Listing: live, Stats: s.Stats}
	return nil
}

// Hold keeps other runs from writing to the bot until release is called. A look needs no such lock,
// and a run without a place for one goes on. The error is problem.Locked's if another run has it.
func (r *Run) Hold(c *settings.Connection, again string) (release func(), err error) {
	if r.Job.PlanOnly || c.Sandbox {
		return func() {}, nil
	}
	folder := ""
	if r.State != "" {
		folder = filepath.Join(r.State, "bots")
	}
	lock, err := c.Hold(folder)
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, problem.Locked("another run is writing to "+r.Bot()+", and two at once could create the same people twice", "wait until it ends, then: "+again)
	case err != nil:
		r.Watcher.Say("note: start no other run that writes to this bot until this one ends; it would not be noticed: %v", err)
		return func() {}, nil
	}
	return func() { lock.Release() }, nil //nolint:errcheck // the kernel does it at the end of the process at the latest
}

// Bot names whom the run writes to, for people.
func (r *Run) Bot() string {
	if r.unreal {
		return "the simulated bot"
	}
	bot := "bot " + r.Conn.BotID + " at " + r.Conn.Host
	if r.Profile != "" {
		return r.Profile + " (" + bot + ")"
	}
	return bot
}

// Import imports a file, or applies a plan if there is one. stdin is where the input "-" comes from. The
// summary is nil if there is no report.
func (r *Run) Import(ctx context.Context, source *importer.PlanSource, stdin io.Reader) (s *importer.Summary, err error) {
	if err := input.Open(ctx, &r.Job.Input, stdin, r.Job.Temp); err != nil {
		return nil, err
	}
	if source != nil {
		s, err = importer.Apply(ctx, *r.Job, *source, r.Conn, r.folder(), r)
	} else {
		s, err = importer.Import(ctx, *r.Job, r.Conn, r.folder(), r)
	}
	r.end(ctx, s)
	return s, err
}

// RestoreOptions are those of a restore: its records are the platform's own, which are trusted, and win.
func RestoreOptions() importer.Options {
	return importer.Options{
		MaxErrors: send.Limit{Off: true}, Format: "raw",
		Rules: check.Rules{
			Trusted: true, Tags: check.ReplaceTags, Duplicates: check.ApplyAll, DuplicatesChosen: true,
			IDFrom: []live.Field{live.Email, live.Phone},
		},
	}
}

// Restore imports a snapshot, whose records are the input already.
func (r *Run) Restore(ctx context.Context) (*importer.Summary, error) {
	s, err := importer.Import(ctx, *r.Job, r.Conn, r.folder(), r)
	r.end(ctx, s)
	return s, err
}

// end keeps how an import or a restore ended.
func (r *Run) end(ctx context.Context, s *importer.Summary) {
	if s == nil {
		return
	}
	r.ended(s)
	if s.End == importer.EndedUnsent && !r.planned && s.Rejected+s.Skipped == 0 {
		r.leaveNone(&s.Report)
	}
	r.keepPage(ctx, page.Import{Summary: s, Next: r.Job.Next})
}

// Undo undoes an import whose report is open.
func (r *Run) Undo(ctx context.Context, of importer.Undone) (*importer.UndoSummary, error) {
	s, err := importer.Undo(ctx, *r.Job, of, r.Conn, r.folder(), r)
	if s == nil {
		return nil, err
	}
	r.endedUndo(s)
	if r.noted.State == "" {
		r.leaveNone(&s.Report)
	}
	r.keepPage(ctx, page.Import{Undo: s, Next: r.Job.Next})
	return s, err
}

// Close removes the temporary files, and a report that nothing came of.
func (r *Run) Close() {
	r.Temps.Remove()
	if r.Temps.Folder != nil {
		r.Temps.Folder.Drop()
	}
}
