package exporter

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// Lister reads pages of a listing; *convertalk.Client is one. Pages count from 1. It is called by several goroutines at once.
type Lister interface {
	Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error)
}

// fetched is one page that a worker read.
type fetched struct {
	number int
	page   *convertalk.Page // nil if it was refused as past the end, or comes from the spool
	flat   *lead.Flat       // its rows; nil for raw output
	home   *sync.Pool       // where flat goes when it is no longer needed
	leads  []sighting       // one for each record
	sign   sign
	date   int64 // the server's, in milliseconds since 1970; 0 if it told none
	broken int   // values that held broken text
}

func (f *fetched) release() {
	if f.page != nil {
		f.page.Release()
	}
	if f.flat != nil {
		f.home.Put(f.flat)
		f.flat = nil
	}
}

func (f *fetched) id(i int) []byte {
	if f.flat != nil {
		return f.flat.ID(i)
	}
	return f.page.Records[i].AppendID(nil)
}

func (f *fetched) updated(i int) []byte {
	if f.flat != nil {
		return f.flat.UpdatedAt(i)
	}
	return f.page.Records[i].AppendUpdatedAt(nil)
}

// walk reads one listing with several workers and passes its pages on in order.
type walk struct {
	lister  Lister
	kind    lead.Type
	workers int
	raw     bool                   // rows are not wanted
	emit    func(p *fetched) error // called in page order, by one goroutine
	tell    func(pages, of int)    // pages passed on, and how many there are, 0 while unknown
	hasher  hasher
	turn    *turn
	flats   sync.Pool // of *lead.Flat, to be filled again
	shift   int       // from our page numbers, which begin with 1, to the server's
	// mayBeEmpty: another listing of the same account has been read, so that a refused page 1 is an empty listing and no wrong setting.
	mayBeEmpty bool
}

// run reads what the frontier hands out until it is finished or the turn is over. One goroutine owns the frontier and everything behind it;
// the workers only read and flatten.
func (w *walk) run(ctx context.Context, f *frontier) error {
	group, ctx := errgroup.WithContext(ctx)
	numbers, pages := make(chan int), make(chan *fetched)
	for range w.workers {
		group.Go(w.guarded(func() error { return w.work(ctx, new(lead.Flattener), numbers, pages) }))
	}
	group.Go(w.guarded(func() error {
		defer close(numbers)
		return w.conduct(ctx, f, numbers, pages)
	}))
	return group.Wait()
}

func (w *walk) guarded(f func() error) func() error {
	return problem.Caught("reading the "+string(w.kind)+" listing", f)
}

// conduct hands out page numbers, takes in pages and passes them on in order, until the listing is done. Pages that came ahead of their
// turn are held; the frontier's window bounds how many. When the budget is spent, the pages that are being read are waited for.
func (w *walk) conduct(ctx context.Context, f *frontier, numbers chan<- int, pages <-chan *fetched) error {
	held := map[int]*fetched{}
	defer func() {
		for _, p := range held {
			p.release()
		}
	}()
	number, ok := w.claim(f)
	for !f.finished() {
		if !ok && len(f.asked) == 0 && w.turn.over(0) {
			return errTurnOver
		}
		out := numbers
		if !ok {
			out = nil
		}
		select {
		case out <- number:
			number, ok = w.claim(f)
		case p := <-pages:
			if err := w.take(f, held, p); err != nil {
				return err
			}
			if !ok {
				number, ok = w.claim(f)
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (w *walk) claim(f *frontier) (number int, ok bool) {
	if w.turn.over(len(f.asked)) {
		return 0, false
	}
	if number, ok = f.claim(); ok {
		w.turn.asked++
	}
	return number, ok
}

func (w *walk) take(f *frontier, held map[int]*fetched, p *fetched) error {
	keep, err := f.report(p.number, p.sign)
	if err != nil || !keep || p.page == nil {
		p.release()
		if err != nil {
			return fmt.Errorf("the %s listing: %w", w.kind, err)
		}
	} else {
		held[p.number] = p
	}
	for next := held[f.delivered+1]; next != nil && f.ready(next.number); next = held[f.delivered+1] {
		delete(held, next.number)
		err := w.emit(next)
		next.release()
		if err != nil {
			return err
		}
		f.delivered++
	}
	total, settled := f.total()
	if !settled {
		total = 0
	}
	w.tell(f.delivered, total)
	return nil
}

// work reads pages until there are no more to read.
func (w *walk) work(ctx context.Context, flattener *lead.Flattener, numbers <-chan int, pages chan<- *fetched) error {
	for number := range numbers {
		p, err := w.fetch(ctx, flattener, number)
		if err != nil {
			return err
		}
		select {
		case pages <- p:
		case <-ctx.Done():
			p.release()
			return context.Cause(ctx)
		}
	}
	return nil
}

// fetch reads one page. Without a flattener it makes no rows.
func (w *walk) fetch(ctx context.Context, flattener *lead.Flattener, number int) (*fetched, error) {
	page, err := w.lister.Chats(ctx, w.kind, number+w.shift)
	if err != nil {
		if past := refusal(err); past != "" && (number > 1 || w.mayBeEmpty) {
			return &fetched{number: number, sign: sign{past: past}}, nil
		}
		return nil, err
	}
	return w.read(page, flattener, number), nil
}

// read takes in what a page holds.
func (w *walk) read(page *convertalk.Page, flattener *lead.Flattener, number int) *fetched {
	p := &fetched{number: number, page: page}
	if flattener != nil && !w.raw {
		before := flattener.Replaced
		flat, ok := w.flats.Get().(*lead.Flat)
		if !ok {
			flat = new(lead.Flat)
		}
		p.flat, p.home = flat, &w.flats
		flattener.Fill(p.flat, page.Records, w.kind)
		p.broken = flattener.Replaced - before
	}
	if !page.Date.IsZero() {
		p.date = page.Date.UnixMilli()
	}
	p.leads = sights(w.hasher, page.Records, p.flat)
	p.sign = look(page, p.leads)
	if p.flat != nil { // which owns its memory: so the next page can have this one's while the processor still knows it
		p.page = &convertalk.Page{Data: page.Data, Date: page.Date}
		page.Release()
	}
	return p
}

// refusal tells whether a page was refused in a way that can mean "past the end".
func refusal(err error) string {
	e, ok := errors.AsType[*convertalk.Error](err)
	if !ok || e.Kind != convertalk.Refused {
		return ""
	}
	status := e.Status
	if status < 300 {
		status = e.Code // some servers answer 200 to everything and tell the truth in the body
	}
	switch status {
	case 404:
		return "404"
	case 400:
		return "400"
	}
	return ""
}
