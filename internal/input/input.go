// Package input makes readable what leads are read from: a file, standard input, or the records of a
// snapshot. It refuses what cannot be an input before anything is read.
package input

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// Find finds out what the input is. Nothing of it is read yet.
func Find(o *importer.Options, tokenFile string) (err error) {
	in := &o.Input
	switch {
	case in.Name == "-" && o.Format == "":
		return problem.Usage("standard input has no name that shows its format", "add --format xlsx, csv, tsv, jsonl or raw")
	case in.Name == "-" && tokenFile == "-":
		return problem.Usage("the token and the leads cannot both come from standard input", "put the token into a file of mode 0600")
	case in.Name != "-":
		if err := checkFile(in.Name); err != nil {
			return err
		}
		if err := refuseReport(in.Name); err != nil {
			return err
		}
		if in.Format, in.Compression, err = sheet.FormatOf(in.Name); err != nil {
			in.Format, err = onlyRead(in.Name, err)
		}
	}
	if o.Format != "" {
		if in.Format, err = sheet.ParseFormat(o.Format); err != nil {
			return err
		}
	}
	text := in.Format == sheet.CSV || in.Format == sheet.TSV
	switch {
	case err != nil:
		return unknownFormat(err, in.Name)
	case !text && in.Dialect.Delimiter != 0:
		return problem.Usage(fmt.Sprintf("--delimiter has no effect in %v", in.Format), "leave it out")
	case !text && in.Dialect.Quotes != "":
		return problem.Usage(fmt.Sprintf("--quotes has no effect in %v", in.Format), "leave it out")
	case !in.HasHeader() && (in.Head.Row != 0 || in.Head.Names != nil):
		return problem.Usage(fmt.Sprintf("%v has no header: each line names its fields", in.Format), "leave --header-row and --no-header out")
	case in.Head.Names != nil && len(in.Head.Names) == 0:
		return problem.Usage("--no-header names no column", `for example: --no-header "email,name,_3"; a column whose name begins with _ is left out`)
	case in.Head.Row != 0 && in.Head.Names != nil:
		return problem.Usage("--header-row says where the header is, but --no-header says there is none", "choose one")
	case in.Format == sheet.XLSX && in.Compression != sheet.None:
		return problem.Usage("a workbook inside another packed file is not read", "unpack it first")
	case in.Format != sheet.XLSX && in.Sheet != "":
		return problem.Usage("--sheet is for workbooks, but this is "+in.Format.String(), "leave --sheet out")
	}
	return nil
}

// onlyRead returns the format of a name that is read and never written: an array of objects, packed or
// not, the workbooks that are templates or hold macros, and texts with contacts in them. err is
// what is wrong with another name.
func onlyRead(file string, err error) (sheet.Format, error) {
	name := strings.ToLower(file)
	switch filepath.Ext(name) {
	case ".xlsm", ".xltx", ".xltm":
		return sheet.XLSX, nil
	case ".txt", ".tab":
		switch {
		case is(file, dialect.IsTabbed):
			return sheet.TSV, nil
		case is(file, dialect.HoldsContacts):
			return sheet.CSV, nil
		}
	}
	if strings.HasSuffix(strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst"), ".json") {
		return sheet.JSONL, nil
	}
	return 0, err
}

// is reports what a text in a file is.
func is(name string, kind func(io.Reader) bool) bool {
	file, err := openRegular(name)
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // it was only read
	return kind(file)
}

// openRegular opens a file that can be read again.
func openRegular(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrInvalid
	}
	if err != nil {
		return nil, err
	}
	return os.Open(name)
}

// unknownFormat says what a file is whose name tells no format, unless it is text, which may be a table.
func unknownFormat(err error, name string) error {
	text := &dialect.Undecided{Text: err.Error(), Else: problem.Remedy(err)}
	text.Ways = []dialect.Way{{If: "it is a table in a text file, such as Excel's Unicode Text", Format: sheet.CSV.String()}}
	file, openErr := openRegular(name)
	if openErr != nil || name == "-" {
		return text
	}
	defer file.Close() //nolint:errcheck // it was only read
	if kind := dialect.Identify(file); kind != nil {
		return problem.Usage(fmt.Sprintf("%s: %v", name, kind), problem.Remedy(kind))
	}
	return text
}

func checkFile(name string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if to, err := os.Readlink(name); err == nil {
			return problem.Usage(fmt.Sprintf("%s is a link to %s, which does not exist", name, problem.Name(to)), "name the file itself, or make the link anew")
		}
		fix := "check the name"
		if near := nearFile(name); near != "" {
			fix = "did you mean " + problem.Name(near) + "?"
		}
		return problem.Usage(fmt.Sprintf("the file %s does not exist", name), fix)
	case err != nil:
		return problem.Usage(fmt.Sprintf("the file cannot be read: %v", err), "check the name and its permissions")
	case info.IsDir():
		return problem.Usage(fmt.Sprintf("%s is a folder", name), "name one file")
	}
	return nil
}

// Open makes the input readable more than once: a file is opened again, anything else is copied to a
// temporary file. It refuses the program's own files.
func Open(ctx context.Context, in *source.Input, stdin io.Reader, temp func() (row.TempFile, error)) error {
	if err := open(ctx, in, stdin, temp); err != nil {
		return err
	}
	return refuseOwn(in)
}

func open(ctx context.Context, in *source.Input, stdin io.Reader, temp func() (row.TempFile, error)) error {
	name, from := in.Name, stdin
	if name != "-" {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
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
	in.Open, err = screen.Interruptible(ctx, func() (func() (io.ReadCloser, error), error) { return source.Copy(ctx, from, file) })
	return err
}

// Snapshot makes the records of a snapshot the input.
func Snapshot(ctx context.Context, in *source.Input, s *backup.Snapshot, kind lead.Type, ids []age.Identity) error {
	if s.Manifest.Encrypted && len(ids) == 0 {
		return problem.Usage("the snapshot is encrypted", "add --age-identity FILE")
	}
	in.Format = sheet.Raw
	in.Open = func() (io.ReadCloser, error) { return s.Stream(ctx, kind, ids), nil }
	return nil
}

// Rows returns what opens the rows of an input.
func Rows(ctx context.Context, from *source.Source) func() (sheet.Reader, io.Closer, error) {
	return func() (sheet.Reader, io.Closer, error) {
		scan, err := from.ScanRows(ctx)
		if err != nil {
			return nil, nil, err
		}
		return scan.Reader, scan, nil
	}
}

// nearFile returns the file in the same folder whose name is nearest to a mistyped one, "" if none is near.
// Nothing is nearer than the name with the ending that was forgotten.
func nearFile(name string) string {
	folder, base := filepath.Split(name)
	entries, _ := os.ReadDir(filepath.Dir(name)) // without them nothing is near
	var files []string
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		if strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())) == base {
			return filepath.Join(folder, e.Name())
		}
		files = append(files, e.Name())
	}
	if near := spelling.Nearest(base, files); near != "" {
		return filepath.Join(folder, near)
	}
	return ""
}
