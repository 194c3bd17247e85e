package screen

import (
	"sync"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
)

// Mode is how progress is shown.
type Mode string

// The modes. Auto is a bar on a terminal, lines on one that cannot move its cursor, and elsewhere only
// what the run waits for, if it is stuck; off a terminal Bar is Lines, since nothing that moves a cursor goes anywhere else.
const (
	Auto  Mode = "auto"
	Bar   Mode = "bar"
	Lines Mode = "lines"
	None  Mode = "none"
)

// Display shows how far a run is. One goroutine draws; Update leaves the news and never waits for
// the screen. A fault while drawing ends the drawing, not the run.
type Display struct {
	mu     sync.Mutex
	latest Gauge
	start  time.Time // of what the latest gauge shows
	pace   func() Pace
	quit   chan struct{}
	gone   sync.WaitGroup
	crowd  *Crowd // that hears of each Update, too; nil for none
	bot    string
}

// drawer puts a state on the screen; done ends it with the last one.
type drawer interface {
	draw(s state)
	done(s state)
}

// Display starts a display. pace may be nil. The caller must call Stop.
func (s *Screen) Display(pace func() Pace) *Display {
	d := &Display{start: time.Now(), pace: pace, quit: make(chan struct{}), crowd: s.crowd, bot: s.name}
	mode := s.Progress
	auto := mode == "" || mode == Auto
	if auto {
		mode = Bar
	}
	switch {
	case s.Quiet || mode == None:
	case auto && !s.Watched && !s.Terminal:
		d.run(&lines{err: formed{s}, waits: true}, time.Second)
	case s.crowd != nil: // which shows it with the others
	case mode == Bar && s.Terminal:
		d.run(&bar{err: s.Err, width: s.Columns}, 250*time.Millisecond)
	default:
		d.run(&lines{err: formed{s}}, time.Second)
	}
	return d
}

func (d *Display) run(to drawer, every time.Duration) {
	draw := problem.Caught("drawing the progress", func() error {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				to.draw(d.state())
			case <-d.quit:
				to.done(d.state())
				return nil
			}
		}
	})
	d.gone.Go(func() {
		_ = draw() // the run goes on without its picture
	})
}

// Update replaces what is shown.
func (d *Display) Update(g Gauge) {
	if d.crowd != nil {
		d.crowd.update(d.bot, g)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if g.Unit != d.latest.Unit || g.Done != d.latest.Done {
		d.start = time.Now()
	}
	d.latest = g
}

// Stop draws the last state and ends the display.
func (d *Display) Stop() {
	close(d.quit)
	d.gone.Wait()
}

func (d *Display) state() state {
	d.mu.Lock()
	s := state{Gauge: d.latest, elapsed: time.Since(d.start)}
	d.mu.Unlock()
	if d.pace != nil {
		now := d.pace()
		s.setPace(&now)
	}
	return s
}
