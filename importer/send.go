package importer

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// TooManyError says that more rows were bad than allowed.
type TooManyError struct{ Rejected, Failed int }

func (e *TooManyError) Error() string {
	return fmt.Sprintf("too many rows are bad: %d rejected, %d failed", e.Rejected, e.Failed)
}

// ExitCode is that of a run that a guard stopped.
func (*TooManyError) ExitCode() int { return problem.ExitGuard }

// Open notes in the log which rows are not sent and why, and which uuid every other one without its own has been given. Only then may
// anything be sent.
func (b *Batch) Open(ctx context.Context, log *Log) error {
	n := 0
	log.expect(b.last)
	for it, err := range b.stage.items() {
		if err != nil {
			return err
		}
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if log.latestOf(it.number) != NotAttempted {
			continue
		}
		r := record{Row: it.number, UUID: clip(it.row.Base[lead.UUID], maxKey)}
		outcome, problems := b.verdict(it)
		switch {
		case outcome == Unchanged && log.opened && !it.isBlank():
			continue // it was to be sent, and may have been: then the live lead is so because of that
		case outcome != NotAttempted:
			r.Outcome, r.Code = outcome.String(), problems[0].Code
			r.Message, r.Fix = sentence(problems)
			if later := b.groups.later(it); later > 0 && outcome == Rejected {
				r.Fix += fmt.Sprintf("; but row %d means the same lead and comes later: sent after it, this one would replace what is newer", later)
			}
		case it.origin == ownUUID || log.opened:
			continue
		}
		if err := log.note(&r); err != nil {
			return err
		}
	}
	if err := log.note(&record{Code: codeOpened}); err != nil {
		return err
	}
	return log.journal.Sync()
}

// sentence puts all problems of a row into one text each, what is wrong and how to mend it.
func sentence(problems []Problem) (what, fix string) {
	const most = 50 // problems: more are no help, and a record has an end
	for i := range problems[:min(len(problems), most)] {
		if i > 0 {
			what += "; "
		}
		what += problems[i].String()
		if f := problems[i].Fix; f != "" {
			if fix != "" {
				fix += "; "
			}
			fix += f
		}
	}
	if len(problems) > most {
		what += fmt.Sprintf("; and %d more problems", len(problems)-most)
	}
	return clip(what, maxText), clip(fix, maxText)
}

// Send sends every row that is ready, or the first most of them if that is over 0, and notes in the log what becomes of each. Rows that
// failed in passing get one more try at the end. It ends when all is done, with the context's cause, or with the first error that concerns
// more than a row: the token is refused, the server tells to wait too long, the journal cannot be written, too many rows are bad
// (*TooManyError).
func (b *Batch) Send(ctx context.Context, u Upserter, l Listing, log *Log, most int) error {
	s := &sender{batch: b, upserter: u, listing: l, log: log, most: most, lost: map[uuid.UUID]record{}}
	if err := s.run(ctx); err != nil {
		return err
	}
	if s.again = s.failedInPassing(); len(s.again) == 0 {
		return nil
	}
	return s.run(ctx)
}

// run hands out rows until there are no more.
func (s *sender) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	p := newPool(ctx, group, s.batch.opts.Workers, s.send)
	group.Go(guarded("sending", func() error {
		defer p.close()
		return s.dispatch(ctx, p)
	}))
	return group.Wait()
}

// failedInPassing returns the rows that another try may mend, and the attempts made so far. Of one lead it is the last that failed, and
// only if no later one was sent since.
func (s *sender) failedInPassing() map[int]int {
	again := map[int]int{}
	for _, r := range s.lost {
		if r.Code == codeUnavailable {
			again[r.Row] = r.Attempts
		}
	}
	return again
}

// guarded makes a panic an error, so that the run ends like any other that failed and its report is written.
func guarded(what string, f func() error) func() error {
	return func() (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic while %s: %v\n%s", what, r, debug.Stack())
			}
		}()
		return f()
	}
}

// sender sends the rows of a batch.
type sender struct {
	batch    *Batch
	upserter Upserter
	listing  Listing
	log      *Log
	most     int         // rows to send, 0 = all
	again    map[int]int // in the second round: rows that failed in the first, and their attempts

	mu   sync.Mutex
	lost map[uuid.UUID]record // rows that failed, by their lead
}

