package cli

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestFail(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err   error
		code  int
		shown string // without the stack of a fault
	}{
		"plain":     {errors.New("broken"), 1, "error: broken\n"},
		"wrong use": {problem.Usage("no file", "name one"), 2, "error: no file\n  fix: name one\n  nothing was written\n"},
		"a guard":   {problem.Guard("it shrinks", "look"), 5, "error: it shrinks\n  fix: look\n"},
		"a lock":    {problem.Locked("busy", "wait"), 11, "error: busy\n  fix: wait\n  nothing was written\n"},
		"stopped":   {context.Canceled, 130, "error: context canceled\n"},
		"a fault":   {&problem.Panic{What: "counting", Value: "odd"}, 1, "error: leadferry has a bug: it failed while counting: odd\n\n"},
	} {
		a, shown, out := pretend(t)
		if code := a.fail(tt.err); code != tt.code || shown.String() != tt.shown {
			t.Errorf("%s: exit code %d, shown %q", name, code, shown)
		}
		if got := out(); !strings.HasPrefix(got, `{"schema":1,"command":"export","error":"`) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	body := failure{Error: "text"}
	a, shown, out := pretend(t)
	err := end(a, body, problem.ExitPartial)
	if problem.ExitCode(err) != 3 || out() != `{"schema":1,"command":"export","error":"text","exitCode":3}`+"\n" {
		t.Errorf("%v, %s", err, out())
	}
	if code := a.fail(err); code != 3 || shown.Len() > 0 || strings.Count(out(), "\n") != 1 {
		t.Errorf("exit code %d, %q: a run that has said all must say no more", code, shown)
	}
	if err := end(a, body, problem.ExitDone); err != nil {
		t.Error(err)
	}
	a.std.Out.Close()
	if err := end(a, body, problem.ExitDone); err == nil || !strings.Contains(err.Error(), "could not be written") {
		t.Errorf("%v: a summary that is not written is an error", err)
	}
	if err := a.answer("x"); err == nil {
		t.Error("an answer that is not written is an error")
	}
}
