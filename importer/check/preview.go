package check

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
)

// preview checks the rows once more, as if what the one command proposes were taken: so all that this brings is told in
// the same round. A column with which fewer rows could be sent becomes a matter for a person.
func (u *understood) preview(ctx context.Context, s *Source, o *Options, staged *row.File, r *Result) error {
	rules := *o
	rules.Offline, rules.StatusMap, rules.Progress = true, maps.Clone(o.StatusMap), nil
	if rules.StatusMap == nil {
		rules.StatusMap = columns.StatusMap{}
	}
	for {
		taken, headers := u.assignments, map[string]bool{}
		for _, p := range r.Proposals {
			if p.IsChoice() {
				continue
			}
			taken = append(slices.Clip(taken), p.Map)
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
		if rules.Several = o.Several; u.takesCrowded(taken) {
			rules.Several = TakeFirst
		}
		next, err := with.check(ctx, s, &rules, staged)
		if err != nil {
			return err
		}
		if !r.doubtHarmful(next, headers) {
			r.Preview, r.previewed = next, headers
			return nil
		}
	}
}

// doubtHarmful makes proposals choices for whose columns rows could not be sent, if they are more than without them. It
// reports whether there are such.
func (r *Result) doubtHarmful(next *Result, headers map[string]bool) (harmful bool) {
	ready := next.Ready()
	bad := map[string]row.Finding{}
	for _, f := range next.Rejections.All() {
		switch {
		case next.None != "" && slices.ContainsFunc(f.Samples, columns.MeansNone), // which --null ends
			f.Code == codeNobody && strings.HasSuffix(f.Text, noCountry): // which a person's answer ends
			ready += f.Count
		case headers[f.Column]:
			bad[f.Column] = f
		}
	}
	if ready >= r.Ready() {
		return false
	}
	for i := range r.Proposals {
		p := &r.Proposals[i]
		for _, header := range p.Headers() {
			if f, is := bad[header]; is && !p.IsChoice() {
				p.Doubt, p.Fills, harmful = "has cells for which rows could not be sent that can be without it", false, true
				r.Harms = append(r.Harms, f)
			}
		}
	}
	return harmful
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
