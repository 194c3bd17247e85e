package cli

import (
	"cmp"
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

func (a *app) templateCommand() *cobra.Command {
	var o flags.Output
	var who flags.Connection
	take := func(_ *cobra.Command, args []string) error { return takeTemplate(&o, args) }
	run := func(context.Context) error { return a.template(&o, &who) }
	return command("template", take, run, o.Add, who.AddProfile, a.quietFlag)
}

// takeTemplate takes the file's name and what it says of the format.
func takeTemplate(o *flags.Output, args []string) (err error) {
	const example = "for example: leadferry template leads.csv"
	if err := o.Take("template", args); err != nil {
		return err
	}
	if o.Format, o.Compression, err = sheet.FormatOf(o.Name); err != nil {
		return problem.Usage(o.Name+": templates are .xlsx, .csv or .tsv", cmp.Or(problem.Remedy(err), example))
	}
	if o.Format != sheet.CSV && o.Format != sheet.TSV && o.Format != sheet.XLSX || o.Compression != sheet.None {
		return problem.Usage(o.Name+": templates are .xlsx, .csv or .tsv", example)
	}
	return nil
}

// prefer takes what the profile says of who opens the files that the user makes.
func (a *app) prefer(o *flags.Output, who *flags.Connection) error {
	chosen, err := settings.Chosen(who.Flags, a.surroundings())
	if err != nil {
		return err
	}
	return o.Prefer(chosen)
}

// template writes the file, whole or not at all.
func (a *app) template(o *flags.Output, who *flags.Connection) error {
	if err := o.CheckDialect(); err != nil {
		return err
	}
	if err := a.prefer(o, who); err != nil {
		return err
	}
	out, err := atomicfile.Create(o.Name, o.Force)
	if err != nil {
		return err
	}
	names := columns.Writable()
	err = out.Fill(func(to io.Writer) error {
		w, err := sheet.NewWriter(to, o.Format, sheet.WriterOptions{
			Columns: names, Dialect: o.Dialect, Choices: map[string][]string{"status": lead.Statuses()},
		})
		if err == nil {
			err = w.Close()
		}
		return err
	})
	if err != nil {
		return err
	}
	a.Say("%s is ready to fill in: %s", shell.Quote(o.Name), screen.List(names))
	a.Say("  then: leadferry check %s", shell.Quote(o.Name))
	return nil
}
