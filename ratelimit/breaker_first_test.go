package ratelimit

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestFirstWait: before its first answer a server has only so long to work; with it, all of MaxWait.
func TestFirstWait(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		first   time.Duration
		answer  Verdict
		atLeast time.Duration
		never   bool
	}{
		"never":     {7 * time.Second, Failed, 7 * time.Second, true},
		"answered":  {7 * time.Second, OK, time.Hour, false},
		"told":      {7 * time.Second, Throttled, time.Hour, false},
		"not asked": {0, Failed, time.Hour, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := New(Options{Workers: 4, MaxWait: time.Hour, FirstWait: tt.first})
			verdict, began := tt.answer, time.Now()
			for {
				if err := p.Acquire(t.Context()); err != nil {
					gone, is := errors.AsType[*OutageError](err)
					if took := time.Since(began); !is || gone.Never != tt.never || took < tt.atLeast || took > tt.atLeast+time.Minute {
						t.Errorf("%s: %v after %v, never answered: %v", name, err, took, gone.Never)
					}
					return
				}
				p.Release(verdict, Hint{})
				verdict = Failed
				if s := p.Status(); s.Unheard && tt.first > 0 && !s.GivesUp.Equal(began.Add(tt.first)) {
					t.Errorf("%s: it gives up after %v", name, s.GivesUp.Sub(began))
				}
				time.Sleep(time.Second / 2)
			}
		})
	}
}

// TestSilent: a server is silent since its latest answer while requests wait, whatever fails meanwhile.
func TestSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Options{Workers: 2, Begin: State{Unrefused: 2}})
		silent := func(want time.Duration) {
			t.Helper()
			got := p.Status().Silent
			if got.IsZero() != (want < 0) || want >= 0 && time.Since(got) != want {
				t.Errorf("silent since %v, want %v ago", got, want)
			}
		}
		silent(-1)
		acquire(t, p)
		acquire(t, p)
		time.Sleep(time.Minute)
		silent(time.Minute)
		p.Release(Failed, Hint{}) // which is no answer
		acquire(t, p)
		time.Sleep(time.Second)
		silent(61 * time.Second)
		p.Release(Refused, Hint{})
		time.Sleep(2 * time.Second)
		silent(2 * time.Second)
		p.Release(OK, Hint{})
		silent(-1)
		acquire(t, p)
		time.Sleep(time.Second)
		p.Release(Neutral, Hint{})
		silent(-1)
	})
}
