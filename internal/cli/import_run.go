package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// openInput finds out what the input is. Nothing of it is read yet.
func (r *importRun) openInput() error {
	o, in := r.o, &r.o.engine.Input
	if o.input == "-" {
		if o.format == "" {
			return &usageError{"standard input has no name to tell its format by", "add --format csv, tsv, jsonl or raw"}
		}
		if o.tokenFile == "-" {
			return &usageError{"the token and the leads cannot both come from standard input", "put the token into a file of mode 0600"}
		}
	} else if err := checkInput(o.input); err != nil {
		return err
	}
	var err error
	if o.input != "-" {
		in.Format, in.Compression, err = sheet.FormatOf(o.input)
	}
	if o.format != "" {
		in.Format, err = sheet.ParseFormat(o.format)
	}
	if strings.EqualFold(filepath.Ext(o.input), ".xlsx") && o.format == "" {
		return &usageError{"xlsx is not read yet", "in Excel choose File > Save As > CSV UTF-8, and import that file"}
	}
	if err != nil {
		return &usageError{err.Error(), "for example: leadferry import leads.csv"}
	}
	return nil
}

func checkInput(name string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &usageError{fmt.Sprintf("the file %s does not exist", name), "check the name"}
	case err != nil:
		return &usageError{fmt.Sprintf("the file cannot be read: %v", err), "check the name and its permissions"}
	case info.IsDir():
		return &usageError{fmt.Sprintf("%s is a folder", name), "name one file"}
	}
	return nil
}

// openFolder claims the report folder; a dry run has one only if it was named.
func (r *importRun) openFolder() (err error) {
	if r.o.dryRun && r.o.report == "" {
		return nil
	}
	base := r.o.input + ".report"
	if r.o.input == "-" {
		base = "stdin.report"
	}
	r.folder, err = openReportFolder(r.o.report, base, r.o.restart)
	if u, ok := errors.AsType[*unfinishedError](err); ok {
		u.fix = fmt.Sprintf("go on with it: %s\n  or put it aside and start over: %s", r.command(r.o.input, "--resume"), r.command(r.o.input, "--restart"))
	}
	return err
}

// tempFile is a file of the run's own, which nobody else can open and which is gone when the run is.
type tempFile struct {
	*os.File
	unlinked bool
}

