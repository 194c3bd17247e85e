package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/problem"
)

// loadLog reads the journal of the run that was stopped, and what it was of.
func (r *importRun) loadLog() error {
	file, err := r.folder.openJournal()
	if err != nil {
		return &unsentError{err}
	}
	r.journal = file
	if r.log, r.began, err = importer.LoadLog(file); err != nil {
		return problem.Guard(fmt.Sprintf("%s cannot be gone on with: %v; nothing was sent", r.folder.path, err),
			"start over with: "+r.command(r.o.input, "--restart"))
	}
	if r.log.Undone() {
		return problem.Guard(fmt.Sprintf("what %s says was done has been taken back by an undo; nothing was sent", r.folder.path),
			"start over with: "+r.again("--restart"))
	}
	r.o.engine.Assigned, r.o.engine.WillMatch = r.log.Assigned, r.began.Matching
	return nil
}

// checkSame refuses to go on with an import of something else.
func (r *importRun) checkSame() error {
	now := r.header()
	different := r.began.Differences(&now)
	if len(different) == 0 {
		r.say("going on with an import that was stopped: %s of %s are done", thousands(r.batch.Survey().Rows-r.left()), count(r.batch.Survey().Rows, "row"))
		return nil
	}
	return problem.Guard(fmt.Sprintf("this is not the import that was stopped: %s changed since; nothing was sent", strings.Join(different, ", ")),
		"go on with what it was, or start over with: "+r.command(r.o.input, "--restart"))
}

// needsMatch tells whether the live leads are read: an import that is gone on with does what it did at first.
func (r *importRun) needsMatch() bool {
	if r.log != nil {
		return r.began.Matching
	}
	return r.batch.NeedsMatch()
}

// left is how many rows may still be sent.
func (r *importRun) left() int {
	if r.log == nil {
		return r.batch.Survey().Ready
	}
	left := r.batch.Survey().Rows
	for _, n := range r.log.Tally() {
		left -= n
	}
	return left
}

// openLog begins the journal, or goes on with it.
func (r *importRun) openLog() (*importer.Log, error) {
	if r.log != nil {
		return r.log, nil
	}
	file, err := r.folder.createJournal()
	if err != nil {
		return nil, err
	}
	r.journal = file
	return importer.NewLog(file, r.header())
}

// closeJournal closes the journal's file; what was to be kept has been synced.
func (r *importRun) closeJournal() {
	if r.journal != nil {
		if err := r.journal.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			r.sayAlways("note: the journal's file: %v", err)
		}
	}
}
