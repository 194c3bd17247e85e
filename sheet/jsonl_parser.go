package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// maxNames limits how many member names a parser remembers. A file with more reads a little slower.
const maxNames = 4096

// jsonlParser parses lines into rows. It is used by one goroutine.
type jsonlParser struct {
	src       bytes.Reader
	dec       jsontext.Decoder
	names     map[string]column // by the name in the file, with its quotes
	flattener lead.Flattener

	// The memory of a chunk.
	rows    []Row
	records []lead.Record
	places  []int // the rows of the records
}

// column is the column that a member's name means.
type column struct {
	name string
	base lead.Column // -1 if it is no base column
}

func newJSONLParser() *jsonlParser { return &jsonlParser{names: make(map[string]column)} }

var errNoObject = errors.New(`not a json object: a line looks like {"name":"Asha"}`)

// parse parses one line. With an error, the row is empty.
func (j *jsonlParser) parse(line []byte) (lead.Row, error) {
	row, err := j.parseLine(line)
	if err != nil {
		return lead.Row{}, lineError(err)
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
	for j.dec.PeekKind() != jsontext.KindEndObject {
		if err := j.member(&row); err != nil {
			return row, err
		}
	}
	if _, err := j.dec.ReadToken(); err != nil {
		return row, err
	}
	return row, j.end()
}

// enter enters the line's object.
func (j *jsonlParser) enter(line []byte, o ...jsontext.Options) error {
	j.src.Reset(line)
	j.dec.Reset(&j.src, o...)
	if j.dec.PeekKind() != jsontext.KindBeginObject {
		return errNoObject
	}
	_, err := j.dec.ReadToken()
	return err
}

// end refuses anything after the object.
func (j *jsonlParser) end() error {
	if _, err := j.dec.ReadToken(); err != io.EOF {
		return errors.New("something follows the json object: write one object a line")
	}
	return nil
}

// member reads one member into its cell.
func (j *jsonlParser) member(row *lead.Row) error {
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
		row.Base[c.base] = cell
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
	if base, ok := lead.ColumnOf(c.name); ok {
		c.base = base
	}
	if err == nil && len(j.names) < maxNames {
		j.names[string(quoted)] = c
	}
	return c, err
}

// cellOf returns a value as text: that of a string, nothing for null, else its JSON.
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

// lineError says what is wrong with a line.
func lineError(err error) error {
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
