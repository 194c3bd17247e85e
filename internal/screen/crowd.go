package screen

import (
	"fmt"
	"io"
	"sync"
)

// Crowd is the screen of many bots that are at work at once. Messages about one of them carry its name,
// and one bar shows how far all of them are. It is safe for concurrent use.
type Crowd struct {
	screen  Screen
	display *Display
	bar     bool // stands in the last line
	err     io.Writer

	mu     sync.Mutex // also of err
	bots   int
	done   int
	gauges map[string]Gauge
}

// Crowd begins the screen of so many bots. The caller calls Stop.
func (s *Screen) Crowd(bots int) *Crowd {
	c := &Crowd{screen: *s, err: s.Err, bots: bots, gauges: map[string]Gauge{}}
	c.bar = s.Terminal && !s.Quiet && s.Progress != Lines && s.Progress != None
	whole := *s
	whole.Err = drawing{c}
	if auto := s.Progress == "" || s.Progress == Auto; auto && !s.Watched && !s.Terminal { // each bot says by itself what it waits for
		whole.Progress = None
	}
	c.display = whole.Display(nil)
	return c
}

// Bot returns the screen of one bot.
func (c *Crowd) Bot(name string) *Screen {
	s := c.screen.Named(name)
	s.Err, s.crowd = saying{c}, c
	return s
}

// Done notes that a bot has come to its end.
func (c *Crowd) Done() {
	c.mu.Lock()
	c.done++
	total := c.total()
	c.mu.Unlock()
	c.display.Update(total)
}

// Stop ends the bar.
func (c *Crowd) Stop() { c.display.Stop() }

func (c *Crowd) update(bot string, g Gauge) {
	c.mu.Lock()
	c.gauges[bot] = g
	total := c.total()
	c.mu.Unlock()
	c.display.Update(total)
}

// total adds up how far the bots are. How much there is to do in all is known when all have begun.
func (c *Crowd) total() (sum Gauge) {
	known := len(c.gauges) == c.bots
	for _, g := range c.gauges {
		sum.Unit, sum.Done = g.Unit, g.Done
		sum.Count += g.Count
		sum.Before += g.Before
		sum.Total += g.Total
		known = known && g.Total > 0
	}
	if !known {
		sum.Total = 0
	}
	sum.First = []string{fmt.Sprintf("%s of %s", Thousands(c.done), Count(c.bots, "bot"))}
	return sum
}

// drawing is where the bar is drawn, saying where messages go: above it.
type (
	drawing struct{ *Crowd }
	saying  struct{ *Crowd }
)

func (d drawing) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err.Write(p)
}

func (s saying) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar {
		if _, err := io.WriteString(s.err, clearLine); err != nil {
			return 0, err
		}
	}
	return s.err.Write(p)
}

// formed is where whole lines go that are not formed yet.
type formed struct{ *Screen }

func (f formed) Write(p []byte) (int, error) {
	f.show(string(p))
	return len(p), nil
}
