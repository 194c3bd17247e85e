package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
)

// importFlags are the flags of the commands that write leads.
type importFlags struct {
	flags.Connection
	job      importer.Options
	rules    flags.Rules
	plan     bool
	restart  bool
	report   string
	planFile string
}

func (o *importFlags) flags(f *pflag.FlagSet) {
	j := &o.job
	f.BoolVarP(&j.DryRun, "dry-run", "n", false, "check the file and show what would be sent; no request is made")
	f.BoolVarP(&j.Yes, "yes", "y", false, "send without asking; needed where there is no terminal")
	f.BoolVar(&j.Blind, "no-match", false, "do not look rows without a uuid up among the bot's leads; they may double a lead")
	flags.MaxErrors(f, &j.MaxErrors)
	f.BoolVar(&o.plan, "plan", false, "show what would change in the bot, lead by lead, and send nothing; with --yes, send it then")
	f.StringVar(&o.planFile, "plan-file", "", "carry out this plan, made by --plan; no FILE is named")
	f.BoolVar(&j.AllowUnverified, "allow-unverified", false, "make new leads even if the bot's leads could not be proved to be all")
	flags.Choice(f, &j.Rules.Blank, "blank", "what a blank cell does: keep the field, or clear it; clear needs a plan", check.KeepBlank, check.ClearBlank)
	flags.Choice(f, &j.Rules.Tags, "tags", "what the tags of a row do to the lead's: replace them, add to them, or remove from them",
		check.ReplaceTags, check.AddTags, check.RemoveTags)
	flags.Send(f, j, "rows")
	f.StringVar(&o.report, "report", "", "folder for the report; default: FILE.report, then FILE.report-2, ...")
	f.BoolVar(&j.Resume, "resume", false, "go on with an import that was stopped: only rows that are not known to be done are sent")
	f.BoolVar(&o.restart, "restart", false, "put the report of an import that was stopped aside and start over")
}

// readFlags are the flags that say how the file is read, and what its rows mean.
func (o *importFlags) readFlags(f *pflag.FlagSet) {
	flags.Input(f, &o.job, "")
	o.rules.Add(f, &o.job.Rules)
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
	if o.planFile == "" && !j.Rules.Trusted {
		if err := o.rules.Check(); err != nil {
			return err
		}
	}
	j.PlanOnly, j.Workers, j.Command = o.plan && !j.Yes, o.Workers, a.command
	j.Plan = o.plan || j.Rules.Trusted || !j.Yes && !j.DryRun && !j.Blind
	return nil
}
