package send

import (
	"context"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// task is a row to send.
type task struct {
	key    uuid.UUID // of its lead
	number int
	place  string // of its row, for people
	lead   lead.Lead
	kept   []string      // fields that it would empty, which the server refused
	stored row.Outcome   // when the server has it
	before int           // attempts made earlier
	unsure bool          // one of those, or of an earlier run, may have stored it
	makes  bool          // a lead, as far as is known
	done   chan struct{} // of a probe: closed when all is done
}

// pool does tasks with several workers, those of one lead one after the other in the order in which
// they came. No worker is idle while a task of another lead could be done.
type pool struct {
	do    func(context.Context, *task) error // its error ends the pool
	ready chan *task
	slots chan struct{} // one for each task that waits for another one of its lead

	mu   sync.Mutex
	busy map[uuid.UUID][]*task // leads with a task under way, and their next ones
}

// maxWaiting bounds the tasks that wait for another one of their lead.
const maxWaiting = 1024

// newPool starts the workers in the group. They end when ready is closed and all is done, or with
// the group's context.
func newPool(ctx context.Context, group *errgroup.Group, workers int, do func(context.Context, *task) error) *pool {
	p := &pool{
		do: do, ready: make(chan *task), slots: make(chan struct{}, maxWaiting),
		busy: map[uuid.UUID][]*task{},
	}
	for range workers {
		group.Go(problem.Caught("sending", func() error { return p.work(ctx) }))
	}
	return p
}

// put hands a task over and waits while there is no room.
func (p *pool) put(ctx context.Context, t *task) error {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if p.queue(t) {
		return nil
	}
	<-p.slots
	select {
	case p.ready <- t:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// queue lets the task wait after another one of its lead. If there is none, it marks the lead as busy.
func (p *pool) queue(t *task) (waits bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	queued, waits := p.busy[t.key]
	if waits {
		queued = append(queued, t)
	}
	p.busy[t.key] = queued
	return waits
}

// next returns the next task of a lead, nil if there is none.
func (p *pool) next(key uuid.UUID) *task {
	p.mu.Lock()
	defer p.mu.Unlock()
	queued := p.busy[key]
	if len(queued) == 0 {
		delete(p.busy, key)
		return nil
	}
	p.busy[key] = queued[1:]
	<-p.slots
	return queued[0]
}

func (p *pool) work(ctx context.Context) error {
	for {
		select {
		case t, ok := <-p.ready:
			if !ok {
				return nil
			}
			for ; t != nil; t = p.next(t.key) {
				if err := p.do(ctx, t); err != nil {
					return err
				}
				if t.done != nil {
					close(t.done)
				}
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
