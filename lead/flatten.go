package lead

import "github.com/leadferry/leadferry/internal/jsonscan"

// Flattener turns records into rows. It remembers column names from one call to the next; the zero Flattener is ready. It is used by
// one goroutine.
type Flattener struct {
	// Replaced counts the values that held broken text (lone surrogates, bytes that are not UTF-8), shown with U+FFFD in the row.
	Replaced int

	out      *Flat              // what is being filled
	own      Flat               // for those who want rows
	columns  map[string]*column // met before, so that their names are not made again for each row
	fills    int                // how often a Flat was filled
	records  int                // read so far
	first    int                // where the cells of the current record begin in out.cells
	drafts   []draft            // what else is to be known of these
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
	f.Fill(&f.own, records, kind)
	return f.own.Rows()
}

// Fill is Flatten that puts the rows into out, in place of what that held.
func (f *Flattener) Fill(out *Flat, records []Record, kind Type) {
	f.begin(out)
	for i := range records {
		f.record(&records[i], kind)
	}
}

// Columns calls each with the dynamic columns in which Flatten would show a text of the record, in their order. That of notes that are kept
// whole, which takes long to find out, it tells for the first record that has it only.
func (f *Flattener) Columns(r *Record, each func(column string)) {
	f.begin(&f.own)
	f.sketch = true
	f.record(r, "")
	f.sketch = false
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
	f.first, f.drafts, f.repeated = len(f.out.cells), f.drafts[:0], false
	for i := range r.fields {
		switch v := r.fields[i]; {
		case Column(i) == Tags: // they may leave something over for a column of its own
			f.tags(v)
		case Column(i) == Notes && (!f.sketch || !f.told):
			f.notes(v)
			f.told = f.sketch && len(f.drafts) > 0 && f.drafts[len(f.drafts)-1].column.name == notesColumn
		case f.sketch:
		case Column(i) == Kind:
			f.out.base = append(f.out.base, kind...)
		case Column(i) == DialCode:
			f.dialCode(v)
		default:
			f.out.base = f.text(f.out.base, v)
		}
		f.out.ends = append(f.out.ends, len(f.out.base))
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
	f.out.last = append(f.out.last, len(f.out.cells))
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
	start := len(f.out.base)
	f.out.base = f.text(append(f.out.base, '+'), v)
	if code := f.out.base[start+1:]; len(code) == 0 || !isDigits(code) {
		f.out.base = append(f.out.base[:start], code...)
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
		f.out.base = append(f.out.base, FormatTags(ParseTags(string(f.scratch)))...)
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
			f.out.base = appendTag(f.out.base, f.scratch, first)
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
	f.out.base = appendNote(f.out.base, f.scratch[:n], f.scratch[n:], first)
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
		start := len(f.out.dynamic)
		f.out.dynamic = f.cell(f.out.dynamic, value)
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
