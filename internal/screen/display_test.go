package screen

import (
	"errors"
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
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *lockedBuffer) Reset() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.Reset()
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
		{"time left", state{Gauge: Gauge{Unit: "row", Count: 10, Total: 30}, elapsed: 10 * time.Second}, Pace{}, "1 row/s, 20 s left"},
		{"of an earlier run", state{Gauge: Gauge{Unit: "page", Count: 10, Before: 10}, elapsed: time.Second}, Pace{}, ""},
		{"busy", state{Gauge: Gauge{Unit: "page", Count: 10, Busy: true, Then: []string{"writing the file"}}, elapsed: time.Second}, Pace{}, "writing the file"},
		{"retries", state{}, Pace{Retries: 2}, "2 retries"},
		{"slower", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 0.7}}}, "server asked to slow down: 0.7 requests/s"},
		{"told", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 5, Told: true}}}, "up to 5 requests/s, as the server said"},
		{"counted", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 49.6, Limit: ratelimit.PerSecond, Allowed: 50}}}, "up to 50 requests/s: the server allows about 50 requests/s"},
		{"window", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 9.9, Limit: ratelimit.PerWindow, Allowed: 10}}}, "up to 9.9 requests/s: the server allows about 600 requests a minute"},
		{"long window", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 0.27, Limit: ratelimit.PerWindow, Allowed: 1000. / 3600}}}, "up to 0.27 requests/s: the server allows about 1,000 requests an hour"},
		{"shut out", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Rate: 9.9, Limit: ratelimit.ShutOut, Allowed: 10}}}, "the server refused everything for a while: up to 9.9 requests/s"},
		{"fewer", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Kind: ratelimit.InFlightCut, InFlight: 2}}}, "only 2 at a time, because the server refused more"},
		{"failed", state{}, Pace{Status: ratelimit.Status{ChangedAt: now, Change: ratelimit.Event{Kind: ratelimit.InFlightFailed, InFlight: 2}}}, "only 2 at a time, because requests failed"},
		{"a slow answer", state{}, Pace{Status: ratelimit.Status{Silent: now.Add(-2 * time.Second)}}, ""},
		{"silent", state{}, Pace{Status: ratelimit.Status{Silent: now.Add(-6500 * time.Millisecond)}}, "the server has not answered for 7 s"},
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

// TestBarFits draws at several widths: no drawn line is as long as the terminal is wide.
func TestBarFits(t *testing.T) {
	t.Parallel()
	for _, width := range []int{1, 20, 40, 60, 80, 120} {
		var out strings.Builder
		b := &bar{err: &out, width: func() int { return width }}
		long := strings.Repeat("leads and ", 20)
		for _, g := range []Gauge{
			{Unit: "page", First: []string{long}}, {Unit: "page", Count: 3, Total: 10, First: []string{long}},
			{Unit: "row", Count: 1, Total: 2}, {Unit: "row", Count: 2, Total: 2, First: []string{"2 of 2 rows"}},
		} {
			b.draw(state{Gauge: g, waiting: []string{long}})
			b.draw(state{Gauge: g, elapsed: time.Minute, retries: 12, change: "only 2 at a time, because the server refused more"})
		}
		b.done(state{})
		for _, line := range strings.FieldsFunc(out.String(), func(r rune) bool { return r == '\r' || r == '\n' }) {
			if n := len([]rune(escapes.ReplaceAllString(line, ""))); n >= width {
				t.Errorf("width %d: a line of %d characters: %q", width, n, line)
			}
		}
		if !strings.HasSuffix(out.String(), clearLine) || strings.Contains(out.String(), "[=") != (width >= 60) {
			t.Errorf("width %d: %q", width, out.String())
		}
	}
}

// TestWhatMattersComesFirst: what does not fit is left out from the end, in whole parts.
func TestWhatMattersComesFirst(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := state{Gauge: Gauge{Unit: "row", Count: 30, Total: 60, First: []string{"30 of 60 rows"}}, elapsed: 10 * time.Second}
	s.setPace(&Pace{Retries: 3, Trouble: errors.New("connection refused"), Status: ratelimit.Status{
		Reason: ratelimit.ServerDown, PausedUntil: now.Add(15 * time.Second), GivesUp: now.Add(time.Minute),
	}})
	until := "giving up at " + now.Add(time.Minute).Format("15:04")
	for n, want := range map[int]string{
		200: "connection refused, trying again in 15 s, " + until + ", 30 of 60 rows, 3 rows/s, 10 s left, 3 retries",
		60:  "connection refused, trying again in 15 s, " + until,
		59:  "connection refused, trying again in 15 s, 30 of 60 rows",
		40:  "connection refused, trying again in 15 s",
		22:  "connection refused",
		17:  "connection",
		3:   "con",
	} {
		if got := s.line(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestPaint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"error: no file\n  fix: name one\n": red + "error:" + plain + " no file\n" + bold + "  fix:" + plain + " name one\n",
		"  + 0 created\n  ! 0 not sent\n":   "  + 0 created\n  ! 0 not sent\n",
		"  +    41 created\n":               green + "  +    41 created" + plain + "\n",
		"  ! 1,204 not sent\n":              yellow + "  ! 1,204 not sent" + plain + "\n",
		"an error: in the middle\n":         "an error: in the middle\n",
	} {
		if got := Paint(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
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

// TestStuck: what a run waits for is said after a few seconds, also where nothing else is, and again
// after five minutes; never with --quiet.
func TestStuck(t *testing.T) {
	t.Parallel()
	const line = "0 pages read: the server has not answered for 7 s, looking for the end of the list\n"
	for _, tt := range []struct {
		mode         Mode
		quiet        bool
		early, later int // lines within two minutes, and within six
	}{{Auto, false, 1, 2}, {Lines, false, 4, 13}, {None, false, 0, 0}, {Auto, true, 0, 0}} {
		synctest.Test(t, func(t *testing.T) {
			var out lockedBuffer
			s := &Screen{Err: &out, Progress: tt.mode, Quiet: tt.quiet, Width: 80}
			began := time.Now()
			d := s.Display(func() Pace { return Pace{Status: ratelimit.Status{Silent: began}} })
			d.Update(Gauge{Unit: "page", Done: "read", First: []string{"looking for the end of the list"}})
			time.Sleep(119 * time.Second)
			early := out.String()
			time.Sleep(4 * time.Minute)
			d.Stop()
			if got := strings.Count(early, "\n"); got != tt.early || got > 0 && !strings.HasPrefix(early, line) {
				t.Errorf("%+v: %d lines: %q", tt, got, early)
			}
			if got := strings.Count(out.String(), "\n"); got < tt.later-1 || got > tt.later+1 {
				t.Errorf("%+v: %d lines in the end: %q", tt, got, out.String())
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

// TestMessage: an argument is part of its line, unless it is a Block.
func TestMessage(t *testing.T) {
	t.Parallel()
	got := Message("error: %s, %s %d\n  %s", "a\nerror: b", errors.Join(errors.New("c"), errors.New("d")), 5, Block("e\nf"))
	if want := "error: a\\nerror: b, c; d 5\n  e\nf\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
