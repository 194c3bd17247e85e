// Package hook runs the programs that follow a run: one that copies what the run made, and one that
// tells how it ended. Each is a name and its words, run without a shell.
package hook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

const (
	usualTimeout = 10 * time.Minute
	lastTimeout  = 10 * time.Second // after a run that was stopped: its user wants an end
	grace        = 5 * time.Second  // between the signal that asks to end and the one that kills
)

// Hooks are the programs of a profile. An empty one is none, and the zero Hooks are none at all. They
// are safe for concurrent use if Show is.
type Hooks struct {
	Then      []string      // after a run that made a good file or snapshot
	OnSuccess []string      // last, after a run with the exit code 0
	OnFailure []string      // last, after any other run
	Timeout   time.Duration // of each; 0 is 10 minutes
	Profile   string
	Folder    string                     // of the config file
	Environ   []string                   // what they inherit, but for the token
	Begin     func(name, program string) // is called before each
	Show      func(line string)          // is given each line that they print
}

// Copy runs Then, if the run made something. Its failure has an exit code of its own.
func (h *Hooks) Copy(ctx context.Context, r *Run) error {
	made := r.made()
	if made == "" {
		return nil
	}
	err := h.run(ctx, h.Timeout, "then", h.Then, r)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%w; %s was made, but perhaps not copied", err, made)
	}
	text := fmt.Sprintf("%s was made, but not copied: %v", made, err)
	return &problem.Error{Problem: problem.Problem{Text: text, Fix: problem.Remedy(err)}, Exit: problem.ExitUncopied, Cause: err}
}

// Tell runs OnSuccess or OnFailure, also after a run that was stopped: then for 10 seconds at most. The
// error is worth a warning only, since the run is over.
func (h *Hooks) Tell(ctx context.Context, r *Run) error {
	timeout := h.Timeout
	if ctx.Err() != nil {
		ctx, timeout = context.WithoutCancel(ctx), lastTimeout
	}
	if r.ExitCode == problem.ExitDone {
		return h.run(ctx, timeout, "on_success", h.OnSuccess, r)
	}
	return h.run(ctx, timeout, "on_failure", h.OnFailure, r)
}

// run runs one hook to its end. One that names what this run does not have is not for this run.
func (h *Hooks) run(ctx context.Context, timeout time.Duration, name string, words []string, r *Run) error {
	values := r.values(name)
	if len(words) == 0 || lacks(words, values) {
		return nil
	}
	if timeout == 0 {
		timeout = usualTimeout
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	h.Begin(name, words[0])
	out := &lines{show: h.Show}
	//nolint:gosec // the user's own config file names the program
	cmd := exec.CommandContext(limited, profile.Program(h.Folder, words[0]), filled(words[1:], values)...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environ(h.Environ, values), bytes.NewReader(r.Summary), out, out
	cmd.WaitDelay = grace // a process that it leaves behind may keep its output open
	found(cmd)
	cmd.Cancel = func() error { return ask(limited, cmd.Process) }
	err := cmd.Run()
	out.end()
	if limited.Err() != nil && cmd.Process != nil {
		kill(cmd.Process)
	}
	switch {
	case err == nil || errors.Is(err, exec.ErrWaitDelay) && limited.Err() == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case limited.Err() != nil:
		err = fmt.Errorf("it was still running after %v, and was stopped", timeout)
	}
	return h.failure(name, words[0], err)
}

// failure says what is wrong with a hook. Its words may hold a secret address: none but the first
// stands in an error.
func (h *Hooks) failure(name, program string, err error) error {
	what := fmt.Sprintf("the %s hook of profile %s (%s)", name, h.Profile, program)
	if none := profile.NoProgram(what, err); none != nil {
		return none
	}
	return &problem.Problem{
		Text: fmt.Sprintf("%s failed: %v", what, err),
		Fix:  "see what it printed above, or run it by hand; the profile has its words and its hook_timeout",
	}
}
