package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sheet"
)

// exportOptions are the flags of export.
type exportOptions struct {
	connection
	audience
	output, format, kind, progress string
	columns                        []string
	passes                         int
	fast, force, rawCells, shrink  bool
	resume                         bool

	compression sheet.Compression
	engine      exporter.Options
}

func (a *app) exportCommand() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write every lead of the bot into a spreadsheet",
		Long: `Reads every page of the chat listing, several at once, and writes one row for each lead.

The format follows from the name: .xlsx .csv .tsv .jsonl, and .gz or .zst after the last three to compress. "-" is standard output.
The file appears when it is complete; until then, and if the run fails, an older file of that name stays as it is.

"verified" means: every lead that was there from the beginning to the end of the run is in the file, once. Leads come, go and move between
pages while the listing is read, so this is proved, not hoped: the last page tells how many leads there were at one moment; then leads are
read until as many are found that were there at that moment, for then none of them is missing. A lead was there if it was seen before, or if
its _id and its updatedAt are older. Until the count is reached the listing is read again, up to 5 times. The proof trusts that pages hold
what they should (none more than the largest seen, nothing behind three that lie past the end), that a chat that comes into the listing is
new or has a new updatedAt, and that the server's Date, _id and updatedAt are right. Who trusts less adds --verify-passes 2: the whole listing
is then read a second time, and must hold no lead that the first reading missed. What cannot be proved is kept all the same; the summary says
"verified": false and why, and the exit code is 6. --fast reads once and proves nothing.

A run that was stopped, even by kill -9, leaves what it read in a hidden file beside FILE. The same command with --resume goes on with it, and
begins if there is nothing to go on with, so it may stand in a cron line. Without --resume a run throws it away and says so. Server, bot, --type,
--verify-passes and whether it is --format raw must be the same; --fast and standard output keep nothing.` + "\n" + exitHelp,
		Example: `  leadferry export leads.csv --sandbox
  leadferry export leads.csv
  leadferry export leads.xlsx
  leadferry export leads.csv --for excel --delimiter semicolon
  leadferry export leads.tsv.gz --type all --columns uuid,name,email,attributes.plan
  leadferry export - --format jsonl --quiet | jq .email`,
		Args: func(_ *cobra.Command, args []string) error { return o.takeFile(args) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.command = "export"
			return a.export(cmd.Context(), &o)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "the file to write, the same as FILE")
	f.StringVar(&o.format, "format", "", "xlsx, csv, tsv, jsonl or raw (the server's own records, one a line); default: by the file's name")
	f.StringVar(&o.kind, "type", "lead", "which chats: lead, non-lead or all")
	f.StringSliceVar(&o.columns, "columns", nil, "only these columns, in this order, separated by commas")
	f.BoolVar(&o.fast, "fast", false, "read once and prove nothing: leads that move meanwhile can be missing or come twice")
	f.IntVar(&o.passes, "verify-passes", 0, "read the listing so often at least, up to 5, the last time without finding a lead that was missed; 0 = until it is proved")
	f.BoolVar(&o.resume, "resume", false, "go on with an export of this file that was stopped, if there is one; else begin")
	f.BoolVarP(&o.force, "force", "f", false, "replace an existing file")
	f.BoolVar(&o.shrink, "allow-shrink", false, "with --force: replace a file also by one with less than 80 % of its leads")
	f.BoolVar(&o.rawCells, "raw-cells", false, "write cells that begin like a formula as they are (unsafe to open in a spreadsheet)")
	o.audience.flags(f)
	o.connection.flags(f)
	a.talkFlags(cmd, &o.progress)
	return cmd
}

// talkFlags are the flags about what a command says.
func (a *app) talkFlags(cmd *cobra.Command, progress *string) {
	cmd.Flags().BoolVar(&a.json, "json", a.json, "print one JSON object on standard output, also on failure")
	cmd.Flags().Lookup("json").DefValue = "false"
	cmd.Flags().BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on success")
	cmd.Flags().StringVar(progress, "progress", "auto", "auto, bar, lines or none")
}

