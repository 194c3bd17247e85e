package job

import (
	"context"
	"fmt"
	"time"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
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

// Gauge says how far a job is, in words.
func Gauge(p importer.Progress) screen.Gauge {
	switch {
	case p.Rows > 0:
		g := screen.Gauge{
			Unit: "row", Done: "done", Count: p.Done, Total: p.Rows,
			First: []string{screen.Thousands(p.Done) + " of " + screen.Count(p.Rows, "row")},
		}
		if p.Rejected > 0 {
			g.Then = append(g.Then, screen.Thousands(p.Rejected)+" rejected")
		}
		if p.Failed > 0 {
			g.Then = append(g.Then, screen.Thousands(p.Failed)+" failed")
		}
		return g
	case p.Looking:
		return screen.Gauge{Unit: "live lead", Done: "read", First: []string{"looking for the end of the list"}}
	case p.Live > 0:
		first := "comparing with the bot: " + screen.Count(p.Live, "live lead") + " read"
		return screen.Gauge{Unit: "live lead", Done: "read", Count: p.Live, First: []string{first}}
	}
	return screen.Gauge{Unit: "row", Done: "checked", Count: p.Read, First: []string{screen.Count(p.Read, "row") + " checked"}}
}

// ExportGauge says how far an export is, in words.
func ExportGauge(p exporter.Progress) screen.Gauge {
	g := screen.Gauge{
		Unit: "page", Done: "read", Count: p.Pages, Before: p.Kept, Total: p.Total,
		First: []string{screen.Count(p.Leads, "lead")},
	}
	if p.Pages == 0 {
		g.First = []string{"looking for the end of the list"}
	}
	if p.Pass > 1 {
		g.Then = []string{fmt.Sprintf("pass %d, for leads that moved", p.Pass)}
	}
	if p.Writing {
		g.Busy, g.Then = true, []string{"writing the file"}
	}
	return g
}

// PaceOf returns what a display shows of a server, which is nil in a run that makes no request.
func PaceOf(s *settings.Server) func() screen.Pace {
	return func() screen.Pace {
		if s == nil {
			return screen.Pace{}
		}
		return screen.Pace{Retries: s.Stats().Retries, Trouble: s.Trouble(), Status: s.Pacer.Status()}
	}
}
