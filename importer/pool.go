package importer

import (
	"context"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/lead"
)

// task is a row to be sent.
type task struct {
	key    uuid.UUID // of its lead
	number int
	lead   lead.Lead
	stored Outcome       // when the server has it
	before int           // attempts made earlier
	probe  bool          // it shows whether the server takes uuids it does not know
	done   chan struct{} // closed when all has been done; nil if nobody waits
}

// pool does tasks with several workers, those of one lead one after the other in the order they came. A worker is never idle while a
// task of another lead could be done.
type pool struct {
	do    func(context.Context, *task) error // its error ends the pool
	ready chan *task
	slots chan struct{} // a place for each task that waits for another one of its lead

	mu   sync.Mutex
	busy map[uuid.UUID][]*task // leads with a task under way, and their next ones
}

// maxWaiting bounds the tasks that wait for another one of their lead.
const maxWaiting = 1024

// newPool starts the workers in the group; they end when close was called and all is done, or with the group's context.
func newPool(ctx context.Context, group *errgroup.Group, workers int, do func(context.Context, *task) error) *pool {
	p := &pool{do: do, ready: make(chan *task), slots: make(chan struct{}, maxWaiting), busy: map[uuid.UUID][]*task{}}
	for range workers {
		group.Go(guarded("sending", func() error { return p.work(ctx) }))
	}
	return p
}

// put hands a task over; it waits while there is no room.
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

// queue lets the task wait behind another one of its lead; where there is none, it marks the lead as busy.
func (p *pool) queue(t *task) (waits bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	behind, waits := p.busy[t.key]
	if waits {
		behind = append(behind, t)
	}
	p.busy[t.key] = behind
	return waits
}

// next returns the next task of a lead, nil if there is none.
func (p *pool) next(key uuid.UUID) *task {
	p.mu.Lock()
	defer p.mu.Unlock()
	behind := p.busy[key]
	if len(behind) == 0 {
		delete(p.busy, key)
		return nil
	}
	p.busy[key] = behind[1:]
	<-p.slots
	return behind[0]
}

// close says that no more tasks come.
func (p *pool) close() { close(p.ready) }

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
