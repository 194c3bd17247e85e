package cli

import (
	"context"
	"fmt"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

// importTalk shows an import on the screen.
type importTalk struct {
	*app
	o      *importFlags
	server server
	bot    importer.Connection
	bar    *screen.Display // nil while there is none
}

// Progress shows how far the run is.
func (t *importTalk) Progress(p importer.Progress) {
	if t.bar == nil {
		t.bar = t.Display(t.server.pace)
	}
	t.bar.Update(importGauge(p))
}

// stop ends the bar.
func (t *importTalk) stop() {
	if t.bar != nil {
		t.bar.Stop()
		t.bar = nil
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
	case p.Live > 0:
		first := "looking people up: " + screen.Count(p.Live, "live lead") + " read"
		return screen.Gauge{Unit: "live lead", Done: "read", Count: p.Live, First: []string{first}}
	}
	return screen.Gauge{Unit: "row", Done: "checked", Count: p.Read, First: []string{screen.Count(p.Read, "row") + " checked"}}
}

// Ask asks a question that yes or no answers.
func (t *importTalk) Ask(ctx context.Context, q importer.Question) (bool, error) {
	t.stop()
	text := "Send the others too?"
	switch q.Kind {
	case importer.SendRows:
		text = fmt.Sprintf("Send %s to bot %s at %s?", screen.Count(q.Count, "row"), q.BotID, q.Host)
	case importer.UndoLeads:
		text = fmt.Sprintf("Take this back in %s of bot %s at %s?", screen.Count(q.Count, "lead"), q.BotID, q.Host)
	}
	return t.Screen.Ask(ctx, text)
}

// Show shows what the run found.
func (t *importTalk) Show(e importer.Event) {
	t.stop()
	t.words().Show(e)
}

// words says what the run finds and does.
func (t *importTalk) words() *summary.Import {
	j := &t.o.job
	return &summary.Import{
		Talk: t, Bot: t.bot, DryRun: j.DryRun, Blind: j.Blind, Restore: j.Rules.Trusted, Sandbox: t.o.Sandbox,
		Connected: t.connected, Again: func(rejects string) string { return t.rerunFor(j.Input.Name, rejects) },
	}
}
