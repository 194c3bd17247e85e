package propose

import (
	"fmt"
	"slices"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// StatusProposal is what a status of another system seems to mean.
type StatusProposal struct{ Foreign, Status string }

// Question asks about the proposal.
func (p *StatusProposal) Question() string {
	return fmt.Sprintf("Convertalk has no status %s. Import it as %s?", columns.Quoted(p.Foreign), p.Status)
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

// Status returns the proposal of a column of statuses that the one command takes, else the first that is left to a person;
// nil for none.
func Status(all []Proposal) (found *Proposal) {
	for i := range all {
		if p := &all[i]; p.Field == lead.Status.String() && (found == nil || found.IsChoice() && !p.IsChoice()) {
			found = p
		}
	}
	return found
}