// export runs the command: check everything, open the output, walk, put the file in place, say what was done.
func (a *app) export(ctx context.Context, o *exportOptions) error {
	if err := o.check(a); err != nil {
		return err
	}
	client, pacer, err := o.client(ctx, a.std.In)
	if err != nil {
		return err
	}
	var held *target
	if o.output != "-" {
		if held, err = holdTarget(o.output); err != nil {
			return err
		}
		defer held.release()
	}
	out, err := o.open(a.std.Out)
	if err != nil {
		return err
	}
	defer out.abort()
	sum, err := a.exportTo(ctx, o, client, pacer, out, held)
	if err != nil {
		return exportError(err, o.output)
	}
	return a.tellExport(o, sum, client)
}

func (a *app) exportTo(ctx context.Context, o *exportOptions, client *convertalk.Client, pacer *ratelimit.Pacer, out *output, held *target) (exporter.Summary, error) {
	o.engine.Host, o.engine.BotID = client.Host(), client.BotID()
	spool, err := a.openSpool(o, held)
	if err != nil {
		return exporter.Summary{}, err
	}
	defer spool.close()
	screen := a.display(o.progress, client, pacer)
	screen.update(exportGauge(exporter.Progress{}))
	o.engine.Progress = func(p exporter.Progress) {
		if p.Leads >= manyLeads {
			a.saveMemory()
		}
		screen.update(exportGauge(p))
	}
	o.engine.About = func(sum exporter.Summary) []sheet.Fact { return o.about(&sum, client) }
	sum, next, err := turn(ctx, client, out, spool, &o.engine)
	screen.stop()
	switch {
	case err == nil:
	case next != 0 && held != nil:
		return sum, spool.keep(a, err)
	default:
		return sum, a.unreadable(err)
	}
	err = o.place(out, held, note{Leads: sum.Leads, BotID: client.BotID(), Host: client.Host(), Type: o.kind, Verified: sum.Verified})
	if isType[*lateError](err) && spool != nil && held != nil && !o.fast {
		return sum, spool.keep(a, err)
	}
	return sum, err
}

// turn runs the export: one turn to its end.
func turn(ctx context.Context, client *convertalk.Client, out *output, spool *spoolFile, o *exporter.Options) (exporter.Summary, exporter.Cursor, error) {
	if spool == nil {
		return exporter.Turn(ctx, client, out, nil, *o, 0, listing.Budget{})
	}
	return exporter.Turn(ctx, client, out, spool, *o, spool.from, listing.Budget{})
}

// place puts the complete output in its place.
func (o *exportOptions) place(out *output, held *target, now note) error {
	if held != nil && !o.shrink {
		if err := held.guard(now); err != nil {
			return err
		}
	}
	if err := out.commit(); err != nil {
		return &lateError{err}
	}
	if held == nil {
		return nil
	}
	if err := held.leaveNote(now); err != nil {
		return &lateError{fmt.Errorf("%s is written, but the note beside it is not: %w", o.output, err)}
	}
	return nil
}

// exportGauge is an export's progress as the display shows it.
func exportGauge(p exporter.Progress) gauge {
	g := gauge{unit: "page", done: "read", count: p.Pages, before: p.Kept, total: p.Total, first: []string{count(p.Leads, "lead")}}
	if p.Pass > 1 {
		g.then = []string{fmt.Sprintf("pass %d, for leads that moved", p.Pass)}
	}
	if p.Writing {
		g.busy, g.then = true, []string{"writing the file"}
	}
	return g
}

// lateError is an output that could not be put in its place when all was read.
type lateError struct{ err error }

func (l *lateError) Error() string { return l.err.Error() }
func (l *lateError) Unwrap() error { return l.err }
func (l *lateError) ExitCode() int { return problem.ExitFailed }

// exportError adds what a failed run leaves behind: nothing new.
func exportError(err error, name string) error {
	if name == "-" {
		return err
	}
	if _, late := errors.AsType[*lateError](err); late {
		return err // which says itself what stands there now
	}
	state := name + " was not written"
	if _, statErr := os.Stat(name); statErr == nil {
		state = name + " is as it was before"
	}
	return fmt.Errorf("%w; %s", err, state)
}
