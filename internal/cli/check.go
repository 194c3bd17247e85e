package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
)

func (a *app) checkCommand() *cobra.Command {
	var o importFlags
	run := func(ctx context.Context) error { return a.checkFile(ctx, &o) }
	cmd := command("check", oneFile(&o.job.Input.Name), run, o.readFlags, o.AddProfile, a.talkFlags)
	cmd.PreRunE = func(*cobra.Command, []string) error { return cmp.Or(o.rules.CheckSaved(), o.rules.Check()) }
	return cmd
}

// checkFile runs the command.
func (a *app) checkFile(ctx context.Context, o *importFlags) error {
	chosen, err := settings.Chosen(o.Connection.Flags, a.surroundings())
	if err == nil {
		err = o.loadMap(chosen)
	}
	if chosen != nil {
		o.job.Profile = chosen.Name
	}
	if err != nil {
		return err
	}
	if err := input.Find(&o.job, ""); err != nil {
		return err
	}
	w := a.newWriting(o, hook.Run{})
	defer w.close()
	if err := input.Open(ctx, &o.job.Input, a.In, o.job.Temp); err != nil {
		return err
	}
	s, err := importer.Check(ctx, o.job, &w.run)
	if err != nil {
		return err
	}
	w.stop()
	summary.CheckedFile(a, s)
	return w.summed(s, s.ExitCode, nil)
}
