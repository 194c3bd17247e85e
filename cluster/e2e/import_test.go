package e2e

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/sandbox"
)

// TestImportKilled: the worker that does an import is killed in the middle of it, and so is the one after
// it. Every row is in, in order, no lead is doubled, and no more rows came twice than were in flight. A backup of
// the same token waits until the import has ended. The report, fetched, takes the import back.
func TestImportKilled(t *testing.T) {
	s := newStage(t, setting{
		bots: 1, told: 19, workers: 3, timing: lane.Timing{Turn: 2 * time.Second, Heartbeat: 25 * time.Second},
		platform: sandbox.Options{Leads: 300, NonLeads: 50, Seed: 6, Limit: sandbox.Limit{Rate: 20, Burst: 20}},
	})
	b := s.bot(0)
	names := b.names()
	file, rows := b.sheet(100)
	killed := make(chan []int, 1)
	go func() { killed <- s.killAt(b, rows/3, 2*rows/3) }()
	began := time.Now()
	said := s.run("import", "start", file, s.profiles[0], "--wait", "--config", s.config, "--engine", s.engine.address,
		"--store", "s3://leads/bots", "--age-identity", s.key, "--heartbeat", s.o.timing.Heartbeat.String())
	if all := <-killed; len(all) != 2 || all[0] == all[1] {
		t.Fatalf("killed %v", all)
	}
	t.Logf("%s%d writes for %d rows in %.0f s; %d refused; status said %q", said, b.writes(), rows, time.Since(began).Seconds(), s.measure().refused[0], s.said)
	b.wantImported(100, rows, 2*8)
	s.wantNoToken()
	s.wantOrder()
	folder := filepath.Join(t.TempDir(), "report")
	s.run("fetch", regexp.MustCompile(`_imports/\S+`).FindString(said), folder, "--store", "s3://leads/bots")
	s.command("leadferry", "undo", folder, "--yes", "--config", s.config, "--profile", s.profiles[0], "--lag", "0s")
	after := b.names()
	maps.DeleteFunc(after, func(uuid string, _ string) bool { return names[uuid] == "" })
	if !maps.Equal(after, names) {
		t.Error("the leads that were there have not all the names that they had")
	}
	s.keepHistory(s.profiles[0], "an-import-whose-workers-are-killed.json")
}

// killAt kills the worker that does the import when so many writes have come, each time. In between a
// backup is asked for, and the status.
func (s *stage) killAt(b *bot, at ...int) (killed []int) {
	for i, writes := range at {
		for b.writes() < writes {
			time.Sleep(10 * time.Millisecond)
		}
		if i == 0 {
			s.start()
			s.said = s.run("status", "--config", s.config, "--engine", s.engine.address)
		}
		killed = append(killed, s.killWorkerOf(0))
	}
	return killed
}

// wantOrder fails unless the backup began when the import had ended, and is good.
func (s *stage) wantOrder() {
	s.t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		state, err := lane.Ask(s.t.Context(), s.engine.client(s.t), s.lanes[s.profiles[0]])
		if err != nil || state == nil || len(state.Last) < 2 {
			continue
		}
		imported, backup := state.Last[0], state.Last[1]
		if imported.Job.Kind != lane.ImportKind || backup.Began.Before(imported.Ended) || len(state.Good) != 1 {
			s.t.Errorf("the lane ended so: %+v", state.Last)
		}
		return
	}
	s.t.Error("the backup has not ended")
}

// sheet writes a file whose rows rename so many leads, three times each, and make three times as many.
func (b *bot) sheet(leads int) (path string, rows int) {
	b.s.t.Helper()
	text := "uuid,email,name\n"
	for round := range 3 {
		for i, r := range b.records()[:leads] {
			text += fmt.Sprintf("%s,,Name %d of %d\n,new-%d-%d@example.org,New\n", r.UUID, round, i, round, i)
		}
	}
	path = filepath.Join(b.s.t.TempDir(), "people.csv")
	b.s.write(path, text)
	return path, 6 * leads
}
