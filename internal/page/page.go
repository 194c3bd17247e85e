// Package page makes pages to look at and to forward: what an import, a plan or an undo did, and how
// the backups of a folder have grown. A page is one file. It asks nothing of any network, which a
// policy in it forbids, and is read without a script; a script only searches and sorts its tables.
// Whatever comes from outside is escaped.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/leadferry/leadferry/internal/screen"
)

//go:embed templates
var files embed.FS

// frame is what every page has, around a body of its own.
type frame struct {
	Title  string
	Policy string
	Style  template.CSS
	Script template.JS
	Made   string
	Body   any
}

// Style is what the pages look like, for a page that has a frame of its own around what WriteBody
// writes.
func Style() []byte { return mustRead("templates/style.css") }

// Script is the script of the tables.
func Script() []byte { return mustRead("templates/table.js") }

func mustRead(name string) []byte {
	text, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it stands in the program
	}
	return text
}

// write writes the page of a body, which the template of that name draws.
func write(w io.Writer, name, title string, made time.Time, body any) error {
	style, script := Style(), Script()
	all, err := parsed(name)
	if err != nil {
		return err
	}
	var out bytes.Buffer // bounded by the rows that a page shows
	err = all.Execute(&out, frame{
		Title: title, Made: local(made), Body: body,
		Policy: fmt.Sprintf("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'", hash(style), hash(script)),
		Style:  template.CSS(style), Script: template.JS(script), //nolint:gosec // both are the program's own
	})
	if err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	_, err = out.WriteTo(w)
	return err
}

// parsed is the template of a body, with the frame around it.
func parsed(name string) (*template.Template, error) {
	return template.New("frame.html").Funcs(words).ParseFS(files, "templates/frame.html", "templates/"+name)
}

// writeBody writes a body without a frame.
func writeBody(w io.Writer, name string, body any) error { return writePart(w, name, "body", body) }

// writePart writes a part of a template.
func writePart(w io.Writer, name, part string, data any) error {
	all, err := parsed(name)
	if err == nil {
		err = all.ExecuteTemplate(w, part, data)
	}
	if err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	return nil
}

// hash is what a policy names an inline text by.
func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// words are the functions of the templates.
var words = template.FuncMap{
	"thousands": func(n int) string { return screen.Thousands(n) },
	"count":     func(n int, one, many string) string { return screen.CountOf(n, one, many) },
	"size":      screen.Size,
	"local":     local,
}

// local writes a time as the clock on the wall shows it.
func local(t time.Time) string { return t.Local().Format("2 January 2006, 15:04") }

// Figure is a number of the summary, under the name that it has there.
type Figure struct {
	Key   string // of the summary's JSON
	Label string
	Value int
	Kind  string // good, changed, same or bad: how it is coloured
}
