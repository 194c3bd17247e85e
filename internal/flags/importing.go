package flags

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/columns/mapfile"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/charset"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Input adds the flags that say how a file is read.
func Input(f *pflag.FlagSet, o *importer.Options) {
	in := &o.Input
	f.StringVar(&o.Format, "format", "", formatUsage)
	f.StringVar(&in.Sheet, "sheet", "", "the sheet of a workbook, or all for those with leads, each by its own header; default: the first one that is visible and not empty")
	Parsed(f, &in.Dialect.Encoding, "encoding", "utf-8, utf-16le, windows-1252, windows-1251, gbk, shift_jis or any other name that web pages use; default: detected", found(charset.Parse))
	Parsed(f, &in.Dialect.Delimiter, "delimiter", delimiterUsage, found(dialect.ParseDelimiter))
	Parsed(f, &in.Dialect.Quotes, "quotes", `what quotes are: enclose (they stand around cells), text (they are part of it), or escaped (so, and \n, \t and \N are a line break, a tab and an empty cell, as databases write them); default: detected`,
		found(dialect.ParseQuotes))
	Parsed(f, &in.Head.Row, "header-row", "the row with the names of the columns, if a title stands above it; default: the first one that is not blank", parseHeaderRow)
	f.StringSliceVar(&in.Head.Names, "no-header", nil, `the names of the columns of a file that has no header, such as "email,name"`)
	RawCells(f, &in.RawCells)
}

// found returns a parser of what is found out unless it is given.
func found[T any](parse func(string) (T, error)) func(string) (T, error) {
	return func(text string) (v T, err error) {
		if v, err = parse(text); err != nil {
			err = problem.Usage(err.Error(), "leave out the flag to have it detected")
		}
		return v, err
	}
}

func parseHeaderRow(text string) (int, error) {
	row, err := strconv.Atoi(text)
	if err != nil || row < 1 {
		return 0, problem.Usage(fmt.Sprintf("--header-row %q is not a row number", text), "give the number that a spreadsheet shows beside the row, such as 3")
	}
	return row, nil
}

// Rules are the flags that say what rows mean.
type Rules struct {
	SaveMap string // the file to keep the meaning of the columns in, "" for none
	Force   bool   // SaveMap may replace a file

	to      *check.Rules
	mapFile string
	idFrom  []string
	given   func(flag string) bool
}

// Add adds the flags.
func (r *Rules) Add(f *pflag.FlagSet, to *check.Rules) {
	r.to, r.given = to, f.Changed
	f.StringArrayVar(&to.Assignments, "map", nil, `what a column means: "Header=field", "Header=attributes.name" or "Header=-" to leave it out; "First,Last=name" joins, "Phone,Mobile=phone" takes the first that is filled, "First,Last|Company=name" the first alternative that is`)
	f.StringVar(&r.mapFile, "map-file", "", "file with the meaning of columns and statuses, as --save-map writes it; --map and --map-status win over it (map_file of the profile)")
	f.StringVar(&r.SaveMap, "save-map", "", "save the meaning of columns and statuses in this file, for --map-file")
	Force(f, &r.Force) // of SaveMap
	Repeated(f, &to.StatusMap, "map-status", `what a status of another system means: "New=OPEN", or "New=-" to skip it; may be repeated`, parseStatuses())
	f.StringSliceVar(&r.idFrom, "id-from", []string{"email", "phone"}, "how to match rows without a uuid; the first filled column is used")
	Parsed(f, &to.Null, "null", `texts that stand for an empty cell in every column, with commas between them: "n/a,NULL" (put one that holds a comma in double quotes); "" for none. By default names, e-mails and phones know the usual ones`, parseNull)
	DialCode(f, &to.DialCode)
	Wire(f, &to.Wire)
	Choice(f, &to.Duplicates, "on-duplicate", "several rows of one lead: all in the order of the file, only the last, only the first, or reject",
		check.ApplyAll, check.ApplyLast, check.ApplyFirst, check.RejectAll)
	Choice(f, &to.Several, "on-several", "an e-mail or phone cell with several, or with words beside one: refuse the row, or take the first and keep the rest as a custom attribute",
		check.RefuseSeveral, check.TakeFirst)
	Choice(f, &to.Broken, "on-bad-contact", "an e-mail or phone that cannot be read: refuse the row, or drop it into a custom attribute where the row has another good one",
		check.RefuseBroken, check.DropBroken)
}

