// Package e2e proves the cluster: real worker processes, the real engine, a simulated platform and a bucket,
// and what can go wrong with each of them.
package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/sandbox"
)

// setting says what a stage is like.
type setting struct {
	bots     int
	platform sandbox.Options
	told     float64 // the rate that the profiles name; 0 = none
	twice    bool    // two profiles for each bot, with copies of its token in two files
	workers  int
	timing   lane.Timing
}

// stage is a platform with many bots, a bucket, an engine and workers.
type stage struct {
	t        *testing.T
	o        setting
	platform *sandbox.Platform
	bucket   *bucket
	engine   *engine
	cable    *proxy // between the first worker and the engine
	config   string
	key      string // the cluster's
	workers  []*worker
	profiles []string
	lanes    map[string]string // of each profile
	said     string            // the status, when it was asked for
}

func newStage(t *testing.T, o setting) *stage {
	t.Helper()
	s := &stage{t: t, o: o, engine: newEngine(t), bucket: newBucket(t), lanes: map[string]string{}}
	var err error
	if s.platform, err = sandbox.NewPlatform(o.platform, o.bots); err != nil {
		t.Fatal(err)
	}
	s.configure(serve(t, s.platform))
	s.cable = newProxy(t, s.engine.address)
	for i := range o.workers {
		if i == 0 {
			s.work(s.cable.address)
		} else {
			s.work(s.engine.address)
		}
	}
	return s
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// configure writes the config file, the tokens and the key of the cluster.
func (s *stage) configure(address string) {
	s.t.Helper()
	folder := s.t.TempDir()
	var text strings.Builder
	bots := s.platform.Bots()
	if s.o.twice {
		bots = append(bots, bots...)
	}
	for i, bot := range bots {
		name := fmt.Sprintf("bot%03d", i)
		fmt.Fprintf(&text, "[profile.%s]\nbase_url = %q\nbot_id = %q\ncustomer_id = %q\ntoken_file = %q\nrate = %v\n",
			name, address, bot.BotID, sandbox.DefaultCustomerID, name+".token", s.o.told)
		s.write(filepath.Join(folder, name+".token"), bot.Token)
		s.profiles = append(s.profiles, name)
	}
	s.config, s.key = filepath.Join(folder, "config.toml"), filepath.Join(folder, "cluster.key")
	s.write(s.config, text.String())
	id, err := age.GenerateX25519Identity()
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(s.key, id.String()+"\n")
	file, err := profile.Load(s.config)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range file.Profiles {
		if s.lanes[file.Profiles[i].Name], err = lane.ID(&file.Profiles[i]); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *stage) write(path, text string) {
	s.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// start gives a backup of every bot to the lanes.
func (s *stage) start() (began time.Time) {
	s.t.Helper()
	began = time.Now()
	s.run("backup", "start", "--all-profiles", "--config", s.config, "--engine", s.engine.address,
		"--turn", s.o.timing.Turn.String(), "--heartbeat", s.o.timing.Heartbeat.String())
	return began
}

// ended is how a lane's backup ended.
type ended struct {
	lane.Outcome
	took time.Duration
}

// await waits until every backup has ended, and returns how, by profile. It does not ask often: the workers
// answer for the lanes, and would have no time for them.
func (s *stage) await(began time.Time, most time.Duration) map[string]ended {
	s.t.Helper()
	all := map[string]ended{}
	for end := began.Add(most); len(all) < len(s.profiles); time.Sleep(time.Duration(len(s.profiles)-len(all)) * 100 * time.Millisecond) {
		for _, name := range s.profiles {
			if _, done := all[name]; done {
				continue
			}
			state, err := lane.Ask(s.t.Context(), s.engine.client(s.t), s.lanes[name])
			if err != nil || state == nil { // the engine may be down
				continue
			}
			for _, o := range state.Last {
				if o.Ended.After(began) {
					all[name] = ended{o, o.Ended.Sub(began)}
				}
			}
		}
		if time.Now().After(end) {
			s.dump()
			s.t.Fatalf("after %v only %d of %d backups have ended", most, len(all), len(s.profiles))
		}
	}
	return all
}

// dump shows what the workers said.
func (s *stage) dump() {
	for i, w := range s.workers {
		s.t.Logf("worker %d: %.3000s", i, w.said())
	}
}
