package check

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
)

// preview checks the rows once more, as if what the one command proposes were taken: so all that this brings is told in
// the same round. A column with which fewer rows could be sent becomes a matter for a person.
func (u *understood) preview(ctx context.Context, s *source.Source, o *Options, staged *row.File, r *Result) error {
	rules := *o
	rules.Offline, rules.StatusMap, rules.Progress = true, maps.Clone(o.StatusMap), nil
	if rules.StatusMap == nil {
		rules.StatusMap = columns.StatusMap{}
	}
	for {
		taken, headers := u.assignments, map[string]bool{}
		rules.Several, rules.Broken = o.Several, o.Broken
		for _, p := range r.Proposals {
			if p.IsChoice() {
				continue
			}
			taken = append(slices.Clip(taken), p.Map)
			if p.Crowded {
				rules.Several = TakeFirst
			}
			if p.Broken {
				rules.Broken = DropBroken
			}
			for _, header := range p.Headers() {
				headers[header] = true
			}
			for _, text := range p.Statuses {
				if err := rules.StatusMap.Add(text, cmp.Or(columns.NearestStatus(text), "-")); err != nil {
					return err
				}
			}
		}
		mapping, clash := columns.Map(u.Names, taken)
		if len(headers) == 0 || clash != nil { // which is told when it is taken
			return nil //nolint:nilerr // it is no fault of this run
		}
		with := understood{Head: u.Head, mapping: mapping, examples: u.examples, hints: hintsOf(&u.Head, mapping)}
		with.hints.Example = r.hints.Example // one check shows one
		next, err := with.check(ctx, s, &rules, staged)
		if err != nil {
			return err
		}
		if !r.doubtHarmful(next, headers) {
			r.Preview, r.previewed = next, headers
			next.Rows, next.Leads, next.people = nil, nil, nil // only what it says is wanted; of a million rows they are large
			return nil
		}
	}
}

// doubtHarmful finds proposals for whose columns rows could not be sent, if they are more than without them, and reports
// whether there are such. They take a flag for such cells if there is one, and else become a person's choice.
func (r *Result) doubtHarmful(next *Result, headers map[string]bool) (harmful bool) {
	if next.attainable() >= r.attainable() {
		return false
	}
	bad := map[string]row.Finding{}
	for _, f := range next.Rejections.All() {
		if headers[f.Column] && !next.endsByAnswer(&f) {
			bad[f.Column] = f
		}
	}
	for i := range r.Proposals {
		p := &r.Proposals[i]
		for _, header := range p.Headers() {
			f, is := bad[header]
			switch {
			case !is || p.IsChoice():
				continue
			case !p.Crowded && strings.Contains(f.Fix, propose.SeveralFlag):
				p.Crowded = true
			case !p.Broken && strings.Contains(f.Fix, propose.BrokenFlag):
				p.Broken = true
			default:
				p.Doubt, p.Fills = "has cells for which rows could not be sent that can be without it", false
				r.Harms = append(r.Harms, f)
			}
			harmful = true
		}
	}
	return harmful
}

// attainable counts the rows that are ready, or will be when a person has answered what is asked.
func (r *Result) attainable() int {
	rows := r.Ready()
	for _, f := range r.Rejections.All() {
		if r.endsByAnswer(&f) {
			rows += f.Count
		}
	}
	return rows
}

// endsByAnswer reports whether --null or the country of the phones ends a cause.
func (r *Result) endsByAnswer(f *row.Finding) bool {
	return r.None != "" && slices.ContainsFunc(f.Samples, columns.MeansNone) || f.Code == codeNobody && strings.HasSuffix(f.Text, noCountry)
}

// Ahead is the check with what is proposed, as far as that is known, else the check itself.
func (r *Result) Ahead() *Result { return cmp.Or(r.Preview, r) }

// Brings returns what is told of the columns that are proposed, if they are taken: notes, and causes for which rows could
// not be sent.
func (r *Result) Brings() (notes, refused []row.Finding) {
	if r.Preview == nil {
		return nil, nil
	}
	isOther := func(f row.Finding) bool { return !r.previewed[f.Column] }
	return slices.DeleteFunc(slices.Clone(r.Preview.Warnings), isOther), slices.DeleteFunc(r.Preview.Rejections.All(), isOther)
}
