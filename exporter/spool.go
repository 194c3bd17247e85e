package exporter

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/leadferry/leadferry/lead"
)

// spool keeps rows in a file until all columns are known. It is a sequence of frames, one a page: the length of the payload and its
// CRC-32C, four bytes each, then the payload: the number of rows, and for each row the base cells, the number of dynamic cells and for
// each the number of its column and its text. Numbers are varints, a text is its length and its bytes.
type spool struct {
	file    io.ReadWriteSeeker
	w       *bufio.Writer
	columns columns
	frame   []byte
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func newSpool(file io.ReadWriteSeeker) *spool {
	return &spool{file: file, w: bufio.NewWriterSize(file, 256<<10)}
}

// add writes the rows of one page.
func (s *spool) add(rows []lead.Row) error {
	b := append(s.frame[:0], make([]byte, 8)...)
	b = binary.AppendUvarint(b, uint64(len(rows)))
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
	binary.LittleEndian.PutUint32(b, uint32(len(b)-8))
	binary.LittleEndian.PutUint32(b[4:], crc32.Checksum(b[8:], castagnoli))
	s.frame = b
	if _, err := s.w.Write(b); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	return nil
}

func appendCell(b []byte, cell string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(cell))), cell...)
}

// replay goes back to the beginning and passes the rows of each page on; they are not kept.
func (s *spool) replay(pass func(rows []lead.Row) error) error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("write the spool: %w", err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the spool: %w", err)
	}
	r := bufio.NewReaderSize(s.file, 256<<10)
	var rows []lead.Row
	var cells []lead.Cell
	for {
		payload, err := s.next(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the spool: %w", err)
		}
		if rows, cells, err = s.decode(string(payload), rows[:0], cells[:0]); err != nil {
			return fmt.Errorf("read the spool: %w", err)
		}
		if err := pass(rows); err != nil {
			return err
		}
	}
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
	d := decoder{rest: payload}
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
type decoder struct{ rest string }

func (d *decoder) number() int {
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
	d.rest = ""
	return 0
}

func (d *decoder) text() string {
	n := min(d.number(), len(d.rest))
	text := d.rest[:n]
	d.rest = d.rest[n:]
	return text
}
