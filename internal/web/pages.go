package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"time"

	"github.com/leadferry/leadferry/internal/page"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

//go:embed templates static
var files embed.FS

// frame is what every page has, around a body of its own.
type frame struct {
	Title   string
	Command string // that does the same, "" for none
	Version string
	Body    any
	guard   *guard
}

// Token is what a form to a path carries.
func (f frame) Token(path string) string { return f.guard.token(path) }

// Form is what the template of that name begins a form with that posts to a path.
func (f frame) Form(path string) any { return struct{ Path, Token string }{path, f.Token(path)} }

var words = template.FuncMap{
	"thousands":  func(n int) string { return screen.Thousands(n) },
	"mostUpload": func() int { return maxUpload },
	"tooBig":     func() string { return sentence(tooBig().Error() + ": " + problem.Remedy(tooBig())) },
	"count":      func(n int, noun string) string { return screen.Count(n, noun) },
}

// show sends a page, whose body the template of that name draws.
func (s *Site) show(rw http.ResponseWriter, _ *http.Request, name, title, command string, body any) {
	out, err := s.draw(name, "frame.html", frame{title, command, s.o.Version, body, s.guard})
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = rw.Write(out) // a browser that has gone needs no page
}

func (s *Site) draw(name, part string, data any) ([]byte, error) {
	all, err := template.New("frame.html").Funcs(words).ParseFS(files, "templates/frame.html", "templates/"+name)
	var out bytes.Buffer
	if err == nil {
		err = all.ExecuteTemplate(&out, part, data)
	}
	if err != nil {
		return nil, fmt.Errorf("draw the page: %w", err)
	}
	return out.Bytes(), nil
}

// fail shows an error.
func (s *Site) fail(rw http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusInternalServerError
	if problem.ExitCode(err) == problem.ExitUsage {
		status = http.StatusBadRequest
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	s.show(rw, r, "failed.html", "That did not work", "", failed(err))
}

// start is the first page: what can be done, and what is under way.
func (s *Site) start(rw http.ResponseWriter, r *http.Request) {
	all, err := s.bots.all()
	body := struct {
		Bots  []bot
		Why   *failure
		Works []line
	}{Bots: all}
	if err != nil {
		body.Why = failed(err)
	}
	list := s.works.list()
	undone := map[string]bool{} // paths of reports
	for _, w := range list {
		if w.Kind == "undo" && w.is(ended) {
			undone[w.input] = true
		}
	}
	for _, w := range list {
		l := w.line()
		if w.Kind != "undo" && undone[w.reportPath()] {
			l.State += ", undone"
		}
		body.Works = append(body.Works, l)
	}
	s.show(rw, r, "start.html", "leadferry", "leadferry import FILE", body)
}

// line is a work in a list.
type line struct {
	ID, Kind, File, Bot, State string
	Idle                       bool // nothing of it runs: it can be taken off the list
}

// states are the phases in words.
var states = map[phase]string{
	reading: "reads", ready: "waits for you", planning: "is planned", asking: "waits for your yes", sending: "is sent",
	ended: "done", fetched: "downloaded", stopped: "stopped, can be resumed",
}

func (w *work) line() line {
	w.mu.Lock()
	defer w.mu.Unlock()
	return line{w.ID, w.Kind, w.File, w.Bot.Label(), states[w.phase], w.cancel == nil}
}

// static sends what every page uses. It is the same for everybody.
func static(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	text, err := files.ReadFile("static/" + name)
	switch name {
	case "page.css":
		text, err = page.Style(), nil
	case "table.js":
		text, err = page.Script(), nil
	}
	if err != nil {
		http.NotFound(rw, r)
		return
	}
	http.ServeContent(rw, r, name, time.Time{}, bytes.NewReader(text))
}

// drawn takes what a page of internal/page writes into a page of this room.
func drawn(write func(io.Writer) error) (template.HTML, error) {
	var out bytes.Buffer
	err := write(&out)
	return template.HTML(out.String()), err //nolint:gosec // the template has escaped all that is not its own
}
