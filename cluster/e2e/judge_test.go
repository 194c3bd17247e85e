package e2e

import (
	"bytes"
	"slices"
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/sandbox"
)

// figures are what the ledgers of the platform tell of a run.
type figures struct {
	refused []int   // requests over the limit, by bot
	reads   []int   // by bot
	worst   float64 // the most requests in ten seconds, as a share of what the limit allows
}

func (s *stage) measure() (f figures) {
	const window = 10 * time.Second
	for _, bot := range s.platform.Bots() {
		ledger, refused := s.platform.Server(bot.Token).Ledger(), 0
		for i, e := range ledger {
			if e.Limited {
				refused++
			}
			in := slices.IndexFunc(ledger[i:], func(later sandbox.Entry) bool { return later.At.Sub(e.At) > window })
			if in < 0 {
				in = len(ledger) - i
			}
			if rate := s.o.platform.Limit.Rate; rate > 0 {
				f.worst = max(f.worst, float64(in)/(rate*window.Seconds()))
			}
		}
		f.refused, f.reads = append(f.refused, refused), append(f.reads, len(ledger))
	}
	return f
}

// again returns how many pages each bot was asked for more than the one that was asked least.
func (f *figures) again() (all []int) {
	least := slices.Min(f.reads)
	for _, n := range f.reads {
		all = append(all, n-least)
	}
	return all
}

// judge checks every snapshot against what the platform holds, and with the plain program.
func (s *stage) judge(all map[string]ended) {
	s.t.Helper()
	for i, name := range s.profiles {
		o := all[name]
		if o.Error != "" || len(o.Marks) > 0 || o.Left != "" {
			s.t.Errorf("%s ended so: %+v", name, o.Outcome)
			continue
		}
		snapshots, err := backup.List(s.t.Context(), s.bucket.store(s.t, "bots/"+name))
		if err != nil || len(snapshots) != 1 || !snapshots[0].Good() || snapshots[0].Name != o.Snapshot {
			s.t.Errorf("%s has %d snapshots: %v", name, len(snapshots), err)
			continue
		}
		server := s.platform.Server(s.platform.Bots()[i].Token)
		for n, kind := range []string{"lead", "non-lead"} {
			if s.o.platform.Churn == (sandbox.Churn{}) && s.records(&snapshots[0], n) != truth(server, kind) {
				s.t.Errorf("%s: the %ss are not byte for byte what the platform holds", name, kind)
			}
		}
	}
	s.command("leadferry", "backup", "check", "s3://leads/bots", "--all-profiles", "--config", s.config)
	if left, err := s.bucket.store(s.t, "bots").List(s.t.Context(), "_work/"); err != nil || len(left) > 0 {
		s.t.Errorf("%d objects of work are left: %v", len(left), err)
	}
}

func (s *stage) records(of *backup.Snapshot, n int) string {
	s.t.Helper()
	var b bytes.Buffer
	err := of.Records(s.t.Context(), &of.Manifest.Files[n], nil, func(record []byte) error {
		b.Write(record)
		return b.WriteByte('\n')
	})
	if err != nil {
		s.t.Error(err)
	}
	return b.String()
}

func truth(server *sandbox.Server, kind string) string {
	var b bytes.Buffer
	for _, record := range server.All(kind) {
		b.Write(record)
		b.WriteByte('\n')
	}
	return b.String()
}
