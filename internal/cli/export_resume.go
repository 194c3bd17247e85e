package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/problem"
)

// spoolFile is the file in which an export keeps what it has read until it can be written.
type spoolFile struct {
	*os.File
	from     exporter.Cursor // how much of it counts
	unlinked bool
	kept     bool // for --resume
}

// openSpool opens the spool that the options ask for, nil if they need none. It stands beside the target; for standard output it is a file
// without a name in the temporary folder. What a stopped export left there is gone on with or makes room, so that it is never in the way.
func (a *app) openSpool(o *exportOptions, held *target) (*spoolFile, error) {
	if held == nil {
		return openTemporarySpool(&o.engine)
	}
	name := held.hidden(".leadferry-spool")
	if o.resume {
		if file, err := a.reopenSpool(o, name, held.path); file != nil || err != nil {
			return file, err
		}
		a.say("there is nothing to go on with, so the export begins anew")
	}
	switch err := os.Remove(name); {
	case err == nil && !o.resume:
		a.say("note: what an export of this file had read before it was stopped is thrown away; --resume would have gone on with it")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("remove the spool of an earlier run: %w", err)
	}
	if !o.engine.NeedsSpool() {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the spool: %w", err)
	}
	return &spoolFile{File: f}, nil
}

func openTemporarySpool(o *exporter.Options) (*spoolFile, error) {
	if !o.NeedsSpool() {
		return nil, nil
	}
	f, err := os.CreateTemp("", "leadferry-spool-")
	if err != nil {
		return nil, fmt.Errorf("make the spool: %w", err)
	}
	return &spoolFile{File: f, unlinked: os.Remove(f.Name()) == nil}, nil // where an open file cannot be removed, close does it
}

// reopenSpool opens the spool of an export that was stopped; nil if there is none, or nothing in it, or if the target is newer: then the run
// was killed after it had put the file in its place, and going on would write the same one again.
func (a *app) reopenSpool(o *exportOptions, name, target string) (*spoolFile, error) {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	if written, statErr := os.Stat(target); err == nil && statErr == nil && !written.ModTime().Before(info.ModTime()) {
		return nil, nil
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("open what the stopped export left: %w", err)
	}
	header, err := exporter.ReadHeader(f)
	if err == nil && header != nil {
		if different := header.Differences(&o.engine); len(different) > 0 {
			err = problem.Guard(fmt.Sprintf("this is not the export that was stopped: %s changed since", strings.Join(different, ", ")),
				"go on with what it was, or start over with: "+a.again())
		}
	}
	if isType[*exporter.DamagedError](err) {
		(&spoolFile{File: f}).close()
		return nil, a.unreadable(err)
	}
	if err != nil || header == nil {
		return nil, errors.Join(err, f.Close())
	}
	a.say("going on with the export that was begun %s ago", seconds(time.Since(header.Began)))
	return &spoolFile{File: f, from: exporter.Rest}, nil
}

// unreadable makes a damaged spool an error that has a way out. It is not kept: the run after this one is not to fail over it, too.
func (a *app) unreadable(err error) error {
	if damage, ok := errors.AsType[*exporter.DamagedError](err); ok {
		return problem.Guard(fmt.Sprintf("the export cannot be gone on with, and what it had read is thrown away: %v", damage), "start over with: "+a.again())
	}
	return err
}

// close takes the spool away, unless it is kept.
func (s *spoolFile) close() {
	if s == nil {
		return
	}
	s.Close() //nolint:errcheck // what was to be kept was written before, and would be checked
	if !s.unlinked && !s.kept {
		os.Remove(s.Name()) //nolint:errcheck // the next run removes it
	}
}

// keep leaves the spool for a later run, and makes the reason an error that tells how to go on.
func (s *spoolFile) keep(a *app, err error) error {
	s.kept = true
	return &resumableError{err, filepath.Base(s.Name()), a.again("--resume")}
}

// resumableError is an export that was stopped and can be gone on with.
type resumableError struct {
	err           error
	spool, wayOut string
}

func (r *resumableError) Error() string {
	return fmt.Sprintf("%v; what was read is kept in %s", r.err, r.spool)
}

func (r *resumableError) Unwrap() error { return r.err }

func (r *resumableError) Remedy() string {
	cause := problem.Remedy(r.err)
	if cause == "" || isType[*problem.Interrupted](r.err) {
		return "go on with it: " + r.wayOut
	}
	return cause + "\n  then go on with it: " + r.wayOut
}

// again is the command of this run, with or without --resume.
func (a *app) again(more ...string) string {
	words := []string{"leadferry"}
	for _, arg := range a.args {
		if arg != "--resume" && arg != "--resume=true" {
			words = append(words, quoteArg(arg))
		}
	}
	return strings.Join(append(words, more...), " ")
}
