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

	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
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
		return problem.Usage(fmt.Sprintf("--last cannot be %d", last), "give a number of runs, or 0 for all")
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
		a.Say("Nothing imported yet, according to %s. Runs with --sandbox are not listed.", cmp.Or(index().Folder, "this user's history"))
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

// pastRuns are all runs of the history, with their reports as they are seen from the current folder.
func pastRuns() ([]summary.PastRun, error) {
	all, err := job.Past(index())
	for i := range all {
		all[i].Path = near(all[i].Path)
	}
	return all, err
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
		if r.Partly.Report != job.FromRoot(r.Path+job.UndoEnding) {
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
