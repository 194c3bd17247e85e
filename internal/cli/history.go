package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/internal/filename"
	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
)

func (a *app) historyCommand() *cobra.Command {
	last := 20
	run := func(context.Context) error { return a.history(last) }
	return command("history", noArgs, run, a.jsonFlag, func(f *pflag.FlagSet) {
		f.IntVar(&last, "last", last, "how many runs to show, newest first; 0 = all")
	})
}

// history lists the runs that wrote, or planned to.
func (a *app) history(last int) error {
	if last < 0 {
		return problem.Usage(fmt.Sprintf("--last %d is not possible", last), "give a number of runs, or 0 for all")
	}
	runs, err := pastRuns()
	if err != nil {
		return err
	}
	all := len(runs)
	if last > 0 {
		runs = runs[:min(last, all)]
	}
	switch {
	case a.json:
	case all == 0:
		a.Say("Nothing imported yet, according to %s.", cmp.Or(index().Folder, "this user's history"))
	default:
		width := 0
		if a.page.Watched {
			width = a.page.Columns()
		}
		table, cut := summary.History(runs, width)
		if err := a.answer(table); err != nil {
			return err
		}
		if cut {
			a.Say("Shortened to fit; in full: leadferry history --json, or leadferry history | cat")
			a.sayUndos(runs)
		}
		if len(runs) < all {
			a.Say("These are the newest %s of %s; --last 0 shows all.", screen.Thousands(len(runs)), screen.Thousands(all))
		}
	}
	return end(a, pastList{index().Folder, runs}, problem.ExitDone)
}

// sayUndos shows the commands whose paths the table had to shorten.
func (a *app) sayUndos(runs []summary.PastRun) {
	for i := range runs {
		if r := &runs[i]; r.WhyNot == "" {
			words := []string{"leadferry", "undo", r.Path}
			if r.Profile != "" {
				words = append(words, "--profile", r.Profile)
			}
			a.Say("  undo %s with: %s", r.Title(), shell.Command(words...))
		}
	}
}

// pastList is the JSON object of history.
type pastList struct {
	Folder string            `json:"folder"` // of the history
	Runs   []summary.PastRun `json:"runs"`
}

// pastRuns are all runs of the history, and whether each can be undone.
func pastRuns() ([]summary.PastRun, error) {
	runs, err := index().Runs()
	if err != nil {
		return nil, err
	}
	all := make([]summary.PastRun, len(runs))
	for i := range runs {
		all[i] = pastOf(runs, i)
	}
	return all, nil
}

// pastOf returns a run of the history with what became of it.
func pastOf(runs []history.Run, i int) summary.PastRun {
	r := summary.PastRun{Run: runs[i]}
	place, found := report.Find(string(r.Report), r.Plan)
	r.Report, r.Path = filename.Path(place), near(place)
	switch undo := history.UndoOf(runs, i, r.Report); {
	case undo == nil:
	case undo.State == history.Done:
		r.Undone = undo.Time
	default:
		r.Partly = undo
	}
	r.WhyNot = whyNot(&r, found)
	return r
}

// whyNot says why a run cannot be undone, "" if it can. found says that its report is there.
func whyNot(r *summary.PastRun, found bool) string {
	switch {
	case r.Command == "undo":
		return "an undo"
	case r.State == history.Planned:
		return "nothing was sent"
	case r.Plan == "":
		return "it kept no earlier values"
	case !r.Undone.IsZero():
		return "undone"
	case r.Updated == 0 && r.State == history.Done:
		return "no lead was changed"
	case !found:
		return "its report is gone"
	}
	return ""
}

// near is a path as it is seen from the current folder, if it lies in it.
func near(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	short, err := filepath.Rel(here, path)
	if err != nil || short == ".." || strings.HasPrefix(short, ".."+string(filepath.Separator)) {
		return path
	}
	return short
}

// latest returns the import to undo next, nil for none: one whose undo was stopped, else the newest.
func latest(runs []summary.PastRun, profile string) (found *summary.PastRun) {
	for i := range runs {
		r := &runs[i]
		switch {
		case r.WhyNot != "" || profile != "" && r.Profile != profile:
		case r.Partly != nil:
			return r
		case found == nil:
			found = r
		}
	}
	return found
}

// takeLatest names the import to undo next, since the user named none. A person must be there to see
// which one it is.
func (a *app) takeLatest(o *importFlags) error {
	runs, err := pastRuns()
	if err != nil {
		return err
	}
	r := latest(runs, o.Profile)
	if r == nil {
		return problem.Usage("the history has no import that can be undone, so undo needs the report folder of one",
			"for example: leadferry undo leads.csv.report; see leadferry history")
	}
	named, which := []string{r.Path}, "the newest that can be undone"
	if r.Partly != nil {
		which = "its undo was stopped"
		if r.Partly.Report != job.FromRoot(r.Path+undoEnding) {
			named = append(named, "--report", near(string(r.Partly.Report)))
		}
	}
	if o.Profile == "" && r.Profile != "" {
		named = append(named, "--profile", r.Profile)
	}
	looks := o.look.dryRun || o.look.plan
	if o.job.Yes || o.job.Resume || !a.CanAsk && !looks {
		flags := []string{"--yes"}
		if r.Partly != nil {
			flags = []string{"--resume", "--yes"}
		}
		return problem.Usage("without a question, undo needs the report folder of one import",
			which+": "+shell.Command(append(append([]string{"leadferry", "undo"}, named...), flags...)...))
	}
	say := "Undoing the newest import that can be undone: %s"
	if r.Partly != nil {
		say = "Continuing the undo that was stopped: %s"
		o.job.Resume = !o.restart && !looks
		if !looks && slices.Contains(named, "--report") {
			o.report = string(r.Partly.Report)
		}
	}
	a.Say(say, r.What())
	o.job.Input.Name, o.Profile = r.Path, cmp.Or(o.Profile, r.Profile)
	a.args = append(append([]string{"undo"}, named...), a.args[1:]...)
	return nil
}
