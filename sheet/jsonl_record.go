package sheet

import (
	"bytes"
	"errors"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// The members that no flat row has. One of them makes a line a record of the server.
const (
	recordID      = "_id"     // whatever it holds
	recordProfile = "profile" // if it holds an object
)

// errRecordID is a row that would come back as a record.
var errRecordID = errors.New(`jsonl cannot have a column "_id", which makes a line one of the server's own records: rename the column`)

// errIsRecord stops the parsing of a flat row.
var errIsRecord = errors.New("a record of the server's")

// marksRecord reports whether the member whose value comes next makes its line a record.
func (j *jsonlParser) marksRecord(c column) bool {
	return c.name == recordID || c.name == recordProfile && j.dec.PeekKind() == jsontext.KindBeginObject
}

// isRecord looks for such a member in a line with a repeated name, which a record may have and a
// flat row must not.
func (j *jsonlParser) isRecord(line []byte) bool {
	if j.enter(line, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) != nil {
		return false
	}
	for j.dec.PeekKind() != jsontext.KindEndObject {
		name, err := j.dec.ReadValue()
		if err != nil {
			return false
		}
		if c, err := j.column(name); err != nil || j.marksRecord(c) {
			return err == nil
		}
		if j.dec.SkipValue() != nil {
			return false
		}
	}
	return false
}

// beginsRecord reports whether the first member makes a line a record, as the server writes it.
// parseFlat finds the others.
func beginsRecord(line []byte) bool { return bytes.HasPrefix(line, []byte(`{"_id":`)) }

// parseRecord parses a record into the row that an export makes of it, but for the type, which it
// does not say. Broken text (half a surrogate pair, bytes that are not UTF-8), as a platform leaves
// it that cuts texts off, becomes U+FFFD, as in an export.
func (j *jsonlParser) parseRecord(line []byte) (lead.Row, error) {
	record := make([]lead.Record, 1)
	if err := j.scan(&record[0], line); err != nil {
		return lead.Row{}, err
	}
	return withoutBlanks(j.flattener.Flatten(record, "")[0]), nil
}

// scan reads a record. The decoder explains better than r.Read what is wrong with a broken one.
func (j *jsonlParser) scan(r *lead.Record, line []byte) error {
	broken := r.Read(line)
	if broken == nil {
		return nil
	}
	j.src.Reset(line)
	j.dec.Reset(&j.src, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := j.dec.ReadValue(); err != nil {
		return lineError(err)
	}
	if err := j.end(); err != nil {
		return err
	}
	return broken
}

// withoutBlanks removes empty cells, which a file cannot distinguish from missing ones.
func withoutBlanks(row lead.Row) lead.Row {
	row.Dynamic = slices.DeleteFunc(row.Dynamic, func(c lead.Cell) bool { return c.Value == "" })
	return row
}
