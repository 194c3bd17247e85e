package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

func (a *app) templateCommand() *cobra.Command {
	var o outputFile
	cmd := &cobra.Command{
		Use:   "template FILE",
		Short: "Write an empty spreadsheet to fill with leads",
		Long: `Writes a spreadsheet that has the names of all columns which an import can write, and no rows. Fill it, check it, import it.
Leave uuid empty for people who are new. A column of your own, attributes.plan for instance, becomes a custom attribute.

The format follows from the name: .xlsx, .csv or .tsv. In a workbook the status is chosen from a list.`,
		Example: `  leadferry template leads.xlsx
  leadferry template leads.csv --for excel
  leadferry check leads.csv`,
		Args: func(_ *cobra.Command, args []string) error { return o.takeTemplate(args) },
		RunE: func(*cobra.Command, []string) error { return a.template(&o) },
	}
	o.writeFlags(cmd.Flags())
	a.quietFlag(cmd.Flags())
	return cmd
}

// takeTemplate takes the file's name and what it says of the format.
func (o *outputFile) takeTemplate(args []string) (err error) {
	const example = "for example: leadferry template leads.csv"
	if len(args) != 1 {
		return problem.Usage(fmt.Sprintf("template writes one file, and %s named", screen.CountOf(len(args), "is", "are")), example)
	}
	o.name = args[0]
	if o.format, o.compression, err = sheet.FormatOf(o.name); err != nil {
		return problem.Usage(err.Error(), example)
	}
	if o.format != sheet.CSV && o.format != sheet.TSV && o.format != sheet.XLSX || o.compression != sheet.None {
		return problem.Usage(o.name+" is nothing that people fill in", example)
	}
	return nil
}

// template writes the file, whole or not at all.
func (a *app) template(o *outputFile) error {
	if err := o.checkDialect(); err != nil {
		return err
	}
	out, err := atomicfile.Create(o.name, o.force)
	if err != nil {
		return err
	}
	names := columns.Writable()
	w, err := sheet.NewWriter(out, o.format, sheet.WriterOptions{
		Columns: names, Dialect: o.dialect, Choices: map[string][]string{"status": lead.Statuses()},
	})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return errors.Join(err, out.Abort())
	}
	if err := out.Commit(); err != nil {
		return err
	}
	a.Say("%s is ready to fill: %s", o.name, screen.List(names))
	a.Say("  then: leadferry check %s", screen.Quote(o.name))
	return nil
}
