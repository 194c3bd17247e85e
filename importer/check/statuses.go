package check

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/propose"
)

// noteProposed notes a status of a column that is proposed: each has a meaning there, also of those below
// the first rows.
func (o *one) noteProposed() {
	if text := o.perhaps; text != "" && columns.OwnStatus(text) == "" && !columns.IsNoStatus(text) && len(o.proposed.Statuses) < maxStatuses && !slices.Contains(o.proposed.Statuses, text) {
		o.proposed.Statuses = append(o.proposed.Statuses, strings.Clone(text))
	}
}

// takeStatuses asks what statuses of another system mean, where a guess can be made. It reports whether
// the rules know more of them than before.
func (o *Options) takeStatuses(ctx context.Context, foreign []string) (more bool, err error) {
	known, asked := columns.StatusMap{}, map[string]bool{}
	maps.Copy(known, o.StatusMap)
	for _, text := range foreign {
		p := propose.StatusProposal{Foreign: text, Status: columns.NearestStatus(text)}
		if p.Status == "" || asked[columns.FoldStatus(text)] {
			continue
		}
		asked[columns.FoldStatus(text)] = true
		taken, err := o.Take(ctx, &p)
		if err == nil && taken {
			err = known.Add(text, p.Status)
		}
		if err != nil {
			return false, err
		}
		more = more || taken
	}
	o.StatusMap = known
	return more, nil
}
