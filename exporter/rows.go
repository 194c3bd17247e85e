package exporter

import (
	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// The rows of a page stand in the spool as their number and, for each row, the lengths of the base
// cells, their texts one after the other, the number of dynamic cells and, for each of these, the
// number of its column and its text. Raw records stand there as their number and their texts.

// appendPage appends the rows of a page that count.
func (s *spool) appendPage(b []byte, page *listing.Page) []byte {
	if page.Flat == nil {
		b = codec.AppendNumber(b, len(page.Records))
		for i := range page.Records {
			b = codec.AppendText(b, page.Records[i].Raw)
		}
		s.rows += len(page.Records)
		return b
	}
	var counting []int
	for i := range page.Flat.Len() {
		if page.Counts == nil || page.Counts[i] {
			counting = append(counting, i)
		}
	}
	b = codec.AppendNumber(b, len(counting))
	s.numbers = append(s.numbers[:0], make([]int, len(page.Flat.Columns))...)
	for _, i := range counting {
		b = s.appendRow(b, page.Flat, i)
	}
	s.rows += len(counting)
	return b
}

func (s *spool) appendRow(b []byte, flat *lead.Flat, row int) []byte {
	lengths, texts := flat.Base(row)
	for _, n := range lengths {
		b = codec.AppendNumber(b, n)
	}
	b = append(b, texts...)
	cells := flat.Cells(row)
	if !s.columns.HasRoom(len(cells)) {
		return s.appendFitting(b, flat, cells)
	}
	b = codec.AppendNumber(b, len(cells))
	for _, c := range cells {
		number := &s.numbers[c.Column]
		if *number == 0 {
			n, _ := s.columns.Number(flat.Columns[c.Column])
			*number = n + 1
		}
		b = codec.AppendText(codec.AppendNumber(b, *number-1), flat.Text(c))
	}
	return b
}

// appendFitting appends dynamic cells whose columns may have no room.
func (s *spool) appendFitting(b []byte, flat *lead.Flat, cells []lead.FlatCell) []byte {
	row := make([]lead.Cell, len(cells))
	for i, c := range cells {
		row[i] = lead.Cell{Column: flat.Columns[c.Column], Value: string(flat.Text(c))}
	}
	row = s.columns.Fit(row)
	b = codec.AppendNumber(b, len(row))
	for _, c := range row {
		n, _ := s.columns.Number(c.Column)
		b = codec.AppendNumber(b, n)
		b = codec.AppendText(b, c.Value)
	}
	return b
}

// parsePage appends the rows of a page, whose texts are parts of it, and their dynamic cells. Several
// goroutines may parse at once.
func (s *spool) parsePage(page string, rows []lead.Row, cells []lead.Cell) ([]lead.Row, []lead.Cell) {
	r := codec.NewReader(page)
	for range r.Count() {
		var row lead.Row
		var lengths [lead.BaseCount]int
		for i := range lengths {
			lengths[i] = r.Number()
		}
		for i, n := range lengths {
			row.Base[i] = r.Bytes(n)
		}
		first := len(cells)
		for range r.Count() {
			cells = append(cells, lead.Cell{Column: s.columns.Name(r.Number()), Value: r.Text()})
		}
		if len(cells) > first { // cells may move when it grows; what stands in the older array stays good
			row.Dynamic = cells[first:len(cells):len(cells)]
		}
		rows = append(rows, row)
	}
	return rows, cells
}
