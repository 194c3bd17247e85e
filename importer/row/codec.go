package row

import (
	"errors"

	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
)

var errDamaged = errors.New("the temporary file of the checked rows is damaged")

// The flags of a row, one bit each.
const (
	flagNew = 1 << iota
	flagSame
	flagUntagged
)

// append writes the row behind b. Only the same process reads it back.
func (r *Row) append(b []byte) []byte {
	flags := 0
	for bit, set := range [...]bool{r.New, r.Same, r.Untagged} {
		if set {
			flags |= 1 << bit
		}
	}
	b = append(b, byte(r.Origin), byte(flags), byte(r.Outcome))
	for _, n := range [...]int{int(r.Kept), r.Number, r.Line, r.Later} {
		b = codec.AppendNumber(b, n)
	}
	b = appendTexts(b, r.Name, r.UUID())
	for _, c := range Fields() {
		b = codec.AppendText(b, r.Cells.Base[c])
	}
	b = codec.AppendNumber(b, len(r.Cells.Dynamic))
	for _, c := range r.Cells.Dynamic {
		b = appendTexts(b, c.Column, c.Value)
	}
	b = codec.AppendNumber(b, len(r.Problems))
	for i := range r.Problems {
		p := &r.Problems[i]
		b = appendTexts(b, p.Code, p.Column, p.Letter, p.Value, p.Text, p.Fix)
	}
	b = codec.AppendNumber(b, len(r.Changes))
	for _, c := range r.Changes {
		b = codec.AppendNumber(appendTexts(b, c.Field, c.Old, c.New), len(c.Also))
		b = appendTexts(b, c.Also...)
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
	r.Origin = Origin(in.Byte())
	flags := in.Byte()
	r.New, r.Same, r.Untagged = flags&flagNew != 0, flags&flagSame != 0, flags&flagUntagged != 0
	r.Outcome, r.Kept = Outcome(in.Byte()), Set(in.Number())
	r.Number, r.Line, r.Later = in.Number(), in.Number(), in.Number()
	r.Name, r.Cells.Base[lead.UUID] = in.Text(), in.Text()
	for _, c := range Fields() {
		r.Cells.Base[c] = in.Text()
	}
	for range in.Count() {
		r.Cells.Dynamic = append(r.Cells.Dynamic, lead.Cell{Column: in.Text(), Value: in.Text()})
	}
	for range in.Count() {
		r.Problems = append(r.Problems, Problem{in.Text(), in.Text(), in.Text(), in.Text(), in.Text(), in.Text()})
	}
	for range in.Count() {
		c := Change{Field: in.Text(), Old: in.Text(), New: in.Text()}
		for range in.Count() {
			c.Also = append(c.Also, in.Text())
		}
		r.Changes = append(r.Changes, c)
	}
	if !in.Whole() || r.Origin > Derived || r.Outcome >= outcomes {
		return errDamaged
	}
	return nil
}
