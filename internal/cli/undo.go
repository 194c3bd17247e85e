package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
)

// undoEnding ends the name of the report of an undo.
const undoEnding = ".undo"

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
		return problem.Usage("--resume and --restart exclude each other", "choose one")
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
	folder, of, err := o.openUndone()
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
	j := &w.o.job
	if err := w.openReport(j.Input.Name + undoEnding); err != nil {
		return err
	}
	defer w.close()
	s, err := importer.Undo(ctx, *j, of, w.conn, w.reportFolder(), w)
	w.stop()
	if s == nil {
		return w.unsent(err)
	}
	w.endedUndo(s)
	if w.run.State == "" {
		w.leaveNone(&s.Report)
	}
	w.keepPage(ctx, page.Import{Undo: s})
	w.words().Undone(s)
	return w.summed(s, s.ExitCode, err)
}

// openUndone opens the report of the import that is undone. Only a run that may send locks it.
func (o *importFlags) openUndone() (folder *report.Folder, of importer.Undone, err error) {
	path := o.job.Input.Name
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		fix := "name the folder that the import left, such as leads.csv.report"
		if err == nil && input.IsPlan(path) {
			fix = "name its folder: " + screen.Command("leadferry", "undo", filepath.Dir(path))
		}
		return nil, of, problem.Usage(path+" is not a report folder", fix)
	}
	if !sentAnything(path) {
		return nil, of, nothingSent(path)
	}
	open := report.Claim
	if o.job.PlanOnly {
		open = report.View
	}
	folder, state, err := open(path)
	if err != nil {
		return nil, of, err
	}
	of = importer.Undone{Folder: folder, Unfinished: state == report.Unfinished}
	if of.Header, err = readPlanHeader(folder.File(importer.PlanFile)); err != nil {
		folder.Close()
		err = problem.Usage(fmt.Sprintf("%s: this import kept no earlier values, so it cannot be undone (%s: %v)", path, importer.PlanFile, err),
			"bring the earlier values back from a backup, if there is one: leadferry backup restore SNAPSHOT --dry-run")
	}
	return folder, of, err
}

// sentAnything reports whether the run of a report came so far that it may have sent something: its
// journal begins before that.
func sentAnything(folder string) bool {
	info, err := os.Stat(filepath.Join(folder, importer.JournalFile))
	return err == nil && info.Size() > 0
}

// nothingSent says of a folder without a journal that there is nothing to undo, and what it is.
func nothingSent(path string) error {
	const fix = "name the folder of the run that sent; leadferry history lists them"
	for _, name := range []string{importer.JournalFile, importer.PlanFile, importer.SummaryFile, importer.MapFile} {
		if _, err := os.Stat(filepath.Join(path, name)); err == nil {
			return problem.Usage(path+": this run sent nothing, so there is nothing to undo", fix)
		}
	}
	return problem.Usage(path+" is not the report of an import", fix)
}
