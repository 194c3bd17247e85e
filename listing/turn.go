package listing

import (
	"context"
	"errors"
	"time"
)

// Budget ends a turn. The zero Budget never does. When it is spent, requests in flight, and all pages
// that a search asks for at once, are waited for and count. Each turn gets at least one answer.
type Budget struct {
	Pages int           // requests, without repetitions
	Time  time.Duration // since the turn began
}

// Reading is what a turn came to.
type Reading struct {
	Result
	Done bool // everything is read; else the budget is spent, and the Result is empty

	superseded []bool
}

// Latest reports whether the row of that number, of all that the Keeper kept, counted from 0, is the
// latest of its lead. It is for a reading that is done.
func (r *Reading) Latest(row int) bool { return !r.superseded[row] }

var errTurnOver = errors.New("the turn is over") // which is no error

// over reports whether to ask for nothing more, with that many requests in flight.
func (s *session) over(inFlight int) bool {
	spent := s.budget.Pages > 0 && s.asked >= s.budget.Pages || s.budget.Time > 0 && time.Since(s.began) >= s.budget.Time
	return spent && (s.kept > 0 || inFlight > 0)
}

// keep keeps an answer. page is what it brings, nil if that is nothing.
func (s *session) keep(a *answer, page *Page) error {
	s.note = a.append(s.note[:0])
	if err := s.keeper.Keep(s.note, page); err != nil {
		return err
	}
	if a.kind != toRound {
		s.kept++
	}
	return nil
}

// recall returns the next answer that an earlier turn got; nil if there is none.
func (s *session) recall(ctx context.Context) (*answer, error) {
	note, rows, err := s.keeper.Recall(ctx)
	if note == nil || err != nil {
		return nil, err
	}
	a, err := parseAnswer(note, rows)
	if err == nil {
		s.clock.recall(a, s.kind)
	}
	if err == nil && (a.kind == toZero || a.kind == toSearch || a.kind == toSweep) {
		s.recalled++
	}
	return a, err
}

// recallPage recalls the answer about one page.
func (s *session) recallPage(ctx context.Context, kind kind, number int) (*answer, error) {
	a, err := s.recall(ctx)
	if a != nil && (a.kind != kind || a.number != number) {
		return nil, ErrOtherAnswers
	}
	return a, err
}
