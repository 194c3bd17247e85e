package web

import (
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/report"
)

// file is the path of what the page offers of a work under that name, "" for nothing.
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
	case name == "table" && w.report != "":
		return filepath.Join(w.report, importer.TableFile)
	case name == "plan" && w.report != "":
		return filepath.Join(w.report, importer.PlanFile)
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
	rw.Header().Set("Content-Disposition", attachment(path))
	http.ServeContent(rw, r, filepath.Base(path), time.Time{}, f)
}

// attachment is the header by which a browser keeps a file under its own name.
func attachment(path string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": plainName(filepath.Base(path))})
}

// handOver sends the file of an export. It is removed when the browser has all of it.
func (s *Site) handOver(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w == nil || w.Kind != "export" || !w.is(ended) {
		s.gone(rw, r)
		return
	}
	f, err := os.Open(w.input)
	if err != nil {
		s.gone(rw, r)
		return
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	rw.Header().Set("Content-Disposition", attachment(w.File))
	rw.Header().Set("Content-Type", "application/octet-stream")
	rw.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	if n, err := io.Copy(rw, f); err != nil || n < info.Size() || r.Method != http.MethodGet {
		return // the browser does not have it, and may come again
	}
	note := "The file was downloaded, and is not kept here any longer."
	if err := os.Remove(w.input); err != nil {
		note = "The file was downloaded, but could not be removed here: " + err.Error()
	}
	w.update(func() { w.phase, w.result, w.notes = fetched, nil, append(w.notes, note) })
}
