package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

func (a *app) exportCommand() *cobra.Command {
	var o exportOptions
	run := func(ctx context.Context) error { return a.export(ctx, &o) }
	cmd := command("export", o.takeFile, run, o.flags, a.talkFlags)
	cmd.PreRunE = func(*cobra.Command, []string) error { return o.check(a.json) }
	return cmd
}

// export runs the command, and what its profile wants to follow.
func (a *app) export(ctx context.Context, o *exportOptions) error {
	if o.bots.Every {
		return a.exportAll(ctx, o)
	}
	found, err := settings.Resolve(o.Flags, a.surroundings())
	if err != nil {
		return err
	}
	r := outcome{Run: hook.Run{File: o.Name}}
	err = a.follow(ctx, follower{Following: &o.Following, chosen: found.Chosen}, &r, func() error { return a.exportFile(ctx, o, found, &r) })
	return a.conclude(&r, err)
}

// exportFile checks the settings, opens the output, reads, puts the file in its place, and says what was
// done.
func (a *app) exportFile(ctx context.Context, o *exportOptions, found *settings.Connection, r *outcome) error {
	if err := o.Prefer(found.Chosen); err != nil {
		return err
	}
	if o.Name != target.Stdout && o.Format != sheet.Raw {
		if err := errors.Join(o.columns.Prefer(found.Chosen), o.takeColumns()); err != nil {
			return err
		}
	}
	o.engine.Dialect = o.Dialect
	server, err := found.Reader(ctx)
	if err != nil {
		return err
	}
	held, out, err := a.openTarget(o)
	if err != nil {
		return err
	}
	defer held.Release()
	defer out.Abort()
	e := &o.engine
	e.Host, e.BotID, e.Lag = server.Host(), server.BotID(), server.Lag
	e.About = func(sum exporter.Summary) []sheet.Fact { return summary.About(string(o.chats), e, &sum) }
	before, err := a.openSince(ctx, o, held)
	if err != nil {
		return err
	}
	defer before.close()
	spool, err := a.openSpool(o, held)
	if err != nil {
		return target.Unwritten(err, o.Name)
	}
	defer spool.Close()
	sum, err := a.read(ctx, o, server, out, spool)
	note := o.note(&sum)
	if err == nil && !o.shrink {
		err = errors.Join(held.Guard(note), before.guard(note))
	}
	if err != nil {
		return target.Unwritten(err, o.Name)
	}
	if err := held.Place(out, note); err != nil {
		return spool.Keep(err)
	}
	if err := errors.Join(before.moveOn(o.Name, note), a.keepNames(o.Name, &o.columns)); err != nil {
		return err
	}
	changes, err := before.found(ctx, o, &sum)
	if err != nil {
		return err
	}
	done, code := summary.Exported(a, o.Name, o.Place(), e, &sum, changes, server.Stats())
	r.ExitCode, r.Made = code, true
	r.leads = done.Written
	if info, err := os.Stat(o.Name); err == nil {
		r.bytes = info.Size()
	}
	keep(r, done)
	return nil
}

// openTarget opens the file to write, and refuses names of columns that keepNames could not leave beside
// it. The caller releases held, and aborts out.
func (a *app) openTarget(o *exportOptions) (held *target.Target, out *target.Output, err error) {
	if held, err = target.Hold(o.Name); err != nil {
		return nil, nil, err
	}
	if out, err = target.Create(o.Name, o.Force, o.Compression, a.std.Out); err != nil {
		held.Release()
		return nil, nil, o.since.unread(o.Name, err)
	}
	if o.Name != target.Stdout {
		err = o.columns.CheckNames(o.Name)
	}
	if err != nil {
		out.Abort()
		held.Release()
		return nil, nil, err
	}
	return held, out, nil
}

// keepNames leaves beside a file what its columns are, where they have other names.
func (a *app) keepNames(file string, c *flags.Columns) error {
	if file == target.Stdout {
		return nil
	}
	name, err := c.WriteNames(file)
	if err != nil {
		return fmt.Errorf("%s is written, but not what its columns are: %w", file, err)
	}
	if name != "" {
		a.Say("What the columns are is in %s, which import reads.", shell.Quote(name))
	}
	return nil
}

// read reads all leads and writes them to out.
func (a *app) read(
	ctx context.Context, o *exportOptions, server *settings.Server, out io.Writer, spool *target.Spool,
) (exporter.Summary, error) {
	bar := a.Display(job.PaceOf(server))
	defer bar.Stop()
	var pages atomic.Int64
	o.engine.Progress = func(p exporter.Progress) {
		pages.Store(int64(p.Pages))
		bar.Update(job.ExportGauge(p))
	}
	o.engine.Progress(exporter.Progress{})
	var file exporter.File // stays nil without a spool
	if spool.File != nil {
		file = spool.File
	}
	sum, next, err := exporter.Turn(ctx, server, out, file, o.engine, spool.From, listing.Budget{})
	if next != 0 && (pages.Load() > 0 || !convertalk.IsKind(err, convertalk.Refused)) { // of a wrong bot nothing is kept
		return sum, spool.Keep(err)
	}
	return sum, spool.Damaged(err)
}

// openSpool opens the spool and says what became of an earlier export.
func (a *app) openSpool(o *exportOptions, held *target.Target) (*target.Spool, error) {
	s, err := held.OpenSpool(&o.engine, target.Resume{Wanted: o.resume, Command: a.rerun("")})
	switch {
	case err != nil:
	case !s.Began.IsZero():
		a.Say("Resuming the export started %s ago.", screen.Seconds(time.Since(s.Began)))
	case o.resume:
		a.Say("Nothing to resume: starting from the beginning.")
	case s.Discarded:
		a.Say("Starting over: the earlier, unfinished export was discarded (use --resume to continue one).")
	}
	return s, err
}
