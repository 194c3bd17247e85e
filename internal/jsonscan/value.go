package jsonscan

// Kind is what a value is.
type Kind uint8

// The kinds. None is the zero Kind: no value. Escaped is a string that holds at least one backslash.
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

// Value is one JSON value: its kind and its text as it stands in the input, a string with its quotes. The zero Value is no value.
type Value struct {
	Kind Kind
	wide bool // the text may have bytes beyond ASCII
	Text []byte
}

// IsString tells whether the value is a string.
func (v Value) IsString() bool { return v.Kind == String || v.Kind == Escaped }

// IsBlank tells whether the value says nothing: absent, null, or an empty string, array or object.
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
