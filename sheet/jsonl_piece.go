package sheet

import (
	"slices"

	"github.com/leadferry/leadferry/lead"
)

// Parse parses the lines of a piece. The records of the server's among them are flattened in one go.
func (j *jsonlParser) Parse(p *Piece) []Row {
	j.rows = slices.Grow(j.rows[:0], len(p.lines))[:len(p.lines)]
	j.places = j.places[:0]
	for i := range p.lines {
		row := &j.rows[i]
		*row = p.row(i)
		switch text := p.line(i); {
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

// Columns parses no more of the records than it needs.
func (j *jsonlParser) Columns(p *Piece, each func(column string)) *Row {
	for i := range p.lines {
		row := p.row(i)
		switch text := p.line(i); {
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

// record returns the n-th record, from 0, to be filled.
func (j *jsonlParser) record(n int) *lead.Record {
	if n == len(j.records) {
		j.records = append(j.records, lead.Record{})
	}
	return &j.records[n]
}
