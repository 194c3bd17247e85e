package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// StatusProposal is what a status of another system seems to mean.
type StatusProposal struct{ Foreign, Status string }

// Question asks about the proposal.
func (p *StatusProposal) Question() string {
	return fmt.Sprintf("Convertalk has no status %s. Import it as %s?", shortHeader(p.Foreign), p.Status)
}

// Flags are those that take the proposal.
func (p *StatusProposal) Flags() []string {
	return []string{"--map-status", p.Foreign + "=" + p.Status}
}

// foreignStatuses returns the statuses of another system among cells, each once.
func foreignStatuses(cells []string) (all []string) {
	for _, cell := range cells {
		if columns.OwnStatus(cell) == "" && !slices.Contains(all, cell) {
			all = append(all, cell)
		}
	}
	return all
}

// proposedStatus returns the proposal of a column of statuses that the one command takes, nil for none.
func proposedStatus(all []Proposal) *Proposal {
	i := slices.IndexFunc(all, func(p Proposal) bool { return p.Field == lead.Status.String() && !p.isChoice() })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// noteProposed notes a status of a column that is proposed: the one command has a meaning for each, also for those below
// the first rows.
func (o *one) noteProposed() {
	if text := o.perhaps; text != "" && columns.OwnStatus(text) == "" && !columns.IsNoStatus(text) && len(o.proposed.statuses) < maxStatuses && !slices.Contains(o.proposed.statuses, text) {
		o.proposed.statuses = append(o.proposed.statuses, strings.Clone(text))
	}
}

// takeStatuses asks what statuses of another system mean, where a guess can be made. It reports whether
// the rules know more of them than before.
func (o *Options) takeStatuses(ctx context.Context, foreign []string) (more bool, err error) {
	known, asked := columns.StatusMap{}, map[string]bool{}
	maps.Copy(known, o.StatusMap)
	for _, text := range foreign {
		p := StatusProposal{text, columns.NearestStatus(text)}
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
