package target

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/leadferry/leadferry/exporter/delta"
	"github.com/leadferry/leadferry/internal/problem"
)

// keepPrints opens the mark of a target, keeps prints for the next export, and returns what was known.
func keepPrints(t *testing.T, held *Target, h MarkHead, commit bool, prints ...delta.Print) (known []delta.Print) {
	t.Helper()
	m, err := held.OpenMark(&h)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	since := m.Since()
	if since.Known != nil {
		for p, err := range since.Known {
			if err != nil {
				t.Fatal(err)
			}
			known = append(known, p)
		}
	}
	if m.First != (known == nil) {
		t.Errorf("first: %v, but %d prints are known", m.First, len(known))
	}
	for _, p := range prints {
		if err := since.Keep(p); err != nil {
			t.Fatal(err)
		}
	}
	if commit {
		if err := m.Commit(h); err != nil {
			t.Fatal(err)
		}
	}
	return known
}

// TestMark: a mark holds what the export before has committed, under the same key, for its owner only.
func TestMark(t *testing.T) {
	t.Parallel()
	held := hold(t, filepath.Join(t.TempDir(), "new.csv"))
	h := MarkHead{Note: Note{BotID: "b", Host: "h", Type: "lead", Read: 100}, Columns: []string{"uuid", "name"}}
	one, two := delta.Print{Lead: 1, Row: 2}, delta.Print{Lead: 2, Row: 2}
	if known := keepPrints(t, held, h, true, one, two); known != nil {
		t.Errorf("%v is known", known)
	}
	if known := keepPrints(t, held, h, false, two); !slices.Equal(known, []delta.Print{one, two}) {
		t.Errorf("%v is known", known)
	}
	if known := keepPrints(t, held, h, true, two); !slices.Equal(known, []delta.Print{one, two}) {
		t.Errorf("after a run that failed, %v is known", known)
	}
	if known := keepPrints(t, held, h, false); !slices.Equal(known, []delta.Print{two}) {
		t.Errorf("%v is known", known)
	}
	path := held.hidden(markSuffix)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
		t.Errorf("%v, %v", info, err)
	}
	m, err := held.OpenMark(&h)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	other := h
	if other.Columns = []string{"name", "uuid"}; !m.SameColumns(&other) {
		t.Error("the order of columns makes them others")
	}
	if other.Columns = nil; m.SameColumns(&other) {
		t.Error("all columns are the same as two")
	}
	if err := m.Guard(Note{BotID: "b", Host: "h", Type: "lead", Read: 79, Delta: true}); problem.ExitCode(err) != problem.ExitGuard {
		t.Errorf("a listing that has lost a fifth: %v", err)
	}
	if err := m.Guard(Note{BotID: "b", Host: "h", Type: "lead", Read: 80, Delta: true}); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*MarkHead){
		"bot": func(h *MarkHead) { h.BotID = "x" }, "server": func(h *MarkHead) { h.Host = "x" }, "type": func(h *MarkHead) { h.Type = "all" },
	} {
		other := h
		change(&other)
		if _, err := held.OpenMark(&other); problem.ExitCode(err) != problem.ExitGuard || problem.Remedy(err) == "" {
			t.Errorf("another %s: %v", name, err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text[1:], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := held.OpenMark(&h); problem.ExitCode(err) != problem.ExitGuard {
		t.Errorf("a damaged mark: %v", err)
	}
}

// TestHoldMark: one export at a time uses a mark, whatever files they write.
func TestHoldMark(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	a, b := hold(t, filepath.Join(folder, "1.csv")), hold(t, filepath.Join(folder, "2.csv"))
	own, err := a.HoldMark("")
	if err != nil {
		t.Fatal(err)
	}
	own.Release()
	if _, err := b.HoldMark("1.csv"); problem.ExitCode(err) != problem.ExitLocked {
		t.Errorf("the mark of another file that is held: %v", err)
	}
	named, err := a.HoldMark("crm")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.HoldMark("crm"); problem.ExitCode(err) != problem.ExitLocked {
		t.Errorf("a mark that is held: %v", err)
	}
	named.Release()
	named, err = b.HoldMark("crm")
	if err != nil {
		t.Fatal(err)
	}
	named.Release()
	for _, name := range []string{"../crm", ".", "..", "a/b"} {
		if _, err := a.HoldMark(name); problem.ExitCode(err) != problem.ExitUsage {
			t.Errorf("a mark of the name %q: %v", name, err)
		}
	}
}
