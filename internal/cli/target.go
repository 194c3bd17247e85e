package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

// target is the file that an export writes, held against other exports of it, with what is known of the one that stands there.
type target struct {
	path string // without symlinks
	lock *filelock.Lock
}

// holdTarget takes the target of an export for this run, and clears away what a killed one left.
func holdTarget(path string) (*target, error) {
	resolved, err := atomicfile.Target(path)
	if err != nil {
		return nil, problem.Usage(err.Error(), "choose a folder that exists and that you may write to")
	}
	t := &target{path: resolved}
	t.lock, err = filelock.Acquire(t.hidden(".leadferry-lock"))
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, &lockedError{"export", path}
	case err != nil:
		return nil, problem.Usage(fmt.Sprintf("cannot write %s: %v", path, err), "choose a folder that exists and that you may write to")
	}
	atomicfile.Sweep(resolved)
	return t, nil
}

// hidden is the name of a file of ours beside the target.
func (t *target) hidden(suffix string) string {
	const most = 200 // bytes of the name, so that ours fits where theirs does
	base := filepath.Base(t.path)
	return filepath.Join(filepath.Dir(t.path), "."+base[:min(len(base), most)]+suffix)
}

func (t *target) release() {
	t.lock.Release() //nolint:errcheck // the kernel does it at the end of the process at the latest
}

// note is what an export leaves beside its file, for the one that replaces it.
type note struct {
	Schema   int       `json:"schema"`
	File     string    `json:"file"`
	Leads    int       `json:"leads"`
	BotID    string    `json:"botId"`
	Host     string    `json:"host"`
	Type     string    `json:"type"`
	Verified bool      `json:"verified"`
	Written  time.Time `json:"written"`
}

// noteName is the file of the note.
func (t *target) noteName() string { return t.hidden(".leadferry.json") }

// guard refuses to replace a file by one that has lost many of its leads. It can only tell by the note of the file that stands there, if
// that is one of the same leads.
func (t *target) guard(now note) error {
	old, ok := t.standing()
	sameLeads := ok && old.BotID == now.BotID && old.Host == now.Host && old.Type == now.Type
	if !sameLeads || float64(now.Leads) >= backup.LeastShare*float64(old.Leads) {
		return nil
	}
	return problem.Guard(
		fmt.Sprintf("there are only %s now, and the file that would be replaced has %s", count(now.Leads, "lead"), thousands(old.Leads)),
		"if that is right, run it again with --allow-shrink",
	)
}

// standing returns the note of the file that stands in the target; ok is false if there is no file, or nothing is known of it.
func (t *target) standing() (n note, ok bool) {
	if _, err := os.Stat(t.path); err != nil {
		return note{}, false
	}
	text, err := os.ReadFile(t.noteName())
	return n, err == nil && json.Unmarshal(text, &n) == nil
}

// leaveNote notes what stands in the target now.
func (t *target) leaveNote(n note) error {
	n.Schema, n.File, n.Written = 1, filepath.Base(t.path), time.Now().UTC().Truncate(time.Second)
	f, err := atomicfile.Create(t.noteName(), true)
	if err != nil {
		return err
	}
	if err := json.MarshalWrite(f, n, jsontext.Multiline(true)); err != nil {
		return errors.Join(err, f.Abort())
	}
	return f.Commit()
}
