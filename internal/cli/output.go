package cli

import (
	"errors"
	"io"
	"io/fs"

	"github.com/leadferry/leadferry/internal/atomicfile"
	"github.com/leadferry/leadferry/internal/problem"
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
		if errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if err != nil {
			return nil, problem.Usage(err.Error(), "choose a folder that exists and that you may write to")
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
