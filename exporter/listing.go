package exporter

import (
	"context"
	"errors"

	"github.com/leadferry/leadferry/lead"
)

// Walk reads the listings of those types, one after the other, and passes the rows of every page on, in page order and from one
// goroutine. It is the same single pass that Run makes: leads that move between pages meanwhile can come twice or not at all. It ends
// with the first error of the lister or of each. tell, which may be nil, hears how many pages have been read, and of how many, 0 while
// unknown.
func Walk(ctx context.Context, l Lister, types []lead.Type, workers int, each func([]lead.Row) error, tell func(pages, of int)) error {
	if workers < 1 || len(types) == 0 {
		return errors.New("exporter: no workers or no types")
	}
	before := 0
	for i, kind := range types {
		w := walk{
			lister: l, kind: kind, workers: workers, hasher: newHasher(newKey()), turn: new(turn), mayBeEmpty: before > 0,
			emit: func(p *fetched) error { return each(p.flat.Rows()) },
			tell: func(pages, of int) {
				if tell == nil {
					return
				}
				if of > 0 && i == len(types)-1 {
					tell(before+pages, before+of)
				} else {
					tell(before+pages, 0)
				}
			},
		}
		f := newFrontier(4 * workers)
		if err := w.run(ctx, f); err != nil {
			return err
		}
		before += f.lo
	}
	return nil
}

// WalkVerified reads the listings as Run does, with its proof, and passes rows on as they come, from one goroutine. A lead comes again when
// a later reading of it shows another state: of several rows of one lead the last counts. The summary tells whether all were seen.
func WalkVerified(ctx context.Context, l Lister, types []lead.Type, workers int, each func([]lead.Row) error, progress func(Progress)) (Summary, error) {
	if workers < 1 || len(types) == 0 {
		return Summary{}, errors.New("exporter: no workers or no types")
	}
	r := &run{opts: Options{Types: types, Workers: workers, Progress: progress}, lister: l, hasher: newHasher(newKey()), keeper: passer(each)}
	err := r.verified(ctx)
	r.sum.Order = r.order.String()
	return r.sum, err
}

// passer passes rows on and keeps nothing.
type passer func([]lead.Row) error

func (p passer) recall(context.Context) (*answer, error) { return nil, nil }
func (p passer) note(byte, *fetched) error               { return nil }

func (p passer) keep(f *fetched, marked []bool, _ *order) error {
	return p(choose(f.flat.Rows(), marked))
}
