package problem_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	stopped, ended := &problem.Interrupted{}, &problem.Interrupted{Terminated: true}
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, problem.ExitDone},
		{errors.New("a disk fails"), problem.ExitFailed},
		{problem.Usage("no file", "name one"), problem.ExitUsage},
		{fmt.Errorf("while exporting: %w", problem.Guard("it shrinks", "")), problem.ExitGuard},
		{problem.Locked("another run", "wait"), problem.ExitLocked},
		{stopped, problem.ExitInterrupted},
		{errors.Join(errors.New("the journal"), fmt.Errorf("sending: %w", ended)), problem.ExitTerminated},
		{&problem.Error{Exit: problem.ExitFailed, Cause: stopped}, problem.ExitInterrupted},
		{&problem.Error{Exit: problem.ExitAuth, Cause: problem.Usage("", "")}, problem.ExitAuth},
		{fmt.Errorf("a wait: %w", context.Canceled), problem.ExitInterrupted},
		{problem.Caught("counting", func() error { panic("odd") })(), problem.ExitFailed},
	} {
		if got := problem.ExitCode(tt.err); got != tt.want {
			t.Errorf("%v: exit code %d, want %d", tt.err, got, tt.want)
		}
	}
}

func TestRemedy(t *testing.T) {
	t.Parallel()
	inner := problem.Usage("no file", "name one")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("a disk fails"), ""},
		{fmt.Errorf("export: %w", inner), "name one"},
		{&problem.Error{Problem: problem.Problem{Fix: "wait"}, Cause: inner}, "wait"},
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, "free some space on that disk, or choose a file on another"},
	} {
		if got := problem.Remedy(tt.err); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.err, got, tt.want)
		}
	}
}

func TestErrorKeepsItsCause(t *testing.T) {
	t.Parallel()
	err := &problem.Error{Problem: problem.Problem{Text: "no file"}, Cause: fs.ErrNotExist}
	if !errors.Is(err, fs.ErrNotExist) || err.Error() != "no file" {
		t.Errorf("%v", err)
	}
	if !problem.Unsent(fmt.Errorf("x: %w", problem.Usage("", ""))) || problem.Unsent(err) || problem.Unsent(nil) {
		t.Error("only wrong use must say that nothing was sent")
	}
}

func TestCaught(t *testing.T) {
	t.Parallel()
	want := errors.New("plain")
	if err := problem.Caught("counting", func() error { return want })(); !errors.Is(err, want) {
		t.Errorf("%v", err)
	}
	err := problem.Caught("counting", func() error { panic("odd") })()
	p, ok := errors.AsType[*problem.Panic](err)
	if !ok || p.Value != "odd" || !strings.Contains(err.Error(), "while counting: odd") || !strings.Contains(err.Error(), "problem_test.go") {
		t.Errorf("%v", err)
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"my leads.csv": "my leads.csv", "M\xfc": "M\xfc", "a\n  fix: b": `"a\n  fix: b"`, "\x1b": `"\x1b"`} {
		if got := problem.Name(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
