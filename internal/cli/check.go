package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/importer"
)

func (a *app) checkCommand() *cobra.Command {
	o := importFlags{job: importer.Options{DryRun: true}}
	run := func(ctx context.Context) error { return a.checkFile(ctx, &o) }
	return command("check", oneFile(&o.job.Input.Name), run, o.inputFlags, o.ruleFlags, a.talkFlags)
}

// checkFile runs the command.
func (a *app) checkFile(ctx context.Context, o *importFlags) error {
	if err := o.readRules(); err != nil {
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
