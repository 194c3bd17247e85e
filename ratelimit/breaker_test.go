package ratelimit

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// outage runs workers against a server that is down from one time to another. It returns when each
// request went out meanwhile, the error that ended each worker, and the number of good answers.
func outage(t *testing.T, o Options, from, to, lasts time.Duration) (
	during []time.Duration, ended []error, done int,
) {
	t.Helper()
	p := New(o)
	began := time.Now()
	var mu sync.Mutex
	var all sync.WaitGroup
	for range o.Workers {
		all.Go(func() {
			for time.Since(began) < lasts {
				if err := p.Acquire(t.Context()); err != nil {
					mu.Lock()
					ended = append(ended, err)
					mu.Unlock()
					return
				}
				at := time.Since(began)
				time.Sleep(20 * time.Millisecond)
				if at >= from && at < to {
					mu.Lock()
					during = append(during, at)
					mu.Unlock()
					p.Release(Failed, Hint{})
					time.Sleep(200 * time.Millisecond) // as a request does before its next attempt
					continue
				}
				mu.Lock()
				done++
				mu.Unlock()
				p.Release(OK, Hint{})
			}
		})
	}
	all.Wait()
	return during, ended, done
}

// TestDeadServerIsLeftAlone: few requests find out that a server is down, single ones probe it, and
// when it is back all workers resume.
func TestDeadServerIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, workers := range []int{1, 8, 32} {
		if testing.Short() && workers == 1 {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			o := Options{Workers: workers, MaxWait: time.Hour}
			during, ended, done := outage(t, o, time.Minute, 11*time.Minute, 20*time.Minute)
			if len(ended) > 0 || done < 60*40 {
				t.Errorf("%d workers: ended with %v, %d answers", workers, ended, done)
			}
			burst := 0
			for i, at := range during {
				if at < time.Minute+2*time.Second {
					burst++
				} else if i > 0 && at-during[i-1] < 4*time.Second {
					t.Errorf("%d workers: requests at %v and %v", workers, during[i-1], at)
				}
			}
			if burst > 8+workers || len(during) > 60 {
				t.Errorf("%d workers: %d requests at once, %d in ten minutes", workers, burst, len(during))
			}
		})
	}
}

// TestOutageEnds: a server that is down for longer than MaxWait ends the run for all workers, and
// not much later.
func TestOutageEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		o := Options{Workers: 8, MaxWait: 15 * time.Minute}
		_, ended, _ := outage(t, o, time.Minute, 10*time.Hour, 10*time.Hour)
		took := time.Since(began)
		if len(ended) != 8 || took < 16*time.Minute || took > 17*time.Minute {
			t.Errorf("%v after %v", ended, took)
		}
		for _, err := range ended {
			out, ok := errors.AsType[*OutageError](err)
			if !ok || out.Since.Sub(began).Round(time.Second) != time.Minute {
				t.Error(err)
			}
		}
	})
}

// TestAnswersKeepItClosed: failures between answers, even refusals, are no outage.
func TestAnswersKeepItClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Workers: 4, MaxWait: time.Minute})
		began := time.Now()
		for i := range 1000 {
			acquire(t, p)
			if i%8 == 7 {
				p.Release([]Verdict{OK, Refused}[i/8%2], Hint{})
			} else {
				p.Release(Failed, Hint{})
			}
		}
		if time.Since(began) > time.Second {
			t.Errorf("it took %v", time.Since(began))
		}
	})
}
