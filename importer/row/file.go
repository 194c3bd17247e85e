package row

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
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

// each passes every row to a function.
func (f *File) each(ctx context.Context, use func(*Row) error) error {
	for r, err := range f.All(ctx) {
		if err != nil {
			return err
		}
		if err := use(r); err != nil {
			return err
		}
	}
	return nil
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

var errDamaged = errors.New("the temporary file of the checked rows is damaged")

// append appends the row to b. Only the same process reads it back.
func (r *Row) append(b []byte) []byte {
	b = append(b, byte(r.Outcome))
	for _, set := range [...]bool{r.New, r.Second, r.Same, r.Untagged} {
		flag := byte(0)
		if set {
			flag = 1
		}
		b = append(b, flag)
	}
	for _, n := range [...]int{int(r.Kept), r.Number, r.Line, r.Later, r.Known} {
		b = codec.AppendNumber(b, n)
	}
	b = appendBase(appendTexts(b, string(r.Origin), r.Name, r.Sheet, r.Left), &r.Cells.Base)
	b = codec.AppendNumber(b, len(r.Cells.Dynamic))
	for _, c := range r.Cells.Dynamic {
		b = appendTexts(b, c.Column, c.Value)
	}
	b = codec.AppendNumber(b, len(r.Problems))
	for i := range r.Problems {
		p := &r.Problems[i]
		b = appendTexts(b, p.Code, p.Column, p.Letter, p.Value, p.Text, p.Fix, p.Ways, p.Cell)
	}
	b = codec.AppendNumber(b, len(r.Changes))
	for _, c := range r.Changes {
		b = codec.AppendNumber(appendTexts(b, c.Field, c.Old, c.New), len(c.Also))
		b = appendTexts(b, c.Also...)
	}
	return b
}

// appendBase appends which base cells are filled, and those.
func appendBase(b []byte, cells *lead.Base) []byte {
	var filled Set
	for c, cell := range cells {
		if cell != "" {
			filled = filled.with(lead.Column(c))
		}
	}
	b = codec.AppendNumber(b, uint64(filled))
	for c, cell := range cells {
		if filled.Has(lead.Column(c)) {
			b = codec.AppendText(b, cell)
		}
	}
	return b
}

func appendTexts(b []byte, texts ...string) []byte {
	for _, text := range texts {
		b = codec.AppendText(b, text)
	}
	return b
}

// parse reads what append wrote. Slices of the row are used again; texts are parts of the given one.
func (r *Row) parse(text string) error {
	in := codec.NewReader(text)
	*r = Row{Cells: lead.Row{Dynamic: r.Cells.Dynamic[:0]}, Problems: r.Problems[:0]}
	r.Outcome = Outcome(in.Byte())
	r.New, r.Second, r.Same, r.Untagged = in.Byte() != 0, in.Byte() != 0, in.Byte() != 0, in.Byte() != 0
	r.Kept, r.Number, r.Line, r.Later, r.Known = Set(in.Number()), in.Number(), in.Number(), in.Number(), in.Number()
	r.Origin, r.Name, r.Sheet, r.Left = Origin(in.Text()), in.Text(), in.Text(), in.Text()
	filled := Set(in.Number())
	for c := range r.Cells.Base {
		if filled.Has(lead.Column(c)) {
			r.Cells.Base[c] = in.Text()
		}
	}
	for range in.Count() {
		r.Cells.Dynamic = append(r.Cells.Dynamic, lead.Cell{Column: in.Text(), Value: in.Text()})
	}
	for range in.Count() {
		r.Problems = append(r.Problems, Problem{in.Text(), in.Text(), in.Text(), in.Text(), in.Text(), in.Text(), in.Text(), in.Text()})
	}
	for range in.Count() {
		c := Change{Field: in.Text(), Old: in.Text(), New: in.Text()}
		for range in.Count() {
			c.Also = append(c.Also, in.Text())
		}
		r.Changes = append(r.Changes, c)
	}
	if !in.Whole() || r.Outcome >= outcomes {
		return errDamaged
	}
	return nil
}
