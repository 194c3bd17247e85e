package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/sandbox"
)

// TestExportKilled: though a worker is killed, each file in the store is the one that leadferry export writes.
func TestExportKilled(t *testing.T) {
	s := newStage(t, setting{
		bots: 6, told: 7.5, workers: 3, timing: lane.Timing{Turn: 2 * time.Second, Heartbeat: 5 * time.Second},
		platform: sandbox.Options{Leads: 3000, NonLeads: 200, Seed: 5, Limit: sandbox.Limit{Rate: 8, Burst: 8}},
	})
	go func() {
		for len(s.bot(5).server.Ledger()) < 50 {
			time.Sleep(10 * time.Millisecond)
		}
		s.killWorkerOf(5)
	}()
	t.Log(s.run("export", "start", "leads.csv.gz", "--all-profiles", "--type", "all", "--columns", "basic", "--wait", "--config", s.config,
		"--engine", s.engine.address, "--turn", s.o.timing.Turn.String(), "--heartbeat", s.o.timing.Heartbeat.String()))
	f := s.measure()
	t.Logf("pages %v, of these again %v; refused %v; %d parts fetched", f.reads, f.again(), f.refused, s.bucket.gets.Load())
	folder := t.TempDir()
	for _, name := range []string{s.profiles[0], s.profiles[5]} { // of which a worker was killed
		fetched, plain := filepath.Join(folder, name+".csv.gz"), filepath.Join(folder, name+".plain.csv.gz")
		s.run("fetch", "_exports/"+name+"/leads.csv.gz", fetched, "--store", "s3://leads/bots")
		s.command("leadferry", "export", plain, "--type", "all", "--columns", "basic", "--config", s.config, "--profile", name, "--rate", "0", "--lag", "0s")
		got, err := os.ReadFile(fetched)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(plain)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: %v, or the file is not what leadferry export writes", name, err)
		}
	}
	if s.bucket.gets.Load() < 2 {
		t.Error("no worker went on with what another had read")
	}
	for i := range s.profiles {
		if f.refused[i] > 1 || f.again()[i] > 22 {
			t.Errorf("bot %d: %d requests over the limit, %d pages read again", i, f.refused[i], f.again()[i])
		}
	}
	if left, err := s.bucket.store(t, "bots").List(t.Context(), "_work/"); err != nil || len(left) > 0 {
		t.Errorf("%d objects of work are left: %v", len(left), err)
	}
	s.wantNoToken()
	s.keepHistory(s.profiles[0], "an-export.json")
}
