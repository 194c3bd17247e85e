package target

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
)

// Spool is the file in which an export keeps what it reads until it can be written. It lies beside
// the target, so that a later run can continue it; for standard output it has no name.
type Spool struct {
	File      *os.File        // nil if the export needs none
	From      exporter.Cursor // where to continue
	Began     time.Time       // the export that is continued; zero for a new one
	Discarded bool            // the spool of an earlier export made room for this one

	named     bool
	resumable bool
	kept      bool
	restart   string
}

// Resume says what to do about the spool of an export that was stopped.
type Resume struct {
	Wanted  bool   // continue it
	Command string // of this run without --resume, for people
}

// OpenSpool opens the spool that the export needs. What a stopped export left is continued if that
// is wanted, and else removed, so that it is never in the way. The caller calls Close.
func (t *Target) OpenSpool(o *exporter.Options, r Resume) (*Spool, error) {
	s := &Spool{restart: r.Command}
	if t == nil {
		return s, s.create("", o)
	}
	s.resumable = !o.Fast
	name := t.hidden(spoolSuffix)
	if r.Wanted {
		if err := s.reopen(name, t.path, o); s.File != nil || err != nil {
			return s, err
		}
	}
	switch err := os.Remove(name); {
	case err == nil:
		s.Discarded = !r.Wanted
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("while removing the temporary file of an earlier run: %w", err)
	}
	return s, s.create(name, o)
}

// create makes a new spool, without a name for standard output.
func (s *Spool) create(name string, o *exporter.Options) (err error) {
	switch {
	case !o.NeedsSpool():
		return nil
	case name != "":
		s.named = true
		s.File, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	default:
		if s.File, err = os.CreateTemp("", "leadferry-spool-"); err == nil {
			s.named = os.Remove(s.File.Name()) != nil // where an open file cannot be removed, Close does it
		}
	}
	if err != nil {
		return fmt.Errorf("while making the temporary file: %w", err)
	}
	return nil
}

// reopen opens the spool of an export that was stopped. File stays nil if there is none, or nothing
// in it, or if the target is newer: then the run was killed after it had put the file in its place,
// and to continue would write the same one again.
func (s *Spool) reopen(name, target string, o *exporter.Options) error {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil
	}
	if written, statErr := os.Stat(target); err == nil && statErr == nil && !written.ModTime().Before(info.ModTime()) {
		return nil
	}
	f, err := owned.Open(name, os.O_RDWR)
	if err != nil {
		return fmt.Errorf("while opening what the stopped export left: %w", err)
	}
	header, err := exporter.ReadHeader(f)
	if err == nil && header != nil {
		if different := header.Differences(o); len(different) > 0 {
			err = problem.Guard("this is not the export that was stopped: "+strings.Join(different, ", ")+" changed since",
				"use what it was, or start over with: "+s.restart)
		}
	}
	if _, damaged := errors.AsType[*exporter.DamagedError](err); damaged {
		return errors.Join(s.Damaged(err), f.Close(), os.Remove(name)) // or else the next run fails over it, too
	}
	if err != nil || header == nil {
		return errors.Join(err, f.Close())
	}
	s.File, s.named, s.From, s.Began = f, true, exporter.Rest, header.Began
	return nil
}

// Damaged says of a spool that cannot be continued how to start over. Other errors it returns as
// they are.
func (s *Spool) Damaged(err error) error {
	if damage, ok := errors.AsType[*exporter.DamagedError](err); ok {
		return problem.Guard(fmt.Sprintf("the earlier export cannot be resumed, and its pages were discarded: %v", damage),
			"start over with: "+s.restart)
	}
	return err
}

// Keep leaves the spool for a later run, and adds to the reason how to continue. Of a spool that no
// run can continue it returns the reason as it is.
func (s *Spool) Keep(err error) error {
	if s.File == nil || !s.resumable {
		return err
	}
	s.kept = true
	fix, again := problem.Remedy(err), "resume with: "+s.restart+" --resume"
	if _, stopped := errors.AsType[*problem.Interrupted](err); fix == "" || stopped {
		fix = again
	} else {
		fix += "\n  then " + again
	}
	text := fmt.Sprintf("%v; the pages read so far are kept in %s", err, filepath.Base(s.File.Name()))
	return &problem.Error{Problem: problem.Problem{Text: text, Fix: fix}, Exit: problem.ExitCode(err), Cause: err}
}

// Close removes the spool, unless it is kept.
func (s *Spool) Close() {
	if s.File == nil {
		return
	}
	s.File.Close() //nolint:errcheck // what is kept was written and checked before
	if s.named && !s.kept {
		os.Remove(s.File.Name()) //nolint:errcheck // the next run removes it
	}
}
