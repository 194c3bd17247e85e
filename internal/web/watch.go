package web

import (
	"context"
	"fmt"
	"html/template"
	"io"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/screen"
)

// watcher is who watches the job of a work: it keeps what the job shows for the page, and lets the
// question wait until a person has answered on it.
type watcher struct {
	w   *work
	run *job.Run
	ctx context.Context
	err error // why the plan could not be drawn
}

func (t *watcher) Say(format string, args ...any) {
	t.w.update(func() { t.w.notes = append(t.w.notes, plain(fmt.Sprintf(format, args...))) })
}

func (t *watcher) Warn(format string, args ...any) { t.Say(format, args...) }

// Show keeps what the job found.
func (t *watcher) Show(e importer.Event) {
	switch e := e.(type) {
	case *importer.Resumed: // its plan was made by an earlier run
		t.plan(&importer.Planned{Result: e.Result, Undo: t.w.Kind == "undo"}, e.Done)
	case *importer.Planned:
		t.plan(e, 0)
	case importer.Sending:
		t.w.update(func() { t.w.phase = sending })
	}
}

// plan keeps what a plan would do, of which so many rows are done.
func (t *watcher) plan(p *importer.Planned, done int) {
	drawn, err := t.draw(page.Import{Planned: p, Done: done, Rows: p.Result, Bot: t.run.Bot(), Search: "/work/" + t.w.ID + "/rows", Words: plain})
	t.err = err
	t.w.update(func() { t.w.plan, t.w.warnings = drawn, warnings(p, done) })
}

// warnings say what a plan takes away, or cannot take back. Their numbers are of the whole plan.
func warnings(p *importer.Planned, done int) (all []string) {
	if n := p.Tally[row.Created]; n > 0 {
		all = append(all, screen.CountOf(n, "new lead stays", "new leads stay")+": Convertalk offers no way to delete leads from here.")
	}
	if all = append(all, page.Losing(p)...); all != nil && done > 0 {
		all = append(all, fmt.Sprintf("These numbers are of all %s, of which an earlier run finished %s.", screen.Count(p.Total(), "row"), screen.Thousands(done)))
	}
	return all
}

func (t *watcher) draw(p page.Import) (template.HTML, error) {
	return drawn(func(to io.Writer) error { return p.WriteBody(t.ctx, to) })
}

// Ask waits for the person.
func (t *watcher) Ask(ctx context.Context, q importer.Question) (bool, error) {
	if t.err != nil {
		return false, t.err
	}
	answers := make(chan bool, 1) // nobody waits for one who has gone
	t.w.update(func() { t.w.phase, t.w.count, t.w.rest, t.w.answers = asking, q.Count, t.run.Job.Resume, answers })
	select {
	case yes := <-answers:
		return yes, nil
	case <-ctx.Done():
		t.w.update(func() { t.w.answers = nil })
		return false, context.Cause(ctx)
	}
}

// Progress keeps how far the job is.
func (t *watcher) Progress(p importer.Progress) {
	gauge := job.Gauge(p)
	t.w.update(func() { t.w.progress = gauge })
}
