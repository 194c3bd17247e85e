package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// maxNames is how many member names are kept; a file with more still reads, a little slower.
const maxNames = 4096

// jsonlParser makes rows of lines. It is used by one goroutine.
type jsonlParser struct {
	src       bytes.Reader
	dec       jsontext.Decoder
	names     map[string]column // by the name as it stands in the file, with its quotes
	base      map[string]int
	flattener lead.Flattener

	// Of a piece; the memory is used again.
	rows    []Row
	records []lead.Record
	places  []int // the rows of the records
}

// column is what a member's name stands for.
type column struct {
	name string
	base int // its place among the base columns, or -1
}

func newJSONLParser() *jsonlParser {
	j := &jsonlParser{names: make(map[string]column), base: make(map[string]int)}
	for i, name := range lead.BaseColumns() {
		j.base[name] = i
	}
	return j
}

var errNoObject = errors.New(`not a json object: a line looks like {"name":"Asha"}`)

// parse reads one line. The row is empty when there is an error.
func (j *jsonlParser) parse(line []byte) (lead.Row, error) {
	row, err := j.parseLine(line)
	if err != nil {
		return lead.Row{}, problem(err)
	}
	return row, nil
}

func (j *jsonlParser) parseLine(line []byte) (lead.Row, error) {
	if beginsRecord(line) {
		return j.parseRecord(line)
	}
	row, err := j.parseFlat(line)
	if err != nil && (errors.Is(err, errIsRecord) || errors.Is(err, jsontext.ErrDuplicateName) && j.isRecord(line)) {
		return j.parseRecord(line)
	}
	return row, err
}

func (j *jsonlParser) parseFlat(line []byte) (row lead.Row, err error) {
	if err := j.enter(line); err != nil {
		return row, err
	}
	var base lead.Base
	for j.dec.PeekKind() != jsontext.KindEndObject {
		if err := j.member(&row, &base); err != nil {
			return row, err
		}
	}
	if _, err := j.dec.ReadToken(); err != nil {
		return row, err
	}
	row.Base = base
	return row, j.end()
}

// enter steps into the line's object.
func (j *jsonlParser) enter(line []byte, o ...jsontext.Options) error {
	j.src.Reset(line)
	j.dec.Reset(&j.src, o...)
	if j.dec.PeekKind() != jsontext.KindBeginObject {
		return errNoObject
	}
	_, err := j.dec.ReadToken()
	return err
}

// end wants nothing more in the line.
func (j *jsonlParser) end() error {
	if _, err := j.dec.ReadToken(); !isEnd(err) {
		return errors.New("something follows the json object: write one object a line")
	}
	return nil
}

// member reads one member into its cell.
func (j *jsonlParser) member(row *lead.Row, base *lead.Base) error {
	name, err := j.dec.ReadValue()
	if err != nil {
		return err
	}
	c, err := j.column(name)
	if err != nil {
		return err
	}
	if j.marksRecord(c) {
		return errIsRecord
	}
	value, err := j.dec.ReadValue()
	if err != nil {
		return err
	}
	cell, err := cellOf(value)
	switch {
	case err != nil:
		return err
	case c.base >= 0:
		base[c.base] = cell
	case cell != "":
		row.Dynamic = append(row.Dynamic, lead.Cell{Column: c.name, Value: cell})
	}
	return nil
}

func (j *jsonlParser) column(quoted jsontext.Value) (column, error) {
	if c, ok := j.names[string(quoted)]; ok {
		return c, nil
	}
	name, err := jsontext.AppendUnquote(nil, quoted)
	c := column{name: string(name), base: -1}
	if i, ok := j.base[c.name]; ok {
		c.base = i
	}
	if err == nil && len(j.names) < maxNames {
		j.names[string(quoted)] = c
	}
	return c, err
}

// cellOf returns a value as text: a string's own, nothing for null, everything else as it stands in the file.
func cellOf(value jsontext.Value) (string, error) {
	switch value.Kind() {
	case jsontext.KindNull:
		return "", nil
	case jsontext.KindString:
		if raw := value[1 : len(value)-1]; bytes.IndexByte(raw, '\\') < 0 {
			return string(raw), nil
		}
		text, err := jsontext.AppendUnquote(nil, value)
		return string(text), err
	}
	return string(value), nil
}

// problem says what is wrong with a line.
func problem(err error) error {
	syntax, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return err
	case errors.Is(syntax.Err, jsontext.ErrDuplicateName):
		return fmt.Errorf("member %q stands twice in this line: remove one", syntax.JSONPointer.LastToken())
	case errors.Is(syntax.Err, io.ErrUnexpectedEOF):
		return errors.New("the line ends within its json object: was the file cut off, or the object broken into lines?")
	}
	return fmt.Errorf("broken json at byte %d of the line: %w", syntax.ByteOffset+1, syntax.Err)
}
