package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

func (a *app) backupRestoreCommand() *cobra.Command {
	o := importOptions{
		format: "raw", maxErrors: "1000000000", onDuplicate: "all", duplicatesChosen: true, tags: "replace", idFrom: []string{"email", "phone"},
	}
	var keys flags.Identities
	var otherBot bool
	cmd := &cobra.Command{
		Use:   "restore SNAPSHOT",
		Short: "Write the leads of a snapshot back to the bot",
		Long: `Reads the leads of one snapshot, compares them with those of the bot, shows what would change, asks, and sends only the fields that
are not as they were. It can be stopped, gone on with (--resume) and taken back (leadferry undo).

What the API cannot write stays as it is: city, country, gender, times, visits and messages. Leads that came in after the snapshot are
left alone, and so are fields that were empty in it, unless --blank clear is given. Chats that are no leads are not written, since that
would make leads of them.` + "\n" + importExitHelp,
		Example: `  leadferry backup restore backups/2026-11-23T030811Z --plan     show what would change
  leadferry backup restore backups/2026-11-23T030811Z            show, ask, send`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return problem.Usage("restore needs one snapshot", "for example: leadferry backup restore backups/2026-11-23T030811Z (leadferry backup list shows them)")
			}
			o.input = args[0]
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ids, err := keys.Load()
			if err != nil {
				return err
			}
			return a.restore(cmd.Context(), &o, ids, otherBot)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.plan, "plan", false, "show what would change, and send nothing; with --yes, send it then")
	f.BoolVarP(&o.yes, "yes", "y", false, "send without asking; needed where there is no terminal")
	f.StringVar(&o.blank, "blank", "keep", "what was empty in the snapshot and is filled now: keep, or clear")
	f.StringVar(&o.wire, "wire", "strings", "how tags, notes and attributes are sent: strings, as documented, or arrays")
	f.BoolVar(&o.allowUnverified, "allow-unverified", false, "make leads that are gone anew even if the bot's leads could not be proved to be all")
	f.BoolVar(&otherBot, "other-bot", false, "write to another bot than the snapshot is of")
	f.IntVar(&o.canary, "canary", 0, "send so many leads first, read them back, and ask; with --yes, stop if they differ")
	f.BoolVar(&o.verify, "verify", false, "read everything back at the end and compare it with what was sent")
	f.StringVar(&o.report, "report", "", "folder for the report; default: NAME.restore here, then NAME.restore-2, ...")
	f.BoolVar(&o.resume, "resume", false, "go on with a restore that was stopped")
	f.BoolVar(&o.restart, "restart", false, "put the report of a restore that was stopped aside and start over")
	keys.Add(f)
	o.Connection.Add(f)
	a.talkFlags(cmd.Flags(), &o.progress)
	return cmd
}

// restore runs the command: an import with a plan, of records that the platform made itself.
func (a *app) restore(ctx context.Context, o *importOptions, ids []age.Identity, otherBot bool) error {
	s := backup.Open(filepath.Clean(o.input))
	switch {
	case s.Damage != nil:
		return problem.Usage(fmt.Sprintf("%s cannot be restored: %v", o.input, s.Damage), "choose a snapshot that leadferry backup list calls good")
	case s.Manifest.Encrypted && len(ids) == 0:
		return problem.Usage("the snapshot is encrypted", "add --age-identity FILE")
	}
	o.engine.Trusted, o.mustPlan = true, true
	if err := o.check(); err != nil {
		return err
	}
	r := &importRun{app: a, o: o, start: time.Now()}
	if !o.plan && !o.yes && !a.CanAsk {
		return problem.Usage("nobody can be asked here whether to send", "add --yes to send without a question, or --plan to look only")
	}
	if err := r.connect(ctx); err != nil {
		return err
	}
	defer r.cleanUp()
	if !otherBot && s.Manifest.BotID != r.client.BotID() {
		return problem.Guard(fmt.Sprintf("the snapshot is of bot %s, not of bot %s; nothing was sent", s.Manifest.BotID, r.client.BotID()),
			"use the settings of that bot, or add --other-bot to write its leads to this one")
	}
	in := &o.engine.Input
	in.Format = sheet.Raw
	in.Open = func() (io.ReadCloser, error) { return s.Stream(ctx, lead.TypeLead, ids), nil }
	if err := r.openReport(s.Name+".restore", r.again); err != nil {
		return err
	}
	if o.resume {
		if err := r.loadLog(); err != nil {
			return err
		}
		return r.goOnWithPlan(ctx)
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	return r.decide(ctx)
}
