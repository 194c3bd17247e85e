package ratelimit

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// memory is a Shared in this process.
type memory struct {
	mu    sync.Mutex
	text  []byte
	fails bool
}

func (m *memory) Change(change func([]byte) []byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fails {
		return false
	}
	m.text = change(bytes.Clone(m.text))
	return true
}

// processes are loads on one server with one token. Each of them works from begin to end, and is killed
// then, with its requests in flight, or stops if it is one that stops.
type process struct {
	opts       Options
	begin, end time.Duration
	late       time.Duration // from a start to the server, on average
	stops      bool
}

func together(t *testing.T, s server, lasts time.Duration, all []process) (res result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		random := rand.New(rand.NewPCG(1, 1))
		res.perSecond = make([]int, int(lasts.Seconds())+2)
		var mu sync.Mutex
		var workers sync.WaitGroup
		for _, pr := range all {
			workers.Go(func() {
				time.Sleep(pr.begin)
				p := New(pr.opts)
				ctx, cancel := context.WithTimeout(t.Context(), pr.end-pr.begin)
				defer cancel()
				var own sync.WaitGroup
				for range pr.opts.Workers {
					own.Go(func() {
						for p.Acquire(ctx) == nil {
							mu.Lock()
							late := random.ExpFloat64() * float64(pr.late)
							mu.Unlock()
							time.Sleep(time.Duration(late))
							mu.Lock()
							ok, h := s.arrive(time.Now())
							wait := time.Duration(float64(20*time.Millisecond) * (0.9 + 0.2*random.Float64()))
							mu.Unlock()
							time.Sleep(wait)
							mu.Lock()
							s.leave()
							v := OK
							if ok {
								res.good++
								res.perSecond[int(time.Since(began).Seconds())]++
							} else {
								v = Throttled
								res.throttled++
							}
							mu.Unlock()
							if ctx.Err() != nil && !pr.stops {
								return // killed: nobody hears of the answer
							}
							p.Release(v, ParseHint(h, time.Now()))
						}
					})
				}
				own.Wait()
			})
		}
		workers.Wait()
	})
	return res
}

// TestTenProcesses: ten processes of one token that begin at once, and know nothing, are together as
// fast as the server allows, also when some of them are killed, or come and go.
func TestTenProcesses(t *testing.T) {
	t.Parallel()
	const lasts = 2 * time.Minute
	for _, c := range []struct {
		burst float64
		hint  string
		late  time.Duration
		least float64
	}{
		{1, "none", 0, 0.90},                          // it refuses a request that comes a moment early, so that the search takes longer
		{2, "none", 0, 0.96}, {2, "seconds", 0, 0.92}, // and each refusal of the search costs a second
		{2, "none", 5 * time.Millisecond, 0.95},
		{10, "none", 0, 0.95}, {10, "seconds", 0, 0.95},
	} {
		for _, rate := range []float64{0, 4} {
			t.Run(fmt.Sprintf("burst %v, rate %v, %s, late %v", c.burst, rate, c.hint, c.late), func(t *testing.T) {
				t.Parallel()
				common := new(memory)
				all := make([]process, 10)
				for i := range all {
					all[i] = process{opts: Options{Workers: 8, Rate: rate, Eager: true, Shared: common}, end: lasts, late: c.late, stops: true}
				}
				all[0].end, all[0].stops = 40*time.Second, false
				all[1].end, all[1].stops = 60*time.Second+7*time.Millisecond, false
				all[2].end = 70 * time.Second
				all[3].begin = 50 * time.Second
				res := together(t, &bucket{rate: 20, burst: c.burst, hints: c.hint}, lasts, all)
				share := res.goodput(lasts) / 20
				t.Logf("%.3f of the limit, %.2f %% refused", share, 100*res.refused())
				if share < c.least || share > 1.01 || res.refused() > 0.01 {
					t.Errorf("want at least %v, and at most 1 %% refused", c.least)
				}
			})
		}
	}
}

// TestNextNight: the first process of the next night begins with what those of the last one found out.
func TestNextNight(t *testing.T) {
	t.Parallel()
	common := new(memory)
	s := &bucket{rate: 20, burst: 5}
	o := Options{Workers: 8, Eager: true, Shared: common}
	first := together(t, s, time.Minute, []process{{opts: o, end: time.Minute}, {opts: o, end: time.Minute}})
	second := together(t, &bucket{rate: 20, burst: 5}, time.Minute, []process{{opts: o, end: 30 * time.Second}})
	t.Logf("%d refused, then %d", first.throttled, second.throttled)
	if first.throttled == 0 || second.throttled > 1 || second.goodput(30*time.Second) < 19 {
		t.Errorf("%+v", second)
	}
}

