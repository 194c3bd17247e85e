package web

import (
	"html/template"
	"io"
	"net/http"
	"os"

	"github.com/leadferry/leadferry/internal/page"
)

// findRows shows the rows of a plan that hold a text. They are read from the plan's file, which may hold
// millions: what is not shown takes no memory.
func (s *Site) findRows(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w == nil {
		s.gone(rw, r)
		return
	}
	file, err := os.Open(w.file("plan"))
	if err != nil {
		s.gone(rw, r)
		return
	}
	defer file.Close() //nolint:errcheck // it was only read
	found := page.Found{Plan: file, Text: r.FormValue("text"), Search: r.URL.Path}
	rows, err := drawn(func(to io.Writer) error { return found.WriteBody(r.Context(), to) })
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	s.show(rw, r, "rows.html", "Rows of the plan for "+w.File, "", struct {
		ID    string
		Found template.HTML
	}{w.ID, rows})
}
