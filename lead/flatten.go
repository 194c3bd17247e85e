package lead

import "github.com/leadferry/leadferry/internal/jsonscan"

// Flattener turns records into rows. It remembers column names from one call to the next; the zero Flattener is ready. It is used by
// one goroutine.
type Flattener struct {
	// Replaced counts the values that held broken text (lone surrogates, bytes that are not UTF-8), shown with U+FFFD in the row.
	Replaced int

	base     []byte            // the base cells of all rows in the making, one behind the other
	ends     []int             // where each base cell ends in base
	columns  map[string]string // column names met before, so that they are not made again for each row
	cells    []draft           // the dynamic cells of all rows in the making
	counts   []int             // how many of them a record has
	dynamic  []byte            // their text
	row      int               // where those of the current record begin in cells
	index    map[string]int    // column -> place in cells, for a record with many
	scratch  []byte
	repeated bool // the current record has a column to be dropped
	sketch   bool // only the columns are wanted: each text is one byte, or none
	told     bool // a sketch has told the column of notes that are kept whole
}

// Flatten returns one row for each record, with kind in the type column. The rows own their memory.
//
// A base column shows the text of its value, and JSON text where that is neither string nor null. Every attribute with a key of its own
// is a cell "attributes.<key>". Whatever has no place in those (unknown members, containers of an odd shape, earlier values of a name
// that repeats, and the whole arrays of notes, tags or attributes whose elements hold more than a cell can show) is a cell
// "extra.<path>", several values of one path as a JSON array.
func (f *Flattener) Flatten(records []Record, kind Type) []Row {
	f.begin()
	for i := range records {
		f.record(&records[i], kind)
	}
	return f.rows()
}

// Columns calls each with the dynamic columns in which Flatten would show a text of the record, in their order. That of notes that are kept
// whole, which takes long to find out, it tells for the first record that has it only.
func (f *Flattener) Columns(r *Record, each func(column string)) {
	f.begin()
	f.sketch = true
	f.record(r, "")
	f.sketch = false
	for _, c := range f.cells {
		if c.end > c.start {
			each(c.column)
		}
	}
}

func (f *Flattener) begin() {
	f.base, f.ends, f.cells, f.counts, f.dynamic = f.base[:0], f.ends[:0], f.cells[:0], f.counts[:0], f.dynamic[:0]
	if f.columns == nil || len(f.columns) > MaxUnknown {
		f.columns = make(map[string]string)
	}
}

// rows cuts the finished texts into rows.
func (f *Flattener) rows() []Row {
	base, dynamic := string(f.base), string(f.dynamic)
	rows := make([]Row, len(f.counts))
	cells := make([]Cell, 0, len(f.cells))
	start, draft := 0, 0
	for i, count := range f.counts {
		var texts [BaseCount]string
		for j, end := range f.ends[i*BaseCount : (i+1)*BaseCount] {
			texts[j], start = base[start:end], end
		}
		rows[i].SetBase(&texts)
		first := len(cells)
		for _, c := range f.cells[draft : draft+count] {
			cells = append(cells, Cell{c.column, dynamic[c.start:c.end]})
		}
		draft += count
		rows[i].Dynamic = cells[first:len(cells):len(cells)]
	}
	return rows
}

func (f *Flattener) record(r *Record, kind Type) {
	f.row, f.repeated = len(f.cells), false
	clear(f.index)
	for i := range r.fields {
		switch v := r.fields[i]; {
		case i == fieldTags: // they may leave something over for a column of its own
			f.tags(v)
		case i == fieldNotes && (!f.sketch || !f.told):
			f.notes(v)
			f.told = f.sketch && len(f.cells) > f.row && f.cells[len(f.cells)-1].column == notesColumn
		case f.sketch:
		case i == fieldType:
			f.base = append(f.base, kind...)
		case i == fieldDialCode:
			f.dialCode(v)
		default:
			f.base = f.text(f.base, v)
		}
		f.ends = append(f.ends, len(f.base))
	}
	lists := 0
	for _, m := range r.unknown {
		if m.isAttributes() {
			lists++
		}
	}
	for _, m := range r.unknown {
		if m.isAttributes() && lists == 1 { // of several lists nobody could say which counts: they are kept whole
			f.attributes(m.value)
		} else {
			f.extra(m.path, m.name, m.value)
		}
	}
	if f.repeated {
		f.dropRepeated()
	}
	f.counts = append(f.counts, len(f.cells)-f.row)
}

func (f *Flattener) text(dst []byte, v jsonscan.Value) []byte {
	dst, replaced := jsonscan.AppendText(dst, v)
	if replaced {
		f.Replaced++
	}
	return dst
}

