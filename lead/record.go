package lead

import (
	"fmt"

	"github.com/leadferry/leadferry/internal/jsonscan"
)

// MaxUnknown limits the unknown members of a record, and so the work that a hostile answer can
// cause.
const MaxUnknown = 10_000

// Record is one chat as the server sent it: its bytes, and where the fields are in them. It shares
// the memory of the text it was read from, and is valid while that is unchanged.
type Record struct {
	Raw     []byte
	fields  [BaseCount]jsonscan.Value // by Column; Kind is never set
	unknown []member
}

// member is a member without a base column: of an unknown name, of an odd shape, or an earlier
// value of a repeated name.
type member struct {
	path  string // of its object, with a point at the end, or ""
	name  []byte
	value jsonscan.Value
}

// isAttributes reports whether m is the list of custom attributes.
func (m *member) isAttributes() bool {
	return m.path == pathDetails && string(m.name) == nameAttributes
}

// Parse returns the record in text.
func Parse(text []byte) (Record, error) {
	var r Record
	if err := r.Read(text); err != nil {
		return Record{}, err
	}
	return r, nil
}

// Read reads the record in text, replacing what r held.
func (r *Record) Read(text []byte) error {
	s := jsonscan.New(text)
	if err := r.Scan(&s); err != nil {
		return err
	}
	return s.End()
}

// Scan reads the next record of s, replacing what r held. Any JSON value is a record; one that is
// not an object has no fields, only its Raw text.
func (r *Record) Scan(s *jsonscan.Scanner) error {
	*r = Record{unknown: r.unknown[:0]}
	kind := s.Kind() // skips to its first byte
	start := s.Pos()
	if kind == jsonscan.Object {
		r.members(s, chat)
	} else {
		r.keep("", nil, s.Value())
	}
	if err := s.Err(); err != nil {
		return err
	}
	if len(r.unknown) > MaxUnknown {
		return fmt.Errorf("a record has more than %d unknown members", MaxUnknown)
	}
	r.Raw = s.Since(start)
	return nil
}

// AppendUUID appends the record's uuid as text, nothing if it has none.
func (r *Record) AppendUUID(dst []byte) []byte { return r.append(dst, UUID) }

// AppendID appends the record's _id as text, nothing if it has none.
func (r *Record) AppendID(dst []byte) []byte { return r.append(dst, ID) }

// AppendUpdatedAt appends the record's updatedAt as text, nothing if it has none.
func (r *Record) AppendUpdatedAt(dst []byte) []byte { return r.append(dst, UpdatedAt) }

func (r *Record) append(dst []byte, field Column) []byte {
	dst, _ = jsonscan.AppendText(dst, r.fields[field])
	return dst
}

// keep remembers a member without a base column, unless it is empty.
func (r *Record) keep(path string, name []byte, v jsonscan.Value) {
	if !v.IsBlank() {
		r.unknown = append(r.unknown, member{path, name, v})
	}
}

// set reads the value of a base column. If the name repeats, the last value counts, as with most
// JSON parsers, and the earlier one is kept.
func (r *Record) set(field Column, s *jsonscan.Scanner, path string, name []byte) {
	r.keep(path, name, r.fields[field])
	r.fields[field] = s.Value()
}

// Key returns what identifies the record, as JSON: its _id, else its uuid, else all of it.
func (r *Record) Key() []byte {
	for _, f := range []Column{ID, UUID} {
		if v := r.fields[f]; !v.IsBlank() {
			return v.Text
		}
	}
	return r.Raw
}