// temp makes a temporary file beside the report, or where the system keeps them.
func (r *importRun) temp() (*tempFile, error) {
	dir := ""
	if r.folder != nil {
		dir = r.folder.path
	}
	f, err := os.CreateTemp(dir, ".leadferry-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	t := &tempFile{f, os.Remove(f.Name()) == nil} // where an open file cannot be removed, remove does it at the end
	r.temps = append(r.temps, t)
	return t, nil
}

func (t *tempFile) remove() {
	t.Close() //nolint:errcheck // nothing in it is needed any more
	if !t.unlinked {
		os.Remove(t.Name()) //nolint:errcheck // it is in a folder of ours, which names it
	}
}

func (r *importRun) cleanUp() {
	for _, t := range r.temps {
		t.remove()
	}
	if r.folder != nil {
		r.folder.drop()
	}
}

// source makes the input readable more than once: a file is opened again, anything else is copied first.
func (r *importRun) source(ctx context.Context) error {
	in := &r.o.engine.Input
	var from io.Reader = r.std.In
	if r.o.input != "-" {
		info, err := os.Stat(r.o.input)
		if err != nil {
			return err
		}
		if info.Mode().IsRegular() {
			in.Open = func() (io.ReadCloser, error) { return os.Open(r.o.input) }
			return nil
		}
		pipe, err := os.Open(r.o.input)
		if err != nil {
			return err
		}
		defer pipe.Close() //nolint:errcheck // it was only read
		from = pipe
	}
	spool, err := r.temp()
	if err != nil {
		return err
	}
	var copyErr error
	if err := interruptible(ctx, func() { _, copyErr = io.Copy(spool, from) }); err != nil {
		return err
	}
	if copyErr != nil {
		return fmt.Errorf("keep the input: %w", copyErr)
	}
	in.Open = func() (io.ReadCloser, error) {
		info, err := spool.Stat()
		if err != nil {
			return nil, err
		}
		return io.NopCloser(io.NewSectionReader(spool, 0, info.Size())), nil
	}
	return nil
}

// check reads the input and checks every row.
func (r *importRun) check(ctx context.Context) error {
	if err := r.source(ctx); err != nil {
		return err
	}
	stage, err := r.temp()
	if err != nil {
		return err
	}
	r.open()
	r.o.engine.Progress = func(p importer.Progress) {
		if p.Read >= manyRows {
			r.saveMemory()
		}
		r.screen.update(importGauge(p))
	}
	r.batch, err = importer.Check(ctx, r.o.engine, stage)
	r.screen.stop()
	return inputError(err, r.o.input)
}

// manyRows is from where on what is remembered of each row makes up most of the heap.
const manyRows = 100_000

// saveMemory lets the collector run more often: what is remembered is quick to go over, but there is much of it.
func (r *importRun) saveMemory() {
	if os.Getenv("GOGC") == "" {
		r.thrift.Do(func() { debug.SetGCPercent(50) })
	}
}

// open begins a display.
func (r *importRun) open() { r.screen = r.display(r.o.progress, r.client, r.pacer) }

// inputError tells what is wrong with the file from what is wrong with the machine.
func inputError(err error, name string) error {
	if err == nil {
		return nil
	}
	if c, ok := errors.AsType[*columns.Error](err); ok {
		return &headerError{name, c}
	}
	_, stopped := errors.AsType[*Interrupted](err)
	_, system := errors.AsType[syscall.Errno](err)
	if stopped || errors.Is(err, context.Canceled) || system && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return &usageError{fmt.Sprintf("%s: %v", name, err), "mend the file and run the same command again"}
}

// listing is the bot's live leads of both types.
type listing struct {
	client  *convertalk.Client
	workers int
}

func (l listing) Walk(ctx context.Context, each func([]lead.Row) error) error {
	return exporter.Walk(ctx, l.client, []lead.Type{lead.TypeLead, lead.TypeNonLead}, l.workers, each, nil)
}

func (r *importRun) listing() listing { return listing{r.client, r.o.workers} }

// match looks the rows up among the bot's leads.
func (r *importRun) match(ctx context.Context) error {
	temp, err := r.temp()
	if err != nil {
		return err
	}
	r.open()
	err = r.batch.Match(ctx, r.listing(), temp)
	r.screen.stop()
	if err != nil {
		return &unsentError{err}
	}
	return nil
}

// unsentError is a run that failed before anything was sent.
type unsentError struct{ err error }

func (u *unsentError) Error() string { return u.err.Error() + "; nothing was sent" }
func (u *unsentError) Unwrap() error { return u.err }

// send sends the batch and writes the report, however the sending ends.
func (r *importRun) send(ctx context.Context) error {
	file, err := r.folder.createJournal()
	if err != nil {
		return &unsentError{err}
	}
	defer file.Close() //nolint:errcheck // the journal has been synced
	log, err := importer.NewLog(file, r.header())
	if err != nil {
		return &unsentError{err}
	}
	r.open()
	if err = r.batch.Open(ctx, log); err == nil {
		err = r.batch.Send(ctx, r.client, r.listing(), log)
	}
	r.screen.stop()
	err = errors.Join(err, log.Close())
	return r.finish(log, err)
}

// header says in the journal what this run sends where.
func (r *importRun) header() importer.Header {
	e, s := &r.o.engine, r.batch.Survey()
	h := importer.Header{
		SHA256: s.Fingerprint.SHA256, Size: s.Fingerprint.Size, Host: r.client.Host(), BotID: e.BotID, DialCode: e.DialCode,
		Wire: r.o.wire, OnDuplicate: r.o.onDuplicate, Matching: s.Matching, RawCells: r.o.rawCells,
	}
	for _, c := range s.Columns {
		if c.Use == columns.Written || c.Use == columns.Attribute {
			h.Columns = append(h.Columns, c.Header+"="+c.Field)
		}
	}
	for _, source := range e.Sources {
		h.IDFrom = append(h.IDFrom, source.String())
	}
	return h
}