// dispatch hands the rows out. The first row whose uuid is new to the bot goes alone, and until it has been read back no other such row
// is sent.
func (s *sender) dispatch(ctx context.Context, p *pool) error {
	count := 0
	for it, err := range s.batch.stage.items() {
		if err != nil {
			return err
		}
		due, err := s.isDue(it)
		if err != nil {
			return err
		}
		if !due {
			continue
		}
		if count++; s.again == nil && s.most > 0 && count > s.most {
			return nil
		}
		t := &task{key: keyOf(it.row.Base[lead.UUID]), number: it.number, lead: leadOf(it), stored: Upserted}
		t.before = s.again[it.number]
		if s.batch.planned {
			t.stored = it.plan
		}
		if s.batch.unknown(it) {
			switch s.trusted() {
			case swallowed:
				if err := s.refuse(t); err != nil {
					return err
				}
				continue
			case untested:
				t.probe, t.done = true, make(chan struct{})
			}
		}
		if err := p.put(ctx, t); err != nil {
			return err
		}
		if t.done == nil {
			continue
		}
		select {
		case <-t.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// isDue tells whether a row is to be sent now.
func (s *sender) isDue(it *item) (bool, error) {
	switch outcome := s.log.latestOf(it.number); {
	case s.again != nil:
		_, failed := s.again[it.number]
		return failed, nil
	case outcome == Failed:
		return false, s.remember(it)
	default:
		return outcome == NotAttempted, nil
	}
}

// send sends one row.
func (s *sender) send(ctx context.Context, t *task) error {
	answer, err := s.upserter.Upsert(ctx, t.lead)
	if err == nil && t.probe {
		return s.readBack(ctx, t, answer)
	}
	if err == nil {
		s.sent(t)
		return s.note(t, success(t, answer))
	}
	if answer.Attempts > 0 {
		s.sent(t)
		if err := s.fail(t, failure(answer, err)); err != nil {
			return err
		}
	}
	if isFatal(err) {
		return err
	}
	return s.limit()
}

// sent marks an earlier row of the same lead that failed: it must not be sent any more.
func (s *sender) sent(t *task) {
	s.mu.Lock()
	earlier, ok := s.lost[t.key]
	delete(s.lost, t.key)
	s.mu.Unlock()
	if !ok || earlier.Row == t.number {
		return
	}
	earlier.Code = codeSuperseded
	earlier.Message = fmt.Sprintf("row %d of the same lead was sent after this one had failed (%s)", t.number, earlier.Message)
	earlier.Fix = "do not send it again, or it would replace what is newer"
	s.log.note(&earlier) //nolint:errcheck // a journal that fails says so again at the next record, which follows at once
}

// fail notes a failed row.
func (s *sender) fail(t *task, r record) error {
	r.Row, r.UUID = t.number, t.lead.UUID
	r.Attempts += t.before
	t.before = 0
	s.mu.Lock()
	s.lost[t.key] = r
	s.mu.Unlock()
	if err := s.note(t, r); err != nil {
		return err
	}
	return nil
}

// limit tells whether too many rows are bad. What was bad before this run does not count again.
func (s *sender) limit() error {
	tally, base, most := s.log.Tally(), s.log.base, s.batch.opts.MaxErrors
	failed := tally[Failed] - base[Failed]
	bad, sent := failed+tally[Rejected]-base[Rejected], failed+tally.Stored()-base.Stored()
	if most.exceeded(bad, s.batch.survey.Rows) || most.passed(failed, sent) {
		return &TooManyError{tally[Rejected], tally[Failed]}
	}
	return nil
}

// remember takes in a row that failed for good in an earlier run.
func (s *sender) remember(it *item) error {
	r, err := s.log.outcomeOf(it)
	if err != nil || r.Code == codeSuperseded {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost[keyOf(it.row.Base[lead.UUID])] = r
	return nil
}

// note notes what became of a row and tells how far the run is.
func (s *sender) note(t *task, r record) error {
	r.Row, r.UUID = t.number, t.lead.UUID
	r.Attempts += t.before
	if err := s.log.note(&r); err != nil {
		return err
	}
	if s.batch.opts.Progress == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	tally := s.log.Tally()
	told := s.batch.told
	told.Rejected, told.Failed = tally[Rejected], tally[Failed]
	told.Done = tally.done()
	s.batch.opts.Progress(told)
	return nil
}
