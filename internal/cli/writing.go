package cli

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// writing is a run of a command that writes leads. It shows and asks on the screen what the job has
// to show and to ask.
type writing struct {
	*app
	o      *importFlags
	server server
	conn   importer.Connection
	temps  report.Temps
	bar    *screen.Display // nil while there is none
	rows   *check.Result   // as the job showed them last
	start  time.Time
	pace   page.Recorder
	looks  bool     // it sends nothing: what it finds is the answer
	taken  []string // flags for what was taken as what it seems to be

	planned bool        // there is a plan in the report
	profile string      // its name, "" for none
	run     history.Run // as the history knows it, once something is sent or planned
	unnoted bool        // the history could not be written
	told    outcome     // for what follows the run
}

// write does what writes leads, and what the profile wants to follow. about is what its hooks are told.
func (a *app) write(ctx context.Context, o *importFlags, about hook.Run, run func(*writing) error) error {
	w := &writing{app: a, o: o, start: time.Now(), looks: o.job.PlanOnly, told: outcome{Run: about, untold: o.job.PlanOnly}}
	o.job.Temp, o.job.Next = w.temps.Make, w.next
	if o.rules.SaveMap != "" && !o.rules.Force {
		w.taken = append(w.taken, "--force") // the run after this one finds the file of this one
	}
	c, err := settings.Resolve(o.Connection.Flags, a.surroundings())
	if c.Chosen != nil {
		w.profile = c.Chosen.Name
		o.job.Profile = c.Chosen.Name
	}
	return a.follow(ctx, follower{Following: &o.Following, chosen: c.Chosen}, &w.told, func() error {
		if err == nil && o.planFile == "" {
			err = o.loadMap(c.Chosen)
		}
		if err == nil {
			err = w.connect(ctx, c)
		}
		switch {
		case err != nil && a.command == "import":
			return offline(err, &o.job)
		case err != nil:
			return err
		}
		release, err := w.hold(c)
		if err != nil {
			return err
		}
		defer release()
		return run(w)
	})
}

// hold keeps other runs from writing to the bot until release is called. A look needs no such lock,
// and a run without a place for one goes on.
func (w *writing) hold(c *settings.Connection) (release func(), err error) {
	if w.looks || c.Sandbox {
		return func() {}, nil
	}
	lock, err := c.Hold(ownState("bots"))
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, problem.Locked("another run is writing to "+w.bot()+", and two at once could make the same people twice",
			"wait until it ends, then: "+screen.Command(append([]string{"leadferry"}, w.args...)...))
	case err != nil:
		w.Say("note: start no other run that writes to this bot until this one ends; it would not be noticed: %v", err)
		return func() {}, nil
	}
	return func() { lock.Release() }, nil //nolint:errcheck // the kernel does it at the end of the process at the latest
}

// connect makes the client.
func (w *writing) connect(ctx context.Context, c *settings.Connection) (err error) {
	o := w.o
	if w.server, err = connect(ctx, c, o.job.Rules.Wire); err != nil {
		return err
	}
	s := w.server
	live := &listing.Reader{Lister: s.Client, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: o.Workers, Lag: s.lag, AcceptEnd: o.acceptEnd}
	w.conn = importer.Connection{Host: s.Host(), BotID: s.BotID(), Upserter: s, Listing: live, Stats: s.Stats}
	return nil
}

// next is the command that takes the run on.
func (w *writing) next(way importer.Way) string {
	input := w.o.job.Input.Name
	switch way {
	case importer.ToResume:
		if w.o.planFile == "" {
			return w.rerun(input, append(w.taken, "--resume")...)
		}
		words := []string{"import", input, "--resume"} // the plan is in the report by then
		if w.o.job.Yes {
			words = append(words, "--yes")
		}
		return w.connected(words...)
	case importer.ToStartOver:
		return w.rerun(input, append(w.taken, "--restart")...)
	case importer.ToUndo:
		return w.connected("undo", w.temps.Folder.Path())
	case importer.ToAllowMore:
		return w.rerun(input, append(w.taken, "--max-errors", strconv.Itoa(w.rows.Tally[row.Rejected]))...)
	case importer.ToPlanAnew:
		return w.connected(append([]string{"import", input, "--plan"}, w.taken...)...)
	}
	return w.rerun(input, w.taken...)
}

