package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// templateOptions are the flags of template.
type templateOptions struct {
	audience
	output      string
	force       bool
	format      sheet.Format
	compression sheet.Compression
}

func (a *app) templateCommand() *cobra.Command {
	var o templateOptions
	cmd := &cobra.Command{
		Use:   "template FILE",
		Short: "Write an empty spreadsheet to fill with leads",
		Long: `Writes a spreadsheet that has the names of all columns which an import can write, and no rows. Fill it, check it, import it.
Leave uuid empty for people who are new. A column of your own, attributes.plan for instance, becomes a custom attribute.

The format follows from the name: .xlsx, .csv or .tsv. In a workbook the status is chosen from a list.`,
		Example: `  leadferry template leads.xlsx
  leadferry template leads.csv --for excel
  leadferry check leads.csv`,
		Args: func(_ *cobra.Command, args []string) error { return o.takeFile(args) },
		RunE: func(*cobra.Command, []string) error {
			a.command = "template"
			return a.template(&o)
		},
	}
	o.flags(cmd.Flags())
	cmd.Flags().BoolVarP(&o.force, "force", "f", false, "replace an existing file")
	cmd.Flags().BoolVarP(&a.quiet, "quiet", "q", false, "say nothing on success")
	return cmd
}

// takeFile takes the file's name and what it says of the format.
func (o *templateOptions) takeFile(args []string) (err error) {
	const example = "for example: leadferry template leads.csv"
	if len(args) != 1 {
		return problem.Usage(fmt.Sprintf("template writes one file, and %s named", countOf(len(args), "is", "are")), example)
	}
	o.output = args[0]
	if o.format, o.compression, err = sheet.FormatOf(o.output); err != nil {
		return problem.Usage(err.Error(), example)
	}
	if o.format != sheet.CSV && o.format != sheet.TSV && o.format != sheet.XLSX || o.compression != sheet.None {
		return problem.Usage(fmt.Sprintf("%s is nothing that people fill in", o.output), example)
	}
	return nil
}

// template writes the file, whole or not at all.
func (a *app) template(o *templateOptions) (err error) {
	dialect, err := o.dialect(o.format)
	if err != nil {
		return err
	}
	out, err := atomicfile.Create(o.output, o.force)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Abort())
		}
	}()
	names := columns.Writable()
	w, err := sheet.NewWriter(out, o.format, sheet.WriterOptions{
		Columns: names, Dialect: dialect, Choices: map[string][]string{"status": lead.Statuses()},
	})
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := out.Commit(); err != nil {
		return err
	}
	a.say("%s is ready to fill: %s", o.output, enumerate(names))
	a.say("  then: leadferry check %s", quoteArg(o.output))
	return nil
}
