package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// importFlags are the flags of the commands that write leads.
type importFlags struct {
	flags.Connection
	flags.Following
	job      importer.Options
	rules    flags.Rules
	look     look
	restart  bool
	report   string
	planFile string
	// acceptEnd is about the listing that tells which leads there are.
	acceptEnd bool
}

// look are the flags that choose between showing what would change and doing it.
type look struct{ plan, dryRun bool }

func (l *look) flags(f *pflag.FlagSet, j *importer.Options) {
	flags.DryRun(f, &l.dryRun)
	f.BoolVar(&l.plan, "plan", false, "the same; with --yes, send it afterwards")
	f.BoolVarP(&j.Yes, "yes", "y", false, "send without asking; required without a terminal")
}

// only reports whether nothing is to be sent.
func (l *look) only(j *importer.Options) bool { return l.dryRun || l.plan && !j.Yes }

// unasked refuses to send where nobody can be asked.
func (a *app) unasked(j *importer.Options) error {
	if j.PlanOnly || j.Yes || a.CanAsk && j.Input.Name != "-" {
		return nil
	}
	return problem.Usage("this is not a terminal, so I cannot ask for confirmation", "add --yes to send without asking, or --dry-run to see what would change")
}

func (o *importFlags) flags(f *pflag.FlagSet) {
	j := &o.job
	o.look.flags(f, j)
	f.BoolVar(&j.Blind, "blind", false, "send every row as it is, without reading the bot's leads first: it cannot be undone, and may double a lead")
	f.BoolVar(&j.Blind, "no-match", false, "")
	f.Lookup("no-match").Hidden = true // what --blind was called
	f.BoolVar(&j.ReplaceLists, "replace-lists", false, "with --blind: let the file's tags, notes and attributes replace all of a lead's")
	flags.MaxErrors(f, &j.MaxErrors)
	f.StringVar(&o.planFile, "plan-file", "", "apply this plan, made by --plan; name no FILE then")
	flags.AllowUnverified(f, j)
	flags.Blank(f, &j.Rules.Blank)
	flags.Filter(f, &j.Rules.Filter)
	flags.AcceptEnd(f, &o.acceptEnd)
	flags.Choice(f, &j.Rules.Tags, "tags", "what the tags of a row do to the lead's: replace them, add to them, or remove from them",
		check.ReplaceTags, check.AddTags, check.RemoveTags)
	flags.Send(f, j)
	o.reportFlags(f)
}

// reportFlags are the flags about the report and what an earlier run left in it.
func (o *importFlags) reportFlags(f *pflag.FlagSet) {
	flags.Report(f, &o.report)
	flags.Resume(f, &o.job.Resume)
	flags.Restart(f, &o.restart)
}

// readFlags are the flags that say how the file is read, and what its rows mean.
func (o *importFlags) readFlags(f *pflag.FlagSet) {
	flags.Input(f, &o.job)
	o.rules.Add(f, &o.job.Rules)
}

// loadMap reads what the profile, and the export that the file is, keep of the meaning of columns.
func (o *importFlags) loadMap(p *profile.Profile) error {
	if err := o.rules.LoadNames(o.job.Input.Name, p); err != nil || p == nil {
		return err
	}
	return o.rules.LoadMap(p.Name, p.MapPath())
}

// noFile refuses what does not go with --plan-file, which names the file.
func (o *importFlags) noFile(args []string) error {
	switch {
	case len(args) > 0:
		return problem.Usage("--plan-file already says which file is imported, but "+args[0]+" was given too", "leave "+args[0]+" out")
	case o.job.Resume:
		return problem.Usage(o.planFile+" is a plan to start with, but --resume continues an import", "name the file instead: leadferry import FILE --resume")
	case o.look.plan || o.look.dryRun || o.job.Blind:
		return problem.Usage(o.planFile+" is a plan to apply", "leave out --plan, --dry-run and --blind; to look at it, open "+importer.TableFile+" beside it")
	}
	return nil
}

// check refuses flags that exclude each other. Nothing has been touched yet.
func (o *importFlags) check(a *app) error {
	j := &o.job
	j.PlanOnly, j.Workers, j.Command = o.look.only(j), o.Workers, a.command
	switch {
	case j.Resume && o.restart:
		return problem.Usage("--resume and --restart cannot be used together", "leave out one of them")
	case j.Resume && (j.PlanOnly || j.Input.Name == "-"):
		return problem.Usage("--resume needs a file, and it sends", "leave out --dry-run, and name the file")
	case j.PlanOnly && j.Blind:
		return problem.Usage("--dry-run and --plan read the bot's leads, which --blind does not", "choose one; leadferry check looks at a file without any request")
	case j.Rules.Blank == check.ClearBlank && j.Blind:
		return problem.Usage("--blank clear must know what is emptied, which --blind does not read", "leave --blind out")
	case j.Rules.Filter != nil && j.Blind:
		return problem.Usage("a filter chooses among the bot's leads, which --blind does not read", "leave --blind out")
	case j.ReplaceLists && !j.Blind:
		return problem.Usage("--replace-lists is for --blind: any other import knows the lists of every lead, and adds to them what the file names", "leave it out")
	case j.Canary < 0:
		return problem.Usage(fmt.Sprintf("--canary cannot be %d", j.Canary), "give a number of rows such as 5")
	case (j.Canary > 0 || j.Verify) && j.PlanOnly:
		return problem.Usage("--canary and --verify look at rows that were sent, and none is sent here", "leave them out, or leave --dry-run and --plan out")
	case j.Rules.Tags != check.ReplaceTags && j.Blind:
		return problem.Usage("--tags "+string(j.Rules.Tags)+" must know the tags that leads have, which --blind does not read", "leave --blind out")
	}
	if err := j.Rules.Filter.CheckColumns(nil); err != nil {
		return err
	}
	if err := o.rules.CheckSaved(); err != nil {
		return err
	}
	if o.planFile == "" && !j.Rules.Trusted {
		if err := o.rules.Check(); err != nil {
			return err
		}
	}
	j.Propose = a.CanAsk && !j.Yes && !j.Rules.Trusted && o.planFile == "" && j.Input.Name != "-"
	return nil
}
