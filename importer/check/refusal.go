package check

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Refusal is an input that can be read in several ways, or whose columns are not clear, beside what else is
// wrong with it: all is told in one round.
type Refusal struct {
	Err    error        // a *dialect.Undecided, a *columns.Error, or that no row tells whom it means
	Way    *dialect.Way // the likeliest one, with which the rest is wrong; nil if it is clear how to read the input
	Then   error        // what is wrong with the columns that way, nil for nothing
	Rows   []row.Finding
	Sheets sheet.Sheets // of a workbook, that the rows are of
	Flags  []string     // that end all of it that flags can end; nil if a person must decide about a column first

	Proposals []propose.Proposal // that the flags take and the error does not name, and those that only a person can take
	Decisions []string           // flags beside those, see Result.Decisions
	Nameless  Nameless           // with the flags

	Mapping  *columns.Mapping    // of the columns as far as it is clear
	Examples map[string][]string // of each column: the first different values
}

func (r *Refusal) Error() string {
	switch {
	case r.Way == nil:
	case r.Then != nil:
		return r.Err.Error() + "; with " + shell.Command(r.Way.Flags()...) + ", " + r.Then.Error()
	case r.Rows != nil:
		return r.Err.Error() + "; with " + shell.Command(r.Way.Flags()...) + ", rows have problems, too"
	}
	return r.Err.Error()
}

// Unwrap returns what is wrong first.
func (r *Refusal) Unwrap() error { return r.Err }

// Read finds out how an input is written and checks every row. Where a person must say first how to read
// it, what else is wrong if the likeliest way is right is told in the same round, by a *Refusal.
func Read(ctx context.Context, in source.Input, o Options) (*Result, error) {
	r, err := read(ctx, in, o)
	unclear, is := errors.AsType[*dialect.Undecided](err)
	if !is {
		return withAll(ctx, in, o, r, err)
	}
	way, ok := unclear.Likeliest()
	if !ok {
		return nil, err
	}
	o.Take, o.Offline = nil, true
	r, then := Read(ctx, in.By(way), o)
	switch {
	case ctx.Err() != nil:
		return nil, then
	case then != nil:
		return nil, unclearWith(err, way, then)
	}
	_, further := r.Brings()
	rows, fixes := slices.Concat(r.Rejections.All(), further, r.Harms), r.Fixes()
	if len(rows)+len(fixes) == 0 {
		return nil, err
	}
	return nil, &Refusal{
		Err: err, Way: way, Rows: rows, Sheets: r.Sheets, Flags: append(way.Flags(), fixes...), Proposals: r.Proposals, Decisions: r.Decisions(), Nameless: r.Ahead().Nameless,
		Mapping: r.Mapping, Examples: r.Examples,
	}
}

func read(ctx context.Context, in source.Input, o Options) (*Result, error) {
	s, err := source.Examine(ctx, in)
	if err != nil {
		return nil, err
	}
	return Run(ctx, s, o)
}

// unclearWith is the refusal of an input that can be read in several ways, and is refused for something
// else in the likeliest one, too.
func unclearWith(err error, way *dialect.Way, then error) *Refusal {
	all := &Refusal{Err: err, Way: way, Then: then}
	if next, is := errors.AsType[*Refusal](then); is {
		all.Proposals, all.Decisions, all.Nameless, all.Sheets = next.Proposals, next.Decisions, next.Nameless, next.Sheets
		all.Mapping, all.Examples = next.Mapping, next.Examples
		if all.Rows = next.Rows; next.Flags != nil {
			all.Flags = append(way.Flags(), next.Flags...)
		}
	}
	return all
}

// refuse makes the refusal. The rows are checked once more, as if all that seems to be meant by the columns
// were taken: so the flags are all that is needed, and what is said of the rows holds with them. r is the
// check without them.
func (u *understood) refuse(ctx context.Context, s *source.Source, o *Options, staged *row.File, wrong error, r *Result) error {
	taken, ok := u.ends(wrong, nil)
	mapping, err := columns.Map(u.Names, slices.Concat(u.assignments, taken))
	if !ok || err != nil {
		return &Refusal{Err: wrong, Rows: r.flaws(), Sheets: r.Sheets, Mapping: u.mapping, Examples: u.examples}
	}
	if u.takesCrowded(taken) {
		first := *o
		first.Several, o = TakeFirst, &first
	}
	with := understood{Head: u.Head, mapping: mapping, examples: u.examples, hints: hintsOf(&u.Head, mapping)}
	if err := staged.Reset(); err != nil {
		return err
	}
	if r, err = with.check(ctx, s, o, staged); err != nil {
		return err
	}
	if misfits := r.misfits(); misfits != nil {
		taken, _ = u.ends(wrong, misfits)
	}
	var flags []string
	for _, assignment := range taken {
		flags = append(flags, "--map", assignment)
	}
	if u.takesCrowded(taken) {
		flags = append(flags, strings.Fields(propose.SeveralFlag)...)
	}
	decisions := r.decide(choices(u.left, taken))
	if e, is := errors.AsType[*columns.Error](wrong); is {
		decisions = append(u.orders(e), decisions...)
	}
	return &Refusal{
		Err: wrong, Rows: r.Rejections.All(), Flags: append(flags, r.Fixes()...), Proposals: u.told(wrong, taken), Decisions: decisions, Sheets: r.Sheets,
		Nameless: r.Nameless, Mapping: u.mapping, Examples: u.examples,
	}
}

// told returns the proposals that are told beside an error: those that are taken for which it has no words, and those that
// only a person can take.
func (u *understood) told(wrong error, taken []string) []propose.Proposal {
	_, ofColumns := errors.AsType[*columns.Error](wrong) // any other error names them itself
	return slices.DeleteFunc(slices.Clone(u.left), func(p propose.Proposal) bool {
		if !slices.Contains(taken, p.Map) {
			return !p.IsChoice()
		}
		return !ofColumns || p.Slip && columns.Identifies(p.Field)
	})
}

