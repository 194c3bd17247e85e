package screen

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestCrowd: each line of a message names its bot, and one bar adds up how far all are; messages stand
// above it.
func TestCrowd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := &Screen{Err: &out, Width: 80, Terminal: true, Watched: true}
		c := s.Crowd(2)
		var bots sync.WaitGroup
		for _, name := range []string{"acme", "beta"} {
			bots.Go(func() {
				bot := c.Bot(name)
				d := bot.Display(nil)
				for page := range 10 {
					d.Update(Gauge{Unit: "page", Done: "read", Count: page + 1, Total: 10})
					time.Sleep(time.Second)
				}
				d.Stop()
				bot.Say("one\n  two %s", Block("a\nb"))
				c.Done()
			})
		}
		time.Sleep(4900 * time.Millisecond)
		c.mu.Lock()
		text := out.String()
		c.mu.Unlock()
		if !strings.Contains(text, "0 of 2 bots") || !strings.Contains(text, "50%") {
			t.Errorf("%q", text)
		}
		bots.Wait()
		c.Stop()
		text = out.String()
		for _, name := range []string{"acme", "beta"} {
			if want := clearLine + name + ": one\n" + name + ":   two a\n" + name + ": b\n"; !strings.Contains(text, want) {
				t.Errorf("%q is not in %q", want, text)
			}
		}
		if !strings.HasSuffix(text, clearLine) {
			t.Errorf("%q", text)
		}
	})
}

// TestCrowdOffTerminal: no cursor moves, and nothing is drawn.
func TestCrowdOffTerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := (&Screen{Err: &out, Width: 80}).Crowd(1)
	bot := c.Bot("acme")
	d := bot.Display(nil)
	d.Update(Gauge{Unit: "page", Done: "read", Count: 1})
	d.Stop()
	bot.Warn("x")
	c.Done()
	c.Stop()
	if out.String() != "acme: x\n" {
		t.Errorf("%q", out.String())
	}
}
