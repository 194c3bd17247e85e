package importer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
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
	o.PlanOnly, o.Resume = false, false
	return run(&o, conn, folder, talk, func(j *job) (*Summary, error) {
		j.carried = true
		fix := j.o.next("use the settings it was made with, or ", ToPlanAnew)
		if err := j.checkBot(&p.Header, "the plan is for bot %s at %s, not for bot %s at %s", fix); err != nil {
			return nil, err
		}
		text := o.Input.Name + " has changed since the plan was made"
		if err := j.checkInput(ctx, p.Header.Header.SHA256, text, ToPlanAnew); err != nil {
			return nil, err
		}
		if err := j.loadPlan(ctx, p.Open, p.Path); err != nil {
			return nil, err
		}
		return j.confirmAndSend(ctx)
	})
}

// checkBot refuses a plan for another bot. format takes both.
func (j *job) checkBot(h *plan.Header, format, fix string) error {
	of := &h.Header
	if of.Host == j.conn.Host && of.BotID == j.conn.BotID {
		return nil
	}
	return refusal(fmt.Sprintf(format, of.BotID, of.Host, j.conn.BotID, j.conn.Host), fix)
}

// checkInput refuses an input with another fingerprint.
func (j *job) checkInput(ctx context.Context, sha256, text string, w Way) error {
	now, err := j.o.Input.Fingerprint(ctx)
	if err != nil {
		return check.Explain(err, j.o.Input.Name)
	}
	if now.SHA256 != sha256 {
		return refusal(text, j.o.next("", w))
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
	if ctx.Err() != nil {
		return unsent(context.Cause(ctx))
	}
	if err != nil {
		return refusal(fmt.Sprintf("%s: %v", path, err), j.o.next("", ToPlanAnew))
	}
	j.take(batch)
	j.rows.Sheets.Read = h.Sheets
	j.rows.Fingerprint = source.Fingerprint{SHA256: h.Header.SHA256, Size: h.Header.Size}
	if j.undone != nil {
		j.notSent = h.NotSent
		return nil
	}
	if j.resumed != nil && h.Carried { // then the user gave no options
		if err := j.o.Restore(&h); err != nil {
			return err
		}
	}
	if j.rows.Source, err = source.Examine(ctx, j.o.Input); err == nil {
		j.rows.Mapping, err = check.Columns(ctx, j.rows.Source, &j.o.Rules)
	}
	return check.Explain(err, j.o.Input.Name)
}

// take makes the rows those of a plan. Nothing is known of an input.
func (j *job) take(b *row.Batch) {
	j.planned = true
	j.rows = &check.Result{Batch: b, Source: &source.Source{}, Mapping: &columns.Mapping{}}
}

// resumePlan loads the plan of a run that was stopped from its report.
func (j *job) resumePlan(ctx context.Context) error {
	own := func() (io.ReadCloser, error) { return j.folder.Read(PlanFile) }
	return j.loadPlan(ctx, own, j.folder.File(PlanFile))
}

// continuePlan continues a planned import that was stopped.
func (j *job) continuePlan(ctx context.Context) (*Summary, error) {
	if err := j.resumePlan(ctx); err != nil {
		return nil, err
	}
	text := j.o.Input.Name + " has changed since the import was stopped"
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

// confirmAndSend sends what still holds of a loaded plan.
func (j *job) confirmAndSend(ctx context.Context) (*Summary, error) {
	if err := j.confirm(ctx); err != nil {
		return nil, err
	}
	return j.showAndSend(ctx)
}
