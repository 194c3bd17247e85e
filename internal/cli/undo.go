package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
)

func (a *app) undoCommand() *cobra.Command {
	var o importFlags
	take := exactly("undo needs the report folder of one import", "for example: leadferry undo leads.csv.report", &o.job.Input.Name)
	run := func(ctx context.Context) error { return a.undo(ctx, &o) }
	return command("undo", take, run, o.undoFlags, o.Connection.Add, a.talkFlags)
}

func (o *importFlags) undoFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.plan, "plan", false, "show what would be taken back, and send nothing")
	f.BoolVarP(&o.job.Yes, "yes", "y", false, "do it without asking; needed where there is no terminal")
	f.StringVar(&o.report, "report", "", "folder for the report; default: REPORT.undo, then REPORT.undo-2, ...")
	f.BoolVar(&o.job.Resume, "resume", false, "go on with an undo that was stopped")
	f.BoolVar(&o.restart, "restart", false, "put the report of an undo that was stopped aside and start over")
}

// checkUndo refuses flags that exclude each other.
func (o *importFlags) checkUndo(a *app) error {
	switch {
	case o.plan && (o.job.Yes || o.job.Resume):
		return problem.Usage("--plan shows only", "leave it out, or leave --yes and --resume out")
	case !o.plan && !o.job.Yes && !a.CanAsk:
		return problem.Usage("nobody can be asked here whether to send", "add --yes to send without a question, or --plan to look only")
	case o.job.Resume && o.restart:
		return problem.Usage("--resume and --restart cannot both be", "choose one")
	}
	return nil
}

// undo runs the command.
func (a *app) undo(ctx context.Context, o *importFlags) error {
	if err := o.checkUndo(a); err != nil {
		return err
	}
	o.job.Input.Name = filepath.Clean(o.job.Input.Name) // a shell that completes names ends them with a slash
	folder, of, err := o.openUndone()
	if err != nil {
		return err
	}
	defer folder.Drop()
	j, input := &o.job, o.job.Input.Name
	j.Rules = of.Header.Header.Rules
	w, err := a.connectWrite(ctx, o)
	if err != nil {
		return err
	}
	j.PlanOnly, j.Workers = o.plan, o.Workers
	if err := w.openReport(input + ".undo"); err != nil {
		return err
	}
	defer w.close()
	s, err := importer.Undo(ctx, *j, of, w.conn, w.reportFolder(), w)
	w.stop()
	if s == nil {
		return err
	}
	w.words().Undone(s)
	return w.summed(s, s.ExitCode, err)
}

// openUndone opens the report of the import that is undone. Only a run that may send locks it.
func (o *importFlags) openUndone() (folder *report.Folder, of importer.Undone, err error) {
	path := o.job.Input.Name
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil, of, problem.Usage(fmt.Sprintf("%s is no report folder", path), "name the folder that the import left, such as leads.csv.report")
	}
	open := report.Claim
	if o.plan {
		open = report.View
	}
	folder, state, err := open(path)
	if err != nil {
		return nil, of, err
	}
	of = importer.Undone{Folder: folder, Unfinished: state == report.Unfinished}
	if of.Header, err = readPlanHeader(folder.File(importer.PlanFile)); err != nil {
		err = problem.Usage(fmt.Sprintf("%s: this run kept no earlier values (%s: %v), so it cannot be undone", path, importer.PlanFile, err),
			"only an import with a plan can be undone: --plan --yes, or one that asked on a terminal")
	} else if _, statErr := os.Stat(folder.File(importer.JournalFile)); statErr != nil {
		err = problem.Usage(fmt.Sprintf("%s: nothing was sent in this run, so there is nothing to undo", path), "name the folder of the run that sent")
	}
	if err != nil {
		folder.Close()
	}
	return folder, of, err
}
