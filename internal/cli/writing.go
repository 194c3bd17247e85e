package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
)

// writing is a run of a command that writes leads. It shows and asks on the screen what the job has
// to show and to ask.
type writing struct {
	*app
	run   job.Run
	o     *importFlags
	bar   *screen.Display // nil while there is none
	taken []string        // flags for what was taken as what it seems to be
	told  outcome         // for what follows the run
}

// newWriting begins a run that connects to no bot yet. about is what the hooks are told.
func (a *app) newWriting(o *importFlags, about hook.Run) *writing {
	a.looks = o.job.PlanOnly || a.command == "check"
	w := &writing{app: a, o: o, told: outcome{Run: about, untold: a.looks}}
	w.run = job.Run{Command: a.command, Job: &o.job, Watcher: w, State: ownState(""), AcceptEnd: o.acceptEnd, Start: time.Now()}
	o.job.Temp, o.job.Next, o.job.Country = w.run.Temps.Make, w.next, w.askCountry
	return w
}

// write does what writes leads, and what the profile wants to follow. about is what its hooks are told.
func (a *app) write(ctx context.Context, o *importFlags, about hook.Run, do func(*writing) error) error {
	w := a.newWriting(o, about)
	if o.rules.SaveMap != "" && !o.rules.Force {
		w.taken = append(w.taken, "--force") // the run after this one finds the file of this one
	}
	c, err := settings.Resolve(o.Connection.Flags, a.surroundings())
	return a.follow(ctx, follower{Following: &o.Following, chosen: c.Chosen}, &w.told, func() error {
		if err == nil && o.planFile == "" {
			err = o.loadMap(c.Chosen)
		}
		if err == nil {
			err = w.run.Connect(ctx, c)
		}
		switch {
		case err != nil && a.command == "import":
			return offline(err, &o.job)
		case err != nil:
			return err
		}
		release, err := w.run.Hold(c, shell.Command(append([]string{"leadferry"}, w.args...)...))
		if err != nil {
			return err
		}
		defer release()
		return do(w)
	})
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
		return w.connected("undo", w.run.Temps.Folder.Path())
	case importer.ToAllowMore:
		return w.afresh(append(w.taken, "--max-errors", strconv.Itoa(w.run.Rows.Tally[row.Rejected]))...)
	case importer.ToSend:
		return w.rerunToSend()
	case importer.ToPlanAnew:
		if w.o.planFile == "" {
			return w.rerunToPlan(input, w.taken...)
		}
		return w.connected(slices.Concat([]string{"import", input, "--plan"}, chosenToRead(&w.o.job.Input), chosen(&w.o.job.Rules))...)
	}
	return w.rerun(input, w.taken...)
}

// afresh is this command with more flags, and without the report that it named, which exists by now.
func (w *writing) afresh(more ...string) string {
	return again(without(w.args, "--report"), w.o.job.Input.Name, w.o.job.Input.Name, more...)
}

// openReport claims the report folder.
func (w *writing) openReport(base string) error {
	err := w.run.OpenReport(report.Options{
		Named: w.o.report, Base: base, Restart: w.o.restart,
		Fix: "resume it: " + w.next(importer.ToResume) + "\n  or start over: " + w.next(importer.ToStartOver),
	})
	if err == nil {
		w.told.Report = w.run.Temps.Folder.Path()
	}
	return err
}

func (w *writing) close() {
	w.stop()
	w.run.Close()
}

// end says how the job ended. The summary is nil if there is no report.
func (w *writing) end(s *importer.Summary, err error) error {
	w.stop()
	if s == nil {
		return w.unsent(err)
	}
	w.told.leads = s.Upserted + s.Created + s.Updated + s.Unchanged
	w.words().End(s, err)
	if s.End == importer.EndedPlanned && s.Plan.Created+s.Plan.Updated == 0 {
		w.Say("  every row, compared with the bot: %s; you can delete that folder", shell.Quote(filepath.Join(w.told.Report, importer.TableFile)))
	}
	w.nameOld()
	summary.PlannedFile(w, s)
	return w.summed(s, s.ExitCode, err)
}

// nameOld names the report that --restart moved aside: what its run sent can still be undone.
func (w *writing) nameOld() {
	if w.run.Temps.Folder == nil || w.run.Temps.Folder.Old() == "" {
		return
	}
	old := w.run.Temps.Folder.Old()
	w.Say("  the report of the run before, which was stopped: %s", shell.Quote(old))
	if _, err := report.PlanHeader(filepath.Join(old, importer.PlanFile)); err == nil && report.MaySent(old) {
		w.Say("  undo what that run sent with: %s", w.connected("undo", old))
	}
}

// unsent ends a run without a summary. The answer no is one that was wanted.
func (w *writing) unsent(err error) error {
	if !errors.Is(err, importer.ErrDeclined) {
		return err
	}
	w.Say("Nothing was sent.")
	if j := &w.o.job; w.command == "import" && w.o.planFile == "" && !j.Blind && !j.Resume && j.Input.Name != "-" {
		w.Say("  The plan is gone, too. To keep it, with your answers: %s", w.rerunToPlan(j.Input.Name, w.taken...))
	}
	w.told.untold = true
	return end(w.app, declined{true}, problem.ExitDone)
}

// declined is the JSON object of a run whose question was answered no.
type declined struct {
	Declined bool `json:"declined"`
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
