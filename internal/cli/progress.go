package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/ratelimit"
)

// display shows how far a run is: a bar on a terminal, sentences, or nothing. One goroutine draws; update only leaves the news.
type display struct {
	mu     sync.Mutex
	latest gauge
	start  time.Time // of what the latest gauge shows
	client *convertalk.Client
	pacer  *ratelimit.Pacer
	quit   chan struct{}
	gone   sync.WaitGroup
}

// drawer puts a state on the screen; done ends it with the last one.
type drawer interface {
	draw(s state)
	done(s state)
}

// display starts the display that mode asks for; "auto" is a bar on a terminal and nothing elsewhere.
func (a *app) display(mode string, client *convertalk.Client, pacer *ratelimit.Pacer) *display {
	d := &display{start: time.Now(), client: client, pacer: pacer, quit: make(chan struct{})}
	fd := int(a.std.Err.Fd())
	terminal := term.IsTerminal(fd) && os.Getenv("TERM") != "dumb"
	switch {
	case a.quiet:
	case mode == "lines":
		d.run(&lines{err: a.std.Err}, time.Second)
	case mode == "bar" || mode == "auto" && terminal:
		if !terminal { // nothing that moves a cursor goes anywhere else
			d.run(&lines{err: a.std.Err}, time.Second)
			break
		}
		width, _, err := term.GetSize(fd)
		if err != nil || width <= 0 {
			width = 80
		}
		d.run(&bar{err: a.std.Err, width: width}, 250*time.Millisecond)
	}
	return d
}

func (d *display) run(to drawer, every time.Duration) {
	d.gone.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				to.draw(d.state())
			case <-d.quit:
				to.done(d.state())
				return
			}
		}
	})
}

// gauge is how far a run is: so many of a total are done.
type gauge struct {
	unit, done  string // what is counted, and the word for what has been done to it: page, read
	count       int
	before      int      // of those: done by an earlier run
	total       int      // 0 while unknown
	first, then []string // what else there is to say, in front of the pace and behind it
	busy        bool     // something without a pace is going on
}

// update takes the news of an engine.
func (d *display) update(g gauge) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if g.unit != d.latest.unit || g.done != d.latest.done {
		d.start = time.Now()
	}
	d.latest = g
}

// stop draws the last state and ends the display.
func (d *display) stop() {
	close(d.quit)
	d.gone.Wait()
}

// state is all there is to show at one moment.
type state struct {
	gauge
	elapsed time.Duration
	retries int64
	waiting string // why nothing moves, "" if it does
	change  string // what has become of the pace a moment ago, and why
}

func (d *display) state() state {
	d.mu.Lock()
	s := state{gauge: d.latest, elapsed: time.Since(d.start)}
	d.mu.Unlock()
	if d.client == nil {
		return s
	}
	s.retries = d.client.Stats().Retries
	now := d.pacer.Status()
	if now.Reason != ratelimit.NoPause {
		s.waiting = fmt.Sprintf("waiting %s: %s", seconds(time.Until(now.PausedUntil)), now.Reason)
	}
	if !now.ChangedAt.IsZero() && time.Since(now.ChangedAt) < newsLast {
		s.change = changeText(&now.Change)
	}
	return s
}

// newsLast is how long a change of the pace is shown.
const newsLast = 20 * time.Second

// changeText says what a change of the pace was, and why.
func changeText(e *ratelimit.Event) string {
	switch {
	case e.Kind == ratelimit.InFlightCut:
		return fmt.Sprintf("only %d at a time, as the server refused more", e.InFlight)
	case e.Kind == ratelimit.PaceRaised:
		return fmt.Sprintf("faster again, up to %.3g requests/s", e.Rate)
	case e.Told:
		return fmt.Sprintf("up to %.3g requests/s, as the server said", e.Rate)
	}
	return fmt.Sprintf("slower, up to %.3g requests/s, as the server refused more", e.Rate)
}

// String is the state in words: what is done, pace, time left, retries, and why it waits.
func (s state) String() string {
	parts := slices.Clone(s.first)
	if pace := float64(s.count-s.before) / s.elapsed.Seconds(); !s.busy && pace > 0 && s.elapsed > time.Second/2 {
		parts = append(parts, fmt.Sprintf("%.3g %ss/s", pace, s.unit))
		if s.total > s.count {
			parts = append(parts, seconds(time.Duration(float64(s.total-s.count)/pace*float64(time.Second)))+" left")
		}
	}
	parts = append(parts, s.then...)
	if s.retries > 0 {
		parts = append(parts, countOf(s.retries, "retry", "retries"))
	}
	if s.change != "" {
		parts = append(parts, s.change)
	}
	if s.waiting != "" {
		parts = append(parts, s.waiting)
	}
	return strings.Join(parts, ", ")
}

// bar draws with progressbar once the number of pages is known, and one line of words until then. It is owned by one goroutine and used
// on a terminal only.
type bar struct {
	err   io.Writer
	width int
	bar   *progressbar.ProgressBar
	total int
}

const barWidth = 20

func (b *bar) draw(s state) {
	text := clip(s.String(), b.width-barWidth-10)
	if s.total == 0 {
		fmt.Fprintf(b.err, "\r\x1b[K%s", text)
		return
	}
	if b.bar == nil || b.total != s.total {
		b.total = s.total
		fmt.Fprint(b.err, "\r\x1b[K")
		b.bar = progressbar.NewOptions(s.total,
			progressbar.OptionSetWriter(struct{ io.Writer }{b.err}), // hides the file, which would be synced at every step
			progressbar.OptionUseANSICodes(true),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionSetWidth(barWidth),
			progressbar.OptionSetTheme(progressbar.Theme{Saucer: "=", SaucerHead: ">", SaucerPadding: " ", BarStart: "[", BarEnd: "]"}))
	}
	b.bar.Describe(text)
	b.bar.Set(s.count) //nolint:errcheck // it can only fail to draw
}

func (b *bar) done(state) { fmt.Fprint(b.err, "\r\x1b[K") }

// lines writes a sentence whenever another tenth is done, or after 30 seconds.
type lines struct {
	err    io.Writer
	unit   string
	tenth  int
	spoken time.Duration
}

func (l *lines) draw(s state) {
	tenth := 0
	if s.total > 0 {
		tenth = 10 * s.count / s.total
	}
	if s.unit != l.unit {
		l.unit, l.tenth, l.spoken = s.unit, 0, 0
	}
	if s.unit == "" || tenth <= l.tenth && s.elapsed-l.spoken < 30*time.Second {
		return
	}
	l.tenth, l.spoken = tenth, s.elapsed
	if s.total > 0 {
		fmt.Fprintf(l.err, "%d %% of %s %s: %s\n", 100*s.count/s.total, count(s.total, s.unit), s.done, s)
		return
	}
	fmt.Fprintf(l.err, "%s %s: %s\n", count(s.count, s.unit), s.done, s)
}

func (l *lines) done(s state) { l.draw(s) }
