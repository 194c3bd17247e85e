package target

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

func options() *exporter.Options {
	return &exporter.Options{Types: []lead.Type{lead.TypeLead}, Workers: 1, Format: sheet.CSV, BotID: "b", Host: "h"}
}

// stopped leaves the spool of an export that read one page.
func stopped(t *testing.T, held *Target) {
	t.Helper()
	platform, err := sandbox.New(sandbox.Options{Leads: 500})
	if err != nil {
		t.Fatal(err)
	}
	client, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: platform.Transport(), Pacer: ratelimit.New(ratelimit.Options{Workers: 1}),
	})
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	s, err := held.OpenSpool(o, Resume{Command: "again"})
	if err != nil {
		t.Fatal(err)
	}
	_, next, err := exporter.Turn(t.Context(), client, io.Discard, s.File, *o, s.From, listing.Budget{Pages: 1})
	if next == 0 || err != nil {
		t.Fatalf("%v, %v", next, err)
	}
	err = s.Keep(&problem.Interrupted{})
	if problem.ExitCode(err) != problem.ExitInterrupted || problem.Remedy(err) != "resume with: again --resume" || !strings.Contains(err.Error(), ".leadferry-spool") {
		t.Errorf("%v, fix %q", err, problem.Remedy(err))
	}
	s.Close()
}

func TestSpool(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		prepare            func(t *testing.T, held *Target, o *exporter.Options)
		resume             bool
		resumed, discarded bool
		exit               int
	}{
		"new":               {nil, false, false, false, 0},
		"nothing to resume": {nil, true, false, false, 0},
		"resumed":           {func(t *testing.T, held *Target, _ *exporter.Options) { t.Helper(); stopped(t, held) }, true, true, false, 0},
		"started over":      {func(t *testing.T, held *Target, _ *exporter.Options) { t.Helper(); stopped(t, held) }, false, false, true, 0},
		"an empty spool":    {func(t *testing.T, held *Target, _ *exporter.Options) { t.Helper(); spoolOf(t, held, "") }, true, false, false, 0},
		"of another export": {func(t *testing.T, held *Target, o *exporter.Options) { t.Helper(); stopped(t, held); o.BotID = "x" }, true, false, false, problem.ExitGuard},
		"the target is newer": {func(t *testing.T, held *Target, _ *exporter.Options) {
			t.Helper()
			stopped(t, held)
			touch(t, held.path)
		}, true, false, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			held, o := hold(t, filepath.Join(t.TempDir(), "leads.csv")), options()
			if tt.prepare != nil {
				tt.prepare(t, held, o)
			}
			s, err := held.OpenSpool(o, Resume{Wanted: tt.resume, Command: "again"})
			if problem.ExitCode(err) != tt.exit {
				t.Fatalf("%v, want exit code %d", err, tt.exit)
			}
			if err != nil {
				if _, err := os.Stat(held.hidden(".leadferry-spool")); err != nil {
					t.Error("the spool of another export was removed")
				}
				return
			}
			if s.File == nil || s.Began.IsZero() == tt.resumed || (s.From == exporter.Rest) != tt.resumed || s.Discarded != tt.discarded {
				t.Errorf("%+v", s)
			}
			s.Close()
			if _, err := os.Stat(held.hidden(".leadferry-spool")); err == nil {
				t.Error("the spool is left")
			}
		})
	}
}

func spoolOf(t *testing.T, held *Target, text string) {
	t.Helper()
	if err := os.WriteFile(held.hidden(".leadferry-spool"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// touch makes a file that is newer than all others.
func touch(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(path, later, later); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedSpool: a damaged spool is said once, and gone for the run after.
func TestDamagedSpool(t *testing.T) {
	t.Parallel()
	held, o := hold(t, filepath.Join(t.TempDir(), "leads.csv")), options()
	stopped(t, held)
	name := held.hidden(".leadferry-spool")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text[12] ^= 0xff // in the header
	spoolOf(t, held, string(text))
	_, err = held.OpenSpool(o, Resume{Wanted: true, Command: "again"})
	if problem.ExitCode(err) != problem.ExitGuard || problem.Remedy(err) != "start over with: again" {
		t.Errorf("%v, fix %q", err, problem.Remedy(err))
	}
	if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
		t.Error("a damaged spool is left")
	}
}

func TestSpoolOfStdout(t *testing.T) {
	t.Parallel()
	var held *Target
	s, err := held.OpenSpool(options(), Resume{})
	if err != nil || s.File == nil {
		t.Fatal(err)
	}
	if err := s.Keep(io.EOF); !errors.Is(err, io.EOF) {
		t.Errorf("%v: no run can continue it", err)
	}
	s.Close()
	if _, err := os.Stat(s.File.Name()); err == nil {
		t.Error("the spool is left")
	}
	fast := options()
	fast.Fast, fast.Columns = true, []string{"uuid"}
	if s, err := held.OpenSpool(fast, Resume{}); err != nil || s.File != nil {
		t.Errorf("%+v, %v: a fast export needs no spool", s, err)
	}
}

func TestKeepAddsToTheFix(t *testing.T) {
	t.Parallel()
	held := hold(t, filepath.Join(t.TempDir(), "leads.csv"))
	s, err := held.OpenSpool(options(), Resume{Command: "again"})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Keep(problem.Guard("no", "make room"))
	if got := problem.Remedy(err); got != "make room\n  then resume with: again --resume" || problem.ExitCode(err) != problem.ExitGuard {
		t.Errorf("%q", got)
	}
	s.Close()
	if _, err := os.Stat(s.File.Name()); err != nil {
		t.Error("the spool is gone")
	}
	if err := s.Damaged(io.EOF); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}
