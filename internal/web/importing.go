package web

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/input"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/settings"
)

// options are those of the import of a work, as its words say.
func (s *Site) options(w *work, c *settings.Connection) (*importer.Options, error) {
	w.mu.Lock()
	words := w.words
	w.mu.Unlock()
	o := &importer.Options{Command: "import", Workers: c.Workers, Next: nextOnPage}
	o.Input.Name = w.input
	if err := apply(words, o, c.Chosen); err != nil {
		return nil, err
	}
	return o, input.Find(o, "")
}

// nextOnPage names the way on that the page offers, where the command line would name a command.
func nextOnPage(way importer.Way) string {
	return map[importer.Way]string{
		importer.ToResume: "the button Resume", importer.ToStartOver: "the button Import another file", importer.ToUndo: "the button Take it back",
		importer.ToPlanAnew: "the button Plan again", importer.ToRunAgain: "the button Plan again",
		importer.ToAllowMore: "leadferry import --max-errors, on the command line",
	}[way]
}

// read reads the file of a work, and shows what its columns mean.
func (s *Site) read(w *work) bool {
	return s.works.start(w, reading, func(ctx context.Context) error {
		c, err := s.bots.connection(w.Bot)
		if err != nil {
			return err
		}
		o, err := s.options(w, c)
		if err != nil {
			w.update(func() { w.found = refused(err) })
			return nil
		}
		t := &watcher{w: w, ctx: ctx}
		t.run = &job.Run{Command: "check", Job: o, Watcher: t, Start: time.Now()}
		o.Temp = t.run.Temps.Make
		defer t.run.Close()
		if err := input.Open(ctx, &o.Input, nil, o.Temp); err != nil {
			return err
		}
		_, err = importer.Check(ctx, *o, t.run)
		found := &found{}
		switch {
		case err == nil:
			found = findings(t.run.Rows)
		case ctx.Err() != nil:
			return err
		default:
			found = refused(err)
		}
		w.update(func() { w.found = found })
		return nil
	})
}

// plans begins an import: it reads the bot's leads, shows what would change, and waits for the answer.
func (s *Site) plans(w *work, resume bool) bool {
	return s.works.start(w, planning, func(ctx context.Context) error {
		c, err := s.bots.connection(w.Bot)
		if err != nil {
			return err
		}
		o, err := s.options(w, c)
		if err != nil {
			return err
		}
		o.Resume = resume
		return s.conduct(ctx, w, c, o, report.Options{Base: w.input + ".report"}, func(r *job.Run) (*result, error) {
			sum, err := r.Import(ctx, nil, nil)
			return resultOf(sum), err
		})
	})
}

// takesBack begins an undo.
func (s *Site) takesBack(w *work, resume bool) bool {
	return s.works.start(w, planning, func(ctx context.Context) error {
		c, err := s.bots.connection(w.Bot)
		if err != nil {
			return err
		}
		folder, of, err := report.Undone(w.input, false)
		if err != nil {
			return err
		}
		defer folder.Drop()
		o := &importer.Options{Command: "undo", Workers: c.Workers, Resume: resume, Next: nextOnPage}
		o.Input.Name = w.input
		o.Rules = of.Header.Header.Rules
		return s.conduct(ctx, w, c, o, report.Options{Base: filepath.Join(w.folder, "undo.report")}, func(r *job.Run) (*result, error) {
			sum, err := r.Undo(ctx, of)
			return resultOfUndo(sum), err
		})
	})
}

// conduct connects a job to its bot and to the page, and does it.
func (s *Site) conduct(
	ctx context.Context, w *work, c *settings.Connection, o *importer.Options, where report.Options, do func(*job.Run) (*result, error),
) error {
	t := &watcher{w: w, ctx: ctx}
	t.run = &job.Run{Command: o.Command, Job: o, Watcher: t, State: s.stateOf(w.Bot), Start: time.Now()}
	o.Temp = t.run.Temps.Make
	if err := t.run.Connect(ctx, c); err != nil {
		return err
	}
	release, err := t.run.Hold(c, "plan it again here")
	if err != nil {
		return err
	}
	defer release()
	if err := t.run.OpenReport(where); err != nil {
		return err
	}
	defer t.run.Close()
	w.update(func() { w.report = t.run.Temps.Folder.Path() })
	result, err := do(t.run)
	if result == nil {
		return err
	}
	if err != nil && result.Failure == nil {
		result.Failure = failed(err)
	}
	w.update(func() {
		if w.result, w.phase = result, ended; !result.Finished {
			w.phase = stopped
		}
	})
	return nil
}

// stateOf is where runs of a bot are noted. Those of the simulated one are no history.
func (s *Site) stateOf(b bot) string {
	if b.Rehearsal {
		return filepath.Join(s.folder, "sandbox")
	}
	return s.o.State
}

// result is how a work ended.
type result struct {
	Title    string
	Figures  []figure
	Finished bool
	CanUndo  bool
	Rejects  string // path of the workbook with the rows to mend
	Failure  *failure
}

type figure struct {
	Label, Kind string
	Value       int
}

