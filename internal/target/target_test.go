package target

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

func hold(t *testing.T, name string) *Target {
	t.Helper()
	held, err := Hold(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(held.Release)
	return held
}

// place writes text to the target.
func place(t *testing.T, held *Target, name, text string, n Note) error {
	t.Helper()
	out, err := Create(name, true, sheet.None, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(out, text); err != nil {
		t.Fatal(err)
	}
	return held.Place(out, n)
}

func TestOutput(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "leads.csv.gz")
	out, err := Create(name, false, sheet.Gzip, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(out, "uuid\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(name); err == nil {
		t.Error("the file is there before it is complete")
	}
	if err := out.Commit(); err != nil {
		t.Fatal(err)
	}
	out.Abort() // does nothing any more
	packed, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(r); string(text) != "uuid\n" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := Create(name, false, sheet.None, nil); !isExists(err) {
		t.Errorf("%v, want the file to be refused", err)
	}
	if _, err := Create(filepath.Join(name, "x"), false, sheet.None, nil); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("%v, want wrong use", err)
	}
}

func isExists(err error) bool { return errors.Is(err, fs.ErrExist) }

func TestStdout(t *testing.T) {
	t.Parallel()
	held, err := Hold(Stdout)
	if held != nil || err != nil {
		t.Fatal(held, err)
	}
	var text strings.Builder
	out, err := Create(Stdout, false, sheet.None, &text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(out, "x"); err != nil {
		t.Error(err)
	}
	if err := errors.Join(held.Guard(Note{}), held.Place(out, Note{})); err != nil || text.String() != "x" {
		t.Errorf("%q, %v", text.String(), err)
	}
	out.Abort()
	held.Release()
	if err := Unwritten(io.EOF, Stdout); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "leads.csv")
	held := hold(t, name)
	link := filepath.Join(filepath.Dir(name), "link.csv")
	if err := os.Symlink(name, link); err != nil {
		t.Skip(err)
	}
	if _, err := Hold(link); problem.ExitCode(err) != problem.ExitLocked {
		t.Errorf("%v: another name of the file must be locked, too", err)
	}
	if _, err := Hold(filepath.Join(name, "no", "where")); problem.ExitCode(err) != problem.ExitUsage {
		t.Errorf("%v, want wrong use", err)
	}
	long := hold(t, filepath.Join(t.TempDir(), strings.Repeat("x", 255)))
	if n := len(filepath.Base(long.hidden(noteSuffix))); n > 255 {
		t.Errorf("a name of %d bytes", n)
	}
	if !strings.HasPrefix(filepath.Base(held.hidden("")), ".leads.csv") {
		t.Error(held.hidden(""))
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	old := Note{Leads: 1000, BotID: "b", Host: "h", Type: "lead"}
	for name, tt := range map[string]struct {
		change func(*Note)
		before func(name string) // what happens to the file of the old note
		refuse bool
	}{
		"as many":        {func(n *Note) {}, nil, false},
		"80 %":           {func(n *Note) { n.Leads = 800 }, nil, false},
		"fewer":          {func(n *Note) { n.Leads = 799 }, nil, true},
		"none":           {func(n *Note) { n.Leads = 0 }, nil, true},
		"another filter": {func(n *Note) { n.Read, n.Leads, n.Filter = 1000, 1, filtered("status = OPEN") }, nil, false},
		"a shorter list": {func(n *Note) { n.Read, n.Leads, n.Filter = 799, 1, filtered("status = OPEN") }, nil, true},
		"another bot":    {func(n *Note) { n.BotID = "x" }, nil, true},
		"another server": {func(n *Note) { n.Leads, n.Host = 1, "x" }, nil, false},
		"all bots":       {func(n *Note) { n.BotID, n.Host, n.Profiles = "all profiles", "", map[string]int{"a": 2000} }, nil, true},
		"another type":   {func(n *Note) { n.Leads, n.Type = 1, "all" }, nil, false},
		"no file":        {func(n *Note) { n.Leads = 1 }, func(name string) { os.Remove(name) }, false},
		"no note": {func(n *Note) { n.Leads = 1 }, func(name string) {
			os.Remove(filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+noteSuffix))
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(t.TempDir(), "leads.csv")
			held := hold(t, name)
			if err := held.Guard(old); err != nil {
				t.Errorf("the first export: %v", err)
			}
			if err := place(t, held, name, "x", old); err != nil {
				t.Fatal(err)
			}
			if tt.before != nil {
				tt.before(name)
			}
			now := old
			tt.change(&now)
			if err := held.Guard(now); (problem.ExitCode(err) == problem.ExitGuard) != tt.refuse {
				t.Errorf("%v, refused: %v", err, tt.refuse)
			}
		})
	}
}

// TestGuardFiltered compares two exports with filters.
func TestGuardFiltered(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		old, now Note
		refuse   bool
	}{
		"the same filter":     {Note{Leads: 10, Read: 100, Filter: filtered("tags = a")}, Note{Leads: 7, Read: 100, Filter: filtered("tags=a")}, true},
		"the same, as many":   {Note{Leads: 10, Read: 100, Filter: filtered("tags = a")}, Note{Leads: 8, Read: 80, Filter: filtered("tags = a")}, false},
		"another filter":      {Note{Leads: 10, Read: 100, Filter: filtered("tags = a")}, Note{Leads: 7, Read: 100, Filter: filtered("tags = b")}, false},
		"no filter any more":  {Note{Leads: 10, Read: 100, Filter: filtered("tags = a")}, Note{Leads: 79, Read: 79}, true},
		"none by another":     {Note{Leads: 10, Read: 100, Filter: filtered("tags = a")}, Note{Read: 100, Filter: filtered("tags = b")}, true},
		"none of a few days":  {Note{Leads: 10, Read: 100}, Note{Read: 100, Filter: filtered("createdAt > 7d")}, false},
		"a bot is missing":    {Note{Profiles: map[string]int{"a": 1, "b": 1}}, Note{Profiles: map[string]int{"a": 9}}, true},
		"a bot had none":      {Note{Profiles: map[string]int{"a": 1, "b": 0}}, Note{Profiles: map[string]int{"a": 9}}, false},
		"one of all bots":     {Note{BotID: "all profiles", Profiles: map[string]int{"a": 1}}, Note{Leads: 5, BotID: "a"}, true},
		"one that moves":      {Note{Leads: 10, Read: 100, Filter: filtered("createdAt > 7d")}, Note{Leads: 1, Read: 100, Filter: filtered("createdAt > 7d")}, false},
		"moves, and shrinks":  {Note{Leads: 10, Read: 100, Filter: filtered("createdAt > 7d")}, Note{Leads: 9, Read: 79, Filter: filtered("createdAt > 7d")}, true},
		"a note without it  ": {Note{Leads: 100}, Note{Leads: 9, Read: 90, Filter: filtered("tags = a")}, false},
	} {
		file := filepath.Join(t.TempDir(), "leads.csv")
		held := hold(t, file)
		if err := place(t, held, file, "x", tt.old); err != nil {
			t.Fatal(err)
		}
		if err := held.Guard(tt.now); (problem.ExitCode(err) == problem.ExitGuard) != tt.refuse {
			t.Errorf("%s: %v, refused: %v", name, err, tt.refuse)
		}
		held.Release()
	}
}

