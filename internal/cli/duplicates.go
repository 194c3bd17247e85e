package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/duplicates"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// duplicatesFlags are the flags of duplicates.
type duplicatesFlags struct {
	flags.Connection
	snapshot  string // "" for the bot's leads as they are now
	keys      flags.Identities
	find      duplicates.Options
	acceptEnd bool
	table     flags.Table
	tag       string
	look      look
	job       importer.Options // what look adds to
}

func (a *app) duplicatesCommand() *cobra.Command {
	var o duplicatesFlags
	take := func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return exactly("duplicates looks at one snapshot, or at the bot", "for example: leadferry duplicates backups -o duplicates.xlsx", &o.snapshot)(cmd, args)
	}
	run := func(ctx context.Context) error { return a.duplicates(ctx, &o) }
	cmd := command("duplicates", take, run, o.flags, o.keys.Add, o.Connection.Add, a.talkFlags)
	cmd.PreRunE = func(*cobra.Command, []string) error { return o.check(a) }
	return cmd
}

func (o *duplicatesFlags) flags(f *pflag.FlagSet) {
	o.table.Add(f)
	flags.DialCode(f, &o.find.DialCode)
	flags.Choice(f, &o.find.Keep, "keep", "which lead of a group to keep; fullest has the most filled fields", duplicates.Oldest, duplicates.Newest, duplicates.Fullest)
	f.StringVar(&o.tag, "tag-others", "", "give this tag to all leads of a group but the one to keep, by an import that you can undo")
	o.look.flags(f, &o.job)
	flags.AcceptEnd(f, &o.acceptEnd)
}

// check refuses flags that exclude each other. Nothing has been touched yet.
func (o *duplicatesFlags) check(a *app) error {
	o.job.PlanOnly = o.look.only(&o.job)
	switch {
	case o.tag != "" && o.snapshot != "":
		return problem.Usage("--tag-others needs the bot's leads as they are now, not a snapshot", "leave "+o.snapshot+" out")
	case o.tag == "" && (o.job.PlanOnly || o.job.Yes):
		return problem.Usage("nothing is sent without --tag-others", "leave out --yes, --plan and --dry-run, or add: --tag-others duplicate")
	case o.tag != "":
		if err := a.unasked(&o.job); err != nil {
			return err
		}
	}
	return o.table.Check()
}

// duplicates runs the command: it finds the groups, writes them down, and leaves the tagging to an import.
func (a *app) duplicates(ctx context.Context, o *duplicatesFlags) error {
	start := time.Now()
	var t report.Temps
	defer t.Remove()
	out, err := o.create()
	if err != nil {
		return err
	}
	defer out.abort()
	done := &summary.Duplicates{Source: o.snapshot, Output: o.table.Name, Keep: o.find.Keep}
	if o.find.Open, err = a.openLeads(ctx, o, &t, done); err != nil {
		return err
	}
	if o.find.Temp, err = t.Make(); err != nil {
		return err
	}
	found, err := duplicates.Find(ctx, &o.find)
	if errors.Is(err, backup.ErrNoIdentity) {
		return problem.Usage(err.Error(), "add --age-identity FILE")
	}
	if err != nil {
		return err
	}
	if err := out.write(ctx, found, done); err != nil {
		return err
	}
	code, err := done.Tell(ctx, a, a.answers(), found, time.Since(start))
	if err != nil {
		return err
	}
	if done.Tags != nil && done.Tags.Rows > 0 {
		return a.tagOthers(ctx, o, done.Tags.File)
	}
	return end(a, done, code)
}

