package backup_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/sandbox"
)

// TestCount counts every lead once in each respect; the platform's store is the oracle.
func TestCount(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{Leads: 300, NonLeads: 20, Seed: 5})
	made := s.create(t)
	c, err := backup.Count(t.Context(), &made, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, months := map[string]int{}, map[string]int{}
	for _, raw := range s.server.All("lead") {
		var r struct{ Status, CreatedAt string }
		if err := json.Unmarshal(raw, &r); err != nil {
			t.Fatal(err)
		}
		status[r.Status]++
		months[r.CreatedAt[:7]]++
	}
	if !maps.Equal(c.Status, status) || !maps.Equal(c.Created, months) || len(c.Source) < 2 {
		t.Errorf("%+v, want %v and %v", c, status, months)
	}
	for name, counts := range map[string]map[string]int{"source": c.Source, "country": c.Country} {
		sum := 0
		for n := range maps.Values(counts) {
			sum += n
		}
		if sum != 300 {
			t.Errorf("%s: %d leads", name, sum)
		}
	}
}