func filtered(condition string) filter.Filter {
	c, err := filter.Parse(condition, time.Now())
	if err != nil {
		panic(err)
	}
	return filter.Filter{c}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "leads.csv")
	held := hold(t, name)
	if err := place(t, held, name, "new", Note{Leads: 3, Verified: true}); err != nil {
		t.Fatal(err)
	}
	n, ok := held.note()
	if text, err := os.ReadFile(name); string(text) != "new" || err != nil || !ok || n.Schema != 1 || n.File != "leads.csv" || n.Leads != 3 || !n.Verified || n.Written.IsZero() {
		t.Errorf("%q, %v, %+v", text, err, n)
	}
	if err := os.Remove(held.hidden(noteSuffix)); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(held.hidden(noteSuffix), "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	err := place(t, held, name, "newer", Note{})
	if text, _ := os.ReadFile(name); string(text) != "newer" || problem.ExitCode(err) != problem.ExitFailed || !strings.Contains(err.Error(), "is written, but the note") {
		t.Errorf("%q, %v", text, err)
	}
}

func TestUnwritten(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "leads.csv")
	if err := Unwritten(io.EOF, name); !errors.Is(err, io.EOF) || !strings.HasSuffix(err.Error(), "leads.csv was not written") {
		t.Error(err)
	}
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Unwritten(io.EOF, name); !strings.HasSuffix(err.Error(), "leads.csv was not changed") {
		t.Error(err)
	}
}
