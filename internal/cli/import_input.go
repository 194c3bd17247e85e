package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/report"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// temps makes the temporary files of a run: in its report, once that is there.
type temps struct {
	folder *report.Folder
	all    []*report.Temp
}

func (t *temps) make() (row.TempFile, error) {
	f, err := t.folder.Temp()
	if err != nil {
		return nil, err
	}
	t.all = append(t.all, f)
	return f, nil
}

func (t *temps) remove() {
	for _, f := range t.all {
		f.Close() //nolint:errcheck // nothing in it is needed any more
	}
}

// findInput finds out what the input is. Nothing of it is read yet.
func findInput(o *importer.Options, tokenFile string) (err error) {
	in := &o.Input
	switch {
	case in.Name == "-" && o.Format == "":
		return problem.Usage("standard input has no name to tell its format by", "add --format xlsx, csv, tsv, jsonl or raw")
	case in.Name == "-" && tokenFile == "-":
		return problem.Usage("the token and the leads cannot both come from standard input", "put the token into a file of mode 0600")
	case in.Name != "-":
		if err := checkFile(in.Name); err != nil {
			return err
		}
		in.Format, in.Compression, err = sheet.FormatOf(in.Name)
	}
	if o.Format != "" {
		in.Format, err = sheet.ParseFormat(o.Format)
	}
	text := in.Format == sheet.CSV || in.Format == sheet.TSV
	switch {
	case err != nil:
		return unknownFormat(err, in.Name)
	case !text && in.Dialect.Delimiter != 0:
		return problem.Usage(fmt.Sprintf("--delimiter means nothing in %v", in.Format), "leave it out")
	case in.Format == sheet.XLSX && in.Compression != sheet.None:
		return problem.Usage("a workbook inside another packed file is not read", "unpack it first")
	case in.Format != sheet.XLSX && in.Sheet != "":
		return problem.Usage("--sheet is for workbooks, but this is "+in.Format.String(), "leave --sheet out")
	}
	return nil
}

// unknownFormat says what a file is whose name tells no format, unless it is text.
func unknownFormat(err error, name string) error {
	const example = "for a table in a text file of another name (Excel's Unicode Text, for instance), add --format csv"
	file, openErr := os.Open(name)
	if openErr != nil || name == "-" {
		return problem.Usage(err.Error(), example)
	}
	defer file.Close() //nolint:errcheck // it was only read
	if info, statErr := file.Stat(); statErr == nil && info.Mode().IsRegular() {
		if kind := dialect.Identify(file); kind != nil {
			return problem.Usage(fmt.Sprintf("%s: %v", name, kind), "then import the file that you have saved")
		}
	}
	return problem.Usage(err.Error(), example)
}

func checkFile(name string) error {
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

// openInput makes the input readable more than once: a file is opened again, anything else is copied.
func (a *app) openInput(ctx context.Context, in *check.Input, temp func() (row.TempFile, error)) error {
	var from io.Reader = a.In
	if in.Name != "-" {
		info, err := os.Stat(in.Name)
		if err != nil {
			return err
		}
		name := in.Name
		if info.Mode().IsRegular() {
			in.Open = func() (io.ReadCloser, error) { return os.Open(name) }
			return nil
		}
		pipe, err := screen.Interruptible(ctx, func() (*os.File, error) { return os.Open(name) })
		if err != nil {
			return err
		}
		defer pipe.Close() //nolint:errcheck // it was only read
		from = pipe
	}
	file, err := temp()
	if err != nil {
		return err
	}
	in.Open, err = screen.Interruptible(ctx, func() (func() (io.ReadCloser, error), error) { return check.Copy(ctx, from, file) })
	return err
}
