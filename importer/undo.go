package importer

import (
	"errors"
	"io"
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/lead"
)

// codeCreated marks a lead that a run made: the API deletes none.
const codeCreated = "created-lead"

// Undo makes the batch that takes back what a planned run wrote: for every lead that it may have changed, the values from before. plan
// opens the file of its plan, log is its journal. unfinished says that the run was killed, so that rows of which the journal tells nothing
// may have been sent too. temp is a file of the batch's own. Confirm comes next.
func Undo(plan func() (io.ReadCloser, error), log *Log, unfinished bool, o Options, temp Stage) (*Batch, PlanHeader, error) {
	u := undoer{log: log, unfinished: unfinished, left: map[uuid.UUID]int{}, folded: map[uuid.UUID]*item{}, batch: newPlanned(o, temp)}
	u.batch.undoing = true
	var outlook outlookCounter
	if _, err := u.each(plan, func(it *item) error {
		u.left[keyOf(it.row.Base[lead.UUID])]++
		return nil
	}); err != nil {
		return nil, PlanHeader{}, err
	}
	header, err := u.each(plan, func(it *item) error {
		if it = u.fold(it); it == nil {
			return nil
		}
		outlook.add(it)
		u.batch.groups.add(it)
		u.batch.survey.Rows++
		u.batch.last = it.number
		return u.batch.stage.add(it)
	})
	u.batch.outlook = outlook.result()
	return u.batch, header, err
}

type undoer struct {
	batch      *Batch
	log        *Log
	unfinished bool
	left       map[uuid.UUID]int   // rows of each lead that are still to come
	folded     map[uuid.UUID]*item // what the rows of a lead changed so far
}

// each passes on every row of a plan that may have been sent.
func (u *undoer) each(plan func() (io.ReadCloser, error), do func(*item) error) (h PlanHeader, err error) {
	file, err := plan()
	if err != nil {
		return PlanHeader{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	p, err := openPlan(file)
	if err != nil {
		return PlanHeader{}, err
	}
	for {
		it, err := p.next()
		if errors.Is(err, io.EOF) {
			return p.header, nil
		}
		if err != nil {
			return PlanHeader{}, err
		}
		sent, err := u.maySent(it)
		if err != nil {
			return PlanHeader{}, err
		}
		if sent {
			if err := do(it); err != nil {
				return PlanHeader{}, err
			}
		}
	}
}

// maySent tells whether a row may have reached the server.
func (u *undoer) maySent(it *item) (bool, error) {
	if it.plan != Created && it.plan != Updated {
		return false, nil
	}
	r, ok, err := u.log.outcome(it.number)
	if err != nil || !ok {
		return u.unfinished, err
	}
	return r.Attempts > 0 && r.Code != codeRefused, nil
}

// fold adds a row to those of its lead, and returns them as one when they are all, nil before: from what they made last back to what was at first.
func (u *undoer) fold(it *item) *item {
	key := keyOf(it.row.Base[lead.UUID])
	whole := u.folded[key]
	if whole == nil {
		whole = &item{origin: ownUUID, known: true, plan: it.plan}
		whole.row.Base[lead.UUID] = it.row.Base[lead.UUID]
	}
	whole.number, whole.line = it.number, it.line
	for _, c := range it.changes {
		i := slices.IndexFunc(whole.changes, func(x Change) bool { return x.Field == c.Field })
		if i < 0 {
			whole.changes = append(whole.changes, Change{Field: c.Field, Old: c.New, New: c.Old})
		} else {
			x := &whole.changes[i]
			x.Also = append(x.Also, x.Old)
			x.Old = c.New
		}
	}
	if u.left[key]--; u.left[key] > 0 {
		u.folded[key] = whole
		return nil
	}
	delete(u.folded, key)
	whole.changes = slices.DeleteFunc(whole.changes, func(c Change) bool { return c.Old == c.New && len(c.Also) == 0 })
	switch {
	case whole.plan == Created:
		whole.plan, whole.changes = Skipped, nil
		whole.problems = []Problem{{Code: codeCreated, Text: "the run made this lead, and the API deletes none", Fix: "delete it on the platform"}}
	case len(whole.changes) == 0:
		whole.plan = Unchanged
	}
	return whole
}
