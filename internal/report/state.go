package report

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/importer"
)

// State is what a folder holds.
type State uint8

// The states.
const (
	Empty State = iota
	Finished
	Unfinished
	Fruitless // unfinished, and nothing was stored: it can be resumed, and is in nobody's way
	Foreign   // files of others, and no report
)

// StateOf looks what a folder holds. It writes nothing.
func StateOf(folder string) (State, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	text, err := os.ReadFile(filepath.Join(folder, importer.SummaryFile))
	switch {
	case err == nil:
		return stateIn(text), nil
	case !errors.Is(err, fs.ErrNotExist):
		return 0, err
	}
	state := Empty
	for _, e := range entries {
		switch {
		case e.Name() == importer.JournalFile: // the run was killed
			return Unfinished, nil
		case !isOurs(e.Name()):
			state = Foreign
		}
	}
	return state, nil
}

// stateIn is what a summary says. That of an undo counts no stored rows.
func stateIn(summary []byte) State {
	var s struct {
		Command  string `json:"command"`
		Finished bool   `json:"finished"`
		Upserted int    `json:"upserted"`
		Created  int    `json:"created"`
		Updated  int    `json:"updated"`
	}
	err := json.Unmarshal(summary, &s)
	switch {
	case err != nil:
		return Unfinished
	case s.Finished:
		return Finished
	case s.Command != "undo" && s.Upserted+s.Created+s.Updated == 0:
		return Fruitless
	}
	return Unfinished
}

// isOurs reports whether a file may lie in a report folder: ours, hidden ones, and those that file
// managers leave.
func isOurs(name string) bool {
	known := append(files(), importer.JournalFile, "Thumbs.db", "desktop.ini")
	return strings.HasPrefix(name, ".") || slices.Contains(known, name)
}
