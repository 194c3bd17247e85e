package target

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/exporter/delta"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
)

// markSuffix ends the name of a mark, which lies beside the target as the note does: it goes where the
// files go, and needs no other place in the life of a cron line.
const markSuffix = ".leadferry-mark"

// Mark is what the exports of a name have written so far, 16 bytes for each lead. It moves on when the
// file of an export stands: after a kill between the two the next export repeats leads, and loses none.
type Mark struct {
	Head  MarkHead // of the last export; zero if there was none
	First bool     // there was none

	path  string
	key   delta.Key
	file  *os.File // of the mark there was
	known *delta.Mark
	next  *atomicfile.File // the mark that this export leaves
	out   *delta.MarkWriter
}

// MarkHead says what a mark is of.
type MarkHead struct {
	Note
	Columns []string `json:"columns,omitzero"` // that were written; none = all
	Format  string   `json:"format"`           // raw, or rows
	Key     string   `json:"key"`              // of the prints, in hexadecimal
}

// HoldMark holds the mark of that name beside a target, "" for the target's own. The caller releases
// what it gets.
func (t *Target) HoldMark(name string) (*Target, error) {
	if name == "" || name == filepath.Base(t.path) {
		return &Target{path: t.path}, nil // whose lock the target holds
	}
	if filepath.Base(name) != name || name == "." || name == ".." {
		return nil, problem.Usage(fmt.Sprintf("--mark cannot be %q: a mark lies beside the file", name), "give it a plain name, such as: --mark crm")
	}
	m, err := Hold(filepath.Join(filepath.Dir(t.path), name))
	if problem.ExitCode(err) == problem.ExitLocked {
		err = problem.Locked("another export is already using the mark "+name, "wait until it ends")
	}
	return m, err
}

// OpenMark opens the mark of a target, which the caller holds, and begins the next one. It refuses a mark
// that is damaged, or of another listing than that of now. The caller calls Close.
func (t *Target) OpenMark(now *MarkHead) (m *Mark, err error) {
	m = &Mark{path: t.hidden(markSuffix), key: delta.NewKey()}
	m.file, err = owned.Open(m.path, os.O_RDONLY)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		m.First = true
	case err != nil:
		return nil, err
	default:
		if err := m.read(now); err != nil {
			return nil, errors.Join(err, m.file.Close())
		}
	}
	if m.next, err = atomicfile.CreateOwn(m.path, true); err != nil {
		m.Close()
		return nil, err
	}
	m.out = delta.NewMarkWriter(m.next)
	return m, nil
}

func (m *Mark) read(now *MarkHead) error {
	info, err := m.file.Stat()
	if err != nil {
		return err
	}
	m.known, err = delta.ReadMark(m.file, info.Size())
	if err == nil {
		err = json.Unmarshal(m.known.Text, &m.Head, jsontext.AllowInvalidUTF8(true))
	}
	if err == nil {
		var key []byte
		if key, err = hex.DecodeString(m.Head.Key); err == nil && copy(m.key[:], key) != len(m.key) {
			err = errors.New("its key is too short")
		}
	}
	fix := "write every lead once more, after: rm " + shell.Quote(m.path) + "\n  or keep a second mark, with: --mark NAME"
	switch h := &m.Head; {
	case err != nil:
		return problem.Guard(fmt.Sprintf("%s, which says what earlier exports wrote, is damaged: %v", m.path, err), fix)
	case h.Host != now.Host || h.BotID != now.BotID:
		return problem.Guard(fmt.Sprintf("the last export of this name was of bot %s at %s", h.BotID, h.Host),
			"give each bot a mark of its own, with: --mark NAME\n  or, if that bot needs this one no more: rm "+shell.Quote(m.path))
	case h.Type != now.Type:
		return problem.Guard(fmt.Sprintf("the last export of this name was of --type %s", h.Type), fix)
	}
	return nil
}

// Since is what an export is compared with. What it is to keep goes into the next mark.
func (m *Mark) Since() *delta.Since {
	s := &delta.Since{Key: m.key, Keep: m.out.Add}
	if m.known != nil {
		s.Known = m.known.Prints()
	}
	return s
}

// Commit replaces the mark by the next one. The file of the export stands by then.
func (m *Mark) Commit(h MarkHead) error {
	h.Schema, h.File, h.Written, h.Key = 1, filepath.Base(m.path), time.Now().UTC().Truncate(time.Second), hex.EncodeToString(m.key[:])
	text, err := json.Marshal(h, jsontext.AllowInvalidUTF8(true))
	if err == nil {
		err = m.out.Close(text)
	}
	if err == nil {
		err = m.next.Commit()
	}
	return err
}

// Close ends the work on the mark. Without Commit it stays as it was.
func (m *Mark) Close() {
	if m.next != nil {
		m.next.Abort() //nolint:errcheck // the next run of the name sweeps it
	}
	if m.file != nil {
		m.file.Close() //nolint:errcheck // it was only read
	}
}

// Guard refuses a listing that has lost many leads since the last export.
func (m *Mark) Guard(now Note) error {
	if m.First {
		return nil
	}
	return m.Head.guard(now, "at the last export of this name")
}

// SameColumns reports whether the last export wrote the same columns: else every lead counts as changed.
func (m *Mark) SameColumns(now *MarkHead) bool {
	if m.First {
		return true
	}
	a, b := slices.Sorted(slices.Values(m.Head.Columns)), slices.Sorted(slices.Values(now.Columns))
	return slices.Equal(a, b) && m.Head.Format == now.Format
}
