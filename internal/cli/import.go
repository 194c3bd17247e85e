package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// importFlags are the flags of the commands that write leads.
type importFlags struct {
	flags.Connection
	job      importer.Options
	idFrom   []string
	plan     bool
	restart  bool
	report   string
	planFile string
}

func (a *app) importCommand() *cobra.Command {
	var o importFlags
	take := func(cmd *cobra.Command, args []string) error {
		if o.planFile != "" {
			return o.noFile(args)
		}
		return oneFile(&o.job.Input.Name)(cmd, args)
	}
	run := func(ctx context.Context) error { return a.importFile(ctx, &o) }
	return command("import", take, run, o.flags, o.inputFlags, o.ruleFlags, o.Connection.Add, a.talkFlags)
}

func (o *importFlags) flags(f *pflag.FlagSet) {
	j := &o.job
	f.BoolVarP(&j.DryRun, "dry-run", "n", false, "check the file and show what would be sent; no request is made")
	f.BoolVarP(&j.Yes, "yes", "y", false, "send without asking; needed where there is no terminal")
	f.BoolVar(&j.Blind, "no-match", false, "do not look rows without a uuid up among the bot's leads; they may double a lead")
	flags.Parsed(f, &j.MaxErrors, "max-errors", "stop when more rows than this are rejected or failed: a number, or a percentage such as 5% (after 100 rows)", parseMaxErrors)
	j.MaxErrors.Count, f.Lookup("max-errors").DefValue = 100, "100"
	f.BoolVar(&o.plan, "plan", false, "show what would change in the bot, lead by lead, and send nothing; with --yes, send it then")
	f.StringVar(&o.planFile, "plan-file", "", "carry out this plan, made by --plan; no FILE is named")
	f.BoolVar(&j.AllowUnverified, "allow-unverified", false, "make new leads even if the bot's leads could not be proved to be all")
	flags.Choice(f, &j.Rules.Blank, "blank", "what a blank cell does: keep the field, or clear it; clear needs a plan", check.KeepBlank, check.ClearBlank)
	flags.Choice(f, &j.Rules.Tags, "tags", "what the tags of a row do to the lead's: replace them, add to them, or remove from them",
		check.ReplaceTags, check.AddTags, check.RemoveTags)
	sendFlags(f, j, "rows")
	f.StringVar(&o.report, "report", "", "folder for the report; default: FILE.report, then FILE.report-2, ...")
	f.BoolVar(&j.Resume, "resume", false, "go on with an import that was stopped: only rows that are not known to be done are sent")
	f.BoolVar(&o.restart, "restart", false, "put the report of an import that was stopped aside and start over")
}

// noFile refuses what does not go with --plan-file, which names the file.
func (o *importFlags) noFile(args []string) error {
	switch {
	case len(args) > 0:
		return problem.Usage("--plan-file tells which file is imported, and "+args[0]+" was given too", "leave "+args[0]+" out")
	case o.job.Resume:
		return problem.Usage("--plan-file begins to carry a plan out, and --resume goes on with what was begun", "name the file instead: leadferry import FILE --resume")
	case o.plan || o.job.DryRun || o.job.Blind:
		return problem.Usage("--plan-file carries a plan out", "leave --plan, --dry-run and --no-match out")
	}
	return nil
}

// check refuses flags that exclude each other. Nothing has been touched yet.
func (o *importFlags) check(a *app) error {
	j := &o.job
	clear := j.Rules.Blank == check.ClearBlank
	switch {
	case j.Resume && o.restart:
		return problem.Usage("--resume and --restart cannot both be", "choose one")
	case j.Resume && (j.DryRun || j.Input.Name == "-"):
		return problem.Usage("--resume needs a file, and sends", "leave --dry-run out, and name the file")
	case o.plan && (j.DryRun || j.Blind):
		return problem.Usage("--plan reads the bot's leads, which --dry-run and --no-match do not", "choose one")
	case clear && (j.DryRun || j.Blind || j.Yes && !o.plan && !j.Rules.Trusted && o.planFile == "" && !j.Resume):
		return problem.Usage("--blank clear needs a plan, which counts what is emptied", "add --plan, and --yes to send it then")
	case j.Canary < 0:
		return problem.Usage(fmt.Sprintf("--canary %d is not possible", j.Canary), "give a number of rows such as 5")
	case (j.Canary > 0 || j.Verify) && (j.DryRun || o.plan && !j.Yes):
		return problem.Usage("--canary and --verify look at rows that were sent, and none is sent here", "leave them out, or add --yes to --plan")
	case j.Rules.Tags != check.ReplaceTags && j.Blind:
		return problem.Usage("--tags "+string(j.Rules.Tags)+" must know the tags that leads have, which --no-match does not read", "leave --no-match out")
	}
	if o.planFile == "" {
		if err := o.readRules(); err != nil {
			return err
		}
	}
	j.PlanOnly, j.Workers, j.Command = o.plan && !j.Yes, o.Workers, a.command
	j.Plan = o.plan || j.Rules.Trusted || !j.Yes && !j.DryRun && !j.Blind
	return nil
}

