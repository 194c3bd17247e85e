package row

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/leadferry/leadferry/internal/codec"
)

// TempFile is the temporary file that rows wait in; *os.File is one.
type TempFile = codec.File

// File holds rows one after the other: what was checked and shown is what is sent, whatever happens
// to the input meanwhile, and memory does not grow with it. It is used by one goroutine at a time.
type File struct {
	frames  *codec.Frames
	scratch []byte
}

// NewFile returns a File without rows.
func NewFile(f TempFile) *File { return &File{frames: codec.NewFrames(f, "the checked rows")} }

// Reset forgets all rows.
func (f *File) Reset() error { return f.frames.Cut(0) }

// Add appends a row and returns its position.
func (f *File) Add(r *Row) (position int64, err error) {
	position = f.frames.Size()
	return position, f.frames.End(r.append(f.frames.Begin()), 0)
}

// All reads all rows in their order and ends with the context's cause. A row is good until the next
// one; its texts may be kept.
func (f *File) All(ctx context.Context) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		if err := f.frames.Flush(); err != nil {
			yield(nil, err)
			return
		}
		const often = 1024 // rows between two looks at ctx
		in := f.frames.Scan(0, f.frames.Size())
		var r Row
		for n := 1; ; n++ {
			_, text, err := in.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil {
				err = r.parse(string(text))
			}
			if err == nil && n%often == 0 && ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			if !yield(&r, err) || err != nil {
				return
			}
		}
	}
}

// Read reads the row at a position that Add returned.
func (f *File) Read(position int64) (*Row, error) {
	if err := f.frames.Flush(); err != nil {
		return nil, err
	}
	_, text, err := f.frames.ReadAt(position, f.scratch)
	if err != nil {
		return nil, err
	}
	f.scratch = text
	r := new(Row)
	return r, r.parse(string(text))
}
