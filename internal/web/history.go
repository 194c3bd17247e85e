package web

import (
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"github.com/leadferry/leadferry/internal/history"
	"github.com/leadferry/leadferry/internal/job"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/summary"
)

// pastLine is a run in the list of the history.
type pastLine struct {
	Cells []string // when, what, file, bot, result
	Undo  string   // why it cannot be undone, "" if it can
	Index int      // by which its form names it
	Time  string   // by which a form shows that it means this run, though others came before it since
}

// past are all runs of the history, the newest first.
func (s *Site) past() ([]summary.PastRun, error) { return job.Past(history.Index{Folder: s.o.State}) }

// history shows what imports, restores and undos of this user did, here and on the command line.
func (s *Site) history(rw http.ResponseWriter, r *http.Request) {
	runs, err := s.past()
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	const most = 200
	var all []pastLine
	for i := range runs[:min(len(runs), most)] {
		p := &runs[i]
		all = append(all, pastLine{p.Cells()[:5], p.WhyNot, i, p.Time.Format(time.RFC3339Nano)})
	}
	s.show(rw, r, "history.html", "History", "leadferry history", all)
}

// undoPast begins to take a run of the history back, or goes on with an undo that was stopped.
func (s *Site) undoPast(rw http.ResponseWriter, r *http.Request) {
	w, resume, err := s.workOfPast(r.PostForm.Get("run"), r.PostForm.Get("time"))
	if err == nil {
		err = s.works.add(w, s.folder)
	}
	s.beginAndShow(rw, r, w, resume, err)
}

// workOfPast makes the work that takes back the run of that place in the list, which began then.
func (s *Site) workOfPast(index, began string) (w *work, resume bool, err error) {
	runs, err := s.past()
	if err != nil {
		return nil, false, err
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(runs) || runs[i].Time.Format(time.RFC3339Nano) != began {
		return nil, false, problem.Usage("the history has changed since this list was made", "load the history again, and choose there")
	}
	p := &runs[i]
	if p.WhyNot != "" {
		return nil, false, problem.Usage("this run cannot be undone: "+p.WhyNot, "choose another one in the history")
	}
	b, err := s.bots.named(bot{Name: p.Profile}.Key())
	if err != nil {
		return nil, false, err
	}
	w = &work{Kind: "undo", Bot: b, File: filepath.Base(string(p.Input)), input: p.Path, phase: ready}
	if p.Partly != nil {
		w.report = string(p.Partly.Report)
	}
	return w, p.Partly != nil, nil
}
