package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/problem"
)

// The files of a report folder.
const (
	resultsName = "results.csv"
	rejectsName = "rejects.csv"
	summaryName = "summary.json"
	journalName = "journal"
	lockName    = ".lock"
	tempPattern = ".leadferry-*" // of files that are gone at the end
)

// reportFolder is where an import leaves its report: 0700, its files 0600, locked by the kernel while in use.
type reportFolder struct {
	path string
	lock *filelock.Lock
	made bool // by this run
}

// lockedError says that another run is at work on a file or folder.
type lockedError struct{ what, path string }

func (l *lockedError) Error() string {
	return fmt.Sprintf("another %s is at work on %s", l.what, l.path)
}

func (*lockedError) ExitCode() int { return problem.ExitLocked }

func (l *lockedError) Remedy() string {
	if l.what == "backup" {
		return "wait for it to end, or let this one wait with --lock-wait 30m"
	}
	return "wait for it to end"
}

// unfinishedError says that the folder holds the report of a run that came to no end.
type unfinishedError struct{ path, fix string }

func (u *unfinishedError) Error() string {
	return fmt.Sprintf("an earlier import of this file was not finished; what it did stands in %s", u.path)
}

func (u *unfinishedError) Remedy() string { return u.fix }
func (*unfinishedError) ExitCode() int    { return problem.ExitGuard }

// openReportFolder finds or makes the folder for this run and locks it. Without a name of its own it is the first free one of
// base, base-2, base-3; the last one that exists must be finished, or restart puts it aside, or resume goes on with it.
func openReportFolder(named, base string, resume, restart bool) (*reportFolder, error) {
	path := named
	if path == "" {
		path = newestFolder(base)
	}
	if resume && !exists(path) {
		return nil, problem.Usage("there is no import of this file to go on with", "leave --resume out")
	}
	f, state, err := claimFolder(path)
	if err != nil {
		return nil, err
	}
	switch {
	case resume && state == folderUnfinished:
		return f, nil
	case resume:
		f.drop()
		return nil, problem.Usage(fmt.Sprintf("the import of %s was finished: there is nothing to go on with", path), "leave --resume out")
	case state == folderUnfinished && restart:
		if err := f.putAside(); err != nil {
			return nil, err
		}
		f, _, err = claimFolder(path)
		return f, err
	case state == folderUnfinished:
		f.unlock()
		return nil, &unfinishedError{path: path}
	case state == folderFinished && named != "":
		f.unlock()
		return nil, problem.Usage(fmt.Sprintf("%s holds the report of an earlier import", path), "choose another folder with --report")
	case state == folderFinished:
		f.unlock()
		f, _, err = claimFolder(nextFolder(base))
		return f, err
	case state == folderForeign:
		f.unlock()
		return nil, problem.Usage(fmt.Sprintf("%s exists and is no report of an import", path), "choose another folder with --report")
	}
	return f, nil
}

func folderName(base string, n int) string {
	if n == 1 {
		return base
	}
	return base + "-" + strconv.Itoa(n)
}

// newestFolder returns the last of base, base-2, ... that exists, base itself if none does.
func newestFolder(base string) string {
	n := 1
	for exists(folderName(base, n+1)) {
		n++
	}
	return folderName(base, n)
}

func nextFolder(base string) string {
	n := 1
	for exists(folderName(base, n)) {
		n++
	}
	return folderName(base, n)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// folderState is what a folder holds.
type folderState uint8

const (
	folderEmpty folderState = iota
	folderFinished
	folderUnfinished
	folderForeign
)

// claimFolder makes the folder unless it is there, locks it and looks what it holds.
func claimFolder(path string) (*reportFolder, folderState, error) {
	err := os.Mkdir(path, 0o700)
	made := err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, 0, problem.Usage(fmt.Sprintf("the report folder cannot be made: %v", err), "choose a folder that you may write to with --report")
	}
	f := &reportFolder{path: path, made: made}
	f.lock, err = filelock.Acquire(filepath.Join(path, lockName))
	if errors.Is(err, filelock.ErrLocked) {
		return nil, 0, &lockedError{"import", path}
	}
	if err != nil {
		return nil, 0, problem.Usage(fmt.Sprintf("the report folder %s cannot be used: %v", path, err), "choose a folder that you may write to with --report")
	}
	f.sweep()
	state, err := f.state()
	if err != nil {
		f.unlock()
		return nil, 0, err
	}
	return f, state, nil
}

