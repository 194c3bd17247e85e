package web

import (
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/report"
)

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
