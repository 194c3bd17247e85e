package sheet

import (
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// newJSONLWriter returns a writer of one flat object of strings a line.
func newJSONLWriter(w io.Writer, o WriterOptions) Writer {
	j := &jsonlFormat{columns: o.Columns, all: len(o.Columns) == 0}
	if j.all {
		j.columns = lead.BaseColumns()
	}
	j.layout = newLayout(j.columns)
	for i, column := range j.columns {
		name := []byte{','}
		if i == 0 {
			name[0] = '{'
		}
		name, _ = jsontext.AppendQuote(name, column)
		j.names = append(j.names, append(name, ':'))
	}
	j.cells = make([]string, len(j.columns))
	return newTextWriter(w, j)
}

// jsonlFormat is the rowFormat of JSONL.
type jsonlFormat struct {
	*layout
	columns []string
	names   [][]byte // of the columns, quoted, with what precedes and the colon
	all     bool     // write all dynamic cells of a row
	cells   []string
}

func (j *jsonlFormat) clone() rowFormat {
	other := *j
	other.cells = make([]string, len(j.cells))
	return &other
}

func (j *jsonlFormat) append(dst []byte, rows []lead.Row) ([]byte, error) {
	for i := range rows {
		line, column, err := j.appendRow(dst, &rows[i])
		switch {
		case errors.Is(err, errRecordID):
			return dst, err
		case err != nil: // replacing broken text would be a silent change
			return dst, &cellError{i + 1, column}
		}
		dst = line
	}
	return dst, nil
}

// appendRow appends the line of a row. An error concerns the column.
func (j *jsonlFormat) appendRow(dst []byte, row *lead.Row) (_ []byte, column string, err error) {
	j.fill(j.cells, row)
	for i, cell := range j.cells {
		if dst, err = jsontext.AppendQuote(append(dst, j.names[i]...), cell); err != nil {
			return dst, j.columns[i], err
		}
	}
	if !j.all {
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
