package exporter

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// spool keeps what a run must know: the rows, until all columns are known and it is clear which of them count, and every answer that the
// proof rests on, so that a later turn can go through them once more and go on. It is a sequence of frames; the first one holds the Header, in
// its second part, and each other one an answer, see answer.go. The first part of a frame holds the rows of a page: their number, and for each
// row the lengths of the base cells, their texts one behind the other, the number of dynamic cells and for each the number of its column and
// its text; for raw records, their number and their texts. Numbers are varints, a text is its length and its bytes.
type spool struct {
	frames
	columns sheet.Columns
	numbers []int // those of the columns of the page that is being added, and 1 more; 0 = not asked for yet
	rows    int
	parts   []part
	old     *bufio.Reader // what earlier turns left and was not recalled yet; nil when all is
	until   Cursor        // how much of that counts
}

// part is a stretch of the spool that is read back as one.
type part struct {
	start int64 // in the file
	row   int   // its first one
}

func newSpool(file io.ReadWriteSeeker) *spool {
	return &spool{frames: frames{file: file, w: bufio.NewWriterSize(file, bufferSize)}, parts: []part{{}}}
}

// cut begins a new part; leaves passes the parts on from the last to the first.
func (s *spool) cut() { s.parts = append(s.parts, part{s.written, s.rows}) }

// addRows appends the rows of one page that are marked to a frame; all of them without marks.
func (s *spool) addRows(b []byte, page *lead.Flat, marked []bool) []byte {
	count := page.Len()
	if marked != nil {
		count = marks(marked)
	}
	b = binary.AppendUvarint(b, uint64(count))
	s.numbers = append(s.numbers[:0], make([]int, len(page.Columns))...)
	for i := range page.Len() {
		if marked != nil && !marked[i] {
			continue
		}
		lengths, texts := page.Base(i)
		for _, n := range lengths {
			b = binary.AppendUvarint(b, uint64(n))
		}
		b = append(b, texts...)
		if cells := page.Cells(i); s.columns.HasRoom(len(cells)) {
			b = s.addCells(b, page, cells)
		} else {
			b = s.addFitting(b, page, cells)
		}
	}
	s.rows += count
	return b
}

// addCells appends the dynamic cells of a row, whose columns all find a number.
func (s *spool) addCells(b []byte, page *lead.Flat, cells []lead.FlatCell) []byte {
	b = binary.AppendUvarint(b, uint64(len(cells)))
	for _, c := range cells {
		n := s.numbers[c.Column]
		if n == 0 {
			number, _ := s.columns.Number(page.Columns[c.Column])
			n = number + 1
			s.numbers[c.Column] = n
		}
		b = binary.AppendUvarint(b, uint64(n-1))
		b = appendCell(b, page.Text(c))
	}
	return b
}

// addFitting appends those that may find none.
func (s *spool) addFitting(b []byte, page *lead.Flat, cells []lead.FlatCell) []byte {
	row := make([]lead.Cell, len(cells))
	for i, c := range cells {
		row[i] = lead.Cell{Column: page.Columns[c.Column], Value: string(page.Text(c))}
	}
	row = s.columns.Fit(row)
	b = binary.AppendUvarint(b, uint64(len(row)))
	for _, c := range row {
		n, _ := s.columns.Number(c.Column)
		b = binary.AppendUvarint(b, uint64(n))
		b = appendCell(b, c.Value)
	}
	return b
}

// addRaw appends the records of one page as they are.
func (s *spool) addRaw(b []byte, records []lead.Record) []byte {
	b = binary.AppendUvarint(b, uint64(len(records)))
	for i := range records {
		b = appendCell(b, records[i].Raw)
	}
	s.rows += len(records)
	return b
}

func appendCell[T string | []byte](b []byte, cell T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(cell))), cell...)
}

// leaf is the rows of one page, as they stand in the spool.
type leaf struct {
	payload string
	first   int // the number of the first of them, in the order of adding
}