// ends returns the assignments that end what is wrong with the columns, and take what is proposed. ok is
// false if there are none for a problem. Columns of which one is a misfit all become attributes. Where no
// column tells whom a row means, one that is doubtful is better than none.
func (u *understood) ends(wrong error, misfits []string) (taken []string, ok bool) {
	isMisfit := func(header string) bool { return slices.Contains(misfits, header) }
	e, known := errors.AsType[*columns.Error](wrong)
	if known {
		for _, p := range e.Problems {
			if p.Ends == nil {
				return nil, false
			}
			ends := p.Ends
			if slices.ContainsFunc(p.Headers, isMisfit) {
				ends = asAttributes(p.Headers)
			}
			for _, pair := range ends {
				taken = append(taken, pair.String())
			}
		}
	}
	fields := map[string]bool{}
	for _, p := range u.left {
		doubtful := p.IsChoice() && (known || fields[p.Field] || p.Field == lead.Status.String() || p.Field == lead.UUID.String())
		if doubtful || isMisfit(p.Header) || slices.Contains(taken, p.Map) {
			continue
		}
		fields[p.Field] = true
		if i := slices.IndexFunc(taken, func(end string) bool { return p.Beside != nil && strings.HasSuffix(end, "="+p.Field) }); i >= 0 {
			taken[i] = strings.TrimSuffix(taken[i], "="+p.Field) + "," + columns.NewPair(p.Headers(), p.Field).String()
			continue
		}
		taken = append(taken, p.Map)
	}
	return taken, len(taken) > 0
}

// takesCrowded reports whether one of the assignments is a proposal of cells with words beside e-mails.
func (u *understood) takesCrowded(taken []string) bool {
	return slices.ContainsFunc(u.left, func(p propose.Proposal) bool { return p.Crowded && slices.Contains(taken, p.Map) })
}

// choices returns the proposals that only a person can take, without those that are taken.
func choices(all []propose.Proposal, taken []string) (left []propose.Proposal) {
	for _, p := range all {
		if p.IsChoice() && !slices.Contains(taken, p.Map) {
			left = append(left, p)
		}
	}
	return left
}

// asAttributes returns the assignments that make each column the attribute of its header.
func asAttributes(headers []string) (pairs []columns.Pair) {
	for _, header := range headers {
		pairs = append(pairs, columns.NewPair([]string{header}, lead.AttributePrefix+header))
	}
	return pairs
}

// misfits returns the columns that rows are rejected for, as they hold no values of their field but
// something else.
func (r *Result) misfits() (headers []string) {
	for _, f := range r.Rejections.All() {
		isMisfit := slices.Contains([]string{codePicture, codeNested}, f.Code) || r.tooMany && f.Code == codeStatus || f.Code == codeAgent && r.agents == 0
		if isMisfit && !slices.Contains(headers, f.Column) {
			headers = append(headers, f.Column)
		}
	}
	return headers
}

// isGiven reports whether an assignment of the user, or one that was taken, says what a column is.
func (r *Result) isGiven(header string) bool {
	return slices.ContainsFunc(r.Mapping.Columns(), func(c columns.Column) bool { return c.Header == header && c.How == columns.Assigned })
}

// flaws returns what is wrong with single cells and with the shape of rows: the problems that stay when
// the header is clear.
func (r *Result) flaws() []row.Finding {
	return slices.DeleteFunc(r.Rejections.All(), func(f row.Finding) bool { return f.Column == "" && f.Code != source.CodeUnreadable })
}

// Fixes returns the flags that take all proposals, give every status of another system a meaning, and end
// what else flags can end, all at once. A status that is no known word is left out. The country of phones is
// never among them: a person must say it.
func (r *Result) Fixes() (flags []string) {
	if r.all.flags != nil {
		return r.all.flags
	}
	for _, p := range r.Proposals {
		if !p.IsChoice() {
			flags = append(flags, "--map", p.Map)
		}
	}
	flags = append(flags, r.Ahead().ends()...)
	flags = append(flags, propose.Also(slices.ContainsFunc(r.Proposals, takes(propose.SeveralFlag)), slices.ContainsFunc(r.Proposals, takes(propose.BrokenFlag)))...)
	for _, p := range r.Proposals {
		if !p.IsChoice() {
			flags = append(flags, statusFlags(p.Statuses)...)
		}
	}
	return flags
}

// ends returns the flags that end what flags can end, without proposals.
func (r *Result) ends() (flags []string) {
	found := append(r.Rejections.All(), r.Warnings...)
	assign := func(header, field string) {
		flags = append(flags, "--map", columns.NewPair([]string{header}, field).String())
	}
	for _, pair := range asAttributes(slices.DeleteFunc(r.misfits(), r.isGiven)) { // a column cannot be assigned twice
		flags = append(flags, "--map", pair.String())
	}
	for _, f := range found {
		if f.Code == codeUUID && f.Count == r.Total() && !r.isGiven(f.Column) {
			assign(f.Column, "")
		}
	}
	if r.hints.Country != "" && r.harmed == 0 && slices.ContainsFunc(found, r.namesCountry) {
		assign(r.hints.Country, lead.DialCode.String())
	}
	if r.None != "" {
		flags = append(flags, "--null", r.None)
	}
	return append(flags, statusFlags(r.Foreign)...)
}

// statusFlags give each status of another system a meaning.
func statusFlags(texts []string) (flags []string) {
	for _, text := range texts {
		flags = append(flags, "--map-status", text+"="+cmp.Or(columns.NearestStatus(text), "-"))
	}
	return flags
}
