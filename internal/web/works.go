package web

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// works are all works since the start.
type works struct {
	ctx context.Context // of the program: jobs outlive the request that begins them

	mu  sync.Mutex
	all []*work
}

func newWorks() *works { return &works{} }

// add adds a work, with a folder of its own for what is kept of it.
func (s *works) add(w *work, under string) error {
	w.ID, w.changed = rand.Text()[:16], make(chan struct{})
	if w.Kind != "undo" {
		w.folder = filepath.Join(under, w.ID)
		if err := errors.Join(ownFolder(w.folder), w.keep()); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, w)
	return nil
}

// of returns the work of an ID, nil if there is none.
func (s *works) of(id string) *work {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.all {
		if w.ID == id {
			return w
		}
	}
	return nil
}

// drop takes a work off the list, unless its job runs. It has no job from then on.
func (s *works) drop(w *work) (dropped bool) {
	w.update(func() {
		if dropped = w.cancel == nil; dropped {
			w.cancel = func(error) {}
		}
	})
	if dropped {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all = slices.DeleteFunc(s.all, func(other *work) bool { return other == w })
	}
	return dropped
}

// list returns all works, the newest first.
func (s *works) list() []*work {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.all)
	slices.Reverse(all)
	return all
}

// start runs a job of a work unless one runs already. It ends with the program, and with stop.
func (s *works) start(w *work, p phase, job func(context.Context) error) {
	ctx, cancel := context.WithCancelCause(s.ctx)
	busy, before := false, ready
	w.update(func() {
		if busy = w.cancel != nil; busy {
			return
		}
		if w.phase == stopped { // what was sent before stays so, whatever becomes of this job
			before = stopped
		}
		w.phase, w.cancel, w.begun, w.failure, w.result, w.notes = p, cancel, time.Now(), nil, nil, nil
		w.progress, w.pace = screen.Gauge{}, nil
		w.idle.Add(1)
	})
	if busy {
		cancel(nil)
		return
	}
	go func() {
		defer w.idle.Done()
		err := problem.Caught("running", func() error { return job(ctx) })()
		cancel(nil)
		w.update(func() {
			w.cancel = nil
			switch {
			case errors.Is(err, importer.ErrDeclined):
				said := "Nothing was sent."
				if before == stopped {
					said = "Nothing more was sent."
				}
				w.notes = append(w.notes, said)
			case err != nil && w.result == nil:
				w.failure = w.failed(err)
			}
			switch w.phase {
			case reading, planning, asking:
				w.phase = before
			case sending: // it broke off without a summary
				w.phase = stopped
			}
		})
	}()
}

// stop stops the job of a work, if one runs, as Ctrl-C would.
func (w *work) stop() {
	w.mu.Lock()
	cancel := w.cancel
	w.mu.Unlock()
	if cancel != nil {
		cancel(new(stopping))
	}
}

// wait waits until all jobs have ended.
func (s *works) wait() {
	for _, w := range s.list() {
		w.idle.Wait()
	}
}
