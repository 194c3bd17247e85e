package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// fail reports the error that ends the run, and returns the exit code.
func (a *app) fail(err error) int {
	code := problem.ExitCode(err)
	switch {
	case isType[*saidError](err):
		return code
	case a.readerGone(err): // as head goes, which has what it wanted
		return problem.ExitPipe
	}
	f := failure{Error: err.Error(), Fix: a.remedy(err)}
	refusal, is := errors.AsType[*check.Refusal](err)
	if is {
		for _, rows := range refusal.Rows {
			f.Problems = append(f.Problems, rows.Placed(refusal.Sheets.Place))
		}
	}
	a.tellError(err)
	talk, open := a.findings()
	width := 0
	if a.Watched {
		width = a.Columns()
	}
	summary.Refused(talk, refusal, open, width)
	for _, line := range a.goOn(err) {
		talk.Warn("%s", screen.Block(line))
	}
	if a.json && !a.printed {
		if err := printObject(a, f, code); err != nil {
			a.Warn("error: %s", err)
		}
	}
	return code
}

// readerGone reports whether a run ended because nobody reads its standard output any more.
func (a *app) readerGone(err error) bool {
	e, is := errors.AsType[*fs.PathError](err)
	return is && e.Path == a.std.Out.Name() && errors.Is(e, syscall.EPIPE)
}

// tellError says what is wrong, how to fix it, and that nothing was done if that is so.
func (a *app) tellError(err error) {
	switch {
	case isType[*problem.Panic](err):
		a.Warn("error: %s", screen.Block(err.Error())) // with the stack
	case strings.HasPrefix(err.Error(), "stopped ("): // by the user, who made no error
		a.Warn("S%s.", err.Error()[1:])
	default:
		a.Warn("error: %s", err)
	}
	if fix := a.remedyWith(err); fix != "" {
		a.Warn("  fix: %s", screen.Block(fix))
	}
	if problem.Unsent(err) || problem.ExitCode(err) == problem.ExitUsage {
		if nothing := nothingDone[a.command]; nothing != "" {
			a.Warn("  %s", nothing)
		}
	}
}

// nothingDone is what each command that changes something says when it has not. The others have
// nothing to say: they never do.
var nothingDone = map[string]string{
	"import": "nothing was sent", "undo": "nothing was sent", "backup restore": "nothing was sent",
	"export": "nothing was written", "convert": "nothing was written", "template": "nothing was written",
	"backup report": "nothing was written", "man": "nothing was written",
	"backup create": "no snapshot was made", "backup prune": "nothing was deleted", "init": "no profile was saved",
}

// remedy is all that is said of how to fix what is wrong, for a script.
func (a *app) remedy(err error) string {
	return strings.Join(append([]string{a.remedyWith(err)}, a.goOn(err)...), "\n")
}

// goOn says how to go on with an input that is refused: the command that ends what flags can end, and what only a person
// can add to it. It is nil where the fix says it.
func (a *app) goOn(err error) []string {
	r, is := errors.AsType[*check.Refusal](err)
	if !is || len(r.Flags) == 0 || r.Decisions == nil && r.Way != nil && r.Then == nil && len(r.Flags) == len(r.Way.Flags()) {
		return nil
	}
	return summary.OneCommand(a.rerun("", r.Flags...), r.Decisions)
}

// remedyWith is remedy for a command line with more flags.
func (a *app) remedyWith(err error, with ...string) string {
	if r, is := errors.AsType[*check.Refusal](err); is {
		fix := a.remedyWith(r.Err, with...)
		if r.Way != nil && len(r.Flags) > len(r.Way.Flags()) && len(with) == 0 {
			fix = "for that alone: " + fix // the one command ends the rest, too
		}
		if r.Then != nil {
			fix += "\n  fix: " + a.remedyWith(r.Then, append(with, r.Way.Flags()...)...)
		}
		return fix
	}
	if u, is := errors.AsType[*dialect.Undecided](err); is {
		return u.Fix(func(flags ...string) string { return a.rerun("", append(slices.Clip(with), flags...)...) })
	}
	return problem.Remedy(err)
}

// saidError ends a run that has said all there is to say, with an exit code.
type saidError struct{ code int }

func (s *saidError) Error() string { return fmt.Sprintf("exit code %d", s.code) }
func (s *saidError) ExitCode() int { return s.code }

// said is the error of a run that has said all about itself, nil when it is done.
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

// failure is the JSON object of a run that failed.
type failure struct {
	Error    string        `json:"error,omitzero"`
	Fix      string        `json:"fix,omitzero"`
	Problems []row.Finding `json:"problems,omitzero"` // of the rows of an input whose header is refused
}

// object is the one JSON object that a run prints.
type object[T any] struct {
	Schema   int    `json:"schema"`
	Command  string `json:"command"`
	Body     T      `json:",embed"`
	ExitCode int    `json:"exitCode"`
}

// end prints the JSON object of a run, if that is wanted, and ends it with an exit code.
func end[T any](a *app, body T, code int) error {
	if a.json {
		if err := printObject(a, body, code); err != nil {
			return err
		}
	}
	return said(code)
}

func printObject[T any](a *app, body T, code int) error {
	return a.printJSON(object[T]{1, a.command, body, code})
}

// printJSON writes the one object of a run to standard output.
func (a *app) printJSON(v any) error {
	a.printed = true
	out, err := marshal(v)
	if err == nil {
		_, err = a.std.Out.Write(append(out, '\n'))
	}
	if err != nil {
		return fmt.Errorf("the JSON summary could not be written: %w", err)
	}
	return nil
}

// answer writes the one answer that a command was asked for, for people to read.
func (a *app) answer(text string) error { return a.print(a.page.Form(text)) }

// print writes text that is to be pasted as it is.
func (a *app) print(text string) error {
	if _, err := a.std.Out.WriteString(text); err != nil {
		return fmt.Errorf("the answer could not be written: %w", err)
	}
	return nil
}

// asked is the talk of a command whose findings are the one answer that it was asked for.
type asked struct{ *app }

// Say writes a line of the answer.
func (t asked) Say(format string, args ...any) { t.Warn(format, args...) }

// Warn writes a line of the answer, too: being quiet leaves nothing of it out.
func (t asked) Warn(format string, args ...any) {
	err := t.answer(screen.Message(format, args...))
	t.lost = cmp.Or(t.lost, err)
}

// findings is where the findings of the run go, and whether values are shown in full there: who asks for
// an answer may read it, and a log may not.
func (a *app) findings() (t summary.Talk, open bool) {
	if !a.looks {
		return a, a.Watched
	}
	return a.answers(), a.Watched || !a.json
}

// answers is where the findings of a command go that only looks: to standard output, unless that
// carries the JSON object.
func (a *app) answers() summary.Talk {
	if a.json {
		return a
	}
	return asked{a}
}
