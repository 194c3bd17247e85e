package listing

import (
	"context"
	"errors"

	"github.com/leadferry/leadferry/lead"
)

// Keeper keeps the answers of a listing, so that a later turn can recall them. A turn calls it from
// one goroutine at a time: it recalls until nothing is left, and then only keeps.
type Keeper interface {
	// Begin says that what follows is of this listing.
	Begin(kind lead.Type)
	// Recall returns the next answer that an earlier turn kept and how many rows it brought; a nil
	// note if there is none. The note is good until the next call.
	Recall(ctx context.Context) (note []byte, rows int, err error)
	// Keep keeps an answer and the rows it brings. The page is nil if there are none. Neither may be
	// used after the call.
	Keep(note []byte, page *Page) error
}

// ErrOtherAnswers says that what a Keeper recalled answers other questions than this turn asks.
var ErrOtherAnswers = errors.New("the temporary file was written by another version of this program")

// Page is what one page of a listing brings. It is good until the function or Keeper that gets it
// returns.
type Page struct {
	Records []lead.Record // if the Reader is Raw: the server's own records that count
	Flat    *lead.Flat    // else all rows of the page,
	Counts  []bool        // of which these count; nil = all
	Type    lead.Type     // of a walk; a Keeper knows it from Begin
}

// Rows returns the rows that count. They may be kept.
func (p *Page) Rows() []lead.Row { return choose(p.Flat.Rows(), p.Counts) }

// choose returns what is marked; all without marks.
func choose[T any](all []T, marked []bool) []T {
	if marked == nil || marks(marked) == len(all) {
		return all
	}
	kept := make([]T, 0, len(all))
	for i := range all {
		if marked[i] {
			kept = append(kept, all[i])
		}
	}
	return kept
}

func marks(marked []bool) (n int) {
	for _, m := range marked {
		if m {
			n++
		}
	}
	return n
}

// passOn is a Keeper that passes rows on and keeps nothing.
type passOn func([]lead.Row) error

func (passOn) Begin(lead.Type) {}

func (passOn) Recall(context.Context) (note []byte, rows int, err error) { return nil, 0, nil }

func (p passOn) Keep(_ []byte, page *Page) error {
	if page == nil {
		return nil
	}
	return p(page.Rows())
}
