package results_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/journal"
)

// TestReach: of a row that was announced and of which nothing more was noted it is not known whether the
// server has it; one that was never announced was not sent.
func TestReach(t *testing.T) {
	t.Parallel()
	f := temp(t)
	l := log(t, f, batch(t, ready(row.Own, "u2"), ready(row.Own, "u3"), ready(row.Own, "u4"), ready(row.Own, "u5")))
	err := errors.Join(l.Announce(2), l.Announce(3), l.Announce(4), l.Withdraw(3))
	note(t, l, results.Record{Row: 4, UUID: "u4", Outcome: row.Updated, Attempts: 1})
	if err := errors.Join(err, l.Close()); err != nil {
		t.Fatal(err)
	}
	if l, _, err = results.Resume(rewind(t, f)); err != nil {
		t.Fatal(err)
	}
	for number, want := range []results.Reach{2: results.MaybeSent, 3: results.NotSent, 4: results.Sent, 5: results.NotSent} {
		if got, err := l.Reach(number, true); got != want || err != nil {
			t.Errorf("row %d: %v, want %v", number, got, want)
		}
	}
}

// TestReachOfAnOlderJournal: it announces no rows, so all of a run that was stopped may have been sent.
func TestReachOfAnOlderJournal(t *testing.T) {
	t.Parallel()
	f := temp(t)
	head, err := json.Marshal(map[string]any{"journal": "leadferry import", "version": 1})
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Create(f, head)
	if err == nil {
		err = j.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	l, _, err := results.Read(rewind(t, f))
	if err != nil {
		t.Fatal(err)
	}
	for unfinished, want := range map[bool]results.Reach{true: results.MaybeSent, false: results.NotSent} {
		if got, err := l.Reach(2, unfinished); got != want || err != nil {
			t.Errorf("unfinished %v: %v, want %v, %v", unfinished, got, want, err)
		}
	}
}
