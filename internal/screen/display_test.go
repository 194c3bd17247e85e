package screen

import (
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/ratelimit"
)

// lockedBuffer is a terminal's memory.
type lockedBuffer struct {
	mu sync.Mutex
	strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Builder.Write(p)
}

func TestStateInWords(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, tt := range []struct {
		name string
		s    state
		pace Pace
		want string
	}{
		{"nothing yet", state{}, Pace{}, ""},
		{"too early for a pace", state{Gauge: Gauge{Unit: "page", Count: 3, First: []string{"9 leads"}}, elapsed: time.Second / 4}, Pace{}, "9 leads"},
		{"pace", state{Gauge: Gauge{Unit: "page", Count: 10}, elapsed: 5 * time.Second}, Pace{}, "2 pages/s"},
		{"time left", state{Gauge: Gauge{Unit: "row", Count: 10, Total: 30}, elapsed: 10 * time.Second}, Pace{}, "1 rows/s, 20 s left"},
		{"of an earlier run", state{Gauge: Gauge{Unit: "page", Count: 10, Before: 10}, elapsed: time.Second}, Pace{}, ""},
		{"busy", state{Gauge: Gauge{Unit: "page", Count: 10, Busy: true, Then: []string{"writing the file"}}, elapsed: time.Second}, Pace{}, "writing the file"},
		{"retries", state{}, Pace{Retries: 2}, "2 retries"},
		{"slower", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 0.7}}}, "slower, up to 0.7 requests/s, as the server refused more"},
		{"told", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 5, Told: true}}}, "up to 5 requests/s, as the server said"},
		{"counted", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 49.5, Limit: ratelimit.PerSecond, Allowed: 50}}}, "up to 49.5 requests/s: the server allows about 50 each second"},
		{"window", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 9.9, Limit: ratelimit.PerWindow, Allowed: 10}}}, "up to 9.9 requests/s: the server allows about 600 requests a minute"},
		{"long window", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 0.27, Limit: ratelimit.PerWindow, Allowed: 1000. / 3600}}}, "up to 0.27 requests/s: the server allows about 1,000 requests an hour"},
		{"shut out", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 9.9, Limit: ratelimit.ShutOut, Allowed: 10}}}, "the server refused everything for a while: up to 9.9 requests/s"},
		{"fewer", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Kind: ratelimit.InFlightCut, InFlight: 2}}}, "only 2 at a time, as the server refused more"},
		{"faster", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Kind: ratelimit.PaceRaised, Rate: 8}}}, "faster again, up to 8 requests/s"},
		{"old news", state{}, Pace{Status: ratelimit.Status{ChangedAt: now.Add(-time.Hour), Change: ratelimit.Event{Rate: 1}}}, ""},
	} {
		tt.s.setPace(&tt.pace)
		if got := tt.s.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")

// TestBarFits draws at several widths: no drawn line is longer than the terminal.
func TestBarFits(t *testing.T) {
	t.Parallel()
	for _, width := range []int{0, 40, 80} {
		var out strings.Builder
		b := &bar{err: &out, width: width}
		long := strings.Repeat("leads and ", 20)
		for _, g := range []Gauge{{Unit: "page", First: []string{long}}, {Unit: "page", Count: 3, Total: 10, First: []string{long}}, {Unit: "row", Count: 1, Total: 2}} {
			b.draw(state{Gauge: g})
		}
		b.done(state{})
		for _, line := range strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\r' || r == '\n' }) {
			if n := len([]rune(escapes.ReplaceAllString(line, ""))); n > max(width, barWidth+11) {
				t.Errorf("width %d: a line of %d characters: %q", width, n, line)
			}
		}
		if !strings.HasSuffix(out.String(), clearLine) || !strings.Contains(out.String(), "[") {
			t.Errorf("width %d: %q", width, out.String())
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	l := &lines{err: &out}
	for n := range 101 {
		l.draw(state{Gauge: Gauge{Unit: "row", Done: "done", Count: n, Total: 100}})
	}
	if got := strings.Count(out.String(), "\n"); got != 10 || !strings.HasPrefix(out.String(), "10 % of 100 rows done") {
		t.Errorf("%d lines, want 10: %q", got, out.String())
	}
	out.Reset()
	for n := range 61 {
		l.draw(state{Gauge: Gauge{Unit: "page", Done: "read", Count: n}, elapsed: time.Duration(n) * time.Second})
	}
	if got := out.String(); strings.Count(got, "\n") != 2 || !strings.HasPrefix(got, "30 pages read: ") {
		t.Errorf("want a line every 30 s without a total, got %q", got)
	}
}

// TestDisplay chooses what is drawn by mode and terminal.
func TestDisplay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mode            Mode
		terminal, quiet bool
		want            string // in what is drawn; "" for nothing at all
	}{
		{Auto, true, false, clearLine}, {Auto, false, false, ""}, {"", false, false, ""},
		{Bar, true, false, clearLine}, {Bar, false, false, "3 pages read"},
		{Lines, true, false, "3 pages read"}, {Lines, false, true, ""}, {None, true, false, ""}, {Auto, true, true, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out lockedBuffer
			s := &Screen{Err: &out, Progress: tt.mode, Terminal: tt.terminal, Quiet: tt.quiet, Width: 80}
			d := s.Display(func() Pace { return Pace{} })
			d.Update(Gauge{Unit: "page", Done: "read", Count: 3, First: []string{"9 leads"}})
			time.Sleep(time.Minute)
			d.Stop()
			if got := out.String(); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("%+v: %q", tt, got)
			}
			if !tt.terminal && strings.ContainsAny(out.String(), "\r\x1b") {
				t.Errorf("%+v: a control character off a terminal", tt)
			}
		})
	}
}

// broken is a drawer that panics.
type broken struct{ drawn int }

func (b *broken) draw(state) { b.drawn++; panic("odd") }
func (b *broken) done(state) { b.drawn++ }

// TestFaultWhileDrawing: a panic ends the drawing and nothing else.
func TestFaultWhileDrawing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := (&Screen{Err: io.Discard, Progress: None}).Display(nil)
		b := new(broken)
		d.run(b, time.Second)
		for range 5 {
			d.Update(Gauge{Unit: "row"})
			time.Sleep(time.Second)
		}
		d.Stop()
		if b.drawn != 1 {
			t.Errorf("drawn %d times, want 1", b.drawn)
		}
	})
}