// cell writes the text of a dynamic cell; in a sketch, one byte if there is any.
func (f *Flattener) cell(dst []byte, v jsonscan.Value) []byte {
	switch {
	case !f.sketch:
		return f.text(dst, v)
	case v.Kind == jsonscan.None, v.Kind == jsonscan.Null, v.Kind == jsonscan.String && v.IsBlank():
		return dst
	}
	return append(dst, '.')
}

// dialCode writes the prefix with its "+": the server sends it without.
func (f *Flattener) dialCode(v jsonscan.Value) {
	start := len(f.base)
	f.base = f.text(append(f.base, '+'), v)
	if code := f.base[start+1:]; len(code) == 0 || !isDigits(code) {
		f.base = append(f.base[:start], code...)
	}
}

func isDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// tags writes the tags as one cell. A text in the place of the array is read as such a cell.
func (f *Flattener) tags(v jsonscan.Value) {
	if v.Kind != jsonscan.Array {
		if v.Kind == jsonscan.Object {
			f.extra(pathDetails, tagsName, v)
			return
		}
		f.scratch = f.text(f.scratch[:0], v)
		f.base = append(f.base, FormatTags(ParseTags(string(f.scratch)))...)
		return
	}
	odd, first := false, true
	s := jsonscan.New(v.Text)
	s.EnterArray()
	for s.Element() {
		switch tag := s.Value(); tag.Kind {
		case jsonscan.Object, jsonscan.Array, jsonscan.Null:
			odd = true
		default:
			f.scratch = f.text(f.scratch[:0], tag)
			f.base = appendTag(f.base, f.scratch, first)
			first = false
		}
	}
	if odd {
		f.extra(pathDetails, tagsName, v)
	}
}

// notes writes the notes as one cell. A text in the place of the array, or of a note, is a description.
func (f *Flattener) notes(v jsonscan.Value) {
	switch v.Kind {
	case jsonscan.Array:
	case jsonscan.Object:
		f.extra(pathProfile, notesName, v)
		return
	default:
		if !v.IsBlank() {
			f.note(jsonscan.Value{}, v, true)
		}
		return
	}
	odd, first := false, true
	s := jsonscan.New(v.Text)
	s.EnterArray()
	for s.Element() {
		if s.Kind() == jsonscan.Object {
			title, description, more := pair(&s, "title", "description")
			f.note(title, description, first)
			odd = odd || more
			first = false
			continue
		}
		odd = true
		if text := s.Value(); !text.IsBlank() {
			f.note(jsonscan.Value{}, text, first)
			first = false
		}
	}
	if odd {
		f.extra(pathProfile, notesName, v)
	}
}

// note writes one note.
func (f *Flattener) note(title, description jsonscan.Value, first bool) {
	if f.sketch {
		return
	}
	f.scratch = f.text(f.scratch[:0], title)
	n := len(f.scratch)
	f.scratch = f.text(f.scratch, description)
	f.base = appendNote(f.base, f.scratch[:n], f.scratch[n:], first)
}

// attributes writes one cell for each key. Where an element holds more than a key and a value, or a key comes twice, the whole array is
// kept beside them; a key that comes twice has no cell of its own, since a row could not tell which value counts.
func (f *Flattener) attributes(v jsonscan.Value) {
	if v.Kind != jsonscan.Array {
		f.extra(pathDetails, attributesName, v)
		return
	}
	odd := false
	s := jsonscan.New(v.Text)
	s.EnterArray()
	for s.Element() {
		if s.Kind() != jsonscan.Object {
			odd = true
			s.Value()
			continue
		}
		key, value, more := pair(&s, "key", "value")
		odd = odd || more || !key.IsString()
		if !key.IsString() {
			continue
		}
		f.scratch = f.text(append(f.scratch[:0], AttributePrefix...), key)
		start := len(f.dynamic)
		f.dynamic = f.cell(f.dynamic, value)
		if _, again := f.add(f.column(), start, value.Text); again {
			odd, f.repeated = true, true
		}
	}
	if odd {
		f.extra(pathDetails, attributesName, v)
	}
}

// pair reads an object for two of its members; more tells that it held anything else, or one of them twice.
func pair(s *jsonscan.Scanner, first, second string) (a, b jsonscan.Value, more bool) {
	s.EnterObject()
	for name, ok := s.Member(); ok; name, ok = s.Member() {
		v := s.Value()
		switch {
		case string(name) == first && a.Kind == jsonscan.None:
			a = v
		case string(name) == second && b.Kind == jsonscan.None:
			b = v
		default:
			more = true
		}
	}
	return a, b, more
}
