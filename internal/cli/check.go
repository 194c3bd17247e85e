package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/importer"
)

func (a *app) checkCommand() *cobra.Command {
	o := importFlags{job: importer.Options{DryRun: true}}
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Tell what is wrong with a spreadsheet before it is imported",
		Long: `Reads a spreadsheet as an import would and tells what it is, how it was read, what every column means, and every
problem with its rows and the way to mend it. Nothing is sent and nobody is asked; no account is needed. "-" is standard input.` + "\n" + `
Exit codes: 0 every row can be sent; 2 the file cannot be read; 3 some rows cannot be sent; 1 failed; 130 or 143 interrupted. Any
other code is a failure too.`,
		Example: `  leadferry check leads.csv
  leadferry check leads.csv --encoding windows-1252 --delimiter semicolon
  leadferry check leads.csv --json`,
		Args: func(_ *cobra.Command, args []string) error { return oneFile("check", args, &o.job.Input.Name) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.job.Rules.DuplicatesChosen = cmd.Flags().Changed("on-duplicate")
			return a.checkFile(cmd.Context(), &o)
		},
	}
	inputFlags(cmd.Flags(), &o.job, "")
	ruleFlags(cmd.Flags(), &o.job.Rules, &o.idFrom)
	a.talkFlags(cmd.Flags(), &o.progress)
	return cmd
}

// checkFile runs the command.
func (a *app) checkFile(ctx context.Context, o *importFlags) (err error) {
	if o.job.Rules.IDFrom, err = parseIDFrom(o.idFrom); err != nil {
		return err
	}
	if err := findInput(&o.job, ""); err != nil {
		return err
	}
	w := &writing{app: a, o: o, talk: &importTalk{app: a, o: o}}
	defer w.close()
	if err := a.openInput(ctx, &o.job.Input, w.temps.make); err != nil {
		return err
	}
	o.job.Temp = w.temps.make
	s, err := importer.Check(ctx, o.job, w.talk)
	if err != nil {
		return err
	}
	return w.summed(s, s.ExitCode, nil)
}
