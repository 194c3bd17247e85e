package web

import (
	"cmp"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/report"
)

// kept is what is known of a work after the program was killed: enough to resume it.
type kept struct {
	Schema    int      `json:"schema"`        // 1
	Kind      string   `json:"kind,omitzero"` // "" for an import
	Bot       string   `json:"bot"`
	Rehearsal bool     `json:"rehearsal,omitzero"`
	File      string   `json:"file"`
	Words     []string `json:"words,omitzero"`
	Backups   string   `json:"backups,omitzero"` // where the snapshot of a restore is
}

const keptFile = "work.json"

// keep writes it down.
func (w *work) keep() error {
	w.mu.Lock()
	k := kept{1, strings.TrimPrefix(w.Kind, "import"), w.Bot.Name, w.Bot.Rehearsal, w.File, w.words, w.backups}
	w.mu.Unlock()
	text, err := json.Marshal(&k)
	if err != nil {
		return err
	}
	return atomicfile.WriteOwn(filepath.Join(w.folder, keptFile), text, true)
}

// recall brings back the imports and restores that an earlier run of the program left unfinished. Those
// that sent nothing, rehearsals and exports are removed: their files are people's data.
func (s *Site) recall() error {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		folder := filepath.Join(s.folder, e.Name())
		w, err := recalled(folder)
		if err != nil {
			errs = append(errs, err)
		}
		if w != nil {
			s.works.all = append(s.works.all, w)
		}
	}
	return errors.Join(errs...)
}

func recalled(folder string) (*work, error) {
	text, err := os.ReadFile(filepath.Join(folder, keptFile))
	if errors.Is(err, os.ErrNotExist) {
		_ = os.Remove(folder) // it stays unless it is empty: a report may lie in it
		return nil, nil
	}
	var k kept
	if err == nil {
		err = json.Unmarshal(text, &k)
	}
	if err != nil || k.Schema != 1 || plainName(k.File) != k.File {
		return nil, err
	}
	if k.Rehearsal || k.Kind == "export" {
		return nil, os.RemoveAll(folder)
	}
	w := &work{
		ID: filepath.Base(folder), Kind: cmp.Or(k.Kind, "import"), Bot: bot{Name: k.Bot}, File: k.File, folder: folder,
		input: filepath.Join(folder, fileFolder, k.File), words: k.Words, backups: k.Backups, phase: stopped, changed: make(chan struct{}),
	}
	w.report = w.reportBase()
	switch state, err := report.StateOf(w.report); {
	case errors.Is(err, os.ErrNotExist): // it planned nothing
	case err != nil:
		return nil, err
	case state == report.Unfinished:
		return w, nil
	case state == report.Finished:
		return nil, nil // the history has it
	}
	return nil, os.RemoveAll(folder)
}

// reportBase is the path of the first report of an import or a restore.
func (w *work) reportBase() string {
	if w.Kind == "restore" {
		return filepath.Join(w.folder, w.File+".restore")
	}
	return w.input + ".report"
}

// forget takes a work off the list, and removes its files. A report of what was sent stays: the history
// takes it back.
func (s *Site) forget(rw http.ResponseWriter, r *http.Request) {
	w := s.works.of(r.PathValue("id"))
	if w != nil && s.works.drop(w) && w.folder != "" {
		remove, left := os.RemoveAll, w.folder
		if state, err := report.StateOf(w.report); err == nil && state != report.Empty && !w.Bot.Rehearsal {
			remove, left = os.Remove, filepath.Join(w.folder, keptFile)
		}
		if err := remove(left); err != nil {
			s.fail(rw, r, err)
			return
		}
	}
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}
