package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

func (a *app) backupRestoreCommand() *cobra.Command {
	o := importFlags{idFrom: []string{"email", "phone"}, job: importer.Options{
		MaxErrors: send.Limit{Off: true}, Format: "raw",
		Rules: check.Rules{Trusted: true, Tags: check.ReplaceTags, Duplicates: check.ApplyAll, DuplicatesChosen: true},
	}}
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
			o.job.Input.Name = args[0]
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.restore(cmd.Context(), &o, &keys, otherBot)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.plan, "plan", false, "show what would change, and send nothing; with --yes, send it then")
	f.BoolVarP(&o.job.Yes, "yes", "y", false, "send without asking; needed where there is no terminal")
	flags.Choice(f, &o.job.Rules.Blank, "blank", "what was empty in the snapshot and is filled now: keep, or clear", check.KeepBlank, check.ClearBlank)
	wireFlag(f, &o.job.Rules.Wire)
	f.BoolVar(&o.job.AllowUnverified, "allow-unverified", false, "make leads that are gone anew even if the bot's leads could not be proved to be all")
	f.BoolVar(&otherBot, "other-bot", false, "write to another bot than the snapshot is of")
	sendFlags(f, &o.job, "leads")
	f.StringVar(&o.report, "report", "", "folder for the report; default: NAME.restore here, then NAME.restore-2, ...")
	f.BoolVar(&o.job.Resume, "resume", false, "go on with a restore that was stopped")
	f.BoolVar(&o.restart, "restart", false, "put the report of a restore that was stopped aside and start over")
	keys.Add(f)
	o.Connection.Add(f)
	a.talkFlags(cmd.Flags(), &o.progress)
	return cmd
}

// restore runs the command: an import with a plan, of records that the platform made itself.
func (a *app) restore(ctx context.Context, o *importFlags, keys *flags.Identities, otherBot bool) error {
	ids, err := keys.Load()
	if err != nil {
		return err
	}
	j := &o.job
	s := backup.Open(filepath.Clean(j.Input.Name))
	switch {
	case s.Damage != nil:
		return problem.Usage(fmt.Sprintf("%s cannot be restored: %v", j.Input.Name, s.Damage), "choose a snapshot that leadferry backup list calls good")
	case s.Manifest.Encrypted && len(ids) == 0:
		return problem.Usage("the snapshot is encrypted", "add --age-identity FILE")
	}
	if err := o.check(a); err != nil {
		return err
	}
	if !o.plan && !j.Yes && !a.CanAsk {
		return problem.Usage("nobody can be asked here whether to send", "add --yes to send without a question, or --plan to look only")
	}
	w, err := a.connectWrite(ctx, o)
	if err != nil {
		return err
	}
	if !otherBot && s.Manifest.BotID != w.conn.BotID {
		return problem.Guard(fmt.Sprintf("the snapshot is of bot %s, not of bot %s; nothing was sent", s.Manifest.BotID, w.conn.BotID),
			"use the settings of that bot, or add --other-bot to write its leads to this one")
	}
	j.Input.Format = sheet.Raw
	j.Input.Open = func() (io.ReadCloser, error) { return s.Stream(ctx, lead.TypeLead, ids), nil }
	j.Path, _ = filepath.Abs(j.Input.Name)
	j.Next = func(way importer.Way) string { return a.importNext(o, way) }
	if err := w.openReport(s.Name + ".restore"); err != nil {
		return err
	}
	defer w.close()
	return w.run(ctx)
}