func resultOf(s *importer.Summary) *result {
	if s == nil {
		return nil
	}
	r := &result{Title: "Imported", Finished: s.Finished, CanUndo: s.CanBeUndone && s.Updated > 0, Rejects: s.Rejects}
	if s.Error != "" {
		r.Failure = &failure{Text: s.Error}
	}
	switch {
	case s.End == importer.EndedUnsent && s.NotAttempted == 0:
		r.Title, r.Finished = "Nothing had to be sent", true
	case !s.Finished:
		r.Title = "Stopped, with rows left"
	}
	r.add("created", "good", s.Created)
	r.add("updated", "changed", s.Updated)
	r.add("unchanged", "same", s.Unchanged)
	r.add("skipped", "same", s.Skipped)
	r.add("rejected", "bad", s.Rejected)
	r.add("failed", "bad", s.Failed)
	r.add("not attempted", "same", s.NotAttempted)
	return r
}

func resultOfUndo(s *importer.UndoSummary) *result {
	if s == nil {
		return nil
	}
	r := &result{Title: "Undone", Finished: s.End != importer.EndedStopped}
	if s.Error != "" {
		r.Failure = &failure{Text: s.Error}
	}
	r.add("fields restored", "good", s.Restored)
	r.add("fields kept, because they changed later", "same", s.Kept)
	r.add("fields that did not come back", "bad", s.Cannot)
	r.add("leads failed", "bad", s.Failed)
	r.add("new leads that stay", "same", s.Created)
	return r
}

func (r *result) add(label, kind string, n int) {
	if n > 0 {
		r.Figures = append(r.Figures, figure{label, kind, n})
	}
}

// readAgain takes the choices of the form, and reads the file again, or plans at once.
func (s *Site) readAgain(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w == nil || w.Kind != "import" {
		http.NotFound(rw, r)
		return
	}
	w.update(func() {
		if w.words = chosen(r.PostForm, w.words, w.found); r.PostForm.Has("all") && w.found != nil {
			w.words = append(w.words, w.found.All...)
		}
	})
	if err := w.keep(); err != nil {
		s.fail(rw, r, err)
		return
	}
	if r.PostForm.Has("plan") {
		s.plans(w, false)
	} else {
		s.read(w)
	}
	http.Redirect(rw, r, "/work/"+w.ID, http.StatusSeeOther)
}

// plan begins the import.
func (s *Site) plan(rw http.ResponseWriter, r *http.Request) {
	s.do(rw, r, func(w *work) {
		if w.Kind == "undo" {
			s.takesBack(w, false)
		} else {
			s.plans(w, false)
		}
	})
}

// resume goes on with a work that was stopped.
func (s *Site) resume(rw http.ResponseWriter, r *http.Request) {
	s.do(rw, r, func(w *work) {
		if w.Kind == "undo" {
			s.takesBack(w, true)
		} else {
			s.plans(w, true)
		}
	})
}

// stop stops what a work does.
func (s *Site) stop(rw http.ResponseWriter, r *http.Request) { s.do(rw, r, (*work).stop) }

// answer passes on the answer to a question. One that comes late or twice does nothing.
func (s *Site) answer(rw http.ResponseWriter, r *http.Request) {
	s.do(rw, r, func(w *work) {
		yes := r.PostForm.Get("answer") == "yes"
		var answers chan bool
		w.update(func() {
			if answers, w.answers = w.answers, nil; answers == nil {
				return
			}
			if w.phase = planning; yes { // the page that shows next must not ask again
				w.phase = sending
			}
		})
		if answers != nil {
			answers <- yes
		}
	})
}

// undo begins to take an import back.
func (s *Site) undo(rw http.ResponseWriter, r *http.Request) {
	of := s.works.of(r.PathValue("id"))
	if of == nil || of.Kind != "import" || !of.is(ended, stopped) {
		http.NotFound(rw, r)
		return
	}
	w := &work{Kind: "undo", Bot: of.Bot, File: of.File, Of: of, input: of.report, phase: ready}
	if err := s.works.add(w, s.folder); err != nil {
		s.fail(rw, r, err)
		return
	}
	s.takesBack(w, false)
	http.Redirect(rw, r, "/work/"+w.ID, http.StatusSeeOther)
}

// do does something with the work that the path names, and shows it.
func (s *Site) do(rw http.ResponseWriter, r *http.Request, act func(*work)) {
	w := s.works.of(r.PathValue("id"))
	if w == nil {
		http.NotFound(rw, r)
		return
	}
	act(w)
	http.Redirect(rw, r, "/work/"+w.ID, http.StatusSeeOther)
}

// files are what the page offers of a work, by the names that it calls them.
func (w *work) file(name string) (path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case name == "rejects" && w.result != nil:
		return w.result.Rejects
	case name == "report" && w.report != "":
		return filepath.Join(w.report, report.PageFile)
	case name == "results" && w.report != "":
		return filepath.Join(w.report, importer.ResultsFile)
	case name == "plan" && w.report != "":
		return filepath.Join(w.report, importer.TableFile)
	}
	return ""
}

// file sends a file of a work.
func (s *Site) file(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w == nil {
		http.NotFound(rw, r)
		return
	}
	path := w.file(r.PathValue("name"))
	f, err := os.Open(path)
	if err != nil {
		http.NotFound(rw, r)
		return
	}
	defer f.Close() //nolint:errcheck // it was only read
	rw.Header().Set("Content-Disposition", `attachment; filename="`+plainName(filepath.Base(path))+`"`)
	http.ServeContent(rw, r, filepath.Base(path), time.Time{}, f)
}