// leaves reads everything back, page by page, in the order in which they were added within a part.
func (s *spool) leaves() iter.Seq2[leaf, error] {
	return func(yield func(leaf, error) bool) {
		err := s.pages(func(payload []byte, first int) (n int, err error) {
			l := leaf{string(payload), first}
			if !yield(l, nil) {
				return 0, errEnough
			}
			d := decoder[string]{rest: l.payload}
			return d.number(), nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(leaf{}, err)
		}
	}
}

var errEnough = errors.New("no more is wanted")

// replayRaw passes raw records on in the same order, one at a time.
func (s *spool) replayRaw(pass func(record []byte, number int) error) error {
	return s.pages(func(payload []byte, first int) (n int, err error) {
		d := decoder[[]byte]{rest: payload}
		n = d.number()
		for i := range n {
			if err := pass(d.text(), first+i); err != nil {
				return 0, err
			}
		}
		return n, nil
	})
}

// all tells whether every row is kept.
func (s *spool) all(keeps func(row int) bool) bool {
	for n := range s.rows {
		if !keeps(n) {
			return false
		}
	}
	return true
}

// pages goes through the parts from the last to the first, and passes on what there is of rows. each returns how many a frame holds.
func (s *spool) pages(each func(rows []byte, first int) (n int, err error)) error {
	if err := s.flush(); err != nil {
		return err
	}
	end := s.written
	for _, p := range slices.Backward(s.parts) {
		if _, err := s.file.Seek(p.start, io.SeekStart); err != nil {
			return fmt.Errorf("read the spool: %w", err)
		}
		r := bufio.NewReaderSize(io.LimitReader(s.file, end-p.start), 256<<10)
		row, at := p.row, p.start
		for at < end {
			rows, answer, err := s.next(r, at)
			if errors.Is(err, errBroken) || errors.Is(err, io.EOF) {
				return &DamagedError{at}
			}
			if err != nil {
				return err
			}
			at += int64(headSize + len(rows) + len(answer))
			if len(rows) == 0 {
				continue
			}
			n, err := each(rows, row)
			if err != nil {
				return err
			}
			row += n
		}
		end = p.start
	}
	return nil
}

// decode appends the rows of one page. Their texts are parts of payload, their dynamic cells parts of cells. Several goroutines may decode at once.
func (s *spool) decode(payload string, rows []lead.Row, cells []lead.Cell) ([]lead.Row, []lead.Cell) {
	d := decoder[string]{rest: payload}
	n := d.number()
	rows, cells = slices.Grow(rows, n), slices.Grow(cells, 4*n)
	for range n {
		var r lead.Row
		var base lead.Base
		var lengths [lead.BaseCount]int
		for i := range lengths {
			lengths[i] = d.number()
		}
		for i, n := range lengths {
			base[i] = d.bytes(min(n, len(d.rest)))
		}
		r.Base = base
		first := len(cells)
		for range d.number() {
			cells = append(cells, lead.Cell{Column: s.columns.Name(d.number()), Value: d.text()})
		}
		if len(cells) > first { // what stands in an older array when cells grows stays good
			r.Dynamic = cells[first:len(cells):len(cells)]
		}
		rows = append(rows, r)
	}
	return rows, cells
}

// decoder reads numbers and texts from a payload whose checksum is right.
type decoder[T string | []byte] struct{ rest T }

func (d *decoder[T]) bytes(n int) T {
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder[T]) number() int { return int(d.long()) }

func (d *decoder[T]) long() (n uint64) {
	shift := 0
	for i := 0; i < len(d.rest); i++ {
		c := d.rest[i]
		n |= uint64(c&0x7f) << shift
		shift += 7
		if c < 0x80 {
			d.rest = d.rest[i+1:]
			return n
		}
	}
	d.rest = d.rest[len(d.rest):]
	return 0
}

func (d *decoder[T]) text() T {
	return d.bytes(min(d.number(), len(d.rest)))
}
