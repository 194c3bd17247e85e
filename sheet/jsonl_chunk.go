package sheet

import (
	"slices"

	"github.com/leadferry/leadferry/lead"
)

// parseChunk returns the rows of a chunk as Rows yields them. Their texts own their memory; the
// slice is valid until the next call. Records of the server are flattened together.
func (j *jsonlParser) parseChunk(c *chunk) []Row {
	if c.lines == nil {
		return c.rows
	}
	j.rows = slices.Grow(j.rows[:0], len(c.lines))[:len(c.lines)]
	j.places = j.places[:0]
	for i := range c.lines {
		row := &j.rows[i]
		*row = c.row(i)
		switch text := c.line(i); {
		case row.Err != nil:
		case !beginsRecord(text):
			row.Row, row.Err = j.parse(text)
		default:
			if row.Err = j.scan(j.record(len(j.places)), text); row.Err == nil {
				j.places = append(j.places, i)
			}
		}
	}
	for i, row := range j.flattener.Flatten(j.records[:len(j.places)], "") {
		j.rows[j.places[i]].Row = withoutBlanks(row)
	}
	return j.rows
}

// columns calls each with the dynamic columns of a chunk's rows, in their order, up to the first
// row with an error, which it returns. It parses no more of the records than it needs.
func (j *jsonlParser) columns(c *chunk, each func(column string)) (bad *Row) {
	for i := range c.lines {
		row := c.row(i)
		switch text := c.line(i); {
		case row.Err != nil:
		case !beginsRecord(text):
			if row.Row, row.Err = j.parse(text); row.Err == nil {
				for _, cell := range row.Dynamic {
					each(cell.Column)
				}
			}
		default:
			r := j.record(0)
			if row.Err = j.scan(r, text); row.Err == nil {
				j.flattener.Columns(r, each)
			}
		}
		if row.Err != nil {
			return &row
		}
	}
	return nil
}

// record returns the n-th record, from 0, for a line to be read into.
func (j *jsonlParser) record(n int) *lead.Record {
	if n == len(j.records) {
		j.records = append(j.records, lead.Record{})
	}
	return &j.records[n]
}