func (f *reportFolder) state() (folderState, error) {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return 0, err
	}
	known := map[string]bool{planName: true, resultsName: true, rejectsName: true, summaryName: true, journalName: true, lockName: true}
	foreign, journal := 0, false
	for _, e := range entries {
		if !known[e.Name()] && !strings.HasPrefix(e.Name(), ".") && e.Name() != "Thumbs.db" && e.Name() != "desktop.ini" {
			foreign++
		}
		journal = journal || e.Name() == journalName
	}
	text, err := os.ReadFile(f.file(summaryName))
	if errors.Is(err, fs.ErrNotExist) {
		switch {
		case journal:
			return folderUnfinished, nil // it was killed
		case foreign > 0:
			return folderForeign, nil
		}
		return folderEmpty, nil
	}
	if err != nil {
		return 0, err
	}
	var s struct {
		Finished bool `json:"finished"`
	}
	if broken := json.Unmarshal(text, &s); broken == nil && s.Finished {
		return folderFinished, nil
	}
	return folderUnfinished, nil
}

// sweep removes what a killed run left half done.
func (f *reportFolder) sweep() {
	for _, name := range []string{resultsName, rejectsName, summaryName, planName} {
		if target, err := atomicfile.Target(f.file(name)); err == nil {
			atomicfile.Sweep(target)
		}
	}
	left, _ := filepath.Glob(f.file(tempPattern)) // the pattern is ours, and good
	for _, name := range left {
		os.Remove(name) //nolint:errcheck // it does no harm
	}
}

func (f *reportFolder) file(name string) string { return filepath.Join(f.path, name) }

// putAside renames the folder, so that its name is free. The lock goes with it.
func (f *reportFolder) putAside() error {
	for n := 1; ; n++ {
		aside := f.path + ".old"
		if n > 1 {
			aside += "-" + strconv.Itoa(n)
		}
		if exists(aside) {
			continue
		}
		f.unlock() // some systems rename no folder with an open file in it
		return os.Rename(f.path, aside)
	}
}

// createJournal makes the file of the journal.
func (f *reportFolder) createJournal() (*os.File, error) {
	return os.OpenFile(f.file(journalName), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// openJournal opens the journal of a run that was stopped.
func (f *reportFolder) openJournal() (*os.File, error) {
	return os.OpenFile(f.file(journalName), os.O_RDWR, 0)
}

// write makes one file of the report, whole or not at all.
func (f *reportFolder) write(name string, fill func(*atomicfile.File) error) (err error) {
	out, err := atomicfile.Create(f.file(name), true)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.Abort())
		}
	}()
	if err := fill(out); err != nil {
		return err
	}
	return out.Commit()
}

func (f *reportFolder) unlock() {
	f.lock.Release() //nolint:errcheck // the kernel does it at the end of the process at the latest
}

// drop ends the use of the folder; one that this run made and that holds nothing is removed. A plan that nobody agreed to is nothing.
func (f *reportFolder) drop() {
	if f.made && !exists(f.file(journalName)) && !exists(f.file(summaryName)) {
		os.Remove(f.file(planName)) //nolint:errcheck // it does no harm
	}
	f.unlock()
	if entries, err := os.ReadDir(f.path); err == nil && f.made && len(entries) == 0 {
		os.Remove(f.path) //nolint:errcheck // an empty folder does no harm
	}
}
