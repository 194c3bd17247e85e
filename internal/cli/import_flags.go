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
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// inputFlags add the flags that say how the file is read.
func (o *importFlags) inputFlags(f *pflag.FlagSet) { inputFlags(f, &o.job, "") }

// inputFlags add the flags that say how a file is read. note goes before each usage.
func inputFlags(f *pflag.FlagSet, o *importer.Options, note string) {
	in := &o.Input
	f.StringVar(&o.Format, "format", "", note+"xlsx, csv, tsv, jsonl or raw; default: by the file's name")
	f.StringVar(&in.Sheet, "sheet", "", note+"the sheet of a workbook; default: the first one that is visible and not empty")
	flags.Parsed(f, &in.Dialect.Encoding, "encoding", note+"utf-8, utf-16le, utf-16be, windows-1252, macintosh, ibm850, ...; default: found out", found(dialect.ParseEncoding))
	flags.Parsed(f, &in.Dialect.Delimiter, "delimiter", note+"what stands between cells: comma, semicolon, tab or pipe; default: found out", found(dialect.ParseDelimiter))
	f.BoolVar(&in.RawCells, "raw-cells", false, note+"take apostrophes in front of cells as they are: the file has no formula guard")
}

// found returns a parser of what is found out unless it is given.
func found[T any](parse func(string) (T, error)) func(string) (T, error) {
	return func(text string) (v T, err error) {
		if v, err = parse(text); err != nil {
			err = problem.Usage(err.Error(), "leave the flag out to have it found out")
		}
		return v, err
	}
}

// ruleFlags add the flags that say what rows mean.
func (o *importFlags) ruleFlags(f *pflag.FlagSet) {
	r := &o.job.Rules
	o.Given = f.Changed
	f.StringArrayVar(&r.Assignments, "map", nil, `what a column means: "Header=field", "Header=attributes.name" or "Header=-" to leave it out`)
	f.StringSliceVar(&o.idFrom, "id-from", []string{"email", "phone"}, "what tells whom a row without a uuid means: an order, the first that is filled counts")
	flags.Parsed(f, &r.DialCode, "dial-code", "the country of phones that name none, such as +91 or IN", parseDialCode)
	wireFlag(f, &r.Wire)
	flags.Choice(f, &r.Duplicates, "on-duplicate", "several rows of one lead: all in the order of the file, only the last, only the first, or reject",
		check.ApplyAll, check.ApplyLast, check.ApplyFirst, check.RejectAll)
}

func wireFlag(f *pflag.FlagSet, to *convertalk.Wire) {
	flags.Choice(f, to, "wire", "how tags, notes and attributes are sent: strings, as documented, or arrays", convertalk.WireStrings, convertalk.WireArrays)
}

// sendFlags add the flags that say how rows are sent.
func sendFlags(f *pflag.FlagSet, o *importer.Options, rows string) {
	f.IntVar(&o.Canary, "canary", 0, "send so many "+rows+" first, read them back, and ask; with --yes, stop if they differ")
	f.BoolVar(&o.Verify, "verify", false, "read everything back at the end and compare it with what was sent")
}

func parseDialCode(text string) (string, error) {
	code, flaw := contact.ParseDialCode(text)
	if flaw != nil {
		return "", problem.Usage(fmt.Sprintf("--dial-code %q: %s", text, flaw.Text), flaw.Fix)
	}
	return code, nil
}

func parseMaxErrors(text string) (l send.Limit, err error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	switch {
	case err != nil || v < 0 || v > 1e9 || percent && (v == 0 || v > 100) || !percent && v != float64(int(v)):
		return l, problem.Usage(fmt.Sprintf("--max-errors %q is not possible", text), "give a number of rows such as 0 or 100, or a percentage such as 5%")
	case percent:
		l.Percent = v
	default:
		l.Count = int(v)
	}
	return l, nil
}

// readRules completes the rules by what no parser of a flag can say.
func (o *importFlags) readRules() (err error) {
	r := &o.job.Rules
	r.DuplicatesChosen = r.DuplicatesChosen || o.Given("on-duplicate")
	r.IDFrom, err = parseIDFrom(o.idFrom)
	return err
}

func parseIDFrom(names []string) (fields []live.Field, err error) {
	const fix = "choose email, phone or both, separated by a comma"
	for _, name := range names {
		field := live.Field(strings.TrimSpace(name))
		switch {
		case field != live.Email && field != live.Phone:
			return nil, problem.Usage(fmt.Sprintf("--id-from %q is not known", name), fix)
		case slices.Contains(fields, field):
			return nil, problem.Usage(fmt.Sprintf("--id-from names %s twice", field), fix)
		}
		fields = append(fields, field)
	}
	if len(fields) == 0 {
		return nil, problem.Usage("--id-from names nothing", fix)
	}
	return fields, nil
}