// TestAskedToWait: a wait that the server asks one process for holds the others, too, but not the one
// that comes when they are gone.
func TestAskedToWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		common := new(memory)
		o := Options{Workers: 1, Shared: common}
		a, b := New(o), New(o)
		acquire(t, b)
		b.Release(OK, Hint{})
		acquire(t, a)
		a.Release(Throttled, Hint{Wait: time.Minute, Told: true})
		began := time.Now()
		acquire(t, b)
		if waited := time.Since(began); waited < time.Minute || waited > time.Minute+2*time.Second {
			t.Errorf("%v", waited)
		}
		b.Release(Throttled, Hint{Wait: time.Hour, Told: true})
		time.Sleep(2 * gone)
		began = time.Now()
		acquire(t, New(o))
		if waited := time.Since(began); waited > time.Second {
			t.Errorf("%v", waited)
		}
	})
}

// TestOddText: what does not come from a Pacer costs nothing but what was found out.
func TestOddText(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		common := new(memory)
		p := New(Options{Workers: 8, Rate: 100, Shared: common})
		for range 100 {
			acquire(t, p)
			p.Release(OK, Hint{})
		}
		acquire(t, p)
		p.Release(Throttled, Hint{Wait: time.Second, Told: true})
		whole := slices.Clone(common.text)
		random := rand.New(rand.NewPCG(1, 1))
		for i := range 3000 {
			switch odd := slices.Clone(whole); i % 3 {
			case 0:
				common.text = odd[:i%len(odd)]
			case 1:
				odd[i%len(odd)] ^= byte(1 << (i % 8))
				common.text = odd
			default:
				for n := range odd {
					odd[n] = byte(random.Uint32())
				}
				common.text = odd
			}
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			q := New(Options{Workers: 8, Rate: 100, Shared: common})
			for range 3 {
				if err := q.Acquire(ctx); err != nil {
					t.Fatalf("%d: %v", i, err)
				}
				q.Release(OK, Hint{})
			}
			cancel()
		}
		common.fails = true
		acquire(t, p)
		p.Release(OK, Hint{})
	})
}

// TestClockJumps: a clock that jumps between two steps neither holds a process back nor lets it run.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)
	c := common{slots: slots{limit: 1}, pace: pace{found: 1}}
	c.pace.last, c.pause.until = at.Add(-time.Second), at.Add(time.Minute)
	c.pause.why = AskedToWait
	text := encodeCommon(nil, &c, []mate{{name: 1, inFlight: 2, workers: 3, seen: at.Add(-time.Second)}}, at)
	for _, jump := range []time.Duration{-24 * time.Hour, -time.Second, 0} {
		now := at.Add(jump)
		got, crew, ok := decodeCommon(text, now)
		if !ok || !got.pause.until.Equal(now.Add(time.Minute)) || !got.pace.last.Equal(now.Add(-time.Second)) || !crew[0].seen.Equal(now.Add(-time.Second)) {
			t.Errorf("%v: %+v", jump, got)
		}
	}
}

func BenchmarkShared(b *testing.B) {
	p := New(Options{Workers: 8, Shared: new(memory)})
	for b.Loop() {
		if err := p.Acquire(b.Context()); err != nil {
			b.Fatal(err)
		}
		p.Release(OK, Hint{})
	}
}

// TestLimitIsFollowedTogether: five processes follow a limit that falls to a fifth within 15 s, and in
// about a minute when it rises again, as one does.
func TestLimitIsFollowedTogether(t *testing.T) {
	t.Parallel()
	const minute, lasts, few = 60, 4 * time.Minute, 10
	for _, hint := range []string{"none", "seconds"} {
		for _, burst := range []float64{2, 10} {
			if testing.Short() && burst == 2 {
				continue
			}
			common := new(memory)
			all := make([]process, 5)
			for i := range all {
				all[i] = process{opts: Options{Workers: 8, Eager: true, Shared: common}, end: lasts, stops: true}
			}
			s := &step{bucket: bucket{burst: burst, hints: hint}, rates: []float64{10, 2, 10}, every: time.Minute}
			res := together(t, s, lasts, all)
			// after says how many seconds later than from a few seconds together run at such a rate.
			after := func(from int, least, most float64) (seconds int) {
				for at := from; ; at++ {
					if rate := res.within(at, at+few); at == 4*minute-few || rate >= least && rate <= most {
						return at - from
					}
				}
			}
			down, up := after(minute, 0, 2.2), after(2*minute, 9, 99)
			t.Logf("%s, bursts of %v: down in %d s, up in %d s, %.1f %% refused", hint, burst, down, up, 100*res.refused())
			if down > 15 || up > minute+15 || res.refused() > 0.02 {
				t.Errorf("%s, bursts of %v", hint, burst)
			}
		}
	}
}
