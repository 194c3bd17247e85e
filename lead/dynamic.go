package lead

import (
	"bytes"
	"strings"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

// column is a dynamic column that a Flattener has seen.
type column struct {
	name         string
	fill, number int // its number in the Flat of that fill
	record, cell int // its place among the cells of that record
}

// pending is a dynamic cell of the current record.
type pending struct {
	column *column
	json   []byte // of an extra cell's first value
	values int    // how often the column occurred
}

// replacement stands for broken text.
var replacement = []byte("\ufffd")

// The names of the arrays that are kept whole if a cell cannot show all of them.
var tagsName, notesName, attributesName = []byte("tags"), []byte("notes"), []byte(nameAttributes)

// notesColumn holds notes that are kept whole.
const notesColumn = ExtraPrefix + pathProfile + "notes"

// extra adds the cell of a member that has no column of its own.
func (f *Flattener) extra(path string, name []byte, v jsonscan.Value) {
	if v.IsBlank() {
		return
	}
	f.scratch = append(f.scratch[:0], ExtraColumn...)
	if path != "" || name != nil {
		f.scratch = append(append(f.scratch, '.'), path...)
		f.scratch = appendSegment(f.scratch, name)
	}
	start := len(f.out.dynamic)
	f.out.dynamic = f.cell(f.out.dynamic, v)
	i, again := f.add(f.column(), start, v.Text)
	if !again || f.namesOnly {
		return
	}
	text, c := f.out.dynamic[:start], &f.out.cells[f.first+i]
	if p := &f.pending[i]; p.values == 2 {
		text = append(append(text, '['), bytes.ToValidUTF8(p.json, replacement)...)
	} else {
		text = append(text, text[c.start:c.end-1]...)
	}
	f.out.dynamic = append(append(append(text, ','), bytes.ToValidUTF8(v.Text, replacement)...), ']')
	c.start, c.end = start, len(f.out.dynamic)
}

// add adds a cell with the text from start on. If the current record has a cell of that column
// already, add returns its place, and again.
func (f *Flattener) add(c *column, start int, json []byte) (i int, again bool) {
	if c.record == f.records {
		f.pending[c.cell].values++
		return c.cell, true
	}
	c.record, c.cell = f.records, len(f.pending)
	if c.fill != f.fills {
		c.fill, c.number = f.fills, len(f.out.Columns)
		f.out.Columns = append(f.out.Columns, c.name)
	}
	f.out.cells = append(f.out.cells, FlatCell{c.number, start, len(f.out.dynamic)})
	f.pending = append(f.pending, pending{c, json, 1})
	return c.cell, false
}

// dropRepeated removes attributes whose key occurs twice in the current record.
func (f *Flattener) dropRepeated() {
	kept := f.out.cells[:f.first]
	for i, c := range f.out.cells[f.first:] {
		if p := &f.pending[i]; p.values == 1 || !strings.HasPrefix(p.column.name, AttributePrefix) {
			kept = append(kept, c)
		}
	}
	f.out.cells = kept
}

// column returns the column whose name is in scratch. Names that differ only in broken text are
// one.
func (f *Flattener) column() *column {
	c, ok := f.columns[string(f.scratch)]
	if ok {
		return c
	}
	name := strings.ToValidUTF8(string(f.scratch), "\ufffd")
	if c = f.columns[name]; c == nil {
		c = &column{name: name}
		f.columns[name] = c
	}
	f.columns[string(f.scratch)] = c
	return c
}

// appendSegment appends one name of a path. A name that could be misread (with a point or a quote,
// or empty) is quoted as in JSON, so that different paths are different columns.
func appendSegment(dst, name []byte) []byte {
	if len(name) > 0 && !strings.ContainsAny(string(name), `."`) {
		return append(dst, name...)
	}
	dst = append(dst, '"')
	for _, c := range name {
		if c == '"' || c == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}
