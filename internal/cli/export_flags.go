package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// takeFile takes the file's name from the argument or from -o.
func (o *exportOptions) takeFile(args []string) error {
	switch {
	case len(args) > 1:
		return problem.Usage(fmt.Sprintf("export writes one file, but %q and %q were given", args[0], args[1]), "name one file")
	case len(args) == 1 && o.output != "" && o.output != args[0]:
		return problem.Usage(fmt.Sprintf("export writes one file, but %q and --output %q were given", args[0], o.output), "name one file")
	case len(args) == 1:
		o.output = args[0]
	}
	if o.output == "" {
		return problem.Usage("export needs the name of the file to write", "for example: leadferry export leads.csv")
	}
	return nil
}

// check reads the flags' values; nothing has been touched yet.
func (o *exportOptions) check(a *app) error {
	err := o.checkFormat(a.json)
	if err == nil {
		o.engine.Dialect, err = o.dialect(o.engine.Format)
	}
	if err != nil {
		return err
	}
	switch o.kind {
	case "lead", "non-lead":
		o.engine.Types = []lead.Type{lead.Type(o.kind)}
	case "all":
		o.engine.Types = []lead.Type{lead.TypeLead, lead.TypeNonLead}
	default:
		return problem.Usage(fmt.Sprintf("--type %q is not known", o.kind), "choose lead, non-lead or all")
	}
	if !slices.Contains([]string{"auto", "bar", "lines", "none"}, o.progress) {
		return problem.Usage(fmt.Sprintf("--progress %q is not known", o.progress), "choose auto, bar, lines or none")
	}
	if o.passes < 0 || o.passes > listing.MaxPasses {
		return problem.Usage(fmt.Sprintf("--verify-passes %d is not possible", o.passes), fmt.Sprintf("choose 0 to %d", listing.MaxPasses))
	}
	if o.fast && o.passes > 0 {
		return problem.Usage("--fast and --verify-passes exclude each other", "leave one of them out")
	}
	if o.resume && (o.fast || o.output == "-") {
		return problem.Usage("--resume needs a file and the proof: --fast and standard output keep nothing to go on with", "leave --resume out")
	}
	if err := o.checkColumns(); err != nil {
		return err
	}
	o.engine.Workers, o.engine.Columns, o.engine.RawCells = o.workers, o.columns, o.rawCells
	o.engine.Fast, o.engine.Passes = o.fast, o.passes
	return nil
}

func (o *exportOptions) checkFormat(asJSON bool) error {
	toStdout := o.output == "-"
	if toStdout && asJSON {
		return problem.Usage("- and --json both want standard output", "write to a file, or leave --json out")
	}
	var err error
	if o.format == "" && toStdout {
		o.engine.Format = sheet.CSV
		return nil
	}
	if !toStdout {
		o.engine.Format, o.compression, err = sheet.FormatOf(o.output)
	}
	if o.format != "" {
		o.engine.Format, err = sheet.ParseFormat(o.format)
	}
	if err != nil {
		return problem.Usage(err.Error(), "for example: leadferry export leads.csv")
	}
	if o.engine.Format == sheet.XLSX && o.compression != sheet.None {
		return problem.Usage("a workbook is packed already", "let the name end in .xlsx")
	}
	return nil
}

// checkColumns refuses columns that can never hold anything.
func (o *exportOptions) checkColumns() error {
	if o.columns == nil {
		return nil
	}
	if len(o.columns) == 0 {
		return problem.Usage("--columns names no column", "for example: --columns uuid,name,email")
	}
	if o.engine.Format == sheet.Raw {
		return problem.Usage("raw records have no columns to choose from", "leave --columns out, or choose another --format")
	}
	base := lead.BaseColumns()
	for i, c := range o.columns {
		dynamic := strings.HasPrefix(c, lead.AttributePrefix) || strings.HasPrefix(c, lead.ExtraPrefix) || c == lead.ExtraColumn
		if !dynamic && !slices.Contains(base, c) {
			u := problem.Usage(fmt.Sprintf("there is no column %q", c), "columns are "+strings.Join(base, ", ")+", attributes.<key> and extra.<path>")
			if near := nearest(c, base); near != "" {
				u.Fix = "did you mean " + near + "?"
			}
			return u
		}
		if slices.Index(o.columns, c) < i {
			return problem.Usage(fmt.Sprintf("the column %q is named twice", c), "name it once")
		}
	}
	return nil
}
