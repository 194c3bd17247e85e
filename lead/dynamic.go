package lead

import (
	"bytes"
	"strings"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

// draft is a dynamic cell in the making.
type draft struct {
	column     string
	start, end int    // in Flattener.dynamic
	json       []byte // the JSON of an extra cell's first value
	values     int    // how often the column came
}

// replacement stands where text is broken.
var replacement = []byte("\ufffd")

// The names of the arrays that are kept whole where a cell cannot show all of them.
var tagsName, notesName, attributesName = []byte("tags"), []byte("notes"), []byte(nameAttributes)

// notesColumn is that of notes that are kept whole.
const notesColumn = ExtraPrefix + pathProfile + "notes"

// extra writes the cell of a member that has no column of its own.
func (f *Flattener) extra(path string, name []byte, v jsonscan.Value) {
	if v.IsBlank() {
		return
	}
	f.scratch = append(f.scratch[:0], ExtraColumn...)
	if path != "" || name != nil {
		f.scratch = append(append(f.scratch, '.'), path...)
		f.scratch = appendSegment(f.scratch, name)
	}
	start := len(f.dynamic)
	f.dynamic = f.cell(f.dynamic, v)
	c, again := f.add(f.column(), start, v.Text)
	if !again || f.sketch {
		return
	}
	if f.dynamic = f.dynamic[:start]; c.values == 2 {
		f.dynamic = append(append(f.dynamic, '['), bytes.ToValidUTF8(c.json, replacement)...)
	} else {
		f.dynamic = append(f.dynamic, f.dynamic[c.start:c.end-1]...)
	}
	f.dynamic = append(append(append(f.dynamic, ','), bytes.ToValidUTF8(v.Text, replacement)...), ']')
	c.start, c.end = start, len(f.dynamic)
}

// add makes a cell of the text from start on, or finds the cell that its column has already.
func (f *Flattener) add(column string, start int, json []byte) (c *draft, again bool) {
	if i, ok := f.find(column); ok {
		f.cells[i].values++
		return &f.cells[i], true
	}
	f.cells = append(f.cells, draft{column, start, len(f.dynamic), json, 1})
	if len(f.index) > 0 {
		f.index[column] = len(f.cells) - 1
	}
	return &f.cells[len(f.cells)-1], false
}

// find looks a column up among the current record's cells: by comparing while they are few, then through an index, so that a record with
// ten thousand attributes costs no hundred million comparisons.
func (f *Flattener) find(column string) (place int, ok bool) {
	const few = 24
	if len(f.cells)-f.row <= few {
		for i := f.row; i < len(f.cells); i++ {
			if f.cells[i].column == column {
				return i, true
			}
		}
		return 0, false
	}
	if f.index == nil {
		f.index = make(map[string]int)
	}
	if len(f.index) == 0 {
		for i := f.row; i < len(f.cells); i++ {
			f.index[f.cells[i].column] = i
		}
	}
	place, ok = f.index[column]
	return place, ok
}

// dropRepeated takes the attributes whose key came twice out of the current record's cells.
func (f *Flattener) dropRepeated() {
	kept := f.cells[:f.row]
	for _, c := range f.cells[f.row:] {
		if c.values == 1 || !strings.HasPrefix(c.column, AttributePrefix) {
			kept = append(kept, c)
		}
	}
	f.cells = kept
}

// column returns the column name that stands in scratch.
func (f *Flattener) column() string {
	name, ok := f.columns[string(f.scratch)]
	if !ok {
		name = strings.ToValidUTF8(string(f.scratch), "\ufffd")
		f.columns[string(f.scratch)] = name
	}
	return name
}

// appendSegment appends one name of a path. A name that could be misread (a point or a quote inside, or empty) stands in quotes as JSON
// text does, so that different paths are different columns.
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
