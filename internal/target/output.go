// Package target keeps the file that an export replaces: held against other exports, written whole
// or not at all, and guarded against one that has lost leads. It prints nothing.
package target

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/leadferry/leadferry/columns/mapfile"
	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet"
)

// Stdout is the name of standard output.
const Stdout = "-"

// Output is a file that appears when it is complete, or standard output. Commit or Abort it.
type Output struct {
	io.Writer
	compressor io.WriteCloser
	file       *atomicfile.File // nil for standard output
	name       string
}

const fixFolder = "choose a folder that exists and that you may write to"

// Create opens an output before any request is made, so that whatever forbids it is said at once.
func Create(name string, force bool, c sheet.Compression, stdout io.Writer) (*Output, error) {
	out := &Output{Writer: stdout, name: name}
	if name != Stdout {
		file, err := atomicfile.Create(name, force)
		if errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if err != nil {
			return nil, problem.Usage(err.Error(), fixFolder)
		}
		out.file, out.Writer = file, file
	}
	if c == sheet.None {
		return out, nil
	}
	compressor, err := sheet.NewCompressor(out.Writer, c)
	if err != nil {
		out.Abort()
		return nil, err
	}
	out.compressor, out.Writer = compressor, compressor
	return out, nil
}

// Commit completes the output and puts the file in its place. What the columns of an earlier file of that
// name were is forgotten.
func (o *Output) Commit() error {
	if o.compressor != nil {
		if err := o.compressor.Close(); err != nil {
			return err
		}
	}
	if o.file == nil {
		return nil
	}
	if err := o.file.Commit(); err != nil {
		return err
	}
	return forgetNames(o.name)
}

// forgetNames removes what tells an import the names of a file's columns, if that is a file of this user.
func forgetNames(name string) error {
	name += mapfile.NamesEnding
	if planted := owned.Free(name); planted != nil {
		return nil //nolint:nilerr // an import refuses it, and says why
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the columns are not those of the file before, but %s still says so: %w", name, err)
	}
	return nil
}

// Abort removes what is not complete. After Commit it does nothing.
func (o *Output) Abort() {
	if o.file != nil {
		o.file.Abort() //nolint:errcheck // the run has failed already, for a reason that matters more
	}
}

// Unwritten adds to the error of a failed run what stands at name: nothing new.
func Unwritten(err error, name string) error {
	if name == Stdout {
		return err
	}
	state := name + " was not written"
	if _, statErr := os.Stat(name); statErr == nil {
		state = name + " was not changed"
	}
	return fmt.Errorf("%w; %s", err, state)
}
