package jsonscan

// Kind is the kind of a value.
type Kind uint8

// The kinds. None is the zero Kind: no value. Escaped is a string with at least one backslash.
const (
	None Kind = iota
	String
	Escaped
	Number
	Bool
	Null
	Object
	Array
)

// Value is one JSON value: its kind and its text in the input, with quotes. The zero Value is none.
type Value struct {
	Kind Kind
	wide bool // the text may go beyond ASCII
	Text []byte
}

// IsString reports whether v is a string.
func (v Value) IsString() bool { return v.Kind == String || v.Kind == Escaped }

// IsBlank reports whether v is absent, null, or an empty string, array or object.
func (v Value) IsBlank() bool {
	switch v.Kind {
	case None, Null:
		return true
	case String:
		return len(v.Text) == 2
	case Object, Array:
		s := New(v.Text[1 : len(v.Text)-1])
		return s.Kind() == None && s.pos == len(s.buf)
	}
	return false
}
