package send

import (
	"context"
	"slices"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
)

// mayLeaveOut reports whether the server may have refused a row because it would empty fields, and the
// row has others.
func (r *round) mayLeaveOut(t *task, err error) bool {
	if !r.Partly || len(t.lead.Clear) == 0 || !convertalk.IsKind(err, convertalk.Refused) {
		return false
	}
	cells := t.lead.Row()
	cells.Base[lead.UUID] = ""
	return len(cells.Dynamic) > 0 || slices.ContainsFunc(cells.Base[:], func(text string) bool { return text != "" })
}

// sendRest sends a refused row without the fields that it would empty. If the server refuses that as
// well, the first refusal stands.
func (r *round) sendRest(ctx context.Context, t *task, first convertalk.Answer, refused error) (convertalk.Answer, error) {
	rest := t.lead
	rest.Clear = nil
	answer, err := r.Upserter.Upsert(ctx, rest)
	answer.Attempts += first.Attempts
	switch {
	case err == nil:
		t.kept = t.lead.Clear
	case convertalk.IsKind(err, convertalk.Refused):
		err = refused
	}
	return answer, err
}
