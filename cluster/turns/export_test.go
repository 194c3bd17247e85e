package turns

import (
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sandbox"
)

func exportJob(file string, turn time.Duration) lane.Job {
	j := job(turn)
	j.Kind, j.Export = lane.ExportKind, &lane.Export{File: file, Types: []lead.Type{lead.TypeLead}, Format: "csv"}
	return j
}

// made does turns on the machines, one after the other, and seals what they made.
func (s *stage) made(in lane.TurnInput, machines ...*machine) (r lane.SealResult, turns int, err error) {
	s.t.Helper()
	for done := false; !done; turns++ {
		r, err := machines[turns%len(machines)].turn(in)
		if err != nil || turns > 200 {
			return lane.SealResult{}, turns, err
		}
		done, in.Files, in.Pace = r.Done || r.Failed != "", r.Files, r.Pace
	}
	r, err = machines[turns%len(machines)].seal(lane.SealInput{Lane: in.Lane, Run: in.Run, Job: in.Job, Files: in.Files, Began: time.Now()})
	return r, turns, err
}

// object reads an object of the store.
func (s *stage) object(name string) string {
	s.t.Helper()
	r, err := s.store("").Get(s.t.Context(), name)
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// TestExportOnManyMachines: the file in the store is the one that leadferry export writes, though each turn
// was done by another machine. A file of that name is not replaced unless that is wanted.
func TestExportOnManyMachines(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 1200, NonLeads: 100, Strange: 20, PageSize: 20, Latency: 4 * time.Millisecond, Seed: 4})
	machines := []*machine{s.machine(), s.machine(), s.machine()}
	in := lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: exportJob("leads.csv", 40*time.Millisecond)}
	made, turns, err := s.made(in, machines...)
	if err != nil || turns < 4 || made.File != "_exports/acme/leads.csv" || made.Leads != 1200 || len(made.Marks) > 0 {
		t.Fatalf("%+v after %d turns, %v", made, turns, err)
	}
	plain := filepath.Join(t.TempDir(), "plain.csv")
	cmd := exec.Command("go", "run", "../..", "export", plain, "--config", s.config, "--profile", "acme", "--lag", "0s")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	want, err := os.ReadFile(plain)
	if err != nil || s.object(made.File) != string(want) {
		t.Errorf("%v, or the file is not what leadferry export writes", err)
	}
	in.Run = "run-2"
	if _, _, err := s.made(in, machines...); err == nil || !strings.Contains(err.Error(), "is in the store already") || !strings.Contains(err.Error(), lane.FailedReason) {
		t.Errorf("a file was replaced: %v", err)
	}
	in.Job.Export.Replace = true
	if _, _, err := s.made(in, machines...); err != nil {
		t.Error(err)
	}
	reader, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	in.Run, in.Job.Recipients = "run-3", []string{reader.Recipient().String()}
	if made, _, err = s.made(in, machines...); err != nil || made.File != "_exports/acme/leads.csv.age" {
		t.Fatal(made.File, err)
	}
	opened, err := age.Decrypt(strings.NewReader(s.object(made.File)), reader)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(opened); err != nil || string(text) != string(want) {
		t.Errorf("%v, or what is encrypted is not the file", err)
	}
}

// TestExportUnproved: a file that is not proved complete stands in the store, and is called so.
func TestExportUnproved(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 1000, PageSize: 50, End: "400"})
	made, _, err := s.made(lane.TurnInput{Lane: "lane-1", Run: "run-1", Job: exportJob("leads.csv", time.Minute)}, s.machine())
	if err != nil || len(made.Marks) != 1 || !strings.HasPrefix(made.Marks[0], "unverified: ") || !strings.Contains(made.Marks[0], "--accept-end") {
		t.Fatalf("%+v, %v", made, err)
	}
	if rows, err := csv.NewReader(strings.NewReader(s.object(made.File))).ReadAll(); err != nil || len(rows) != 1+1000 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}
