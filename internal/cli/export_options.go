package cli

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/target"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// exportOptions are the flags of export.
type exportOptions struct {
	flags.Connection
	flags.Output
	flags.Following
	columns        flags.Columns
	chats          lead.Type // or allChats
	since          sinceFlags
	bots           flags.Profiles
	shrink, resume bool
	engine         exporter.Options
}

const allChats lead.Type = "all"

func (o *exportOptions) flags(f *pflag.FlagSet) {
	e := &o.engine
	o.AddFormat(f)
	flags.Type(f, &o.chats, lead.TypeLead, lead.TypeNonLead, allChats)
	o.columns.Add(f)
	flags.Filter(f, &e.Filter)
	o.since.flags(f)
	f.BoolVar(&e.Fast, "fast", false, "read once and prove nothing: leads that move meanwhile can be missing or come twice")
	f.IntVar(&e.Passes, "verify-passes", 0, "read the listing at least this many times, up to 5, "+
		"the last time without finding a missed lead; 0 = until proved")
	flags.AcceptEnd(f, &e.AcceptEnd)
	flags.Resume(f, &o.resume)
	flags.AllowShrink(f, &o.shrink)
	flags.RawCells(f, &e.RawCells)
	o.Output.Add(f)
	o.Following.Add(f)
	o.Connection.Add(f)
	o.bots.Add(f)
	o.All = "--all-profiles"
}

// takeFile takes the file's name from the argument or from -o.
func (o *exportOptions) takeFile(_ *cobra.Command, args []string) error {
	return o.Take("export", args)
}

// check completes the engine's options. Nothing has been touched yet.
func (o *exportOptions) check(asJSON bool) error {
	if err := o.Output.Check(asJSON); err != nil {
		return err
	}
	if err := cmp.Or(o.since.check(o.Name), o.bots.Check(), o.checkAll()); err != nil {
		return err
	}
	e := &o.engine
	switch {
	case e.Passes < 0 || e.Passes > listing.MaxPasses:
		return problem.Usage(fmt.Sprintf("--verify-passes cannot be %d", e.Passes), fmt.Sprintf("choose 0 to %d", listing.MaxPasses))
	case e.Fast && e.Passes > 0:
		return problem.Usage("--fast and --verify-passes cannot be used together", "leave out one of them")
	case o.resume && (e.Fast || o.Name == target.Stdout):
		return problem.Usage("--resume needs a file and the proof: --fast and standard output keep nothing to resume",
			"leave --resume out")
	}
	if err := e.Filter.CheckColumns(nil); err != nil {
		return err
	}
	e.Types = []lead.Type{o.chats}
	if o.chats == allChats {
		e.Types = []lead.Type{lead.TypeLead, lead.TypeNonLead}
	}
	e.Workers, e.Format, e.Dialect = o.Workers, o.Format, o.Dialect
	return o.takeColumns()
}

// note is what an export leaves beside its file.
func (o *exportOptions) note(sum *exporter.Summary) target.Note {
	e := &o.engine
	return target.Note{
		Leads: sum.Written, Read: sum.Leads, Filter: e.Filter, Delta: e.Since != nil,
		BotID: e.BotID, Host: e.Host, Type: string(o.chats), Verified: sum.Verified,
	}
}

// takeColumns gives the engine the columns that are wanted by now.
func (o *exportOptions) takeColumns() error {
	o.engine.Columns, o.engine.Names = o.columns.Wanted, o.columns.Names
	return o.columns.Check(o.Format)
}
