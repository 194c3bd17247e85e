package e2e

import (
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/sandbox"
)

// several is a stage of eight bots that take some ten seconds each, and three workers. The profiles name a
// little less than the limit: a busy machine bunches requests.
func several() setting {
	return setting{
		bots: 8, told: 7.5, workers: 3, timing: lane.Timing{Turn: 2 * time.Second, Heartbeat: 10 * time.Second},
		platform: sandbox.Options{Leads: 3000, NonLeads: 500, Seed: 5, Limit: sandbox.Limit{Rate: 8, Burst: 8}},
	}
}

// TestFaults: whatever happens to a worker, to the engine or to the store while bots are backed up, every
// snapshot is verified and is what the platform holds, and the server's limit is kept.
func TestFaults(t *testing.T) {
	for _, tc := range []struct {
		name    string
		happens func(s *stage)
		again   int // pages that a bot may be asked for once more
		refused int // requests of a bot that may be over the limit
	}{
		{"nothing", func(*stage) {}, 0, 0},
		{"a worker is killed", func(s *stage) { s.signal(s.workers[0], syscall.SIGKILL) }, 16, 1},
		{"a worker is frozen for twice the heartbeat", func(s *stage) {
			s.signal(s.workers[0], syscall.SIGSTOP)
			time.Sleep(20 * time.Second)
			s.signal(s.workers[0], syscall.SIGCONT)
		}, 16, 1},
		{"a worker is cut off from the engine for twice the heartbeat", func(s *stage) {
			s.cable.frozen.Store(true)
			time.Sleep(20 * time.Second)
			s.cable.frozen.Store(false)
		}, 32, 1}, // its open call for work takes a second task that it never hears of
		{"a worker is stopped, as for an update", func(s *stage) { s.signal(s.workers[0], syscall.SIGTERM) }, 1, 0},
		{"the engine is killed", func(s *stage) {
			s.engine.kill(s.t)
			time.Sleep(2 * time.Second)
			s.engine.start(s.t)
		}, 32, 1},
		{"the store fails for five seconds", func(s *stage) {
			s.bucket.down.Store(true)
			time.Sleep(5 * time.Second)
			s.bucket.down.Store(false)
		}, 0, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if testing.Short() && tc.name != "a worker is killed" {
				t.Skip("it takes most of a minute")
			}
			s := newStage(t, several())
			began := s.start()
			time.Sleep(5 * time.Second)
			tc.happens(s)
			all := s.await(began, 3*time.Minute)
			f := s.measure()
			fetched := s.bucket.gets.Load()
			s.judge(all)
			s.wantNoToken()
			s.keepHistory(s.profiles[0], strings.NewReplacer(" ", "-", ",", "").Replace(tc.name)+".json")
			slowest, turns := time.Duration(0), 0
			for _, o := range all {
				slowest, turns = max(slowest, o.took), turns+o.Turns
			}
			t.Logf("the slowest after %.1fs; %d turns; pages %v, of these again %v; refused %v; worst ten seconds %.3f of the limit; %d parts fetched",
				slowest.Seconds(), turns, f.reads, f.again(), f.refused, f.worst, fetched)
			if f.worst > 1.02 {
				t.Errorf("a bot was asked %.3f times as often as its limit allows, in ten seconds", f.worst)
			}
			for i := range s.profiles {
				if f.refused[i] > tc.refused || f.again()[i] > tc.again+6 {
					t.Errorf("bot %d: %d requests over the limit, %d pages read again", i, f.refused[i], f.again()[i])
				}
			}
		})
	}
}

// TestTwoLanesOnOneToken: what keeps to the limit is that a token has one lane. Two profiles with copies of
// a token in two files are two lanes, which ask for more than the server allows: that is seen here.
func TestTwoLanesOnOneToken(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes most of a minute")
	}
	o := several()
	o.bots, o.twice = 1, true
	s := newStage(t, o)
	s.await(s.start(), 3*time.Minute)
	if f := s.measure(); f.refused[0] < 2 {
		t.Errorf("%d requests over the limit", f.refused[0])
	}
}

// TestHundred: a hundred lanes, of which a worker holds a third when it is killed.
func TestHundred(t *testing.T) {
	if os.Getenv("LEADFERRY_SOAK") == "" {
		t.Skip("make cluster-e2e runs it")
	}
	s := newStage(t, setting{
		bots: 100, told: 2, workers: 3, timing: lane.Timing{Turn: 8 * time.Second, Heartbeat: 10 * time.Second},
		platform: sandbox.Options{Leads: 2000, NonLeads: 400, Seed: 7, Limit: sandbox.Limit{Rate: 2.1, Burst: 4}},
	})
	began := s.start()
	time.Sleep(15 * time.Second)
	s.signal(s.workers[0], syscall.SIGKILL)
	all := s.await(began, 10*time.Minute)
	f := s.measure()
	slowest := time.Duration(0)
	for _, o := range all {
		slowest = max(slowest, o.took)
	}
	s.judge(all)
	again, refused, hit := 0, 0, 0
	for i, n := range f.again() {
		again, refused = max(again, n), refused+f.refused[i]
		if n > 2 {
			hit++
		}
	}
	ideal := time.Duration(float64(slices.Min(f.reads)) / 2 * float64(time.Second))
	s.engine.kill(t)
	engine := s.engine.cmd.ProcessState.UserTime() + s.engine.cmd.ProcessState.SystemTime()
	s.engine.start(t) // for the end of the test
	t.Logf("the slowest after %.1fs, ideal %.1fs; %d lanes were hit, and read at most %d pages again; %d requests over the limit; the engine took %.1fs of a processor",
		slowest.Seconds(), ideal.Seconds(), hit, again, refused, engine.Seconds())
	if again > 26 || refused > hit { // a turn, and another search for the end
		t.Errorf("%d pages read again, %d requests over the limit, %d lanes hit", again, refused, hit)
	}
}
