package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/importer/check"
)

// TestStatusMap: statuses are found however they are spelled, and bad pairs are refused.
func TestStatusMap(t *testing.T) {
	t.Parallel()
	m := check.StatusMap{}
	for _, pair := range [][2]string{{"New", "open"}, {"In  Work", " InProgress "}, {"Dead", "-"}, {"NEW", "OPEN"}} {
		if err := m.Add(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	for cell, want := range map[string]string{"new": "OPEN", " NEW ": "OPEN", "in\u00a0work": "INPROGRESS", "dead": ""} {
		if got, ok := m.Of(cell); !ok || got != want {
			t.Errorf("%q is %q, %v", cell, got, ok)
		}
	}
	if _, ok := m.Of("newer"); ok {
		t.Error("an unknown status was found")
	}
	want := [][2]string{{"dead", "-"}, {"in work", "INPROGRESS"}, {"new", "OPEN"}}
	if diff := cmp.Diff(want, m.All()); diff != "" {
		t.Error(diff)
	}
	for _, pair := range [][2]string{{"x", "started"}, {" ", "OPEN"}, {"new", "CLOSED"}} {
		if m.Add(pair[0], pair[1]) == nil {
			t.Errorf("%q was taken", pair)
		}
	}
}
