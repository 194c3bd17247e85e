package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

func (o *importOptions) takeFile(command string, args []string) error {
	switch {
	case len(args) == 0:
		return problem.Usage(command+" needs the name of the file to read", "for example: leadferry "+command+" leads.csv")
	case len(args) > 1:
		return problem.Usage(fmt.Sprintf("%s reads one file, but %q and %q were given", command, args[0], args[1]), "name one file")
	}
	o.input = args[0]
	return nil
}

// takeNoFile is takeFile with --plan-file, which tells the file.
func (o *importOptions) takeNoFile(args []string) error {
	if len(args) > 0 {
		return problem.Usage("--plan-file tells which file is imported, and "+args[0]+" was given too", "leave "+args[0]+" out")
	}
	if o.resume {
		return problem.Usage("--plan-file begins to carry a plan out, and --resume goes on with what was begun", "name the file instead: leadferry import FILE --resume")
	}
	if o.plan || o.dryRun || o.noMatch {
		return problem.Usage("--plan-file carries a plan out", "leave --plan, --dry-run and --no-match out")
	}
	return nil
}

// readingFlags are the flags that say how a file is read and judged.
func (o *importOptions) readingFlags(f *pflag.FlagSet) {
	f.StringVar(&o.format, "format", "", "xlsx, csv, tsv, jsonl or raw; default: by the file's name")
	f.StringVar(&o.engine.Input.Sheet, "sheet", "", "the sheet of a workbook; default: the first one that is visible and not empty")
	f.StringVar(&o.encoding, "encoding", "", "utf-8, utf-16le, utf-16be, windows-1252, macintosh, ibm850, ...; default: found out")
	f.StringVar(&o.delimiter, "delimiter", "", "what stands between cells: comma, semicolon, tab or pipe; default: found out")
	f.StringArrayVar(&o.maps, "map", nil, `what a column means: "Header=field", "Header=attributes.name" or "Header=-" to leave it out`)
	f.StringSliceVar(&o.idFrom, "id-from", []string{"email", "phone"}, "what tells whom a row without a uuid means: an order, the first that is filled counts")
	f.StringVar(&o.dialCode, "dial-code", "", "the country of phones that name none, such as +91 or IN")
	f.StringVar(&o.wire, "wire", "strings", "how tags, notes and attributes are sent: strings, as documented, or arrays")
	f.StringVar(&o.onDuplicate, "on-duplicate", "all", "several rows of one lead: all in the order of the file, only the last, only the first, or reject")
	f.BoolVar(&o.rawCells, "raw-cells", false, "take apostrophes in front of cells as they are: the file has no formula guard")
}

// check reads the flags' values; nothing has been touched yet.
func (o *importOptions) check() error {
	e := &o.engine
	e.WillMatch, e.Blanks = !o.noMatch && !o.dryRun, o.blank == "clear"
	e.Assignments, e.Workers, e.DuplicatesChosen, e.Input.RawCells = o.maps, o.workers, o.duplicatesChosen, o.rawCells
	switch {
	case o.resume && o.restart:
		return problem.Usage("--resume and --restart cannot both be", "choose one")
	case o.resume && (o.dryRun || o.input == "-"):
		return problem.Usage("--resume needs a file, and sends", "leave --dry-run out, and name the file")
	case o.plan && (o.dryRun || o.noMatch):
		return problem.Usage("--plan reads the bot's leads, which --dry-run and --no-match do not", "choose one")
	case o.blank != "keep" && o.blank != "clear":
		return problem.Usage(fmt.Sprintf("--blank %q is not known", o.blank), "choose keep or clear")
	case o.blank == "clear" && (o.dryRun || o.noMatch || o.yes && !o.plan && !o.mustPlan && o.planFile == "" && !o.resume):
		return problem.Usage("--blank clear needs a plan, which counts what is emptied", "add --plan, and --yes to send it then")
	case o.canary < 0:
		return problem.Usage(fmt.Sprintf("--canary %d is not possible", o.canary), "give a number of rows such as 5")
	case (o.canary > 0 || o.verify) && (o.dryRun || o.plan && !o.yes):
		return problem.Usage("--canary and --verify look at rows that were sent, and none is sent here", "leave them out, or add --yes to --plan")
	case !slices.Contains([]string{"auto", "bar", "lines", "none"}, o.progress):
		return problem.Usage(fmt.Sprintf("--progress %q is not known", o.progress), "choose auto, bar, lines or none")
	}
	if err := o.checkChoices(); err != nil {
		return err
	}
	if err := o.checkMaxErrors(); err != nil {
		return err
	}
	if err := o.checkDialect(); err != nil {
		return err
	}
	if o.dialCode != "" {
		code, flaw := contact.ParseDialCode(o.dialCode)
		if flaw != nil {
			return problem.Usage(fmt.Sprintf("--dial-code %q: %s", o.dialCode, flaw.Text), flaw.Fix)
		}
		e.DialCode = code
	}
	return o.checkIDFrom()
}

