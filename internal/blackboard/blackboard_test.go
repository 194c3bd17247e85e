package blackboard

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/leadferry/leadferry/internal/filelock"
)

func board(t *testing.T, folder string) *Board {
	t.Helper()
	b, err := New(folder, "name")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// text returns what stands there.
func text(t *testing.T, b *Board) (text string) {
	t.Helper()
	if !b.Change(func(old []byte) []byte { text = string(old); return old }) {
		t.Error("it was not read")
	}
	return text
}

func put(t *testing.T, b *Board, text string) {
	t.Helper()
	if !b.Change(func([]byte) []byte { return []byte(text) }) {
		t.Error("it was not written")
	}
}

// TestKept: what one leaves is there for the next, whether it is longer or shorter, in a file of the
// user's alone.
func TestKept(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "a", "b")
	b, other := board(t, folder), board(t, folder)
	for _, want := range []string{"", "short", string(bytes.Repeat([]byte("long"), 5000)), "x"} {
		put(t, b, want)
		if got := text(t, other); got != want {
			t.Errorf("%.20q, want %.20q", got, want)
		}
	}
	for path, mode := range map[string]os.FileMode{folder: 0o700 | os.ModeDir, b.path: 0o600, b.lockPath(): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != mode {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// TestDamage: what is not as it was written is nothing, and the next text stands there again.
func TestDamage(t *testing.T) {
	t.Parallel()
	b := board(t, t.TempDir())
	put(t, b, "a text")
	whole, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		odd := bytes.Clone(whole)
		odd[i] ^= 4
		for _, odd := range [][]byte{odd, whole[:i]} {
			if err := os.WriteFile(b.path, odd, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := text(t, b); got != "" {
				t.Errorf("%x: %q", odd, got)
			}
			put(t, b, "new")
			if got := text(t, b); got != "new" {
				t.Errorf("%x: %q", odd, got)
			}
		}
	}
	if err := os.Remove(b.path); err != nil {
		t.Fatal(err)
	}
	if got := text(t, b); got != "" {
		t.Errorf("%q", got)
	}
}

// TestUnreachable: a lock that is held for good, and files that others planted, cost a moment.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	b := board(t, t.TempDir())
	put(t, b, "x")
	lock, err := filelock.Acquire(b.lockPath())
	if err != nil {
		t.Fatal(err)
	}
	began, calls := time.Now(), 0
	for range 1000 {
		if b.Change(func(text []byte) []byte { calls++; return text }) {
			t.Fatal("it was called")
		}
	}
	if took := time.Since(began); took > 10*patience || calls > 0 {
		t.Errorf("%v, %d calls", took, calls)
	}
	if err := lock.Leave(); err != nil {
		t.Error(err)
	}
	fresh := &Board{path: b.path}
	if got := text(t, fresh); got != "x" {
		t.Errorf("%q", got)
	}
	folder := t.TempDir()
	if err := os.Symlink(b.path, filepath.Join(folder, "name")); err != nil {
		t.Skip(err)
	}
	if _, err := New(folder, "name"); err == nil {
		t.Error("a symbolic link was taken")
	}
	planted := &Board{path: filepath.Join(folder, "name")}
	if planted.Change(func([]byte) []byte { return nil }) {
		t.Error("a symbolic link was followed")
	}
	if got := text(t, fresh); got != "x" {
		t.Errorf("%q", got)
	}
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := New(folder, "other"); err == nil {
		t.Error("a folder was taken that is open to others")
	}
}

// TestOld: what was not needed for three months is removed.
func TestOld(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	b := board(t, folder)
	put(t, b, "x")
	if err := os.Chtimes(b.path, time.Time{}, time.Now().Add(-old-time.Hour)); err != nil {
		t.Fatal(err)
	}
	board(t, folder)
	if _, err := os.Stat(b.path); !os.IsNotExist(err) {
		t.Error(err)
	}
}

// TestProcesses: of processes that count at once none loses a step, and those that are killed spoil
// nothing.
func TestProcesses(t *testing.T) {
	const variable, each = "LEADFERRY_BLACKBOARD", 300
	if folder := os.Getenv(variable); folder != "" {
		b := board(t, folder)
		endless := os.Getenv(variable+"_ENDLESS") != ""
		for n := 0; endless || n < each; {
			if b.Change(func(old []byte) []byte {
				if endless {
					return append([]byte(nil), old...)
				}
				count, _ := strconv.Atoi(string(old))
				return fmt.Append(nil, count+1)
			}) {
				n++
			}
		}
		return
	}
	t.Parallel()
	folder := t.TempDir()
	process := func(more ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcesses$")
		cmd.Env = append(append(os.Environ(), variable+"="+folder), more...)
		return cmd
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if out, err := process().CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
		victim := process(variable + "_ENDLESS=yes")
		if err := victim.Start(); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			time.Sleep(50 * time.Millisecond)
			_ = victim.Process.Kill()
			_ = victim.Wait()
		})
	}
	all.Wait()
	if got := text(t, board(t, folder)); got != fmt.Sprint(3*each) {
		t.Errorf("%s steps, want %d", got, 3*each)
	}
}
