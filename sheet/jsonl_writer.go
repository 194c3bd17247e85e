package sheet

import (
	"bufio"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// jsonlWriter writes one flat object of strings a line.
type jsonlWriter struct {
	buf     *bufio.Writer
	members []member
	dynamic map[string]int // column -> its member; nil: whatever a row has
	values  []string
	line    []byte
	written int
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
	j := &jsonlWriter{buf: bufio.NewWriterSize(w, bufferSize)}
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
	j.values = make([]string, len(columns))
	return j
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
	for i := range rows {
		if err := j.writeRow(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (j *jsonlWriter) writeRow(row *lead.Row) error {
	j.written++
	j.line = j.line[:0]
	j.fill(row)
	for i, m := range j.members {
		j.line = append(j.line, m.name...)
		if err := j.quote(j.values[i], m.column); err != nil {
			return err
		}
	}
	if j.dynamic == nil {
		for _, cell := range row.Dynamic {
			if cell.Column == recordID {
				return errRecordID
			}
			j.line = append(j.line, ',')
			if err := j.quote(cell.Column, cell.Column); err != nil {
				return err
			}
			j.line = append(j.line, ':')
			if err := j.quote(cell.Value, cell.Column); err != nil {
				return err
			}
		}
	}
	_, err := j.buf.Write(append(j.line, "}\n"...))
	return err
}

// fill puts the row's cells behind their members.
func (j *jsonlWriter) fill(row *lead.Row) {
	base := row.Base()
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

// quote appends a JSON string. JSON cannot carry broken UTF-8, and to write something else in its place would be a silent change.
func (j *jsonlWriter) quote(text, column string) (err error) {
	if j.line, err = jsontext.AppendQuote(j.line, text); err != nil {
		return fmt.Errorf("row %d: column %q is not UTF-8 text, which JSON cannot carry: mend the cell or write CSV", j.written, column)
	}
	return nil
}

func (j *jsonlWriter) Close() error { return j.buf.Flush() }
