package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/sheet"
)

// output is where an export goes: a file that appears when it is complete, or standard output, compressed or not.
type output struct {
	io.Writer
	compressor io.WriteCloser
	file       *atomicfile.File // nil for standard output
}

// open opens the output before any request is made, so that whatever forbids it is said at once.
func (o *exportOptions) open(stdout io.Writer) (*output, error) {
	out := &output{Writer: stdout}
	if o.output != "-" {
		file, err := atomicfile.Create(o.output, o.force)
		if _, exists := errors.AsType[*atomicfile.ExistsError](err); exists {
			return nil, err
		}
		if err != nil {
			return nil, &usageError{err.Error(), "choose a folder that exists and that you may write to"}
		}
		out.file, out.Writer = file, file
	}
	if o.compression == sheet.None {
		return out, nil
	}
	compressor, err := sheet.NewCompressor(out.Writer, o.compression)
	if err != nil {
		out.abort()
		return nil, err
	}
	out.compressor, out.Writer = compressor, compressor
	return out, nil
}

// commit completes the output and puts the file in its place.
func (o *output) commit() error {
	if o.compressor != nil {
		if err := o.compressor.Close(); err != nil {
			return err
		}
	}
	if o.file != nil {
		return o.file.Commit()
	}
	return nil
}

// abort removes what is not complete; after commit it does nothing.
func (o *output) abort() {
	if o.file != nil {
		o.file.Abort() //nolint:errcheck // the run has failed already, for a reason that matters more
	}
}

// spoolFile is the file that rows wait in until all columns are known.
type spoolFile struct {
	*os.File
	unlinked bool
}

// openSpool makes the spool beside the target, in place of one that a killed run left. For standard output it is a file without a name
// in the temporary folder.
func openSpool(target string) (*spoolFile, error) {
	if target == "-" {
		f, err := os.CreateTemp("", "leadferry-spool-")
		if err != nil {
			return nil, fmt.Errorf("make the spool: %w", err)
		}
		return &spoolFile{f, os.Remove(f.Name()) == nil}, nil // where an open file cannot be removed, remove does it at the end
	}
	const most = 200 // bytes of the name, so that ours fits where theirs does
	base := filepath.Base(target)
	name := filepath.Join(filepath.Dir(target), "."+base[:min(len(base), most)]+".leadferry-spool")
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the spool of an earlier run: %w", err)
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the spool: %w", err)
	}
	return &spoolFile{f, false}, nil
}

// remove closes the spool and takes it away.
func (s *spoolFile) remove() {
	s.Close() //nolint:errcheck // nothing in it is needed any more
	if !s.unlinked {
		os.Remove(s.Name()) //nolint:errcheck // the next run removes it
	}
}
