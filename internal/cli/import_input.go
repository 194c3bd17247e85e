package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// openInput finds out what the input is. Nothing of it is read yet.
func (r *importRun) openInput() error {
	o, in := r.o, &r.o.engine.Input
	if o.input == "-" {
		if o.format == "" {
			return problem.Usage("standard input has no name to tell its format by", "add --format xlsx, csv, tsv, jsonl or raw")
		}
		if o.tokenFile == "-" {
			return problem.Usage("the token and the leads cannot both come from standard input", "put the token into a file of mode 0600")
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
	if err != nil {
		return r.notAFormat(err)
	}
	if text := in.Format == sheet.CSV || in.Format == sheet.TSV; !text && in.Dialect.Delimiter != 0 {
		return problem.Usage(fmt.Sprintf("--delimiter means nothing in %v", in.Format), "leave it out")
	}
	switch {
	case in.Format == sheet.XLSX && in.Compression != sheet.None:
		return problem.Usage("a workbook inside another packed file is not read", "unpack it first")
	case in.Format != sheet.XLSX && in.Sheet != "":
		return problem.Usage("--sheet is for workbooks, but this is "+in.Format.String(), "leave --sheet out")
	}
	if in.Format == sheet.XLSX {
		r.saveMemory() // for the texts that its cells share
	}
	return nil
}

// notAFormat says of a file whose name tells no format what it is, if it is no text.
func (r *importRun) notAFormat(err error) error {
	const example = "for a table in a text file of another name (Excel's Unicode Text, for instance), add --format csv"
	file, openErr := os.Open(r.o.input)
	if openErr != nil || r.o.input == "-" {
		return problem.Usage(err.Error(), example)
	}
	defer file.Close() //nolint:errcheck // it was only read
	if info, statErr := file.Stat(); statErr == nil && info.Mode().IsRegular() {
		if kind := dialect.Identify(file); kind != nil {
			return problem.Usage(fmt.Sprintf("%s: %v", r.o.input, kind), "then import the file that you have saved")
		}
	}
	return problem.Usage(err.Error(), example)
}

func checkInput(name string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return problem.Usage(fmt.Sprintf("the file %s does not exist", name), "check the name")
	case err != nil:
		return problem.Usage(fmt.Sprintf("the file cannot be read: %v", err), "check the name and its permissions")
	case info.IsDir():
		return problem.Usage(fmt.Sprintf("%s is a folder", name), "name one file")
	}
	return nil
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
	f, err := os.CreateTemp(dir, tempPattern)
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

// source makes the input readable more than once: a file is opened again, anything else is copied first.
func (r *importRun) source(ctx context.Context) error {
	in := &r.o.engine.Input
	if in.Open != nil {
		return nil
	}
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
		var pipe *os.File
		if waitErr := interruptible(ctx, func() { pipe, err = os.Open(r.o.input) }); waitErr != nil {
			return waitErr
		}
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
		return kept{io.NewSectionReader(spool, 0, info.Size())}, nil
	}
	return nil
}

// kept is a copy of the input, which stays open. It can be read anywhere in it, as workbooks are.
type kept struct{ *io.SectionReader }

func (kept) Close() error { return nil }

// inputError tells what is wrong with the file from what is wrong with the machine.
func inputError(err error, name string) error {
	if err == nil {
		return nil
	}
	if c, ok := errors.AsType[*columns.Error](err); ok {
		return &headerError{name, c}
	}
	_, stopped := errors.AsType[*problem.Interrupted](err)
	_, system := errors.AsType[syscall.Errno](err)
	if stopped || errors.Is(err, context.Canceled) || system && !errors.Is(err, fs.ErrPermission) {
		return &unsentError{err}
	}
	return problem.Usage(fmt.Sprintf("%s: %v", name, err), "mend the file and run the same command again")
}