// parseNull parses texts, in lower case, with quotes as in a list of tags.
func parseNull(text string) ([]string, error) {
	return append([]string{}, lead.ParseTags(strings.ToLower(text))...), nil
}

// parseStatuses returns a parser that adds up what its calls are given.
func parseStatuses() func(string) (columns.StatusMap, error) {
	all := columns.StatusMap{}
	return func(text string) (columns.StatusMap, error) {
		foreign, status, ok := cutLast(text, "=")
		if !ok {
			return nil, problem.Usage(fmt.Sprintf("--map-status %q is not of the form Status=STATUS", text), `write it as in --map-status "New=OPEN"`)
		}
		if err := all.Add(foreign, status); err != nil {
			return nil, fmt.Errorf("--map-status %q: %w", text, err)
		}
		return all, nil
	}
}

// cutLast is strings.Cut at the last separator: a status of another system may hold one.
func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

// Check completes the rules by what no parser of one flag can say.
func (r *Rules) Check() (err error) {
	r.to.DuplicatesChosen = r.given("on-duplicate")
	if r.to.IDFrom, err = parseIDFrom(r.idFrom); err == nil && r.mapFile != "" {
		err = r.load("--map-file", r.mapFile)
	}
	return err
}

// HasMapFile reports whether --map-file is given.
func (r *Rules) HasMapFile() bool { return r.mapFile != "" }

// CheckSaved refuses a file of --save-map that cannot be written. Nothing has been sent yet.
func (r *Rules) CheckSaved() error {
	if r.SaveMap == "" {
		return nil
	}
	if err := atomicfile.Try(r.SaveMap, r.Force); err != nil {
		return fmt.Errorf("--save-map: %w", err)
	}
	return nil
}

// LoadMap reads the map file of a profile, unless another was given.
func (r *Rules) LoadMap(profile, path string) error {
	if r.to == nil || r.mapFile != "" || path == "" {
		return nil
	}
	return r.load("map_file of profile "+profile, path)
}

// LoadNames adds what the columns of an export are: by the file that it wrote beside itself, if that is
// there, and by the columns of a profile. Both hold only where a file has such columns.
func (r *Rules) LoadNames(input string, p *profile.Profile) error {
	if r.to == nil { // a restore and an undo have no columns to map
		return nil
	}
	names, err := NamesBeside(input)
	if err != nil {
		return err
	}
	var c Columns
	err = c.Prefer(p)
	r.to.Kept = slices.Concat(r.to.Kept, names, c.Pairs())
	return err
}

