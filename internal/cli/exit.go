package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
)

const exitHelp = `
Exit codes: 0 done; 1 failed; 2 wrong use, nothing was sent; 4 token missing or refused; 5 the file would shrink, or --resume does not
fit; 6 written, but not proved complete; 11 another run writes this file; 130 or 143 interrupted. Any other code is a failure too.`

// noToken is the one missing setting that has an exit code of its own.
func noToken(fix string) error {
	return &problem.Error{Problem: problem.Problem{Text: "there is no token", Fix: fix}, Exit: problem.ExitAuth, Unsent: true}
}

// fail reports an error where it belongs and returns the exit code.
func (a *app) fail(err error) int {
	code := problem.ExitCode(err)
	if isType[*saidError](err) {
		return code
	}
	a.tellError(err)
	if a.json && !a.printed {
		if err := a.printJSON(failure{1, a.command, err.Error(), code}); err != nil {
			a.sayAlways("error: %s", err)
		}
	}
	return code
}

// tellError says what is wrong, how to mend it, and what was not done.
func (a *app) tellError(err error) {
	code := problem.ExitCode(err)
	a.sayAlways("error: %s", err)
	if f := problem.Remedy(err); f != "" {
		a.sayAlways("  fix: %s", f)
	}
	if code == problem.ExitUsage || code == problem.ExitLocked || isType[*unfinishedError](err) || code == problem.ExitAuth && !convertalk.IsKind(err, convertalk.Auth) {
		a.sayAlways("  nothing was sent")
	}
}

// failure is the JSON object of a run that failed.
type failure struct {
	Schema   int    `json:"schema"`
	Command  string `json:"command"`
	Error    string `json:"error"`
	ExitCode int    `json:"exitCode"`
}

// say talks to the user, unless asked to be quiet.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		a.sayAlways(format, args...)
	}
}

func (a *app) sayAlways(format string, args ...any) {
	io.WriteString(a.std.Err, harmless(fmt.Sprintf(strings.TrimRight(format, "\n")+"\n", args...))) //nolint:errcheck // nobody could be told
}

// show puts a question before the user, who answers on the same line.
func (a *app) show(question string) {
	io.WriteString(a.std.Err, harmless(question)) //nolint:errcheck // nobody could be told
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