// importFile runs the command: check everything that costs nothing, then do the job.
func (a *app) importFile(ctx context.Context, o *importFlags) error {
	j := &o.job
	source, err := o.readPlan()
	if err != nil {
		return err
	}
	if err := o.check(a); err != nil {
		return err
	}
	if !j.DryRun && !o.plan && !j.Yes && (j.Input.Name == "-" || !a.CanAsk) {
		return problem.Usage("nobody can be asked here whether to send", "add --yes to send without a question, or --dry-run to check only")
	}
	w, err := a.connectWrite(ctx, o)
	if err != nil {
		return err
	}
	if err := input.Find(j, o.TokenFile); err != nil {
		return err
	}
	if j.Input.Name != "-" {
		j.Path, _ = filepath.Abs(j.Input.Name) // without it the plan works from this folder only
	}
	j.Next = func(way importer.Way) string { return a.importNext(o, way) }
	if !j.DryRun || o.report != "" {
		base := j.Input.Name + ".report"
		if j.Input.Name == "-" {
			base = "stdin.report"
		}
		if err := w.openReport(base); err != nil {
			return err
		}
	}
	defer w.close()
	if err := input.Open(ctx, &j.Input, a.In, j.Temp); err != nil {
		return err
	}
	if source != nil {
		return w.end(importer.Apply(ctx, *j, *source, w.conn, w.reportFolder(), w))
	}
	return w.end(importer.Import(ctx, *j, w.conn, w.reportFolder(), w))
}

// readPlan sets the options to those of --plan-file, if it is given.
func (o *importFlags) readPlan() (*importer.PlanSource, error) {
	if o.planFile == "" {
		return nil, nil
	}
	path := o.planFile
	h, err := readPlanHeader(path)
	switch {
	case err != nil:
		return nil, problem.Usage(fmt.Sprintf("--plan-file %s: %v", path, err), "name the "+importer.PlanFile+" of a report folder")
	case h.Undo != "":
		return nil, problem.Usage(fmt.Sprintf("--plan-file %s is the plan of an undo", path), "use: leadferry undo "+screen.Quote(h.Undo))
	case h.Restore:
		return nil, problem.Usage(fmt.Sprintf("--plan-file %s is the plan of a restore", path), "use: leadferry backup restore "+screen.Quote(h.Input))
	case h.Input == "-":
		return nil, problem.Usage("this plan was made of standard input, which is gone", "plan and send in one go: --plan --yes")
	}
	o.job.Input.Name = h.Input
	if here, err := filepath.Abs(h.Input); h.Path != "" && (err != nil || here != h.Path) {
		o.job.Input.Name = h.Path
	}
	if err := o.job.Restore(&h); err != nil {
		return nil, problem.Usage(fmt.Sprintf("--plan-file %s: %v", path, err), "plan again with this version")
	}
	return &importer.PlanSource{Path: path, Header: h, Open: func() (io.ReadCloser, error) { return os.Open(path) }}, nil
}

func readPlanHeader(path string) (h plan.Header, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, errors.New("there is no such file")
	}
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return plan.ReadHeader(file)
}

// importNext is the command that takes an import on.
func (a *app) importNext(o *importFlags, way importer.Way) string {
	input := o.job.Input.Name
	switch way {
	case importer.ToResume:
		if o.planFile == "" {
			return a.rerun(input, "--resume")
		}
		words := []string{"import", input, "--resume"} // the plan is in the report by then
		if o.job.Yes {
			words = append(words, "--yes")
		}
		return a.connected(words...)
	case importer.ToStartOver:
		return a.rerun(input, "--restart")
	case importer.ToPlanAnew:
		return a.connected("import", input, "--plan")
	}
	return a.rerun(input)
}