// NamesBeside reads the file that an export wrote beside itself, if its columns have other names. What is
// planted there is refused; one that is not there, or cannot be read, says nothing.
func NamesBeside(input string) (all []columns.Pair, err error) {
	path := input + mapfile.NamesEnding
	f, err := owned.Read(path)
	if _, planted := errors.AsType[*problem.Error](err); planted {
		return nil, err
	}
	if err != nil {
		return nil, nil
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	kept, err := mapfile.Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, pair := range kept.Columns {
		pair.IfThere = true
		all = append(all, pair)
	}
	return all, nil
}

// CheckNames refuses an export for whose names WriteNames could write no file. Nothing has been read yet.
func (c *Columns) CheckNames(export string) error {
	if c.Pairs() == nil {
		return nil
	}
	return atomicfile.TryOwn(export + mapfile.NamesEnding)
}

// WriteNames writes the file beside an export that tells an import what its columns are, if one has
// another name. It returns the file's name, "" for none.
func (c *Columns) WriteNames(export string) (name string, err error) {
	kept := mapfile.File{Columns: c.Pairs()}
	if kept.Columns == nil {
		return "", nil
	}
	var text bytes.Buffer
	if err = kept.Write(&text); err == nil {
		err = atomicfile.WriteOwn(export+mapfile.NamesEnding, text.Bytes(), true)
	}
	return export + mapfile.NamesEnding, err
}

// load reads a map file. What was given by flags wins.
func (r *Rules) load(what, path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return problem.Usage(fmt.Sprintf("%s: the file %s does not exist", what, path), "check the name; --save-map FILE writes one")
	}
	if err != nil {
		return problem.Usage(fmt.Sprintf("%s: the file cannot be read: %v", what, err), "check the name and its permissions")
	}
	kept, err := mapfile.Parse(string(text))
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, path, err)
	}
	r.to.Kept = append(r.to.Kept, kept.Columns...)
	maps.Copy(kept.Status, r.to.StatusMap)
	r.to.StatusMap = kept.Status
	return nil
}

// Wire adds --wire.
func Wire(f *pflag.FlagSet, to *convertalk.Wire) {
	Choice(f, to, "wire", "how tags, notes and attributes are sent: strings, as documented, or arrays", convertalk.WireStrings, convertalk.WireArrays)
}

// Send adds the flags that say how rows are sent.
func Send(f *pflag.FlagSet, o *importer.Options) {
	f.IntVar(&o.Canary, "canary", 0, "send this many rows first, read them back, and ask; with --yes, stop if they differ")
	f.BoolVar(&o.Verify, "verify", false, "read everything back at the end and compare it with what was sent")
}

// DialCode adds --dial-code.
func DialCode(f *pflag.FlagSet, to *string) {
	Parsed(f, to, "dial-code", "the country of phones without a country code, such as DE, +49 or its name; + if each begins with its code, without a plus",
		func(text string) (string, error) {
			code, err := ParseDialCode(text)
			if err != nil {
				err = problem.Usage(fmt.Sprintf("--dial-code %q: %s", text, err), problem.Remedy(err))
			}
			return code, err
		})
}

// ParseDialCode parses what a person says of the country of all phones without a country code: a dial code, a
// country, or contact.WithCode.
func ParseDialCode(text string) (string, error) {
	if text == contact.WithCode {
		return text, nil
	}
	code, flaw := contact.ParseDialCode(text)
	if flaw != nil {
		return "", problem.Usage(flaw.Text, flaw.Fix)
	}
	return code, nil
}

// AcceptEnd adds --accept-end.
func AcceptEnd(f *pflag.FlagSet, to *bool) {
	f.BoolVar(to, "accept-end", false, "accept the number of leads at which the listing ends, though it looks like a limit of the server")
}

// MaxErrors adds --max-errors.
func MaxErrors(f *pflag.FlagSet, to *send.Limit) {
	Parsed(f, to, "max-errors", "stop when more rows than this are rejected or failed: a number, or a percentage such as 5% (after 100 rows)", parseMaxErrors)
	to.Count, f.Lookup("max-errors").DefValue = 100, "100"
}

func parseMaxErrors(text string) (l send.Limit, err error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	switch {
	case err != nil || v < 0 || v > 1e9 || percent && (v == 0 || v > 100) || !percent && v != float64(int(v)):
		return l, problem.Usage(fmt.Sprintf("--max-errors cannot be %q", text), "give a number of rows such as 0 or 100, or a percentage such as 5%")
	case percent:
		l.Percent = v
	default:
		l.Count = int(v)
	}
	return l, nil
}

func parseIDFrom(names []string) (fields []live.Field, err error) {
	const fix = "choose email, phone or both, separated by a comma"
	for _, name := range names {
		field := live.Field(strings.TrimSpace(name))
		switch {
		case field != live.Email && field != live.Phone:
			return nil, problem.Usage(fmt.Sprintf("--id-from cannot be %q", name), fix)
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