// openReport claims the report folder. A plan and a restore leave nothing outside of it.
func (w *writing) openReport(base string) (err error) {
	j, resumed := &w.o.job, false
	w.temps.Folder, resumed, err = report.Open(report.Options{
		Named: w.o.report, Base: base, Resume: j.Resume, Restart: w.o.restart, Look: w.looks && w.command == "undo", Run: w.kind(),
		Fix: "resume it: " + w.next(importer.ToResume) + "\n  or start over: " + w.next(importer.ToStartOver),
	})
	if err == nil {
		w.told.Report = w.temps.Folder.Path()
		if j.Resume && !resumed {
			w.Say("Nothing to resume: starting from the beginning.")
		}
		j.Resume = resumed
		w.temps.Folder.NameAfter(strings.TrimSuffix(base, ".report"), j.PlanOnly || j.Rules.Trusted || j.Input.Name == "-")
		if w.command == "import" {
			w.temps.Folder.Rejects(j.Input.Name)
		}
	}
	return err
}

// kind says of what the run is one.
func (w *writing) kind() string {
	switch w.command {
	case "undo":
		return "undo of this import"
	case "import":
		return "import of this file"
	}
	return "restore of this snapshot"
}

// bot names whom the run writes to, for people.
func (w *writing) bot() string {
	bot := "bot " + w.conn.BotID + " at " + w.conn.Host
	if w.profile != "" {
		return w.profile + " (" + bot + ")"
	}
	return bot
}

// reportFolder returns the report folder, a nil interface if there is none.
func (w *writing) reportFolder() importer.Folder {
	if w.temps.Folder == nil {
		return nil
	}
	return w.temps.Folder
}

func (w *writing) close() {
	w.stop()
	w.temps.Remove()
	if w.temps.Folder != nil {
		w.temps.Folder.Drop()
	}
}

// end says how the job ended. The summary is nil if there is no report.
func (w *writing) end(ctx context.Context, s *importer.Summary, err error) error {
	w.stop()
	if s == nil {
		return w.unsent(err)
	}
	w.ended(s)
	w.told.leads = s.Upserted + s.Created + s.Updated + s.Unchanged
	if s.End == importer.EndedUnsent && !w.planned && s.Rejected+s.Skipped == 0 {
		w.leaveNone(&s.Report)
	}
	w.keepPage(ctx, page.Import{Summary: s})
	w.words().End(s, err)
	w.nameOld()
	summary.PlannedFile(w, s)
	return w.summed(s, s.ExitCode, err)
}

// nameOld names the report that --restart moved aside: what its run sent can still be undone.
func (w *writing) nameOld() {
	if w.temps.Folder == nil || w.temps.Folder.Old() == "" {
		return
	}
	old := w.temps.Folder.Old()
	w.Say("  the report of the run before, which was stopped: %s", old)
	if _, err := report.PlanHeader(filepath.Join(old, importer.PlanFile)); err == nil && report.MaySent(old) {
		w.Say("  undo what that run sent with: %s", w.connected("undo", old))
	}
}

// leaveNone makes the report folder go with the run, which has nothing to say in it, unless the user
// named one.
func (w *writing) leaveNone(report *string) {
	if w.o.report == "" && w.temps.Folder != nil {
		w.temps.Folder.Forget()
		*report, w.rows = "", nil
	}
}

// unsent ends a run without a summary. The answer no is one that was wanted.
func (w *writing) unsent(err error) error {
	if !errors.Is(err, importer.ErrDeclined) {
		return err
	}
	w.Say("Nothing was sent.")
	w.told.untold = true
	return end(w.app, declined{true}, problem.ExitDone)
}

// declined is the JSON object of a run whose question was answered no.
type declined struct {
	Declined bool `json:"declined"`
}

// keepPage writes the page of a report. Without it the report is as good as it was.
func (w *writing) keepPage(ctx context.Context, p page.Import) {
	folder := w.temps.Folder
	write := func() error {
		results, err := folder.Read(importer.ResultsFile)
		if err != nil {
			return err
		}
		defer results.Close() //nolint:errcheck // it was only read
		p.Rows, p.Results, p.Bot, p.Pace, p.Made = w.rows, results, w.bot(), w.pace.Samples(), time.Now()
		return folder.Write(report.PageFile, func(to io.Writer) error { return p.Write(context.WithoutCancel(ctx), to) })
	}
	if w.rows == nil {
		return
	}
	if err := problem.Caught("drawing the page", write)(); err != nil {
		w.Warn("warning: %s could not be written: %v", folder.File(report.PageFile), err)
	}
}

// summed prints the summary as JSON, and turns it into the run's exit code.
func (w *writing) summed(summary any, code int, err error) error {
	err = errors.Join(err, w.saveMap())
	object, lost := marshal(summary)
	if w.told.Summary = object; w.json && lost == nil {
		lost = w.printJSON(object)
	}
	err = errors.Join(err, lost)
	if err == nil {
		err = said(code)
	}
	return err
}
