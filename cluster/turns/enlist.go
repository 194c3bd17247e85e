package turns

import (
	"context"
	"errors"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// Enlist gives a job to the lane of each profile of this worker's config file. A profile that has no lane
// does not keep the others from theirs.
func (w *Worker) Enlist(ctx context.Context, j lane.Job) error {
	file, err := profile.Load(w.Bots.Config)
	if err != nil {
		return explained(err)
	}
	var refused error
	for i := range file.Profiles {
		p := &file.Profiles[i]
		id, err := lane.ID(p)
		if err != nil {
			refused = errors.Join(refused, err)
			continue
		}
		j.Profile = p.Name
		if err := w.Give(ctx, id, j); err != nil {
			return explained(err)
		}
	}
	if len(file.Profiles) == 0 {
		refused = problem.Usage(file.Path+" has no profile", "make one with: leadferry init")
	}
	return explained(refused)
}
