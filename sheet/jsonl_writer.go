package sheet

import (
	"bufio"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/document"
)

// errRecordID is a row that would come back as a record.
var errRecordID = errors.New(`jsonl cannot have a column "_id", which makes a line one of the server's own records: rename the column`)

// newJSONLWriter returns a writer of one flat object of strings a line.
func newJSONLWriter(w io.Writer, o WriterOptions) Writer {
	j := &jsonlFormat{columns: o.Columns, all: len(o.Columns) == 0}
	if j.all {
		j.columns = lead.BaseColumns()
	}
	j.layout = newLayout(j.columns)
	o.Columns = j.columns
	for i, column := range o.header() {
		name := []byte{','}
		if i == 0 {
			name[0] = '{'
		}
		name, _ = jsontext.AppendQuote(name, column)
		j.names = append(j.names, append(name, ':'))
	}
	return newTextWriter(bufio.NewWriterSize(w, bufferSize), j.appender)
}

// jsonlFormat is how a file is written. It does not change, so several goroutines may use it.
type jsonlFormat struct {
	*layout
	columns []string
	names   [][]byte // of the columns, quoted, with what precedes and the colon
	all     bool     // write all dynamic cells of a row
}

func (j *jsonlFormat) appender() appender {
	cells := make([]string, j.width)
	return func(dst []byte, rows []lead.Row) ([]byte, error) {
		for i := range rows {
			j.fill(cells, &rows[i])
			line, column, err := j.appendRow(dst, cells, rows[i].Dynamic)
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
}

// appendRow appends the line of a row. An error concerns the column.
func (j *jsonlFormat) appendRow(dst []byte, cells []string, dynamic []lead.Cell) (_ []byte, column string, err error) {
	for i, cell := range cells {
		if dst, err = jsontext.AppendQuote(append(dst, j.names[i]...), cell); err != nil {
			return dst, j.columns[i], err
		}
	}
	if !j.all {
		return append(dst, "}\n"...), "", nil
	}
	for _, cell := range dynamic {
		if cell.Column == document.RecordID {
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
