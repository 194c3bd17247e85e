package sheet

import "github.com/leadferry/leadferry/lead"

// Parse parses the lines of a piece. The records of the server's among them are flattened in one go.
func (j *jsonlParser) Parse(p *Piece) []Row {
	rows := make([]Row, len(p.lines))
	j.places = j.places[:0]
	start := 0
	for i, line := range p.lines {
		row, text := &rows[i], p.text[start:line.end]
		start = line.end
		row.Line, row.Number, row.Err = line.number, line.number, line.problem
		switch {
		case row.Err != nil:
		case !beginsRecord(text):
			row.Row, row.Err = j.parse(text)
		default:
			if err := j.scan(j.record(len(j.places)), text); err != nil {
				row.Err = problem(err)
			} else {
				j.places = append(j.places, i)
			}
		}
	}
	for i, row := range j.flattener.Flatten(j.records[:len(j.places)], "") {
		rows[j.places[i]].Row = withoutBlanks(row)
	}
	return rows
}

// record returns the n-th record, from 0, to be filled.
func (j *jsonlParser) record(n int) *lead.Record {
	if n == len(j.records) {
		j.records = append(j.records, lead.Record{})
	}
	return &j.records[n]
}