// openLeads makes the records of all leads readable, as often as wanted: those of the bot or of a snapshot.
func (a *app) openLeads(ctx context.Context, o *duplicatesFlags, t *report.Temps, done *summary.Duplicates) (func() io.ReadCloser, error) {
	if o.snapshot != "" {
		ids, err := o.keys.Load()
		if err != nil {
			return nil, err
		}
		s, err := a.goodSnapshot(ctx, o.snapshot)
		if err != nil {
			return nil, err
		}
		done.Source = s.Path
		return func() io.ReadCloser { return s.Stream(ctx, lead.TypeLead, ids) }, nil
	}
	c, err := settings.Resolve(o.Flags, a.surroundings())
	if err != nil {
		return nil, err
	}
	server, err := c.Reader(ctx)
	if err != nil {
		return nil, err
	}
	records, err := t.Make()
	if err != nil {
		return nil, err
	}
	spool, err := t.Make()
	if err != nil {
		return nil, err
	}
	bar := a.Display(job.PaceOf(server))
	defer bar.Stop()
	out := &lengthWriter{to: io.NewOffsetWriter(records, 0)}
	sum, err := exporter.Run(ctx, server, out, spool, exporter.Options{
		Types: []lead.Type{lead.TypeLead}, Workers: o.Workers, Format: sheet.Raw, Lag: server.Lag, AcceptEnd: o.acceptEnd,
		Progress: func(p exporter.Progress) { bar.Update(job.ExportGauge(p)) },
	})
	done.Reading = &sum.Result
	return func() io.ReadCloser { return io.NopCloser(io.NewSectionReader(records, 0, out.n)) }, err
}

// lengthWriter counts the bytes that are written.
type lengthWriter struct {
	to io.Writer
	n  int64
}

func (w *lengthWriter) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.n += int64(n)
	return n, err
}

// duplicatesFiles are the files that duplicates writes; nil for those that are not wanted.
type duplicatesFiles struct {
	o           *duplicatesFlags
	table, tags *target.Output
	format      sheet.Format
}

// create begins the files.
func (o *duplicatesFlags) create() (d *duplicatesFiles, err error) {
	d = &duplicatesFiles{o: o}
	if o.table.Name != "" {
		format, compression, err := sheet.FormatOf(o.table.Name)
		if err != nil {
			return nil, err
		}
		d.format = format
		if d.table, err = target.Create(o.table.Name, o.table.Force, compression, nil); err != nil {
			return nil, err
		}
	}
	if o.tag != "" {
		if d.tags, err = target.Create(o.tagsFile(), o.table.Force, sheet.None, nil); err != nil {
			d.abort()
			return nil, err
		}
	}
	return d, nil
}

// tagsFile is the input of the import that tags.
func (o *duplicatesFlags) tagsFile() string { return cmp.Or(o.table.Name, "duplicates") + ".tags.csv" }

func (d *duplicatesFiles) abort() {
	for _, out := range []*target.Output{d.table, d.tags} {
		if out != nil {
			out.Abort()
		}
	}
}

// write completes the files.
func (d *duplicatesFiles) write(ctx context.Context, found *duplicates.Found, done *summary.Duplicates) error {
	if d.table != nil {
		if err := found.Write(ctx, d.table, d.format); err != nil {
			return target.Unwritten(err, d.o.table.Name)
		}
		if err := d.table.Commit(); err != nil {
			return err
		}
	}
	if d.tags == nil {
		return nil
	}
	rows, mute, err := found.WriteTags(ctx, d.tags, d.o.tag)
	if err != nil {
		return target.Unwritten(err, d.o.tagsFile())
	}
	done.Tags = &summary.Tags{Rows: rows, Mute: mute}
	if rows == 0 {
		return nil // abort removes what was begun
	}
	done.Tags.File = d.o.tagsFile()
	return d.tags.Commit()
}

// tagOthers runs the import that tags. Its filter holds for every lead, so that it makes none: one that was
// deleted meanwhile is skipped.
func (a *app) tagOthers(ctx context.Context, o *duplicatesFlags, file string) error {
	args := append([]string{"import", file, "--tags", "add", "--where", "uuid !="}, a.connection()...)
	for _, flag := range []struct {
		name  string
		given bool
	}{
		{"--sandbox", o.Sandbox}, {"--accept-end", o.acceptEnd}, {"--dry-run", o.look.dryRun}, {"--plan", o.look.plan}, {"--yes", o.job.Yes},
		{"--quiet", a.Quiet}, {"--json", a.json},
	} {
		if flag.given {
			args = append(args, flag.name)
		}
	}
	a.args = args
	root := a.root()
	root.SetArgs(args)
	return root.ExecuteContext(ctx)
}