func (o *importOptions) checkChoices() error {
	switch o.wire {
	case "strings":
		o.engine.Wire = convertalk.WireStrings
	case "arrays":
		o.engine.Wire = convertalk.WireArrays
	default:
		return problem.Usage(fmt.Sprintf("--wire %q is not known", o.wire), "choose strings or arrays")
	}
	modes := map[string]importer.TagMode{"replace": importer.ReplaceTags, "add": importer.AddTags, "remove": importer.RemoveTags}
	mode, ok := modes[o.tags]
	switch {
	case !ok:
		return problem.Usage(fmt.Sprintf("--tags %q is not known", o.tags), "choose replace, add or remove")
	case mode != importer.ReplaceTags && o.noMatch:
		return problem.Usage("--tags "+o.tags+" must know the tags that leads have, which --no-match does not read", "leave --no-match out")
	}
	o.engine.TagMode = mode
	for d := importer.ApplyAll; d <= importer.RejectAll; d++ {
		if d.String() == o.onDuplicate {
			o.engine.Duplicates = d
			return nil
		}
	}
	return problem.Usage(fmt.Sprintf("--on-duplicate %q is not known", o.onDuplicate), "choose all, last, first or reject")
}

func (o *importOptions) checkDialect() (err error) {
	d := &o.engine.Input.Dialect
	if o.encoding != "" {
		d.Encoding, err = dialect.ParseEncoding(o.encoding)
	}
	if err == nil && o.delimiter != "" {
		d.Delimiter, err = dialect.ParseDelimiter(o.delimiter)
	}
	if err != nil {
		return problem.Usage(err.Error(), "leave the flag out to have it found out")
	}
	return nil
}

func (o *importOptions) checkMaxErrors() error {
	number, percent := strings.CutSuffix(strings.TrimSpace(o.maxErrors), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	switch {
	case err != nil || v < 0 || v > 1e9 || percent && (v == 0 || v > 100) || !percent && v != float64(int(v)):
		return problem.Usage(fmt.Sprintf("--max-errors %q is not possible", o.maxErrors), "give a number of rows such as 0 or 100, or a percentage such as 5%")
	case percent:
		o.engine.MaxErrors.Percent = v
	default:
		o.engine.MaxErrors.Count = int(v)
	}
	return nil
}

func (o *importOptions) checkIDFrom() error {
	const fix = "choose email, phone or both, separated by a comma"
	for _, name := range o.idFrom {
		var s importer.Source
		switch strings.TrimSpace(name) {
		case "email":
			s = importer.FromEmail
		case "phone":
			s = importer.FromPhone
		default:
			return problem.Usage(fmt.Sprintf("--id-from %q is not known", name), fix)
		}
		if slices.Contains(o.engine.Sources, s) {
			return problem.Usage(fmt.Sprintf("--id-from names %s twice", s), fix)
		}
		o.engine.Sources = append(o.engine.Sources, s)
	}
	if len(o.engine.Sources) == 0 {
		return problem.Usage("--id-from names nothing", fix)
	}
	return nil
}
