package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
)

// carryOut does what a plan says.
func (r *importRun) carryOut(ctx context.Context) error {
	if err := r.loadPlan(ctx, r.o.planFile); err != nil {
		return err
	}
	if err := r.confirm(ctx); err != nil {
		return err
	}
	r.tellPlan()
	return r.askAndSend(ctx)
}

// goOnWithPlan goes on with a planned run that was stopped.
func (r *importRun) goOnWithPlan(ctx context.Context) error {
	if h, err := readPlanHeader(r.folder.file(planName)); err == nil && h.Carried {
		r.o.takeSettings(&h) // there were no others
		if err := r.o.check(); err != nil {
			return err
		}
	}
	if err := r.source(ctx); err != nil {
		return err
	}
	if err := r.loadPlan(ctx, r.folder.file(planName)); err != nil {
		return err
	}
	now, err := importer.FingerprintOf(&r.o.engine.Input)
	if err != nil {
		return inputError(err, r.o.input)
	}
	if now.SHA256 != r.began.SHA256 {
		return problem.Guard(fmt.Sprintf("%s has changed since the import was stopped; nothing was sent", r.o.input), "start over with: "+r.command(r.o.input, "--restart"))
	}
	if err := r.checkSame(); err != nil {
		return err
	}
	if err := r.confirm(ctx); err != nil {
		return err
	}
	return r.askAndSend(ctx)
}

// connect makes the client; a dry run needs none, only an account to check for.
func (r *importRun) connect(ctx context.Context) (err error) {
	if r.o.dryRun {
		if r.o.given != nil { // leadferry check has no flags about a connection
			if err := r.o.settle(); err != nil {
				return err
			}
		}
		if r.o.engine.BotID = r.o.botID; r.o.engine.BotID == "" {
			r.o.engine.BotID = "dry-run" // decides uuids that nobody will see
		}
		return nil
	}
	r.o.wireShape = r.o.engine.Wire
	if r.client, r.pacer, err = r.o.client(ctx, r.std.In); err != nil {
		return err
	}
	r.o.engine.BotID = r.client.BotID()
	return nil
}

// decide goes on from the checked file: a dry run ends here, a real one asks and sends.
func (r *importRun) decide(ctx context.Context) error {
	r.tellColumns()
	if r.o.dryRun {
		r.tellSurvey()
		return r.endDryRun(ctx)
	}
	if r.log != nil {
		if err := r.checkSame(); err != nil {
			return err
		}
	}
	if r.needsMatch() && !r.batch.TooMany() {
		if err := r.match(ctx); err != nil {
			return err
		}
	}
	if r.plans() && !r.batch.TooMany() && r.batch.Survey().Matching {
		if err := r.plan(ctx); err != nil {
			return err
		}
		r.tellPlan()
		if r.o.plan && !r.o.yes {
			return r.endPlan(ctx)
		}
	} else {
		r.tellSurvey()
	}
	return r.askAndSend(ctx)
}

// askAndSend sends what is ready, if the limits and the user agree.
func (r *importRun) askAndSend(ctx context.Context) error {
	if r.log == nil && r.batch.TooMany() {
		return r.endUnsent(ctx, problem.Guard(
			fmt.Sprintf("%s of %s cannot be sent, which is more than --max-errors %s allows; nothing was sent",
				count(r.batch.Survey().Rejected, "row"), thousands(r.batch.Survey().Rows), r.o.maxErrors),
			"mend the rows in "+r.folder.file(rejectsName)+", or allow more with --max-errors",
		))
	}
	if r.log == nil && !r.planned {
		r.say("  note: this run keeps no earlier values and cannot be undone; --plan does")
	}
	if r.log == nil && r.batch.Survey().Ready == 0 {
		return r.endUnsent(ctx, nil)
	}
	if !r.o.yes {
		asked := time.Now()
		ok, err := r.ask(ctx, fmt.Sprintf("Send %s to bot %s at %s?", count(r.left(), "row"), r.o.engine.BotID, r.client.Host()))
		r.asked = time.Since(asked)
		switch {
		case err != nil:
			return err
		case !ok:
			return &declinedError{}
		}
	}
	return r.send(ctx)
}

// declinedError is the answer no.
type declinedError struct{}

func (*declinedError) Error() string { return "not sent: you said no" }
func (*declinedError) ExitCode() int { return problem.ExitInterrupted }

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
