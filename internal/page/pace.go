package page

import (
	"time"

	"github.com/leadferry/leadferry/internal/screen"
)

// Sample is how far the requests of a run were at a moment.
type Sample struct {
	At        time.Duration // since the start
	Requests  int64         // answered so far
	Throttled int64         // of them refused, since they came too fast
	Limit     float64       // requests per second that the pace allows, 0 for no limit
}

// Recorder takes samples of a run. The zero value is ready. It is used by one goroutine.
type Recorder struct {
	all   []Sample
	every time.Duration
}

// maxSamples bounds what a recorder keeps: when it is full, every second sample goes, and from then on
// only half as many are taken.
const maxSamples = 512

// Add takes a sample, unless it follows the last one too closely.
func (r *Recorder) Add(s Sample) {
	const least = 250 * time.Millisecond
	if n := len(r.all); n > 0 && s.At-r.all[n-1].At < max(r.every, least) {
		return
	}
	r.all = append(r.all, s)
	if len(r.all) < maxSamples {
		return
	}
	kept := r.all[:0]
	for i := 0; i < len(r.all); i += 2 {
		kept = append(kept, r.all[i])
	}
	r.all = kept
	r.every = max(2*r.every, kept[1].At-kept[0].At)
}

// Samples returns what was taken.
func (r *Recorder) Samples() []Sample { return r.all }

// paceCharts draws the pace and the refusals. A run that was over at once has none.
func paceCharts(all []Sample) []Chart {
	if len(all) < 3 {
		return nil
	}
	pace := Line{Label: "requests", Kind: "changed"}
	limit := Line{Label: "allowed", Kind: "same"}
	refused := Line{Label: "refused, to be sent again", Kind: "bad"}
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		seconds := max(b.At-a.At, time.Millisecond).Seconds()
		x := b.At.Seconds()
		pace.X, pace.Y = append(pace.X, x), append(pace.Y, float64(b.Requests-a.Requests)/seconds)
		refused.X, refused.Y = append(refused.X, x), append(refused.Y, float64(b.Throttled-a.Throttled)/seconds)
		if b.Limit > 0 {
			limit.X, limit.Y = append(limit.X, x), append(limit.Y, b.Limit)
		}
	}
	end := screen.Seconds(all[len(all)-1].At)
	charts := []Chart{{Title: "Pace", Unit: "a second", From: "0 s", To: end, Lines: []Line{pace}}}
	if len(limit.X) > 1 {
		charts[0].Lines = append(charts[0].Lines, limit)
	}
	if all[len(all)-1].Throttled > 0 {
		charts = append(charts, Chart{Title: "Refusals", Unit: "a second", From: "0 s", To: end, Lines: []Line{refused}})
	}
	return charts
}
