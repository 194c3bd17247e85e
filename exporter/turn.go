package exporter

import (
	"context"
	"errors"
	"io"
	"time"
)

// Cursor says how much of a spool counts: what an export that goes on with it must know, and all it must know. It may go on in another
// process or on another machine, to which the spool was brought. 0 is an export that has not begun.
type Cursor int64

// Rest is the cursor of a spool of which nobody noted how much counts, because the process was killed: as much as is whole. A torn end is
// cut, anything else that is broken is a *DamagedError. A spool with nothing in it begins an export.
const Rest Cursor = -1

// Budget ends a turn. The zero Budget never does. What is being asked for when it is spent is still waited for and counts, and at least one
// answer is got in each turn. The file is written at once when all is read, whatever is left of the budget then.
type Budget struct {
	Pages int           // requests, without repetitions
	Time  time.Duration // since the turn began
}

// Turn does a part of what Run does: it goes on from where file holds what earlier turns did, until the export is done, which is when next is
// 0 and the Summary is of all of it, or until the budget is spent. Then out is not touched yet, and a later Turn goes on from next; it costs
// one more reading of the spool. file is needed, and a Fast export has no turns. What the answers are to be (Differences names it) must be
// the same in each turn; what else stands in the Options may change. After an error, too, the export can go on from next, unless that is 0.
func Turn(ctx context.Context, l Lister, out io.Writer, file io.ReadWriteSeeker, o Options, from Cursor, b Budget) (sum Summary, next Cursor, err error) {
	switch {
	case o.Workers < 1 || len(o.Types) == 0 || o.Passes > MaxPasses:
		return sum, 0, errors.New("exporter: no workers or no types, or too many passes")
	case o.Fast && (from != 0 || b != Budget{}):
		return sum, 0, errors.New("exporter: a fast export has no turns")
	}
	r := &run{opts: o, lister: l, turn: turn{budget: b, began: time.Now()}}
	if r.output, err = newOutput(&r.opts, out, file, from); err != nil {
		return r.sum, 0, err
	}
	if err := r.all(ctx); err != nil {
		next, kept := r.cursor(from, err)
		if errors.Is(err, errTurnOver) {
			err = kept
		}
		return Summary{}, next, err
	}
	r.sum.Elapsed = time.Since(r.turn.began)
	return r.sum, 0, nil
}

// cursor is from where the export can go on after that error.
func (r *run) cursor(from Cursor, err error) (Cursor, error) {
	s := r.output.spool
	_, damaged := errors.AsType[*DamagedError](err)
	switch {
	case s == nil, r.opts.Fast, damaged, errors.Is(err, errOdd):
		return 0, nil
	case s.old != nil: // and was not gone through to its end
		return from, nil
	case r.turn.got+r.sum.Recalled == 0:
		return 0, nil
	}
	if err := s.flush(); err != nil {
		return 0, err
	}
	return Cursor(s.written), nil
}

// turn is a turn under way.
type turn struct {
	budget Budget
	began  time.Time
	asked  int
	got    int // answers that went into the spool
}

var errTurnOver = errors.New("the turn is over") // which is no error

// over tells whether nothing more is to be asked for, when so much is being asked for now.
func (t *turn) over(asking int) bool {
	spent := t.budget.Pages > 0 && t.asked >= t.budget.Pages || t.budget.Time > 0 && time.Since(t.began) >= t.budget.Time
	return spent && (t.got > 0 || asking > 0)
}

// room is how many of so many requests may be made at once. It is at least one: over has been asked before.
func (t *turn) room(wanted int) int {
	if t.budget.Pages == 0 {
		return wanted
	}
	return max(1, min(wanted, t.budget.Pages-t.asked))
}
