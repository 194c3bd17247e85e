package lead

import (
	"bytes"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

// Flattener turns records into rows. It remembers column names between calls. The zero value is
// ready. It is used by one goroutine.
type Flattener struct {
	// Replaced counts the values with broken text (lone surrogates, bytes that are not UTF-8), which a
	// row shows as U+FFFD.
	Replaced int

	out       *Flat              // being filled
	own       Flat               // for Flatten and Columns
	columns   map[string]*column // seen so far, to make each name only once
	fills     int                // of Flats
	records   int                // flattened so far
	first     int                // the first cell of the current record in out.cells
	pending   []pending          // one for each of its cells
	scratch   []byte
	repeated  bool // the current record has a repeated attribute
	namesOnly bool // only columns are wanted: each text is one byte or empty
	notesSeen bool // with namesOnly: notesColumn has been found
}

// Flatten returns one row for each record, with kind in the type column. The rows own their memory.
//
// A base column shows its value as text, or as JSON if that is neither a string nor null. Every
// attribute whose key occurs once is a cell "attributes.<key>". Everything else is a cell
// "extra.<path>": unknown members, known ones of an odd shape, earlier values of a repeated name,
// and whole arrays of notes, tags or attributes with more in them than a cell can show. Several
// values of one path are a JSON array.
func (f *Flattener) Flatten(records []Record, kind Type) []Row {
	f.Fill(&f.own, records, kind)
	return f.own.Rows()
}

// Fill is Flatten into out, replacing what out held.
func (f *Flattener) Fill(out *Flat, records []Record, kind Type) {
	f.begin(out)
	for i := range records {
		f.record(&records[i], kind)
	}
}

// Columns calls each with the dynamic columns for which Flatten gives the record a text, in their
// order. Whether notes are kept whole takes long to find out, so their column is reported for the
// first such record only. In a conversion of raw records to CSV, this saves a seventh of the time
// of Flatten.
func (f *Flattener) Columns(r *Record, each func(column string)) {
	f.begin(&f.own)
	f.namesOnly = true
	f.record(r, "")
	f.namesOnly = false
	for _, c := range f.own.cells {
		if c.end > c.start {
			each(f.own.Columns[c.Column])
		}
	}
}

func (f *Flattener) begin(out *Flat) {
	out.reset()
	f.out = out
	f.fills++
	if f.columns == nil || len(f.columns) > MaxUnknown {
		f.columns = make(map[string]*column)
	}
}

func (f *Flattener) record(r *Record, kind Type) {
	f.records++
	f.first, f.pending, f.repeated = len(f.out.cells), f.pending[:0], false
	for i := range r.fields {
		f.base(Column(i), r.fields[i], kind)
		f.out.ends = append(f.out.ends, len(f.out.base))
	}
	lists := 0
	for _, m := range r.unknown {
		if m.isAttributes() {
			lists++
		}
	}
	for _, m := range r.unknown {
		if m.isAttributes() && lists == 1 { // of several, it is unclear which counts
			f.attributes(m.value)
		} else {
			f.extra(m.path, m.name, m.value)
		}
	}
	if f.repeated {
		f.dropRepeated()
	}
	f.out.rowEnds = append(f.out.rowEnds, len(f.out.cells))
}

// base adds a base cell. Tags and notes may add a dynamic cell, too.
func (f *Flattener) base(c Column, v jsonscan.Value, kind Type) {
	switch {
	case c == Tags:
		f.tags(v)
	case c == Notes && (!f.namesOnly || !f.notesSeen):
		f.notes(v)
		n := len(f.pending)
		f.notesSeen = f.namesOnly && n > 0 && f.pending[n-1].column.name == notesColumn
	case f.namesOnly:
	case c == Kind:
		f.out.base = append(f.out.base, kind...)
	case c == DialCode:
		f.dialCode(v)
	default:
		f.out.base = f.text(f.out.base, v)
	}
}

func (f *Flattener) text(dst []byte, v jsonscan.Value) []byte {
	dst, replaced := jsonscan.AppendText(dst, v)
	if replaced {
		f.Replaced++
	}
	return dst
}

// cell appends the text of a dynamic cell; with namesOnly, one byte for any.
func (f *Flattener) cell(dst []byte, v jsonscan.Value) []byte {
	switch {
	case !f.namesOnly:
		return f.text(dst, v)
	case v.Kind == jsonscan.None, v.Kind == jsonscan.Null, v.Kind == jsonscan.String && v.IsBlank():
		return dst
	}
	return append(dst, '.')
}

// dialCode adds the prefix with its "+", which the server leaves out.
func (f *Flattener) dialCode(v jsonscan.Value) {
	start := len(f.out.base)
	f.out.base = f.text(append(f.out.base, '+'), v)
	if code := f.out.base[start+1:]; len(code) == 0 || len(bytes.Trim(code, "0123456789")) > 0 {
		f.out.base = append(f.out.base[:start], code...)
	}
}
