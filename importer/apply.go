package importer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/internal/problem"
)

// PlanSource is the file of a plan that another run made.
type PlanSource struct {
	Path   string
	Open   func() (io.ReadCloser, error)
	Header plan.Header
}

// Apply sends what a plan says, as far as it still holds. The options are those of the plan, see
// Options.Restore. The folder must be empty.
func Apply(ctx context.Context, o Options, p PlanSource, conn Connection, folder Folder, talk Talk) (*Summary, error) {
	return run(&o, conn, folder, talk, func(j *job) (*Summary, error) {
		j.planned, j.carried = true, true
		if err := j.checkPlan(ctx, &p.Header); err != nil {
			return nil, err
		}
		if err := j.loadPlan(ctx, p.Open, p.Path); err != nil {
			return nil, err
		}
		if err := j.confirm(ctx); err != nil {
			return nil, err
		}
		j.showPlan()
		return j.askAndSend(ctx)
	})
}

// checkPlan refuses a plan for another bot, or one whose input has changed.
func (j *job) checkPlan(ctx context.Context, h *plan.Header) error {
	of := &h.Header
	if of.Host != j.conn.Host || of.BotID != j.conn.BotID {
		return problem.Guard(
			fmt.Sprintf("the plan is for bot %s at %s, not for bot %s at %s; nothing was sent", of.BotID, of.Host, j.conn.BotID, j.conn.Host),
			j.o.next("use the settings that it was made with, or ", ToPlanAnew),
		)
	}
	text := j.o.Input.Name + " is no longer the file that the plan was made of; nothing was sent"
	return j.checkInput(ctx, of.SHA256, text, ToPlanAnew)
}

// checkInput refuses an input with another fingerprint.
func (j *job) checkInput(ctx context.Context, sha256, text string, w Way) error {
	now, err := j.o.Input.Fingerprint(ctx)
	if err != nil {
		return check.Explain(err, j.o.Input.Name)
	}
	if now.SHA256 != sha256 {
		return problem.Guard(text, j.o.next("", w))
	}
	return nil
}

// loadPlan reads a plan and the header of its input.
func (j *job) loadPlan(ctx context.Context, open func() (io.ReadCloser, error), path string) (err error) {
	file, err := open()
	if err != nil {
		return unsent(err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	temp, err := j.o.Temp()
	if err != nil {
		return err
	}
	batch, h, err := plan.Load(ctx, file, temp)
	if err != nil {
		return problem.Guard(fmt.Sprintf("%s: %v; nothing was sent", path, err), j.o.next("", ToPlanAnew))
	}
	j.planned = true
	j.rows = &check.Result{Batch: batch, Fingerprint: check.Fingerprint{SHA256: h.Header.SHA256, Size: h.Header.Size}}
	if j.undoes != "" {
		return nil
	}
	if j.rows.Source, err = check.Examine(ctx, j.o.Input); err == nil {
		j.rows.Mapping, err = j.rows.Source.Columns(ctx, j.o.Rules.Assignments)
	}
	return check.Explain(err, j.o.Input.Name)
}

// ownPlan opens the plan in the report.
func (j *job) ownPlan() (io.ReadCloser, error) { return j.folder.Read(PlanFile) }

// resumePlan loads the plan of a run that was stopped from its report.
func (j *job) resumePlan(ctx context.Context) error {
	if j.log == nil {
		if err := j.loadLog(); err != nil {
			return err
		}
	}
	if err := j.restoreCarried(); err != nil {
		return err
	}
	return j.loadPlan(ctx, j.ownPlan, j.folder.File(PlanFile))
}

// continuePlan continues a planned import that was stopped.
func (j *job) continuePlan(ctx context.Context) (*Summary, error) {
	if err := j.resumePlan(ctx); err != nil {
		return nil, err
	}
	text := j.o.Input.Name + " has changed since the import was stopped; nothing was sent"
	if err := j.checkInput(ctx, j.resumed.SHA256, text, ToStartOver); err != nil {
		return nil, err
	}
	if err := j.checkSame(); err != nil {
		return nil, err
	}
	if err := j.confirm(ctx); err != nil {
		return nil, err
	}
	return j.askAndSend(ctx)
}

// restoreCarried sets the options to those of the plan if it was applied from the file of another
// report: then the user gave none.
func (j *job) restoreCarried() error {
	file, err := j.ownPlan()
	if err != nil {
		return nil //nolint:nilerr // loadPlan says so
	}
	defer file.Close() //nolint:errcheck // it was only read
	h, err := plan.ReadHeader(file)
	if err != nil || !h.Carried {
		return nil //nolint:nilerr // loadPlan says so
	}
	return j.o.Restore(&h)
}
