package sandbox_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

func TestParseLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sandbox.Limit{
		"10/s":                        {Rate: 10},
		"0.5/s":                       {Rate: 0.5},
		"10/s,burst=20,hint=seconds":  {Rate: 10, Burst: 20, Hint: "seconds"},
		"60/m,hint=date,window=60s":   {Rate: 1, Window: time.Minute, Hint: "date"},
		"concurrent=4":                {Concurrent: 4},
		"3600/h, concurrent=2":        {Rate: 1, Concurrent: 2},
		"10/s,window=10s,hint=body":   {Rate: 10, Window: 10 * time.Second, Hint: "body"},
		"2/s,hint=x-ratelimit":        {Rate: 2, Hint: "x-ratelimit"},
		"2/s,hint=ratelimit,burst=10": {Rate: 2, Burst: 10, Hint: "ratelimit"},
	} {
		if got, err := sandbox.ParseLimit(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "x", "10/d", "-1/s", "0/s", "NaN/s", "inf/s", "10/s,hint=x", "burst=2", "10/s,burst=x", "10/s,depth=2", "concurrent=-1"} {
		if l, err := sandbox.ParseLimit(bad); err == nil {
			t.Errorf("%q: %+v", bad, l)
		}
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	for hint, want := range map[string]struct {
		status int
		header map[string]string
	}{
		"none":        {429, map[string]string{"Retry-After": ""}},
		"seconds":     {429, map[string]string{"Retry-After": "10"}},
		"date":        {429, map[string]string{"Retry-After": "Tue, 01 Dec 2026 00:00:11 GMT"}},
		"ratelimit":   {429, map[string]string{"RateLimit-Limit": "1", "RateLimit-Remaining": "0", "RateLimit-Reset": "10", "RateLimit-Policy": "1;w=10"}},
		"x-ratelimit": {429, map[string]string{"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1796083210"}},
		"body":        {200, map[string]string{"Retry-After": ""}},
	} {
		t.Run(hint, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 12, 1, 0, 0, 0, 500_000_000, time.UTC)
			o := sandbox.Options{Leads: 1, Now: func() time.Time { return now }}
			var err error
			if o.Limit, err = sandbox.ParseLimit("0.1/s,hint=" + hint); err != nil {
				t.Fatal(err)
			}
			s := start(t, o)
			if e := read(t, s, "lead", 1); e.status != 200 || !e.Success {
				t.Fatal(e.text)
			}
			e := read(t, s, "lead", 1)
			if e.status != want.status || e.Success || e.Code != 429 {
				t.Errorf("%d %s", e.status, e.text)
			}
			for name, value := range want.header {
				if got := e.header.Get(name); got != value {
					t.Errorf("%s: %q, want %q", name, got, value)
				}
			}
			if l := s.Ledger(); !l[1].Limited || l[1].Applied || l[0].Limited {
				t.Errorf("%+v", l)
			}
			now = now.Add(10*time.Second - time.Millisecond)
			if e := read(t, s, "lead", 1); e.Success {
				t.Error("admitted too early")
			}
			now = now.Add(time.Millisecond)
			if e := read(t, s, "lead", 1); !e.Success {
				t.Error("not admitted when told")
			}
		})
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sandbox.Options{Leads: 1, Limit: sandbox.Limit{Rate: 2, Window: 10 * time.Second}})
		counts := map[int64]int{}
		for range 300 {
			if read(t, s, "lead", 1).Success {
				counts[time.Now().Unix()/10]++
			}
			time.Sleep(100 * time.Millisecond)
		}
		for window, n := range counts {
			if n != 20 {
				t.Errorf("%d in window %d", n, window)
			}
		}
	})
}

func TestBurstAndRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sandbox.Options{Leads: 1, Limit: sandbox.Limit{Rate: 5, Burst: 10}})
		admitted := 0
		for range 1000 {
			if read(t, s, "lead", 1).Success {
				admitted++
			}
			time.Sleep(10 * time.Millisecond)
		}
		if admitted < 58 || admitted > 60 {
			t.Errorf("%d in 10 s, want the burst of 10 and 5 a second", admitted)
		}
	})
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sandbox.Options{Leads: 1, Latency: time.Second, Limit: sandbox.Limit{Concurrent: 3, Hint: "seconds"}})
		c := client(s.Transport())
		var group sync.WaitGroup
		var mu sync.Mutex
		got := map[int]int{}
		for range 5 {
			r := get(t, "http://h", chatsURL("lead", 1))
			group.Go(func() {
				resp, err := c.Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				resp.Body.Close()
				mu.Lock()
				defer mu.Unlock()
				got[resp.StatusCode]++
			})
		}
		group.Wait()
		if fmt.Sprint(got) != "map[200:3 429:2]" || s.InFlightMax() < 3 {
			t.Error(got, s.InFlightMax())
		}
		if e := read(t, s, "lead", 1); e.status != 200 {
			t.Error("a place is not given back")
		}
	})
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sandbox.Fault{
		"503=2%":       {Kind: "503", Percent: 2},
		"reset=0.5":    {Kind: "reset", Percent: 0.5},
		"500@7":        {Kind: "500", Percent: 100, Page: 7},
		"cut@7=50%":    {Kind: "cut", Percent: 50, Page: 7},
		"redirect=100": {Kind: "redirect", Percent: 100},
		"400/7":        {Kind: "400", Percent: 100, Share: 7},
		"401>100":      {Kind: "401", Percent: 100, After: 100},
		"503/7>9=50%":  {Kind: "503", Percent: 50, Share: 7, After: 9},
	} {
		if got, err := sandbox.ParseFault(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "503", "x=2%", "503=x", "503=101%", "503=-1%", "500@0", "500@x", "500=NaN", "500/0", "500>", "500/x", "/7"} {
		if f, err := sandbox.ParseFault(bad); err == nil || !strings.Contains(err.Error(), "--fault") {
			t.Errorf("%q: %+v, %v", bad, f, err)
		}
	}
}
