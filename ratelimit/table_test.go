package ratelimit

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// cell is a kind of server and a number of workers. Its runs differ in the burst, from a tenth of a
// second's worth of requests to a second's, and in the seed.
type cell struct {
	limit   float64
	workers int
	hint    string
}

const (
	importLasts = 20 // seconds at the limit
	coldLasts   = 300 * time.Second
	warmLasts   = 25 * time.Second
)

// figures are what the runs of a cell came to, one of each run.
type figures struct {
	import20, share60, share300, warm20 []float64 // of the limit
	refused20, refusedWarm              []float64 // requests
	refused300                          []float64 // of all
}

// measure runs a cell at an unknown limit, from nothing and from what that run detected.
func (c cell) measure(t *testing.T, run, runs int) (f figures) {
	t.Helper()
	b := &bucket{rate: c.limit, hints: c.hint}
	b.burst = max(1, c.limit*(0.1+0.9*float64(run)/float64(max(1, runs-1))))
	l := load{
		opts: Options{Workers: c.workers}, server: b,
		latency: 20 * time.Millisecond, spread: 0.2, lasts: coldLasts,
	}
	l.watch = func(p *Pacer) { l.opts.Begin = p.State() }
	cold := l.run(t, uint64(run))
	share, refused := cold.importOf(importLasts * c.limit)
	f.import20, f.refused20 = []float64{importLasts / share}, []float64{refused}
	f.share60 = []float64{cold.within(0, 60) / c.limit}
	f.share300 = []float64{cold.goodput(coldLasts) / c.limit}
	f.refused300 = []float64{cold.refused()}

	l.lasts, l.watch, b.at = warmLasts, nil, time.Time{}
	took, refused := l.run(t, uint64(run)).importOf(importLasts * c.limit)
	f.warm20, f.refusedWarm = []float64{importLasts / took}, []float64{refused}
	return f
}

// importOf returns the seconds until so many requests are through, and how many were refused by then.
func (r result) importOf(requests float64) (seconds, refused float64) {
	good := 0
	for _, a := range r.answers {
		if !a.good {
			refused++
			continue
		}
		if good++; good >= int(requests) {
			return a.at.Seconds(), refused
		}
	}
	return 1e9, refused
}

func (f *figures) add(g figures) {
	f.import20, f.refused20 = append(f.import20, g.import20...), append(f.refused20, g.refused20...)
	f.share60, f.share300 = append(f.share60, g.share60...), append(f.share300, g.share300...)
	f.refused300 = append(f.refused300, g.refused300...)
	f.warm20, f.refusedWarm = append(f.warm20, g.warm20...), append(f.refusedWarm, g.refusedWarm...)
}

// of returns the median and the worst of some figures, of which a share is better if it is larger.
func of(figures []float64, isShare bool) (median, worst float64) {
	slices.Sort(figures)
	if isShare {
		return figures[len(figures)/2], figures[0]
	}
	return figures[len(figures)/2], figures[len(figures)-1]
}

// TestTable measures how fast an unknown limit is found and how well it is used. LEADFERRY_SOAK=N
// makes N runs of each of all cells and prints the table; 1 makes 30.
func TestTable(t *testing.T) {
	t.Parallel()
	cells := []cell{{10, 16, "seconds"}, {60, 64, "none"}}
	runs := 3
	if soak := os.Getenv("LEADFERRY_SOAK"); soak != "" {
		cells, runs = nil, 30
		if n, err := strconv.Atoi(soak); err == nil && n > 1 {
			runs = n
		}
		for _, limit := range []float64{10, 60, 500} {
			for _, workers := range []int{16, 64} {
				for _, hint := range hints {
					cells = append(cells, cell{limit, workers, hint})
				}
			}
		}
		fmt.Printf("%d runs each, bursts of 0.1 to 1 s of the limit, 20 ms +-20 %%; median (worst)\n\n", runs)
		fmt.Println("| limit, workers, hint | 20 s at the limit | refused | 60 s | 300 s | refused | warm, 20 s | refused |")
		fmt.Println("|---|---|---|---|---|---|---|---|")
	}
	for _, c := range cells {
		var f figures
		for run := range runs {
			f.add(c.measure(t, run, runs))
		}
		line := fmt.Sprintf("| %v/s, %d, %s |", c.limit, c.workers, c.hint)
		for _, column := range []struct {
			figures []float64
			share   bool
			format  string
			scale   float64
			wanted  float64 // of the median
		}{
			{f.import20, true, " %.2f (%.2f) |", 1, 0.88},
			{f.refused20, false, " %.0f (%.0f) |", 1, 6},
			{f.share60, true, " %.3f (%.3f) |", 1, 0.95},
			{f.share300, true, " %.3f (%.3f) |", 1, 0.98},
			{f.refused300, false, " %.2f (%.2f) %% |", 100, 0.005},
			{f.warm20, true, " %.3f (%.3f) |", 1, 0.97},
			{f.refusedWarm, false, " %.0f (%.0f) |", 1, 2},
		} {
			median, worst := of(column.figures, column.share)
			line += fmt.Sprintf(column.format, column.scale*median, column.scale*worst)
			if missed := median > column.wanted; missed != column.share {
				t.Errorf("%+v: the median of column %q is %v, want %v", c, column.format, median, column.wanted)
			}
		}
		if os.Getenv("LEADFERRY_SOAK") != "" {
			fmt.Println(line)
		}
		t.Log(line)
	}
}

// A window of a minute is found and used, whatever its hints.
func TestMinuteIsUsed(t *testing.T) {
	t.Parallel()
	for _, hint := range hints {
		for seed := range uint64(3) {
			l := load{
				opts: Options{Workers: 64}, server: &fixed{n: 600, span: time.Minute, hints: hint},
				latency: 20 * time.Millisecond, spread: 0.2, lasts: 5 * time.Minute,
			}
			res := l.run(t, seed)
			least := 0.95
			if hint == "none" {
				least = 0.94 // when the window opens is seen only by asking
			}
			res.check(t, res.goodput(l.lasts)/10, least, 0.01)
		}
	}
}

// Handing the state on every ten seconds for forty minutes does not sink the pace.
func TestStateIsHandedOnForLong(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a figure: TestStateIsHandedOn runs the same code")
	}
	for _, hint := range []string{"none", "seconds"} {
		l := load{
			opts: Options{Workers: 8}, server: &bucket{rate: 20, burst: 10, hints: hint},
			latency: 20 * time.Millisecond, spread: 0.2, lasts: 40 * time.Minute, turn: 10 * time.Second,
		}
		res := l.run(t, 1)
		res.check(t, res.goodput(l.lasts)/20, 0.97, 0.005)
		if last := res.within(2100, 2400); last < 0.97*20 {
			t.Errorf("%s: %.1f/s in the last five minutes", hint, last)
		}
	}
}
