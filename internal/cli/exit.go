package cli

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
)

const exitHelp = `
Exit codes: 0 done; 1 failed; 2 wrong use, nothing was sent; 4 token missing or refused; 5 the file would shrink, or --resume does not
fit; 6 written, but not proved complete; 11 another run writes this file; 130 or 143 interrupted. Any other code is a failure too.`

// fail reports an error where it belongs and returns the exit code.
func (a *app) fail(err error) int {
	code := problem.ExitCode(err)
	if isType[*saidError](err) {
		return code
	}
	a.tellError(err)
	if a.json && !a.printed {
		if err := a.printJSON(failure{1, a.command, err.Error(), code}); err != nil {
			a.Warn("error: %s", err)
		}
	}
	return code
}

// tellError says what is wrong, how to mend it, and what was not done.
func (a *app) tellError(err error) {
	code := problem.ExitCode(err)
	a.Warn("error: %s", err)
	if f := problem.Remedy(err); f != "" {
		a.Warn("  fix: %s", f)
	}
	if code == problem.ExitUsage || code == problem.ExitLocked || problem.Unsent(err) || code == problem.ExitAuth && !convertalk.IsKind(err, convertalk.Auth) {
		a.Warn("  nothing was sent")
	}
}

// failure is the JSON object of a run that failed.
type failure struct {
	Schema   int    `json:"schema"`
	Command  string `json:"command"`
	Error    string `json:"error"`
	ExitCode int    `json:"exitCode"`
}

// printJSON writes the one object of a run to standard output.
func (a *app) printJSON(v any) error {
	a.printed = true
	out, err := json.Marshal(v)
	if err == nil {
		_, err = a.std.Out.Write(append(out, '\n'))
	}
	if err != nil {
		return fmt.Errorf("the JSON summary could not be written: %w", err)
	}
	return nil
}

// saidError ends a run that has said all there is to say, with an exit code.
type saidError struct{ code int }

func (s *saidError) Error() string { return fmt.Sprintf("exit code %d", s.code) }
func (s *saidError) ExitCode() int { return s.code }

// said is the error of a run that has told all about itself, nil when it is done.
func said(code int) error {
	if code == problem.ExitDone {
		return nil
	}
	return &saidError{code}
}

func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
