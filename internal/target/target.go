package target

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// Target is the file that an export writes, locked against other exports. A nil Target is standard
// output: nothing guards it, and nothing lies beside it.
type Target struct {
	path string // without symlinks
	lock *filelock.Lock
}

// Hold locks the target for this run and removes what a killed run left. It returns nil for Stdout.
// The caller calls Release.
func Hold(name string) (*Target, error) {
	if name == Stdout {
		return nil, nil
	}
	path, err := atomicfile.Target(name)
	if err != nil {
		return nil, problem.Usage(err.Error(), fixFolder)
	}
	t := &Target{path: path}
	for _, suffix := range []string{lockSuffix, noteSuffix, spoolSuffix, markSuffix} {
		err := owned.Free(t.hidden(suffix))
		if _, planted := errors.AsType[*problem.Error](err); planted { // the lock tells what else is wrong
			return nil, err
		}
	}
	t.lock, err = filelock.Acquire(t.hidden(lockSuffix))
	switch {
	case errors.Is(err, filelock.ErrLocked):
		return nil, problem.Locked("another export is already writing "+name, "wait until it ends")
	case err != nil:
		return nil, problem.Usage(fmt.Sprintf("cannot write %s: %v", name, err), fixFolder)
	}
	for _, file := range []string{path, t.hidden(noteSuffix), t.hidden(markSuffix)} {
		atomicfile.Sweep(file)
	}
	return t, nil
}

// Release unlocks the target.
func (t *Target) Release() {
	if t != nil && t.lock != nil {
		t.lock.Release() //nolint:errcheck // the kernel does it at the end of the process at the latest
	}
}

// hidden returns the path of a file of ours beside the target.
func (t *Target) hidden(suffix string) string {
	const most = 200 // bytes of the target's name, so that ours fits where that does
	base := filepath.Base(t.path)
	return filepath.Join(filepath.Dir(t.path), "."+base[:min(len(base), most)]+suffix)
}

// Note is what an export leaves beside its file, for the one that replaces it.
type Note struct {
	Schema   int            `json:"schema"`
	File     string         `json:"file"`
	Leads    int            `json:"leads"`         // in the file
	Read     int            `json:"read,omitzero"` // in the listing, of which a filter chose those
	Filter   filter.Filter  `json:"filter,omitzero"`
	Delta    bool           `json:"delta,omitzero"` // of those, only what was new or changed
	BotID    string         `json:"botId"`
	Host     string         `json:"host"`
	Type     string         `json:"type"`
	Verified bool           `json:"verified"`
	Profiles map[string]int `json:"profiles,omitzero"` // how many leads each had, in a file of several
	Written  time.Time      `json:"written"`
}

// Guard refuses to replace a file by one that has lost many of its leads. It knows only files with
// a note. Of one bot it compares only what is alike: the listings that were read, and the leads in the
// files if the same filter chose them, which chooses the same leads at any time; but a file with leads is
// never emptied. The leads of another bot are not replaced at all.
func (t *Target) Guard(now Note) error {
	if t == nil {
		return nil
	}
	old, ok := t.note()
	if !ok {
		return nil
	}
	if err := old.otherBot(now); err != nil {
		return err
	}
	return old.guard(now, "when the file to be replaced was written")
}

// otherBot refuses to replace the leads of a bot that the new file has none of.
func (n *Note) otherBot(now Note) error {
	const fix = "choose another name for the file, or replace it with --allow-shrink"
	for _, name := range slices.Sorted(maps.Keys(n.Profiles)) {
		if _, has := now.Profiles[name]; !has && now.Profiles != nil && n.Profiles[name] > 0 {
			return problem.Guard(fmt.Sprintf("the file to be replaced has leads of profile %s, and the new one has none", name), fix)
		}
	}
	switch {
	case n.BotID == now.BotID: // also at another address: the ID of a bot is its own
		return nil
	case n.Profiles != nil:
		return problem.Guard("the file to be replaced has the leads of "+screen.Count(len(n.Profiles), "profile"), fix)
	}
	return problem.Guard(fmt.Sprintf("the file to be replaced has the leads of another bot, %s at %s", problem.Name(n.BotID), problem.Name(n.Host)), fix)
}

// guard refuses what has lost many leads since then, which people call so.
func (n *Note) guard(now Note, then string) error {
	const fix = "if that is right, run it again with --allow-shrink"
	old, whole := n, !n.Delta && !now.Delta
	for _, name := range slices.Sorted(maps.Keys(now.Profiles)) {
		if leads, before := now.Profiles[name], old.Profiles[name]; old.Type == now.Type && shrinks(leads, before) {
			return problem.Guard(fmt.Sprintf("profile %s has only %s now, but %s %s", name, screen.Count(leads, "lead"), screen.Thousands(before), then), fix)
		}
	}
	switch {
	case old.BotID != now.BotID || old.Host != now.Host || old.Type != now.Type:
		return nil
	case whole && old.Filter.Equal(now.Filter) && !now.Filter.Moves() && shrinks(now.Leads, old.Leads):
		return problem.Guard(fmt.Sprintf("there are only %s now, but the file to be replaced has %s",
			screen.Count(now.Leads, "lead"), screen.Thousands(old.Leads)), fix)
	case whole && now.Leads == 0 && old.Leads > 0 && !now.Filter.Moves():
		return problem.Guard(fmt.Sprintf("the filter chooses none of %s, but the file to be replaced has %s",
			screen.Count(now.listed(), "lead"), screen.Thousands(old.Leads)), fix)
	case shrinks(now.listed(), old.listed()):
		return problem.Guard(fmt.Sprintf("the bot has only %s now, but %s %s",
			screen.Count(now.listed(), "lead"), screen.Thousands(old.listed()), then), fix)
	}
	return nil
}

// listed is how many leads the listing had.
func (n *Note) listed() int { return max(n.Read, n.Leads) }

func shrinks(now, before int) bool { return float64(now) < backup.LeastShare*float64(before) }

// note returns the note of the file in the target; ok is false if there is no file, or no note.
func (t *Target) note() (n Note, ok bool) {
	if _, err := os.Stat(t.path); err != nil {
		return n, false
	}
	f, err := owned.Open(t.hidden(noteSuffix), os.O_RDONLY)
	if err != nil {
		return n, false
	}
	defer f.Close() //nolint:errcheck // it was only read
	return n, json.UnmarshalRead(f, &n) == nil
}

// The endings of our files beside a target.
const (
	lockSuffix  = ".leadferry-lock"
	noteSuffix  = ".leadferry.json"
	spoolSuffix = ".leadferry-spool"
)

// Place puts the complete output in its place, and a note beside it. Its error says itself what
// stands there now.
func (t *Target) Place(out *Output, n Note) error {
	err := out.Commit()
	if err == nil && t != nil {
		if err = t.leaveNote(n); err != nil {
			err = fmt.Errorf("%s is written, but the note beside it is not: %w", t.path, err)
		}
	}
	if err == nil {
		return nil
	}
	p := problem.Problem{Text: err.Error(), Fix: problem.Remedy(err)}
	return &problem.Error{Problem: p, Exit: problem.ExitFailed, Cause: err}
}

func (t *Target) leaveNote(n Note) error {
	n.Schema, n.File, n.Written = 1, filepath.Base(t.path), time.Now().UTC().Truncate(time.Second)
	f, err := atomicfile.CreateOwn(t.hidden(noteSuffix), true)
	if err != nil {
		return err
	}
	return f.Fill(func(w io.Writer) error {
		return json.MarshalWrite(w, n, jsontext.Multiline(true), jsontext.AllowInvalidUTF8(true))
	})
}
