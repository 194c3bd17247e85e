package history

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/filename"
)

func add(t *testing.T, x Index, r Run) {
	t.Helper()
	if err := x.Add(&r); err != nil {
		t.Fatal(err)
	}
}

func runs(t *testing.T, x Index) []Run {
	t.Helper()
	all, err := x.Runs()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestIndex: the last state of each run counts, the newest run stands first, and names of files are
// kept byte for byte.
func TestIndex(t *testing.T) {
	t.Parallel()
	x := Index{filepath.Join(t.TempDir(), "state", "leadferry")}
	if all := runs(t, x); len(all) != 0 {
		t.Errorf("%v", all)
	}
	at := time.Date(2026, 11, 29, 9, 38, 0, 0, time.UTC)
	first := Run{Schema: 1, Command: "import", Time: at, Input: "/home/ann/M\xfcller.csv", Report: "/home/ann/M\xfcller.csv.report", Plan: "p", State: Sending, Rows: 3}
	add(t, x, first)
	second := Run{Schema: 1, Command: "undo", Time: at.Add(time.Hour), Report: "/b", Of: first.Report, Plan: "q", State: Done, Counts: Counts{Restored: 2}, Profile: "acme"}
	add(t, x, second)
	if diff := cmp.Diff([]Run{second, first}, runs(t, x)); diff != "" {
		t.Error(diff)
	}
	first.State, first.Updated = Done, 3
	add(t, x, first)
	if diff := cmp.Diff([]Run{first, second}, runs(t, x)); diff != "" {
		t.Error(diff)
	}
	for path, mode := range map[string]os.FileMode{x.Folder: 0o700 | os.ModeDir, filepath.Join(x.Folder, fileName): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if left, _ := os.ReadDir(x.Folder); len(left) != 1 {
		t.Errorf("%v", left)
	}
}

// TestTorn: a line that was not written whole costs no other.
func TestTorn(t *testing.T) {
	t.Parallel()
	x := Index{t.TempDir()}
	path := filepath.Join(x.Folder, fileName)
	for i := range 5 {
		add(t, x, Run{Report: filename.Path(fmt.Sprint(i))})
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Count(whole, []byte("\n"))
	for cut := 0; cut < len(whole); cut += 7 {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		add(t, x, Run{Report: "new"})
		want := bytes.Count(whole[:cut+1], []byte("\n")) + 1
		if got := runs(t, x); len(got) != want || got[0].Report != "new" {
			t.Fatalf("cut at %d of %d bytes in %d lines: %d runs, want %d", cut, len(whole), lines, len(got), want)
		}
	}
}

// TestBounded: the file stays small, and the newest runs are in it.
func TestBounded(t *testing.T) {
	t.Parallel()
	x := Index{t.TempDir()}
	long := strings.Repeat("x", 20_000)
	for i := range 200 {
		add(t, x, Run{Report: filename.Path(fmt.Sprintf("%d%s", i, long))})
		if info, err := os.Stat(filepath.Join(x.Folder, fileName)); err != nil || info.Size() > most || info.Mode() != 0o600 {
			t.Fatalf("%v, %v", info, err)
		}
	}
	all := runs(t, x)
	if len(all) < 20 || all[0].Report[:3] != "199" || all[19].Report[:3] != "180" {
		t.Errorf("%d runs", len(all))
	}
}

// TestProcesses: processes that write at once lose nothing, and no reader sees a part.
func TestProcesses(t *testing.T) {
	const variable, each = "LEADFERRY_HISTORY_WRITER", 20
	if name := os.Getenv(variable); name != "" {
		for i := range each {
			add(t, Index{os.Getenv(variable + "_FOLDER")}, Run{Report: filename.Path(fmt.Sprint(name, "-", i))})
		}
		return
	}
	t.Parallel()
	x := Index{t.TempDir()}
	var writers sync.WaitGroup
	for _, name := range []string{"a", "b", "c"} {
		writers.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcesses$")
			cmd.Env = append(os.Environ(), variable+"="+name, variable+"_FOLDER="+x.Folder)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	writers.Wait()
	if all := runs(t, x); len(all) != 3*each {
		t.Errorf("%d runs, want %d", len(all), 3*each)
	}
}

// TestRefused: no place, a place that others planted, and a lock that is never given back are errors
// that a run tells and lives with.
func TestRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(dir, "shared")
	if err := errors.Join(os.Mkdir(shared, 0o700), os.Chmod(shared, 0o777)); err != nil {
		t.Fatal(err)
	}
	linked := filepath.Join(dir, "linked")
	if err := errors.Join(os.Mkdir(linked, 0o700), os.Symlink(filepath.Join(dir, "file"), filepath.Join(linked, fileName))); err != nil {
		t.Fatal(err)
	}
	held := filepath.Join(dir, "held")
	if err := os.Mkdir(held, 0o700); err != nil {
		t.Fatal(err)
	}
	lock, err := filelock.Acquire(filepath.Join(held, lockName))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	for _, folder := range []string{"", filepath.Join(dir, "file", "below"), filepath.Join(dir, "file"), shared, linked, held} {
		if err := (Index{folder}).Add(&Run{Report: "r"}); err == nil {
			t.Errorf("%s: no error", folder)
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, "file")); err != nil || len(text) > 0 {
		t.Errorf("%q, %v: a link was followed", text, err)
	}
}

// TestUndoOf: an undo is that of the newest run of its report, also of one that was moved since; one
// that came to its end counts more than one that was stopped.
func TestUndoOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 29, 9, 38, 0, 0, time.UTC)
	list := []Run{
		{Report: "a", Plan: "3"},
		{Report: "a.undo-2", Of: "a", State: Planned},
		{Report: "a.undo", Of: "a", State: Done, Time: at},
		{Report: "a", Plan: "2"},
		{Report: "a.old.undo", Of: "a.old", State: Stopped},
		{Report: "b.undo", Of: "b", State: Stopped},
		{Report: "b.undo.old", Of: "b", State: Sending},
		{Report: "b", Plan: "1"},
		{Report: "a", Plan: "1"},
	}
	for i, want := range []int{3: 2, 7: 5, 8: 4} {
		moved := list[i].Report
		if i == 8 {
			moved = "a.old"
		}
		if got := UndoOf(list, i, moved); got != nil && got != &list[want] || (got == nil) != (want == 0) {
			t.Errorf("%d: %+v, want %d", i, got, want)
		}
	}
}
