package lead

import "github.com/leadferry/leadferry/internal/jsonscan"

// tags adds the tags as one cell. A text in place of the array is parsed as such a cell.
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

// notes adds the notes as one cell. A text in place of the array, or of a note, is a description.
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

func (f *Flattener) note(title, description jsonscan.Value, first bool) {
	if f.namesOnly {
		return
	}
	f.scratch = f.text(f.scratch[:0], title)
	n := len(f.scratch)
	f.scratch = f.text(f.scratch, description)
	f.out.base = appendNote(f.out.base, f.scratch[:n], f.scratch[n:], first)
}

// attributes adds one cell for each key, as many as there may be unknown members. If there are more, if
// an element holds more than a key and a value, or a key occurs twice, the whole array is kept as well; a
// key that occurs twice has no cell of its own, since it is unclear which value counts.
func (f *Flattener) attributes(v jsonscan.Value) {
	if v.Kind != jsonscan.Array {
		f.extra(pathDetails, attributesName, v)
		return
	}
	odd, count := false, 0
	s := jsonscan.New(v.Text)
	s.EnterArray()
	for s.Element() {
		if count++; count > MaxUnknown {
			odd = true
			break
		}
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

// pair returns two members of an object. more is set if it holds anything else, or one of them
// twice.
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
