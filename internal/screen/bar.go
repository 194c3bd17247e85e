package screen

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar draws a bar once the total is known, and one line of words until then and where the terminal is
// narrow. One goroutine owns it. No line is as long as the terminal is wide, or else it would scroll.
type bar struct {
	err   io.Writer
	width func() int
	bar   *progressbar.ProgressBar
	total int
}

const (
	barWidth   = 20            // characters
	barFrame   = barWidth + 11 // with the percentage and what stands around it
	wideEnough = 60            // for a bar with words behind it
	clearLine  = "\r\x1b[K"
)

func (b *bar) draw(s state) {
	width := b.width()
	if s.Total == 0 || width < wideEnough {
		b.bar = nil
		fmt.Fprint(b.err, clearLine, s.line(width-1))
		return
	}
	if b.bar == nil || b.total != s.Total {
		b.total = s.Total
		fmt.Fprint(b.err, clearLine)
		b.bar = progressbar.NewOptions(s.Total,
			progressbar.OptionSetWriter(struct{ io.Writer }{b.err}), // hides the file, which it would sync at every step
			progressbar.OptionUseANSICodes(true),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionSetWidth(barWidth),
			progressbar.OptionSetTheme(progressbar.Theme{
				Saucer: "=", SaucerHead: ">", SaucerPadding: " ", BarStart: "[", BarEnd: "]",
			}))
	}
	b.bar.Describe(s.line(width - barFrame - 1))
	b.bar.Set(s.Count) //nolint:errcheck // it can only fail to draw
}

func (b *bar) done(state) { fmt.Fprint(b.err, clearLine) }

// lines writes a sentence for every tenth that is done, and every 30 seconds; and when nothing has
// moved for a few seconds, and every five minutes then.
type lines struct {
	err     io.Writer
	waits   bool // says nothing else than that
	unit    string
	tenth   int
	written time.Duration // when the last one was
	stuck   time.Time     // since when nothing moves; zero if it does
	said    time.Time     // when that was said; zero if it was not
}

func (l *lines) draw(s state) {
	if s.Unit == "" || !l.isStuck(&s) && (l.waits || !l.isDue(&s)) {
		return
	}
	if s.Total > 0 {
		fmt.Fprintf(l.err, "%d %% of %s %s: %s\n", 100*s.Count/s.Total, Count(s.Total, s.Unit), s.Done, s)
		return
	}
	fmt.Fprintf(l.err, "%s %s: %s\n", Count(s.Count, s.Unit), s.Done, s)
}

// isDue reports whether a sentence about what is done is due.
func (l *lines) isDue(s *state) bool {
	tenth := 0
	if s.Total > 0 {
		tenth = 10 * s.Count / s.Total
	}
	if s.Unit != l.unit {
		l.unit, l.tenth, l.written = s.Unit, 0, 0
	}
	if tenth <= l.tenth && s.elapsed-l.written < 30*time.Second {
		return false
	}
	l.tenth, l.written = tenth, s.elapsed
	return true
}

// isStuck reports whether a sentence about what the run waits for is due.
func (l *lines) isStuck(s *state) bool {
	const soon, again = 4 * time.Second, 5 * time.Minute
	now := time.Now()
	switch {
	case len(s.waiting) == 0:
		l.stuck, l.said = time.Time{}, time.Time{}
		return false
	case l.stuck.IsZero():
		l.stuck = now
	}
	if now.Sub(l.stuck) < soon || !l.said.IsZero() && now.Sub(l.said) < again {
		return false
	}
	l.said = now
	return true
}

func (l *lines) done(s state) { l.draw(s) }
