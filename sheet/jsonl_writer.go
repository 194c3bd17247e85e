package sheet

import (
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// jsonlWriter writes one flat object of strings a line.
type jsonlWriter struct {
	textWriter
	jsonlFormatter
	written int
}

// jsonlFormatter makes lines of rows.
type jsonlFormatter struct {
	*jsonlLayout
	values []string
}

// jsonlLayout says which members a line has. It does not change once it is made.
type jsonlLayout struct {
	members []member
	dynamic map[string]int // column -> its member; nil: whatever a row has
}

// member is one member of every line.
type member struct {
	column string
	base   int    // its place among the base columns, or -1
	name   []byte // quoted, with what stands before it and the colon
}

func newJSONLWriter(w io.Writer, o WriterOptions) *jsonlWriter {
	base := lead.BaseColumns()
	columns := o.Columns
	j := &jsonlLayout{}
	if len(columns) == 0 {
		columns = base
	} else {
		j.dynamic = make(map[string]int)
	}
	place := make(map[string]int, len(base))
	for i, column := range base {
		place[column] = i
	}
	for i, column := range columns {
		m := member{column: column, base: -1, name: memberName(i == 0, column)}
		if at, ok := place[column]; ok {
			m.base = at
		} else {
			j.dynamic[column] = i
		}
		j.members = append(j.members, m)
	}
	return &jsonlWriter{textWriter{w: w}, jsonlFormatter{j, make([]string, len(columns))}, 0}
}

func memberName(first bool, column string) []byte {
	name := []byte{','}
	if first {
		name[0] = '{'
	}
	name, _ = jsontext.AppendQuote(name, column)
	return append(name, ':')
}

func (j *jsonlWriter) Write(rows []lead.Row) error {
	text, err := j.Append(j.text, rows)
	if e, ok := errors.AsType[*TextError](err); ok {
		e.Row += j.written
	}
	j.written += len(rows)
	return errors.Join(err, j.keep(text))
}

func (j *jsonlWriter) Formatter() Formatter {
	return &jsonlFormatter{j.jsonlLayout, make([]string, len(j.values))}
}

func (j *jsonlWriter) Close() error { return j.flush() }

func (j *jsonlFormatter) Append(dst []byte, rows []lead.Row) ([]byte, error) {
	for i := range rows {
		line, column, err := j.appendRow(dst, &rows[i])
		switch {
		case errors.Is(err, errRecordID):
			return dst, err
		case err != nil: // to write something else in its place would be a silent change
			return dst, &TextError{i + 1, column}
		}
		dst = line
	}
	return dst, nil
}

// appendRow appends a row's line. An error is about the column.
func (j *jsonlFormatter) appendRow(dst []byte, row *lead.Row) (_ []byte, column string, err error) {
	j.fill(row)
	for i, m := range j.members {
		if dst, err = jsontext.AppendQuote(append(dst, m.name...), j.values[i]); err != nil {
			return dst, m.column, err
		}
	}
	if j.dynamic != nil {
		return append(dst, "}\n"...), "", nil
	}
	for _, cell := range row.Dynamic {
		if cell.Column == recordID {
			return dst, "", errRecordID
		}
		if dst, err = jsontext.AppendQuote(append(dst, ','), cell.Column); err != nil {
			return dst, cell.Column, err
		}
		if dst, err = jsontext.AppendQuote(append(dst, ':'), cell.Value); err != nil {
			return dst, cell.Column, err
		}
	}
	return append(dst, "}\n"...), "", nil
}

// fill puts the row's cells behind their members.
func (j *jsonlFormatter) fill(row *lead.Row) {
	base := row.Base
	for i, m := range j.members {
		if m.base >= 0 {
			j.values[i] = base[m.base]
		} else {
			j.values[i] = ""
		}
	}
	if j.dynamic == nil {
		return
	}
	for _, cell := range row.Dynamic {
		if i, ok := j.dynamic[cell.Column]; ok {
			j.values[i] = cell.Value
		}
	}
}
