package web

import (
	"errors"
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
}

const keptFile = "work.json"

// keep writes it down.
func (w *work) keep() error {
	w.mu.Lock()
	k := kept{1, strings.TrimPrefix(w.Kind, "import"), w.Bot.Name, w.Bot.Rehearsal, w.File, w.words}
	w.mu.Unlock()
	text, err := json.Marshal(&k)
	if err != nil {
		return err
	}
	return atomicfile.WriteOwn(filepath.Join(w.folder, keptFile), text, true)
}

// recall brings back the imports that an earlier run of the program left unfinished. Those that sent
// nothing, rehearsals and exports are removed: their files are people's data.
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
		ID: filepath.Base(folder), Kind: "import", Bot: bot{Name: k.Bot}, File: k.File, folder: folder,
		input: filepath.Join(folder, fileFolder, k.File), words: k.Words, phase: stopped, changed: make(chan struct{}),
	}
	w.report = w.input + ".report"
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
