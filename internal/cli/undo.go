package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
)

func (a *app) undoCommand() *cobra.Command {
	var o importOptions
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
			o.input = filepath.Clean(args[0]) // a shell that completes names ends them with a slash
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.undo(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.plan, "plan", false, "show what would be taken back, and send nothing")
	f.BoolVarP(&o.yes, "yes", "y", false, "do it without asking; needed where there is no terminal")
	f.StringVar(&o.report, "report", "", "folder for the report; default: REPORT.undo, then REPORT.undo-2, ...")
	f.BoolVar(&o.resume, "resume", false, "go on with an undo that was stopped")
	f.BoolVar(&o.restart, "restart", false, "put the report of an undo that was stopped aside and start over")
	o.Connection.Add(f)
	a.talkFlags(cmd.Flags(), &o.progress)
	return cmd
}

const undoExitHelp = `
Exit codes: 0 every field is as it was before the import; 1 failed; 2 wrong use, or the import kept no earlier values; 3 done, but
something was kept or could not be restored; 4 token missing or refused; 5 another bot, or an unfinished undo; 11 another run is at
work on it; 130 or 143 interrupted.`

// undo runs the command. It is an import of the earlier values, with a plan that is made of the other one's.
func (a *app) undo(ctx context.Context, o *importOptions) error {
	if o.plan && (o.yes || o.resume) {
		return problem.Usage("--plan shows only", "leave it out, or leave --yes and --resume out")
	}
	r := &importRun{app: a, o: o, start: time.Now(), undoes: o.input}
	if !o.plan && !o.yes && !a.CanAsk {
		return problem.Usage("nobody can be asked here whether to send", "add --yes to send without a question, or --plan to look only")
	}
	of, err := r.openUndone()
	if err != nil {
		return err
	}
	defer of.folder.Drop()
	defer of.journal.Close() //nolint:errcheck // it is only read
	if err := r.prepareUndo(ctx, of); err != nil {
		return err
	}
	defer r.cleanUp()
	if err := r.openReport(o.input+".undo", func(flag string) string { return r.command(o.input, flag) }); err != nil {
		return err
	}
	if o.resume {
		if err := r.loadLog(); err != nil {
			return err
		}
		if err := r.loadPlan(ctx, r.folder.File(report.Plan)); err != nil {
			return err
		}
	} else if err := r.loadUndo(of); err != nil {
		return err
	}
	if err := r.confirm(ctx); err != nil {
		return err
	}
	return r.decideUndo(ctx)
}

// undone is the import that is undone.
type undone struct {
	folder  *report.Folder
	state   report.State
	header  importer.PlanHeader
	journal *os.File
}

// openUndone opens the report of the import that is to be undone, and locks it.
func (r *importRun) openUndone() (of undone, err error) {
	path := r.o.input
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return of, problem.Usage(fmt.Sprintf("%s is no report folder", path), "name the folder that the import left, such as leads.csv.report")
	}
	if of.folder, of.state, err = report.Claim(path); err != nil {
		return of, err
	}
	fail := func(err error) (undone, error) {
		of.folder.Close()
		return of, err
	}
	if of.header, err = readPlanHeader(of.folder.File(report.Plan)); err != nil {
		return fail(problem.Usage(fmt.Sprintf("%s: this run kept no earlier values (%s: %v), so it cannot be undone", path, report.Plan, err),
			"only an import with a plan can be undone: --plan --yes, or one that asked on a terminal"))
	}
	if of.journal, err = of.folder.OpenJournal(); err != nil {
		return fail(problem.Usage(fmt.Sprintf("%s: nothing was sent in this run, so there is nothing to undo", path), "name the folder of the run that sent"))
	}
	return of, nil
}

// prepareUndo connects, and refuses another bot than the import's.
func (r *importRun) prepareUndo(ctx context.Context, of undone) error {
	h := &of.header.Header
	r.o.wire, r.o.onDuplicate, r.o.blank, r.o.idFrom = h.Wire, h.OnDuplicate, "keep", h.IDFrom
	r.o.maxErrors, r.o.tags = "1000000000", "replace" // what can be taken back is
	if err := r.o.check(); err != nil {
		return err
	}
	if err := r.connect(ctx); err != nil {
		return err
	}
	if h.Host != r.client.Host() || h.BotID != r.client.BotID() {
		return problem.Guard(fmt.Sprintf("the import was to bot %s at %s, not to bot %s at %s; nothing was sent", h.BotID, h.Host, r.client.BotID(), r.client.Host()),
			"use the settings that it was made with")
	}
	return nil
}

// loadUndo makes the batch that brings the earlier values back.
func (r *importRun) loadUndo(of undone) error {
	var err error
	r.undone, _, err = importer.LoadLog(of.journal)
	if err != nil {
		return problem.Guard(fmt.Sprintf("the journal in %s: %v; nothing was sent", of.folder.Path(), err), "look at "+of.folder.File(report.Plan)+" for the earlier values")
	}
	temp, err := r.temp()
	if err != nil {
		return err
	}
	r.watch()
	plan := func() (io.ReadCloser, error) { return os.Open(of.folder.File(report.Plan)) }
	r.batch, r.o.planOf, err = importer.Undo(plan, r.undone, of.state == report.Unfinished, r.o.engine, temp)
	if err != nil {
		return problem.Guard(fmt.Sprintf("%s: %v; nothing was sent", of.folder.File(report.Plan), err), "the plan cannot be used; nothing else has the earlier values")
	}
	r.planned = true
	return nil
}

// decideUndo shows what would be taken back, asks and sends.
func (r *importRun) decideUndo(ctx context.Context) error {
	r.tellPlan()
	o := r.batch.Outlook()
	switch {
	case r.o.plan:
		return r.endUndoUnsent(ctx)
	case o.Updated == 0 && r.log == nil:
		return r.endUndoUnsent(ctx)
	case !r.o.yes:
		asked := time.Now()
		ok, err := r.ask(ctx, fmt.Sprintf("Take this back in %s of bot %s at %s?", screen.Count(o.Updated, "lead"), r.client.BotID(), r.client.Host()))
		r.asked = time.Since(asked)
		if err != nil {
			return err
		}
		if !ok {
			return &declinedError{}
		}
	}
	log, err := r.openLog()
	if err != nil {
		return &unsentError{err}
	}
	if r.undone != nil {
		if err := r.undone.MarkUndone(); err != nil {
			return &unsentError{err}
		}
	}
	r.open()
	if err = r.batch.Open(ctx, log); err == nil {
		err = r.batch.Send(ctx, r.client, r.listing(), log, 0)
	}
	if err == nil {
		err = r.readBackRows(ctx, log)
	}
	r.screen.Stop()
	return r.finishUndo(log, errors.Join(err, log.Close()))
}
