// Package report keeps the folder that an import leaves behind: its results, its plan and its
// journal. Folders have mode 0700 and files 0600, and the kernel locks a folder while it is in use.
package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

const lockName = ".lock"

// PageFile is the page to look at, which holds what the other files say.
const PageFile = "report.html"

// Files are the files of a report, but for the journal.
func Files() []string {
	return []string{
		importer.ResultsFile, importer.RejectsFile, importer.SummaryFile, importer.PlanFile, importer.TableFile,
		importer.MapFile, PageFile,
	}
}

// Folder is a report folder that this run has locked. Close it, or Drop it if nothing came of it.
type Folder struct {
	path  string
	old   string // where the unfinished report went that lay here, "" for none
	stem  string // of the files for people, with its folder
	sheet string // the input of which rows are rejected, "" for none
	lock  *filelock.Lock
	made  bool // by this run
	gone  bool // once the run is over, unless something was sent
	left  bool // an unfinished report lies in the folder before this one
}

// Options say which folder a run wants.
type Options struct {
	Named   string // by the user; "" for the first free one of Base, Base-2, Base-3
	Base    string
	Resume  bool   // continue the last report, if it is unfinished
	Restart bool   // rename an unfinished report and begin a new one
	Look    bool   // the run only looks, and leaves no report: an unfinished one stays, and another folder is taken
	Run     string // what an unfinished report is of, for people
	Fix     string // what to do about it
}

// Open finds or makes the folder and locks it. It is empty, unless resumed: then it holds the report to
// continue. The last one that exists must be finished, unless Restart or Resume is set.
func Open(o Options) (f *Folder, resumed bool, err error) {
	path := o.Named
	if path == "" {
		path = numbered(o.Base, free(o.Base, 2)-1) // the last one, or the first
	}
	f, state, err := Claim(path)
	if err != nil || state == Empty || state == Unfinished && o.Resume {
		return f, err == nil && state == Unfinished, err
	}
	defer f.Drop()
	old, beside := "", state == Unfinished && o.Look && o.Named == ""
	switch {
	case beside:
		path = numbered(o.Base, free(o.Base, 1))
	case state == Unfinished && o.Restart:
		if old, err = f.rename(); err != nil {
			return nil, false, err
		}
	case state == Unfinished:
		text := "an earlier " + o.Run + " was interrupted, so this one sent nothing (progress: " + path + ")"
		return nil, false, problem.Guard(text, o.Fix)
	case state == Foreign:
		return nil, false, problem.Usage(path+" exists and is not the report of an import", "choose another folder with --report")
	case o.Named != "":
		return nil, false, problem.Usage(path+" holds the report of an earlier import", "choose another folder with --report")
	default:
		path = numbered(o.Base, free(o.Base, 1))
	}
	if f, _, err = Claim(path); err == nil {
		f.old, f.left = old, beside
	}
	return f, false, err
}

// numbered names a folder of a series: base, base-2, base-3.
func numbered(base string, n int) string {
	if n == 1 {
		return base
	}
	return base + "-" + strconv.Itoa(n)
}

// free returns the first number from n on whose folder does not exist.
func free(base string, n int) int {
	for exists(numbered(base, n)) {
		n++
	}
	return n
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Claim makes the folder unless it exists, locks it, and returns what it holds.
func Claim(path string) (*Folder, State, error) {
	const fix = "choose a folder that you may write to with --report"
	err := os.Mkdir(path, 0o700)
	made := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, 0, problem.Usage(fmt.Sprintf("cannot make the report folder: %v", err), fix)
	}
	if err := owned.Folder(path); err != nil {
		return nil, 0, err
	}
	f := &Folder{path: path, made: made}
	for _, name := range append(Files(), importer.JournalFile, lockName) {
		if err := owned.Free(f.File(name)); err != nil { // it was planted while others could write to the folder
			return nil, 0, err
		}
	}
	f.lock, err = filelock.Acquire(f.File(lockName))
	if errors.Is(err, filelock.ErrLocked) {
		what := "another run is still writing the report " + path
		if state, err := StateOf(path); err == nil && state == Finished {
			what = "another undo of the import in " + path + " is still running"
		}
		return nil, 0, problem.Locked(what, "wait until it ends")
	}
	if err != nil {
		return nil, 0, problem.Usage(fmt.Sprintf("the report folder %s cannot be used: %v", path, err), fix)
	}
	f.sweep()
	state, err := StateOf(path)
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, state, nil
}

// View opens a folder only to look at it: nothing is locked or written.
func View(path string) (*Folder, State, error) {
	state, err := StateOf(path)
	return &Folder{path: path}, state, err
}

// sweep removes what a killed run left half done.
func (f *Folder) sweep() {
	for _, name := range Files() {
		atomicfile.Sweep(f.File(name))
	}
	entries, _ := os.ReadDir(f.path) // Glob would read the name of the folder as a pattern
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) {
			os.Remove(f.File(e.Name())) //nolint:errcheck // it does no harm
		}
	}
}

// Path is the folder's.
func (f *Folder) Path() string { return f.path }

// File returns the path of a file in the folder.
func (f *Folder) File(name string) string { return filepath.Join(f.path, name) }

// rename frees the folder's name.
func (f *Folder) rename() (old string, err error) {
	f.Close() // some systems rename no folder with an open file in it
	old = f.path + oldEnding
	old = numbered(old, free(old, 1))
	return old, os.Rename(f.path, old)
}

// oldEnding ends the name of a report that Restart moved aside.
const oldEnding = ".old"

// Left reports whether the run before, whose report lies beside this one, was stopped.
func (f *Folder) Left() bool { return f.left }

// Old is where Restart moved the report that lay here before, "" for none.
func (f *Folder) Old() string { return f.old }

// Close ends the use of the folder. A second one does nothing.
func (f *Folder) Close() {
	if f.lock != nil {
		f.lock.Release() //nolint:errcheck // the kernel does it at the end of the process at the latest
		f.lock = nil
	}
}

// Forget makes Drop remove the folder though its report is complete.
func (f *Folder) Forget() { f.gone = true }

// Drop ends the use of the folder, and removes one that this run made and sent nothing with: a plan
// that was not carried out goes, too. A complete report stays, unless it is to be forgotten.
func (f *Folder) Drop() {
	if f.made && !exists(f.File(importer.JournalFile)) && (f.gone || !exists(f.File(importer.SummaryFile))) {
		for _, name := range Files() {
			os.Remove(f.File(name)) //nolint:errcheck // it does no harm
		}
	}
	f.Close()
	if entries, err := os.ReadDir(f.path); err == nil && f.made && len(entries) == 0 {
		os.Remove(f.path) //nolint:errcheck // an empty folder does no harm
	}
}
