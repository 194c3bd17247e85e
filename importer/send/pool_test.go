package send

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/importer/row"
)

// rig is a pool whose tasks take the time that they are told.
type rig struct {
	*pool
	group *errgroup.Group
	ctx   context.Context

	mu    sync.Mutex
	log   []string // "number begins", "number ends"
	takes map[int]time.Duration
	fail  map[int]error
}

func newRig(ctx context.Context, workers int) *rig {
	r := &rig{takes: map[int]time.Duration{}, fail: map[int]error{}}
	r.group, r.ctx = errgroup.WithContext(ctx)
	r.pool = newPool(r.ctx, r.group, workers, func(_ context.Context, t *task) error {
		r.note(t.number, "begins")
		time.Sleep(r.takes[t.number])
		r.note(t.number, "ends")
		return r.fail[t.number]
	})
	return r
}

func (r *rig) note(number int, what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, fmt.Sprint(number, " ", what))
}

// hand puts tasks of those leads, numbered from 1, and ends the pool.
func (r *rig) hand(leads ...string) {
	r.group.Go(func() error {
		defer close(r.ready)
		for i, lead := range leads {
			if err := r.put(r.ctx, &task{key: row.Key(lead), number: i + 1}); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestPoolOrder: tasks of one lead never overlap and keep their order, whatever the leads, the workers
// and the times; and all are done.
func TestPoolOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		leads := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 40).Draw(rt, "leads")
		workers := rapid.IntRange(1, 5).Draw(rt, "workers")
		times := rapid.SliceOfN(rapid.IntRange(0, 3), len(leads), len(leads)).Draw(rt, "times")
		var log []string
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t.Context(), workers)
			for i, n := range times {
				r.takes[i+1] = time.Duration(n) * time.Millisecond
			}
			r.hand(leads...)
			if err := r.group.Wait(); err != nil {
				t.Error(err)
			}
			if len(r.busy) != 0 || len(r.slots) != 0 {
				t.Errorf("%d leads are busy, %d slots are taken at the end", len(r.busy), len(r.slots))
			}
			log = r.log
		})
		if len(log) != 2*len(leads) {
			rt.Fatalf("%d tasks, log %v", len(leads), log)
		}
		for _, lead := range []string{"a", "b", "c", "d"} {
			var want, got []string
			for i := range leads {
				if leads[i] == lead {
					want = append(want, fmt.Sprint(i+1, " begins"), fmt.Sprint(i+1, " ends"))
				}
			}
			for _, line := range log {
				if slices.Contains(want, line) {
					got = append(got, line)
				}
			}
			if !slices.Equal(got, want) {
				rt.Fatalf("lead %s: %v", lead, got)
			}
		}
	})
}

// TestPoolIsNotHeldUp: while tasks of one lead wait, those of others are done by the other workers.
func TestPoolIsNotHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t.Context(), 2)
		for n := 1; n <= 7; n++ {
			r.takes[n] = time.Second
		}
		r.takes[1] = time.Minute
		r.hand("a", "a", "a", "b", "c", "d", "e")
		time.Sleep(30 * time.Second)
		r.mu.Lock()
		got := slices.Clone(r.log)
		r.mu.Unlock()
		want := []string{"1 begins", "4 begins", "4 ends", "5 begins", "5 ends", "6 begins", "6 ends", "7 begins", "7 ends"}
		slices.Sort(got[:2]) // both workers begin at once
		if !slices.Equal(got, want) {
			t.Errorf("after 30 s: %v", got)
		}
		if err := r.group.Wait(); err != nil {
			t.Error(err)
		}
		if got := r.log[len(want):]; !slices.Equal(got, []string{"1 ends", "2 begins", "2 ends", "3 begins", "3 ends"}) {
			t.Errorf("then: %v", got)
		}
	})
}

// TestPoolWorkersAreBusy: tasks of many leads take as long as their workers need, and no longer.
func TestPoolWorkersAreBusy(t *testing.T) {
	for workers, want := range map[int]time.Duration{1: 12 * time.Second, 3: 4 * time.Second, 12: time.Second, 50: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t.Context(), workers)
			var leads []string
			for n := 1; n <= 12; n++ {
				r.takes[n] = time.Second
				leads = append(leads, fmt.Sprint(n))
			}
			start := time.Now()
			r.hand(leads...)
			if err := r.group.Wait(); err != nil {
				t.Error(err)
			}
			if took := time.Since(start); took != want {
				t.Errorf("%d workers took %v, want %v", workers, took, want)
			}
		})
	}
}

// TestPoolFails: the first error ends the pool, those that wait included.
func TestPoolFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("the journal fails")
		r := newRig(t.Context(), 2)
		r.takes[1], r.fail[1] = time.Second, broken
		r.takes[3] = time.Millisecond
		r.hand("a", "a", "b", "a")
		if err := r.group.Wait(); !errors.Is(err, broken) {
			t.Error(err)
		}
		if slices.Contains(r.log, "2 begins") {
			t.Errorf("the next task of the lead began: %v", r.log)
		}
	})
}

// TestPoolBound: so many tasks wait for their lead, and the next one holds up the hand until there is
// room, or the run ends.
func TestPoolBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reason := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		r := newRig(ctx, 2)
		r.takes[1] = time.Hour
		put := 0
		r.group.Go(func() error {
			for {
				if err := r.put(r.ctx, &task{key: row.Key("a"), number: put + 1}); err != nil {
					return err
				}
				put++
			}
		})
		time.Sleep(time.Minute)
		synctest.Wait()
		if put != 1+maxWaiting {
			t.Errorf("%d tasks were taken", put)
		}
		cancel(reason)
		if err := r.group.Wait(); !errors.Is(err, reason) {
			t.Error(err)
		}
	})
}

// TestPoolTells: a task that somebody waits for says when it is done.
func TestPoolTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t.Context(), 1)
		r.takes[1] = time.Second
		probe := &task{key: row.Key("a"), number: 1, done: make(chan struct{})}
		start := time.Now()
		if err := r.put(r.ctx, probe); err != nil {
			t.Fatal(err)
		}
		<-probe.done
		if took := time.Since(start); took != time.Second {
			t.Errorf("done after %v", took)
		}
		close(r.ready)
		if err := r.group.Wait(); err != nil {
			t.Error(err)
		}
	})
}
