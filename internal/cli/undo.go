package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
)

func (a *app) undoCommand() *cobra.Command {
	var o importFlags
	cmd := &cobra.Command{
		Use:   "undo REPORT",
		Short: "Take back what a planned import wrote",
		Long: `Reads the report folder of an import that had a plan, and gives every field that it changed its earlier value back.

A field is restored only if it still is what the import wrote: what somebody changed since is kept. Afterwards the leads
are read back, and what did not come back is counted. Leads that the import made stay, since the API deletes none, and a
chat that became a lead stays one.

It shows its own plan first and asks. Doing it twice does nothing the second time.` + "\n" + undoExitHelp,
		Example: `  leadferry undo leads.csv.report            show what would be taken back, ask, do it
  leadferry undo leads.csv.report --plan     show it only
  leadferry undo leads.csv.report --yes      do it without a question`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return problem.Usage("undo needs the report folder of one import", "for example: leadferry undo leads.csv.report")
			}
			o.job.Input.Name = filepath.Clean(args[0]) // a shell that completes names ends them with a slash
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.undo(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.plan, "plan", false, "show what would be taken back, and send nothing")
	f.BoolVarP(&o.job.Yes, "yes", "y", false, "do it without asking; needed where there is no terminal")
	f.StringVar(&o.report, "report", "", "folder for the report; default: REPORT.undo, then REPORT.undo-2, ...")
	f.BoolVar(&o.job.Resume, "resume", false, "go on with an undo that was stopped")
	f.BoolVar(&o.restart, "restart", false, "put the report of an undo that was stopped aside and start over")
	o.Connection.Add(f)
	a.talkFlags(cmd.Flags(), &o.progress)
	return cmd
}

const undoExitHelp = `
Exit codes: 0 every field is as it was before the import; 1 failed; 2 wrong use, or the import kept no earlier values; 3 done, but
something was kept or could not be restored; 4 token missing or refused; 5 another bot, or an unfinished undo; 11 another run is at
work on it; 130 or 143 interrupted.`

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
	j.Next = func(way importer.Way) string {
		if way == importer.ToStartOver {
			return a.rerun(input, "--restart")
		}
		return a.rerun(input, "--resume")
	}
	if err := w.openReport(input + ".undo"); err != nil {
		return err
	}
	defer w.close()
	s, err := importer.Undo(ctx, *j, of, w.conn, w.reportFolder(), w.talk)
	w.talk.stop()
	if s == nil {
		return err
	}
	w.talk.words().Undone(s)
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
