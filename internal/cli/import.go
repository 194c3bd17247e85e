package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/shell"
)

func (a *app) importCommand() *cobra.Command {
	var o importFlags
	take := func(cmd *cobra.Command, args []string) error {
		if o.planFile == "" && len(args) == 1 && input.IsPlan(args[0]) {
			a.namePlan(args[0])
			o.planFile, args = args[0], nil
		}
		if o.planFile != "" {
			return o.noFile(args)
		}
		return oneFile(&o.job.Input.Name)(cmd, args)
	}
	run := func(ctx context.Context) error { return a.importFile(ctx, &o) }
	cmd := command("import", take, run, o.flags, o.readFlags, o.Following.Add, o.Connection.Add, a.talkFlags)
	cmd.PreRunE = func(*cobra.Command, []string) error { return o.check(a) }
	return cmd
}

// namePlan makes the FILE of the command line, which is a plan, the value of --plan-file.
func (a *app) namePlan(file string) {
	if i := slices.Index(a.args, file); i >= 0 {
		a.args = slices.Insert(slices.Clone(a.args), i, "--plan-file")
	}
}

// importFile runs the command: check everything that costs nothing, then do the job.
func (a *app) importFile(ctx context.Context, o *importFlags) error {
	j := &o.job
	source, err := o.readPlan()
	if err != nil {
		return err
	}
	if err := input.Find(j, o.TokenFile); err != nil {
		return err
	}
	if err := a.unasked(j); err != nil {
		return err
	}
	return a.write(ctx, o, hook.Run{File: j.Input.Name}, func(w *writing) error { return w.importFrom(ctx, source) })
}

// importFrom imports a file, or applies a plan if there is one.
func (w *writing) importFrom(ctx context.Context, source *importer.PlanSource) error {
	j := &w.o.job
	if j.Input.Name != "-" {
		j.Path, _ = filepath.Abs(j.Input.Name) // without it the plan works from this folder only
	}
	base := j.Input.Name + ".report"
	if j.Input.Name == "-" {
		base = "stdin.report"
	}
	if err := w.openReport(base); err != nil {
		return err
	}
	defer w.close()
	s, err := w.run.Import(ctx, source, w.In)
	return w.end(s, err)
}

// offline adds to an error without a token how to look at a file all the same.
func offline(err error, j *importer.Options) error {
	code := problem.ExitCode(err)
	if !j.PlanOnly || code != problem.ExitAuth && code != problem.ExitUsage {
		return err
	}
	fix := problem.Remedy(err) + "\n  or look at the file alone: leadferry check " + shell.Quote(j.Input.Name)
	return &problem.Error{Problem: problem.Problem{Text: err.Error(), Fix: fix}, Exit: code, Cause: err}
}

// readPlan sets the options to those of --plan-file, if it is given.
func (o *importFlags) readPlan() (*importer.PlanSource, error) {
	if o.planFile == "" {
		return nil, nil
	}
	path := o.planFile
	h, err := report.PlanHeader(path)
	switch {
	case err != nil:
		return nil, problem.Usage(fmt.Sprintf("--plan-file %s: %v", path, err), "name the "+importer.PlanFile+" of a report folder")
	case h.Undo != "":
		return nil, problem.Usage(path+" is the plan of an undo", "use: leadferry undo "+shell.Quote(string(h.Undo)))
	case h.Restore:
		return nil, problem.Usage(path+" is the plan of a restore",
			"use: "+shell.Command(append([]string{"leadferry", "backup", "restore", string(h.Input)}, chosen(&h.Header.Rules)...)...))
	case h.Input == "-":
		return nil, problem.Usage("this plan was made from standard input, which is gone", "plan and send in one go, with --yes")
	}
	o.job.Input.Name = string(h.Input)
	if here, err := filepath.Abs(string(h.Input)); h.Path != "" && (err != nil || here != string(h.Path)) {
		o.job.Input.Name = string(h.Path)
	}
	if err := o.job.Restore(&h); err != nil {
		return nil, problem.Usage(fmt.Sprintf("--plan-file %s: %v", path, err), "plan again with this version")
	}
	return &importer.PlanSource{Path: path, Header: h, Open: func() (io.ReadCloser, error) { return os.Open(path) }}, nil
}
