package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// exportOptions are the flags of an export. They mean what they mean to leadferry export.
type exportOptions struct {
	flags.Output
	columns flags.Columns
	chats   lead.Type // or allChats
	job     lane.Job
	export  lane.Export
}

const allChats lead.Type = "all"

func exportStart() *cobra.Command {
	var o exportOptions
	var s starting
	cmd := &cobra.Command{
		Use: "start FILE {PROFILE... | --all-profiles}", Args: cobra.MinimumNArgs(1),
		Short: "Give exports to the lanes; the workers do them, and put the file into the store",
		Long: `Give exports to the lanes. Each profile's file stands in the store as _exports/PROFILE/FILE when it is
complete; leadferry-cluster fetch brings it to this machine.`,
		Example: `  leadferry-cluster export start leads.csv acme --wait
  leadferry-cluster export start leads.xlsx --all-profiles --columns basic`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(args[0]); err != nil {
				return err
			}
			return s.run(cmd.Context(), cmd.OutOrStdout(), args[1:], o.jobOf)
		},
	}
	f := cmd.Flags()
	s.add(f)
	s.profiles.add(f, "export")
	o.add(f)
	return cmd
}

func (o *exportOptions) add(f *pflag.FlagSet) {
	o.job.Kind = lane.ExportKind
	o.AddFormat(f)
	flags.Type(f, &o.chats, lead.TypeLead, lead.TypeNonLead, allChats)
	o.columns.Add(f)
	flags.Filter(f, &o.export.Filter)
	flags.AcceptEnd(f, &o.job.AcceptEnd)
	flags.RawCells(f, &o.export.RawCells)
	o.AddProgram(f)
	f.BoolVarP(&o.export.Replace, "force", "f", false, "replace a file of that name in the store")
	addRecipients(f, &o.job)
	addTiming(f, &o.job)
}

// check refuses what no worker could do, and completes the job.
func (o *exportOptions) check(file string) error {
	if filepath.Base(file) != file || strings.HasPrefix(file, ".") || file == "-" {
		return problem.Usage(fmt.Sprintf("%q is not possible: FILE is a name in the store, below _exports/PROFILE/", file), "give a plain name, such as leads.csv")
	}
	o.Name, o.export.File = file, file
	err := cmp.Or(checkJob(&o.job), o.Output.Check(false), o.export.Filter.CheckColumns(nil), o.columns.Check(o.Format))
	if err != nil {
		return err
	}
	o.export.Types = []lead.Type{o.chats}
	if o.chats == allChats {
		o.export.Types = []lead.Type{lead.TypeLead, lead.TypeNonLead}
	}
	o.export.Format = o.Format.String()
	return nil
}

// jobOf is the export of a profile, which may prefer columns and the program that opens the file.
func (o *exportOptions) jobOf(m member) (lane.Job, error) {
	out, columns, j, export := o.Output, o.columns, o.job, o.export
	err := out.Prefer(m.settings)
	if err == nil && out.Format != sheet.Raw {
		err = cmp.Or(columns.Prefer(m.settings), columns.Check(out.Format))
	}
	export.Dialect, export.Columns, export.Names = out.Dialect, columns.Wanted, columns.Names
	j.Export = &export
	return j, err
}
