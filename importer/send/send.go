// Package send sends the rows of a batch: several at once, those of one lead in the order of the file;
// and reads back what the platform made of them.
package send

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// Upserter writes a lead; *convertalk.Client is one. Several goroutines call it at once.
type Upserter interface {
	Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error)
}

// Sender sends the rows of a batch and notes in a log what becomes of each. Its methods are called one
// at a time.
type Sender struct {
	Batch     *row.Batch
	Upserter  Upserter
	Listing   live.Listing
	Before    *live.Leads  // that the rows were planned for; may be nil
	Log       *results.Log // on which Open was called
	Workers   int
	MaxErrors Limit
	Partly    bool            // a row whose empty fields the server refuses is sent without them
	Sure      bool            // the log is synced before each row: if the machine dies, at most Workers rows are sent again
	Progress  func(row.Tally) // called from any goroutine, one call at a time; may be nil

	mu    sync.Mutex
	trust atomic.Uint32 // one of the constants below
}

// Send sends every row that is ready and has no outcome yet, or the first most of them if most is over
// 0. Rows that failed for a while get one more try at the end. It ends when all is done, with the
// context's cause, or with the first error that concerns more than a row: the token is refused, the
// server asks to wait too long, the journal cannot be written, too many rows are bad (CodeTooMany).
func (s *Sender) Send(ctx context.Context, most int) error {
	r := &round{Sender: s, most: most, failed: map[uuid.UUID]results.Record{}}
	if err := r.run(ctx); err != nil {
		return err
	}
	if r.again = r.unavailable(); len(r.again) == 0 {
		return nil
	}
	return r.run(ctx)
}

// round hands the rows out once; a second round hands out those that failed for a while.
type round struct {
	*Sender
	most   int         // rows to send, 0 = all
	again  map[int]int // in the second round: the rows that failed in the first, and their attempts
	failed map[uuid.UUID]results.Record

	probe   *task              // the row that shows whether the server takes unknown uuids; nil if none is under way
	waiting []*task            // rows until then, in order
	behind  map[uuid.UUID]bool // their leads
}

func (r *round) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	p := newPool(ctx, group, r.Workers, r.send)
	group.Go(problem.Caught("sending", func() error {
		defer close(p.ready)
		return r.dispatch(ctx, p)
	}))
	return group.Wait()
}

// unavailable returns the rows that another try may store, and the attempts made so far. Of one lead
// it is the last row that failed, and only if no later one was sent since.
func (r *round) unavailable() map[int]int {
	again := map[int]int{}
	for _, rec := range r.failed {
		if rec.Code == results.CodeUnavailable {
			again[rec.Row] = rec.Attempts
		}
	}
	return again
}

// dispatch hands the rows out. Until the first row that makes a lead has been read back no other such
// row is sent, and none of a lead that has such a row.
func (r *round) dispatch(ctx context.Context, p *pool) error {
	count := 0
	for next, err := range r.Batch.Rows.All(ctx) {
		if err != nil {
			return err
		}
		due, err := r.isDue(next)
		if err != nil {
			return err
		}
		if !due {
			continue
		}
		if count++; r.again == nil && r.most > 0 && count > r.most {
			break
		}
		reach, err := r.Log.Reach(next.Number, false)
		if err != nil {
			return err
		}
		t := &task{
			key: next.Key(), number: next.Number, place: next.Place(), lead: next.Lead(), stored: next.Outcome,
			before: r.again[next.Number], unsure: reach == results.MaybeSent, makes: next.New,
		}
		if err := r.hand(ctx, p, t); err != nil {
			return err
		}
	}
	for r.probe != nil {
		if err := r.awaitProbe(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// isDue reports whether a row is to be sent now.
func (r *round) isDue(next *row.Row) (bool, error) {
	if r.again != nil {
		_, failed := r.again[next.Number]
		return failed, nil
	}
	outcome := r.Log.Latest(next.Number)
	if outcome == row.Failed {
		return false, r.remember(next)
	}
	return outcome == row.NotAttempted, nil
}

// hand gives a row to the pool, now or when the probe has shown what becomes of such rows.
func (r *round) hand(ctx context.Context, p *pool, t *task) error {
	if r.probe != nil && isClosed(r.probe.done) {
		if err := r.awaitProbe(ctx, p); err != nil {
			return err
		}
	}
	if r.probe != nil && (t.makes || r.behind[t.key]) {
		r.waiting = append(r.waiting, t)
		r.behind[t.key] = true
		if len(r.waiting) < maxWaiting {
			return nil
		}
		return r.awaitProbe(ctx, p)
	}
	if t.makes {
		switch r.trust.Load() {
		case swallowed:
			return r.refuse(t)
		case untested:
			t.done = make(chan struct{})
			r.probe, r.behind = t, map[uuid.UUID]bool{}
		}
	}
	return p.put(ctx, t)
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// awaitProbe waits for the probe, and hands out the rows that did. If it failed, one of them is the
// next probe.
func (r *round) awaitProbe(ctx context.Context, p *pool) error {
	select {
	case <-r.probe.done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	waiting := r.waiting
	r.probe, r.waiting = nil, nil
	for _, t := range waiting {
		if err := r.hand(ctx, p, t); err != nil {
			return err
		}
	}
	return nil
}

// send sends one row.
func (r *round) send(ctx context.Context, t *task) error {
	if err := r.Log.Announce(t.number); err != nil {
		return err
	}
	if r.Sure {
		if err := r.Log.Sync(); err != nil {
			return err
		}
	}
	answer, err := r.Upserter.Upsert(ctx, t.lead)
	if r.mayLeaveOut(t, err) {
		answer, err = r.sendRest(ctx, t, answer, err)
	}
	if err == nil && t.done != nil {
		return r.readBack(ctx, t, answer)
	}
	if err == nil {
		r.supersede(t)
		return r.note(t, success(t, answer))
	}
	if answer.Attempts > 0 {
		r.supersede(t)
		if err := r.fail(t, failure(t, answer, err)); err != nil {
			return err
		}
	} else if err := r.Log.Withdraw(t.number); err != nil {
		return err
	}
	if isFatal(err) {
		return err
	}
	return r.limit()
}

// limit ends the run if too many rows are bad. What was bad before this run does not count again.
func (r *round) limit() error {
	tally, base := r.Log.Tally(), r.Log.Base()
	failed := tally[row.Failed] - base[row.Failed]
	bad, sent := failed+tally[row.Rejected]-base[row.Rejected], failed+tally.Stored()-base.Stored()
	if r.MaxErrors.Exceeded(bad, r.Batch.Total()) || !r.MaxErrors.Off && r.MaxErrors.passed(failed, sent) {
		return tooMany(tally)
	}
	return nil
}
