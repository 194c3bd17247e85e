package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/cluster/turns"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
)

// importOptions are the flags of an import. They mean what they mean to leadferry import.
type importOptions struct {
	storage storage
	job     lane.Job
	of      importer.Options
	rules   flags.Rules
}

func importStart() *cobra.Command {
	var o importOptions
	var s starting
	cmd := &cobra.Command{
		Use: "start FILE PROFILE", Args: cobra.ExactArgs(2),
		Short: "Give an import to a lane; a worker does it without asking, and puts the report into the store",
		Long: `Give an import to a lane. A worker compares the file with the bot's leads and sends what differs, without
asking: to see first what would change, run leadferry import FILE --dry-run on this machine. The report
stands in the store as _imports/PROFILE/TIME when the import has ended; leadferry-cluster fetch brings it
to this machine, where leadferry undo can take the import back.`,
		Example: `  leadferry-cluster import start customers.csv acme --store s3://backups/bots --age-identity cluster.key --wait`,
		RunE: func(cmd *cobra.Command, args []string) error {
			job := func(m member) (lane.Job, error) { return o.jobOf(cmd.Context(), cmd.OutOrStdout(), m) }
			if err := o.check(args[0]); err != nil {
				return err
			}
			return s.run(cmd.Context(), cmd.OutOrStdout(), args[1:], job)
		},
	}
	f := cmd.Flags()
	s.add(f)
	config(f, &s.profiles.config)
	o.add(f)
	return cmd
}

func (o *importOptions) add(f *pflag.FlagSet) {
	o.job.Kind = lane.ImportKind
	o.storage.add(f)
	flags.Input(f, &o.of)
	o.rules.Add(f, &o.of.Rules)
	for _, name := range []string{"save-map", "force"} {
		f.Lookup(name).Hidden = true // what the columns mean is kept by leadferry check
	}
	flags.Blank(f, &o.of.Rules.Blank)
	flags.Filter(f, &o.of.Rules.Filter)
	flags.Choice(f, &o.of.Rules.Tags, "tags", "what the tags of a row do to the lead's: replace them, add to them, or remove from them",
		check.ReplaceTags, check.AddTags, check.RemoveTags)
	flags.AllowUnverified(f, &o.of)
	flags.AcceptEnd(f, &o.job.AcceptEnd)
	flags.MaxErrors(f, &o.of.MaxErrors)
	flags.Send(f, &o.of)
	addRecipients(f, &o.job)
	addTiming(f, &o.job)
}

// check refuses what no worker could do.
func (o *importOptions) check(file string) error {
	o.of.Input.Name = file
	switch {
	case file == "-":
		return problem.Usage("standard input cannot be imported by other machines", "name a file")
	case o.rules.SaveMap != "":
		return problem.Usage("--save-map has no effect here", "use it with: leadferry check")
	case o.of.Canary < 0:
		return problem.Usage(fmt.Sprintf("--canary %d is not possible", o.of.Canary), "give a number of rows such as 5")
	}
	if err := checkJob(&o.job); err != nil {
		return err
	}
	if err := o.of.Rules.Filter.CheckColumns(nil); err != nil {
		return err
	}
	if err := o.rules.Check(); err != nil {
		return err
	}
	return input.Find(&o.of, "")
}

// jobOf reads the file, as an import would, and puts it into the store.
func (o *importOptions) jobOf(ctx context.Context, out io.Writer, m member) (j lane.Job, err error) {
	if err := o.rules.LoadNames(o.of.Input.Name, m.settings); err != nil {
		return j, err
	}
	if err := o.rules.LoadMap(m.profile, m.settings.MapPath()); err != nil {
		return j, err
	}
	if err := o.look(ctx, out); err != nil {
		return j, err
	}
	store, err := o.storage.place("", filepath.Join(usualCache(), "buckets"))
	if err != nil {
		return j, err
	}
	identity, err := o.storage.key()
	if err != nil {
		return j, err
	}
	of, path := &o.of, o.of.Input.Name
	folder, parts, err := turns.PutInput(ctx, store, identity, m.lane, path)
	if err != nil {
		return j, fmt.Errorf("put %s into the store: %w", path, err)
	}
	j = o.job
	j.Import = &lane.Import{
		Name: filepath.Base(path), Folder: folder, Parts: parts,
		Format: of.Format, Dialect: of.Input.Dialect, Head: of.Input.Head, Sheet: of.Input.Sheet, RawCells: of.Input.RawCells,
		Rules: of.Rules, Assignments: of.Rules.Assignments, Kept: of.Rules.Kept, DuplicatesChosen: of.Rules.DuplicatesChosen,
		AllowUnverified: of.AllowUnverified, MaxErrors: of.MaxErrors, Canary: of.Canary, Verify: of.Verify,
	}
	return j, nil
}

// look refuses a file that cannot be read before it is given to others, and says what is in it.
func (o *importOptions) look(ctx context.Context, out io.Writer) error {
	var temps report.Temps
	defer temps.Remove()
	looked := o.of
	looked.Temp = temps.Make
	if err := input.Open(ctx, &looked.Input, nil, looked.Temp); err != nil {
		return err
	}
	found, err := importer.Check(ctx, looked, silent{})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %s, %d of them with problems\n", o.of.Input.Name, screen.Count(found.Rows, "row"), found.Rejected)
	return err
}

// silent is the Talk of a check that says only how it ends.
type silent struct{}

func (silent) Show(importer.Event) {}

func (silent) Ask(context.Context, importer.Question) (bool, error) { return false, nil }

func (silent) Progress(importer.Progress) {}
