package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

// Progress shows how far the job is.
func (w *writing) Progress(p importer.Progress) {
	if w.bar == nil {
		w.bar = w.Display(paceOf(w.run.Server))
	}
	w.bar.Update(importGauge(p))
}

// stop ends the bar.
func (w *writing) stop() {
	if w.bar != nil {
		w.bar.Stop()
		w.bar = nil
	}
}

func importGauge(p importer.Progress) screen.Gauge {
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
		first := "looking people up: " + screen.Count(p.Live, "live lead") + " read"
		return screen.Gauge{Unit: "live lead", Done: "read", Count: p.Live, First: []string{first}}
	}
	return screen.Gauge{Unit: "row", Done: "checked", Count: p.Read, First: []string{screen.Count(p.Read, "row") + " checked"}}
}

// Ask asks a question that yes or no answers.
func (w *writing) Ask(ctx context.Context, q importer.Question) (bool, error) {
	w.stop()
	if q.Kind == importer.Take {
		yes, err := w.Suggest(ctx, q.Question())
		if yes {
			w.taken = append(w.taken, q.Flags()...)
		}
		return yes, err
	}
	text := fmt.Sprintf("Send the remaining %s?", screen.Count(q.Count, "row"))
	switch q.Kind {
	case importer.SendRows:
		text = fmt.Sprintf("Send %s to %s?", screen.Count(q.Count, "row"), w.run.Bot())
	case importer.UndoLeads:
		text = fmt.Sprintf("Undo the changes to %s in %s?", screen.Count(q.Count, "lead"), w.run.Bot())
	}
	return w.Screen.Ask(ctx, text)
}

// Show shows what the job found.
func (w *writing) Show(e importer.Event) {
	w.stop()
	w.words().Show(e)
}

// words says what the job finds and does.
func (w *writing) words() *summary.Import {
	j := &w.o.job
	im := &summary.Import{
		Talk: w, Bot: w.run.Bot(), Blind: j.Blind, Open: w.Watched, Restore: j.Rules.Trusted, Sandbox: w.o.Sandbox,
		Fleeting:  w.command == "undo" && j.PlanOnly && w.o.report == "",
		Connected: w.connected, Next: w.next, Again: func(rejects string) string { return w.rerunFor(j.Input.Name, rejects, w.taken...) },
		Rerun: func(flags ...string) string { return w.rerun(j.Input.Name, append(slices.Clip(w.taken), flags...)...) },
	}
	im.Stopped = w.run.Temps.Folder != nil && w.run.Temps.Folder.Left()
	if w.Watched {
		im.Width = w.Columns()
	}
	if w.looks {
		im.Talk, im.Open = w.findings()
	}
	return im
}
