package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/settings"
	"github.com/leadferry/leadferry/internal/shell"
)

// view is a work at one moment, as its page shows it.
type view struct {
	ID, Kind, File string
	Bot            bot
	Phase          phase
	Turn           int
	Found          *found
	Plan           template.HTML
	Count          string // of the question
	No             string // the answer to it that sends nothing
	State          string // of the job that runs, in words
	Done, Total    int
	Notes          []string
	Warnings       []string
	Result         *result
	Failure        *failure
	Report         bool
	Of             string    // the ID of what an undo takes back
	Empty          string    // what a restore does to fields that were empty
	ChosenFor      string    // the file that the choices were made for, "" for this one
	controls       []control // of how the file is read
}

func (w *work) view() view {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := view{
		ID: w.ID, Kind: w.Kind, File: w.File, ChosenFor: w.chosenFor, Bot: w.Bot, Phase: w.phase, Turn: w.turn, Found: w.found, Plan: w.plan, Notes: w.notes, Warnings: w.warnings, Result: w.result,
		Failure: w.failure, Report: w.report != "", Done: w.progress.Count, Total: w.progress.Total,
		controls: readControls(),
	}
	for i := range v.controls {
		v.controls[i].Value = valueOf(w.words, v.controls[i].Flag)
	}
	v.Count = screen.Count(w.count, "row")
	if w.rest {
		v.Count = "the remaining " + v.Count
	}
	if w.Kind == "undo" {
		v.Count = screen.Count(w.count, "lead")
	}
	switch {
	case w.Kind == "undo":
		v.No = "Do not undo"
	case w.rest:
		v.No = "Do not send the rest"
	case w.Kind == "import":
		v.No = "Back to the choices"
	default:
		v.No = "Do not send"
	}
	switch {
	case w.Kind != "restore":
	case valueOf(w.words, "blank") == "":
		v.Empty = "Fields that were empty then and are filled now stay as they are. To empty them, choose so on the page Backups, and restore from there."
	default:
		v.Empty = "Fields that were empty then and are filled now are emptied again."
	}
	if w.Of != nil {
		v.Of = w.Of.ID
	}
	if w.pace != nil {
		v.State = screen.State(w.progress, w.pace(), time.Since(w.begun))
	} else if w.progress.First != nil {
		v.State = screen.State(w.progress, screen.Pace{}, time.Since(w.begun))
	}
	return v
}

// Controls are the choices of how the file is read: those that were made, or that what is said of the file
// names, or the others.
func (v view) Controls(named bool) (all []control) {
	for _, c := range v.controls {
		if named == (c.Value != "" || v.Found.names(c.Label)) {
			all = append(all, c)
		}
	}
	return all
}

// Running reports whether a job runs that a person can stop.
func (v view) Running() bool { return v.Phase == reading || v.Phase == planning || v.Phase == sending }

// Hint says what Stop leaves.
func (v view) Hint() string {
	switch {
	case v.Kind == "export":
		return "What was read is kept for another try."
	case v.Phase == sending:
		return "What was sent stays; the rest can be sent later."
	}
	return "Nothing is sent yet."
}

// command is the command line that does what the work does.
func (w *work) command() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	words := append([]string{"leadferry", w.Kind, w.File}, w.words...)
	switch w.Kind {
	case "undo":
		words = []string{"leadferry", "undo", w.input}
	case "restore":
		words = []string{"leadferry", "backup", "restore", settings.Within(w.backups, w.File)}
		words = append(words, w.words...)
	}
	switch {
	case w.Bot.Rehearsal:
		words = append(words, "--sandbox")
	case w.Bot.Name != "":
		words = append(words, "--profile", w.Bot.Name)
	}
	return shell.Command(words...)
}

// showWork shows a work as it stands.
func (s *Site) showWork(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w == nil {
		s.gone(rw, r)
		return
	}
	name, title := "work.html", "Import of "+w.File
	switch w.Kind {
	case "undo":
		title = "Undo of the import of " + w.File
	case "restore":
		title = "Restore of " + w.File
	case "export":
		name, title = "exported.html", "Export of "+w.File
	}
	s.show(rw, r, name, title, w.command(), w.view())
}

// gone says that what a browser asks for was here.
func (s *Site) gone(rw http.ResponseWriter, r *http.Request) {
	rw.WriteHeader(http.StatusNotFound)
	s.show(rw, r, "failed.html", "Not here any more", "", &failure{
		Text: "This is not here any more.", Fix: "What was imported or undone stands in the history. A file that was downloaded is not kept: export it again.",
	})
}

// least is the time between two messages to one browser.
const least = 200 * time.Millisecond

// follow tells a browser of every change of a work, as server-sent events: "progress" with the lines
// that say how far it is, and "turn" when the page is to be loaded anew.
func (s *Site) follow(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w == nil {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(rw)
	_, _ = fmt.Fprint(rw, "retry: 1000\n\n") // a stream that broke off comes back before the page takes it for the end
	for {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		now := w.view()
		event, data := "progress", ""
		if strconv.Itoa(now.Turn) != r.FormValue("turn") {
			event = "turn"
		} else {
			text, err := s.draw("failed.html", "progress", now)
			if err != nil {
				return
			}
			data = strings.ReplaceAll(string(text), "\n", " ")
		}
		if _, err := fmt.Fprintf(rw, "event: %s\ndata: %s\n\n", event, data); err != nil || out.Flush() != nil || event == "turn" {
			return
		}
		select {
		case <-changed:
		case <-time.After(time.Second): // times that run
		case <-r.Context().Done():
			return
		}
		select {
		case <-time.After(least):
		case <-r.Context().Done():
			return
		}
	}
}
