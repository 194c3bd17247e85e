package cli

import (
	"context"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/shell"
)

func (a *app) undoCommand() *cobra.Command {
	var o importFlags
	take := func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil // the history knows
		}
		return exactly("undo needs the report folder of one import", "for example: leadferry undo leads.csv.report", &o.job.Input.Name)(cmd, args)
	}
	run := func(ctx context.Context) error { return a.undo(ctx, &o) }
	return command("undo", take, run, o.undoFlags, o.Following.Add, o.Connection.Add, a.talkFlags)
}

func (o *importFlags) undoFlags(f *pflag.FlagSet) {
	o.look.flags(f, &o.job)
	o.reportFlags(f)
}

// checkUndo refuses flags that exclude each other.
func (o *importFlags) checkUndo(a *app) error {
	o.job.PlanOnly = o.look.only(&o.job)
	switch {
	case o.job.PlanOnly && o.job.Resume:
		return problem.Usage("--resume sends, but --dry-run only shows", "choose one")
	case o.job.Resume && o.restart:
		return problem.Usage("--resume and --restart cannot be used together", "leave out one of them")
	}
	return a.unasked(&o.job)
}

// undo runs the command.
func (a *app) undo(ctx context.Context, o *importFlags) error {
	if o.job.Input.Name == "" {
		if err := a.takeLatest(o); err != nil {
			return err
		}
	}
	if err := o.checkUndo(a); err != nil {
		return err
	}
	o.job.Input.Name = filepath.Clean(o.job.Input.Name) // a shell that completes names ends them with a slash
	if err := checkFolder(o.job.Input.Name); err != nil {
		return err
	}
	folder, of, err := report.Undone(o.job.Input.Name, o.job.PlanOnly)
	if err != nil {
		return err
	}
	defer folder.Drop()
	j := &o.job
	j.Rules = of.Header.Header.Rules
	j.Workers = o.Workers
	return a.write(ctx, o, hook.Run{}, func(w *writing) error { return w.undo(ctx, of) })
}

// undo undoes an import whose report is open.
func (w *writing) undo(ctx context.Context, of importer.Undone) error {
	if err := w.openReport(w.o.job.Input.Name + job.UndoEnding); err != nil {
		return err
	}
	defer w.close()
	s, err := w.run.Undo(ctx, of)
	w.stop()
	if s == nil {
		return w.unsent(err)
	}
	w.told.leads = s.Leads
	w.words().Undone(s)
	return w.summed(s, s.ExitCode, err)
}

// checkFolder refuses what is no folder.
func checkFolder(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil
	}
	fix := "name the folder that the import left, such as leads.csv.report"
	if err == nil && input.IsPlan(path) {
		fix = "name its folder: " + shell.Command("leadferry", "undo", filepath.Dir(path))
	}
	return problem.Usage(path+" is not a report folder", fix)
}
