package report

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/owned"
)

// State is what a folder holds.
type State uint8

// The states.
const (
	Empty State = iota
	Finished
	Unfinished
	Foreign // files of others, and no report
)

// StateOf looks what a folder holds. It writes nothing.
func StateOf(folder string) (State, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	text, err := readWhole(filepath.Join(folder, importer.SummaryFile))
	switch {
	case err == nil && isFinished(text):
		return Finished, nil
	case err == nil:
		return Unfinished, nil
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

func readWhole(path string) ([]byte, error) {
	f, err := owned.Read(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return io.ReadAll(f)
}

func isFinished(summary []byte) bool {
	var s struct {
		Finished bool `json:"finished"`
	}
	return json.Unmarshal(summary, &s) == nil && s.Finished
}

// isOurs reports whether a file may lie in a report folder: ours, hidden ones, and those that file
// managers leave.
func isOurs(name string) bool {
	known := append(Files(), importer.JournalFile, "Thumbs.db", "desktop.ini")
	return strings.HasPrefix(name, ".") || strings.Contains(name, rejected) || slices.Contains(known, name)
}
