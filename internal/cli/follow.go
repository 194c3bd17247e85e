package cli

import (
	"context"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/hook"
	"github.com/leadferry/leadferry/internal/metrics"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
	"github.com/leadferry/leadferry/internal/target"
)

// outcome is how a run for one bot ended: what is told of it. The run fills it.
type outcome struct {
	hook.Run
	object func(failure) any // the JSON object; nil if there is none, or if the run prints it itself
	text   string            // all that in a line
	leads  int               // that the run was about
	bytes  int64             // that it wrote, 0 for none
	untold bool              // no hook hears of it: it only looked, or you answered no
}

// follower is what follows a run.
type follower struct {
	*flags.Following
	chosen  *profile.Profile // nil for none
	pingURL string
}

// follow runs a command for one bot. After it the profile's programs run, and the monitoring service
// hears of both.
func (a *app) follow(ctx context.Context, f follower, r *outcome, run func() error) error {
	hooks, start := a.hooks(f), time.Now()
	r.name(a.command, hooks)
	err := a.pings(f.pingURL).Around(ctx, func() (string, error) {
		err := problem.Caught("running", run)()
		if err == nil && r.ExitCode == problem.ExitDone {
			err = a.summarize(r, nil)
		}
		if err == nil && r.ExitCode == problem.ExitDone {
			err = hooks.Copy(ctx, &r.Run)
		}
		if err == nil {
			err = said(r.ExitCode)
		}
		return r.text, err
	})
	a.tell(ctx, hooks, f.Metrics, r, start, err)
	return err
}

// name says whose run it is, and of which command.
func (r *outcome) name(command string, hooks *hook.Hooks) {
	r.Command, r.Profile = command, hooks.Profile
	if r.File == target.Stdout {
		r.File = ""
	}
}

// tell puts a run that ended with err into the file of metrics, if there is one, and tells the hooks.
func (a *app) tell(ctx context.Context, hooks *hook.Hooks, metrics string, r *outcome, start time.Time, err error) {
	if r.ExitCode = problem.ExitCode(err); r.untold {
		return
	}
	a.measure(ctx, metrics, r, start)
	told := a.summarize(r, err)
	if told == nil {
		told = problem.Caught("running a hook", func() error { return hooks.Tell(ctx, &r.Run) })()
	}
	a.warn(told)
}

// measure puts the run into the file of metrics, if there is one.
func (a *app) measure(ctx context.Context, file string, r *outcome, start time.Time) {
	if file == "" {
		return
	}
	run := &metrics.Run{
		Job: metrics.Job{Profile: r.Profile, Command: r.Command}, End: time.Now(), Seconds: time.Since(start).Seconds(),
		ExitCode: r.ExitCode, Leads: r.leads, Bytes: r.bytes,
	}
	record := func() error { return metrics.Record(context.WithoutCancel(ctx), file, run) }
	a.warn(problem.Caught("writing the metrics", record)())
}

// warn tells what went wrong after a run, and changes nothing about it.
func (a *app) warn(err error) {
	if err == nil {
		return
	}
	a.Warn("warning: %s", err)
	if fix := problem.Remedy(err); fix != "" {
		a.Warn("  fix: %s", fix)
	}
}

// hooks are those of the profile.
func (a *app) hooks(f follower) *hook.Hooks {
	p := f.chosen
	if p == nil {
		return new(hook.Hooks)
	}
	h := &hook.Hooks{Profile: p.Name}
	if !f.NoHooks {
		h.Then, h.OnSuccess, h.OnFailure, h.Timeout, h.Folder = p.Then, p.OnSuccess, p.OnFailure, time.Duration(p.HookTimeout), p.Folder()
		h.Environ = os.Environ()
		h.Begin = func(name, program string) { a.Say("Running %s of profile %s (%s) ...", name, p.Name, program) }
		h.Show = func(line string) { a.Warn("%s", line) }
	}
	return h
}

// summarize makes the JSON object of a run that ended with err. A run that prints its own stays with it.
func (a *app) summarize(r *outcome, err error) (failed error) {
	f := failure{}
	if err != nil && !isType[*saidError](err) {
		f = failure{Error: err.Error(), Fix: a.remedy(err)}
	}
	switch {
	case r.object != nil:
		r.Summary, failed = marshal(r.object(f))
	case r.Summary == nil:
		r.Summary, failed = marshal(object[failure]{1, r.Command, f, r.ExitCode})
	}
	return failed
}

// keep keeps the summary of a run for its JSON object.
func keep[T any](r *outcome, body T) {
	r.object = func(f failure) any {
		return followed[T]{object[T]{1, r.Command, body, r.ExitCode}, f.Error, f.Fix}
	}
}

// followed is the JSON object of a run that had a summary before something that follows it failed.
type followed[T any] struct {
	Object object[T] `json:",embed"`
	Error  string    `json:"error,omitzero"`
	Fix    string    `json:"fix,omitzero"`
}

// conclude prints the JSON object of a run that was followed, if that is wanted, and returns its error.
func (a *app) conclude(r *outcome, err error) error {
	if a.json && r.object != nil {
		if lost := a.printJSON(jsontext.Value(r.Summary)); lost != nil {
			return lost
		}
	}
	return err
}

// marshal writes JSON in a line. File names in it may be any bytes.
func marshal(v any) (jsontext.Value, error) {
	return json.Marshal(v, jsontext.AllowInvalidUTF8(true))
}
