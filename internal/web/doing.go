package web

import (
	"net/http"
	"strconv"
)

// readAgain takes the choices of the form, and reads the file again, or plans at once.
func (s *Site) readAgain(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w == nil || w.Kind != "import" {
		http.NotFound(rw, r)
		return
	}
	w.update(func() {
		w.words = chosen(r.PostForm, w.words, w.found)
		if w.found == nil {
			return
		}
		if r.PostForm.Has("all") {
			w.words = with(w.words, w.found.All)
		}
		if i, err := strconv.Atoi(r.PostForm.Get("way")); err == nil && i >= 0 && i < len(w.found.Ways) {
			w.words = with(w.words, w.found.Ways[i].flags)
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

// begin begins the job of a work, or goes on with one that was stopped.
func (s *Site) begin(w *work, resume bool) {
	switch w.Kind {
	case "undo":
		s.takesBack(w, resume)
	case "restore":
		s.restores(w, resume)
	case "export":
		s.exports(w)
	default:
		s.plans(w, resume)
	}
}

// plan begins the job of a work anew.
func (s *Site) plan(rw http.ResponseWriter, r *http.Request) {
	s.do(rw, r, func(w *work) { s.begin(w, false) })
}

// resume goes on with a work that was stopped.
func (s *Site) resume(rw http.ResponseWriter, r *http.Request) {
	s.do(rw, r, func(w *work) { s.begin(w, true) })
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
	if of == nil || of.Kind != "import" && of.Kind != "restore" {
		http.NotFound(rw, r)
		return
	}
	if !of.is(ended, stopped) { // an earlier page of it asked
		http.Redirect(rw, r, "/work/"+of.ID, http.StatusSeeOther)
		return
	}
	w := &work{Kind: "undo", Bot: of.Bot, File: of.File, Of: of, input: of.report, phase: ready}
	s.beginAndShow(rw, r, w, false, s.works.add(w, s.folder))
}

// beginAndShow begins the job of a new work and shows it; err is why there is no such work.
func (s *Site) beginAndShow(rw http.ResponseWriter, r *http.Request, w *work, resume bool, err error) {
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	s.begin(w, resume)
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
