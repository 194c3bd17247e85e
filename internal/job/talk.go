package job

import (
	"context"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/page"
)

// Show keeps what the job found, and passes it on.
func (r *Run) Show(e importer.Event) {
	switch e := e.(type) {
	case *importer.Checked:
		r.Rows = e.Result
	case *importer.Survey:
		r.Rows = e.Result
	case *importer.Planned:
		r.Rows, r.planned = e.Result, true
	case *importer.Resumed:
		r.Rows = e.Result
	case importer.Sending:
		r.begin(e.Rows)
	}
	r.Watcher.Show(e)
}

// Ask passes a question on.
func (r *Run) Ask(ctx context.Context, q importer.Question) (bool, error) {
	return r.Watcher.Ask(ctx, q)
}

// Progress takes a sample of the pace, and passes on how far the job is.
func (r *Run) Progress(p importer.Progress) {
	if p.Rows > 0 {
		stats := r.Server.Stats()
		r.pace.Add(page.Sample{At: time.Since(r.Start), Requests: stats.Requests, Throttled: stats.Throttled, Limit: r.Server.Pacer.Status().Rate})
	}
	r.Watcher.Progress(p)
}
