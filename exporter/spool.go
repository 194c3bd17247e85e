package exporter

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"github.com/leadferry/leadferry/lead"
)

// spool keeps rows in a file until all columns are known and it is clear which of them count. It is a sequence of frames, one a page:
// the length of the payload and its CRC-32C, four bytes each, then the payload: the number of rows, and for each row the base cells, the
// number of dynamic cells and for each the number of its column and its text; for raw records, their number and their texts. Numbers are
// varints, a text is its length and its bytes.
type spool struct {
	file    io.ReadWriteSeeker
	w       *bufio.Writer
	columns columns
	frame   []byte
	written int64
	rows    int
	parts   []part
}

// part is a stretch of the spool that is read back as one.
type part struct {
	start int64 // in the file
	row   int   // its first one
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func newSpool(file io.ReadWriteSeeker) *spool {
	return &spool{file: file, w: bufio.NewWriterSize(file, 256<<10), parts: []part{{}}}
}

// cut begins a new part; replay passes the parts on from the last to the first.
func (s *spool) cut() { s.parts = append(s.parts, part{s.written, s.rows}) }

// add writes the rows of one page.
func (s *spool) add(rows []lead.Row) error {
	b := s.begin(len(rows))
	for i := range rows {
		for _, cell := range rows[i].Base() {
			b = appendCell(b, cell)
		}
		cells := s.columns.fit(rows[i].Dynamic)
		b = binary.AppendUvarint(b, uint64(len(cells)))
		for _, c := range cells {
			n, _ := s.columns.number(c.Column)
			b = binary.AppendUvarint(b, uint64(n))
			b = appendCell(b, c.Value)
		}
	}
	return s.end(b)
}

// addRaw writes the records of one page as they are.
func (s *spool) addRaw(records []lead.Record) error {
	b := s.begin(len(records))
	for i := range records {
		b = appendCell(b, records[i].Raw)
	}
	return s.end(b)
}

func (s *spool) begin(rows int) []byte {
	s.rows += rows
	return binary.AppendUvarint(append(s.frame[:0], make([]byte, 8)...), uint64(rows))
}

func (s *spool) end(b []byte) error {
	s.written += int64(len(b))
	binary.LittleEndian.PutUint32(b, uint32(len(b)-8))
	binary.LittleEndian.PutUint32(b[4:], crc32.Checksum(b[8:], castagnoli))
	s.frame = b
	if _, err := s.w.Write(b); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	return nil
}

func appendCell[T string | []byte](b []byte, cell T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(cell))), cell...)
}

// replay reads everything back and passes the rows of each page on, in the order in which they were added within a part; first is the
// number of the first of them, in the order of adding. They are not kept.
func (s *spool) replay(pass func(rows []lead.Row, first int) error) error {
	var rows []lead.Row
	var cells []lead.Cell
	return s.frames(func(payload []byte, first int) (n int, err error) {
		if rows, cells, err = s.decode(string(payload), rows[:0], cells[:0]); err != nil {
			return 0, fmt.Errorf("read the spool: %w", err)
		}
		return len(rows), pass(rows, first)
	})
}

// replayRaw does the same with raw records, one at a time.
func (s *spool) replayRaw(pass func(record []byte, number int) error) error {
	return s.frames(func(payload []byte, first int) (n int, err error) {
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

// frames goes through the parts from the last to the first. each returns how many rows a frame holds.
func (s *spool) frames(each func(payload []byte, first int) (rows int, err error)) error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	end := s.written
	for _, p := range slices.Backward(s.parts) {
		if _, err := s.file.Seek(p.start, io.SeekStart); err != nil {
			return fmt.Errorf("read the spool: %w", err)
		}
		r := bufio.NewReaderSize(io.LimitReader(s.file, end-p.start), 256<<10)
		for row := p.row; ; {
			payload, err := s.next(r)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return fmt.Errorf("read the spool: %w", err)
			}
			n, err := each(payload, row)
			if err != nil {
				return err
			}
			row += n
		}
		end = p.start
	}
	return nil
}

// next reads one frame; io.EOF stands for a clean end.
func (s *spool) next(r io.Reader) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int(binary.LittleEndian.Uint32(head[:]))
	if cap(s.frame) < n {
		s.frame = make([]byte, n)
	}
	payload := s.frame[:n]
	if _, err := io.ReadFull(r, payload); err != nil {
		return nil, errDamaged
	}
	if crc32.Checksum(payload, castagnoli) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, errDamaged
	}
	return payload, nil
}

var errDamaged = errors.New("what was written comes back damaged; the disk may be failing")

// decode appends the rows of one frame. Their texts are parts of payload, their dynamic cells parts of cells.
func (s *spool) decode(payload string, rows []lead.Row, cells []lead.Cell) ([]lead.Row, []lead.Cell, error) {
	d := decoder[string]{rest: payload}
	for range d.number() {
		var r lead.Row
		var base [lead.BaseCount]string
		for i := range base {
			base[i] = d.text()
		}
		r.SetBase(&base)
		first := len(cells)
		for range d.number() {
			cells = append(cells, lead.Cell{Column: s.columns.names[d.number()], Value: d.text()})
		}
		if len(cells) > first { // what stands in an older array when cells grows stays good
			r.Dynamic = cells[first:len(cells):len(cells)]
		}
		rows = append(rows, r)
	}
	if d.rest != "" {
		return nil, nil, errDamaged
	}
	return rows, cells, nil
}

// decoder reads numbers and texts from a payload whose checksum is right.
type decoder[T string | []byte] struct{ rest T }

func (d *decoder[T]) number() int {
	n, shift := 0, 0
	for i := 0; i < len(d.rest); i++ {
		c := d.rest[i]
		n |= int(c&0x7f) << shift
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
	n := min(d.number(), len(d.rest))
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}
