// Package document reads JSON as other systems answer: the list of rows that stands somewhere in it, and the fields
// within the objects of a row.
package document

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// The members that no flat row has. One of them makes an object a record of the server.
const (
	RecordID      = "_id"     // whatever it holds
	RecordProfile = "profile" // if it holds an object
)

// Object is one of an array.
type Object struct {
	Text   []byte // not parsed yet
	Number int    // from 1
	Line   int    // of the file, where it begins
}

// Array reads one JSON array of objects, an object at a time. It may be the member of an object, as
// servers answer. It is for one goroutine, and closes nothing.
type Array struct {
	in     *arrayText
	values *jsontext.Decoder
	number int      // of the object read last
	way    []string // the members that lead to it
	others []string // those beside them
}

// NewArray returns the array that a text is, or holds. It returns nil, and the text stays unread, if the text does not begin like an array of objects, or an object with one.
func NewArray(in *bufio.Reader) *Array {
	start, err := in.Peek(in.Size())
	_ = err // a short text is enough
	a := &Array{in: &arrayText{in: in, line: 1, most: dialect.MaxRecord}}
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(start, blanks), []byte("{")):
		if a.way = listMember(start); a.way == nil {
			return nil
		}
	case !holdsObject(bytes.TrimLeft(start, blanks)):
		return nil
	}
	a.values = newValues(a.in)
	return a
}

func newValues(in io.Reader) *jsontext.Decoder {
	return jsontext.NewDecoder(in, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// holdsObject reports whether a text begins an array of objects.
func holdsObject(text []byte) bool {
	rest, isArray := bytes.CutPrefix(text, []byte("["))
	return isArray && bytes.HasPrefix(bytes.TrimLeft(rest, blanks), []byte("{"))
}

// blanks are the white space of JSON.
const blanks = " \t\r\n"

// Next returns the next object, and io.EOF behind the last one.
func (a *Array) Next() (Object, error) {
	if a.number == 0 {
		if err := a.open(); err != nil {
			return Object{}, a.explain(err)
		}
	}
	if a.values.PeekKind() == ']' {
		return Object{}, a.end()
	}
	value, err := a.values.ReadValue()
	if err != nil {
		return Object{}, a.explain(err)
	}
	if a.number == 0 {
		if err := refuseNested(value); err != nil {
			return Object{}, err
		}
	}
	a.number++
	begins := a.in.lineAt(a.values.InputOffset() - int64(len(value)))
	a.in.most = a.values.InputOffset() + dialect.MaxRecord
	return Object{bytes.Clone(value), a.number, begins}, nil
}

// end returns io.EOF if nothing follows the array.
func (a *Array) end() error {
	if _, err := a.values.ReadToken(); err != nil {
		return a.explain(err)
	}
	if err := a.leave(); err != nil {
		return a.explain(err)
	}
	if _, err := a.values.ReadToken(); errors.Is(err, io.EOF) {
		return io.EOF
	}
	return problem.With(fmt.Errorf("line %d: something follows the JSON array", a.in.lineAt(a.values.InputOffset())),
		"the file must be one array of objects, or one object a line: remove what follows")
}

// explain says what is wrong with an array that cannot be read on.
func (a *Array) explain(err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case a.in.refused != nil:
		return a.in.refused
	case !ok:
		return err
	case errors.Is(syntax.Err, io.ErrUnexpectedEOF):
		return problem.With(fmt.Errorf("the file ends within its JSON array, behind object %d", a.number), "get the whole file")
	}
	return problem.With(fmt.Errorf("line %d: broken JSON behind object %d: %w", a.in.lineAt(syntax.ByteOffset), a.number, syntax.Err),
		"get the file anew from where it comes from, or correct that line in a text editor")
}

// arrayText is the text of an array. It knows where its lines end as far as no object has passed them,
// and reads no object without end.
type arrayText struct {
	in   io.Reader
	read int64   // bytes so far
	most int64   // where the object must have ended
	ends []int64 // of lines that are not counted yet
	line int     // the lines counted, and one

	refused error // why it is not read on
}

func (t *arrayText) Read(p []byte) (int, error) {
	const mostLines = 1 << 20 // of an object, and before it
	switch {
	case t.read > t.most:
		t.refused = dialect.ErrLongLine
	case len(t.ends) > mostLines:
		t.refused = problem.With(fmt.Errorf("line %d: the next %d lines hold no whole object", t.line, len(t.ends)), dialect.RightFile)
	}
	if t.refused != nil {
		return 0, t.refused
	}
	n, err := t.in.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			t.ends = append(t.ends, t.read+int64(i))
		}
	}
	t.read += int64(n)
	return n, err
}

// lineAt returns the line of a place that is not before the one asked for last.
func (t *arrayText) lineAt(place int64) int {
	n := 0
	for n < len(t.ends) && t.ends[n] < place {
		n++
	}
	t.ends, t.line = t.ends[n:], t.line+n
	return t.line
}
