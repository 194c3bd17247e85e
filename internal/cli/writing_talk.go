package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

// Progress shows how far the job is.
func (w *writing) Progress(p importer.Progress) {
	if w.bar == nil {
		w.bar = w.Display(job.PaceOf(w.run.Server))
	}
	w.bar.Update(job.Gauge(p))
}

// stop ends the bar.
func (w *writing) stop() {
	if w.bar != nil {
		w.bar.Stop()
		w.bar = nil
	}
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

// askCountry asks for the country of phones that name none. Enter leaves them as they are: nothing is guessed.
func (w *writing) askCountry(ctx context.Context, c *check.Countryless) (string, error) {
	w.stop()
	w.Say("%s no country code, such as %q. Without it they can hardly be called, or found again in a later import.",
		screen.CountOf(c.Count, "phone number has", "phone numbers have"), screen.Clip(c.Sample, 40))
	if c.Likely != "" {
		w.Say("Most of the other phone numbers in this file are from %s.", c.Country())
	}
	if c.Marked {
		w.Say("Each seems to begin with the code of its country, without the plus. If so, type +")
	}
	for {
		answer, err := w.Prompt(ctx, "Their country, such as Germany, DE or +49 (Enter: leave as they are): ")
		if answer = strings.TrimSpace(answer); answer == "" {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return "", err
		}
		code, err := flags.ParseDialCode(answer)
		if err == nil {
			w.taken = append(w.taken, "--dial-code", code)
			return code, nil
		}
		w.Say("%q: %v; %s", screen.Clip(answer, 40), err, problem.Remedy(err))
	}
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
		Talk: w, Bot: w.run.Bot(), Blind: j.Blind, Open: w.Watched, Restore: j.Rules.Trusted,
		Fleeting:  w.command == "undo" && j.PlanOnly && w.o.report == "",
		Connected: w.connected, Next: w.next, Again: w.again,
		Rerun: func(flags ...string) string { return w.afresh(append(slices.Clip(w.taken), flags...)...) },
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

// again is the command that imports the rejects file. That of a restore holds only leads that its filter chose.
func (w *writing) again(rejects string) string {
	j := &w.o.job
	if !j.Rules.Trusted {
		return w.rerunFor(j.Input.Name, rejects, w.choices()...)
	}
	return w.connected(append([]string{"import", rejects, "--plan"}, chosen(&check.Rules{Blank: j.Rules.Blank, Wire: j.Rules.Wire})...)...)
}
