package exporter

import (
	"encoding/binary"
)

// answer is what the second part of a frame says: what the server answered, as far as the proof needs it, and what became of the columns and
// the order by that page's rows.
type answer struct {
	kind     byte
	page     *fetched
	rows     int // in the first part
	order    order
	columns  []string // that are new with this page
	overflow int
}

// The kinds of answers.
const (
	toZero   = 'z' // page 0
	toRound  = 'r' // no answer, but that a search asks for so many pages at once: as toSearch, in ascending order
	toSearch = 's' // a page in search of the end
	toSweep  = 'p' // a page that a sweep passed on
	sweepEnd = 'e' // no answer, but that a sweep came to the end of the listing: the number is the last page
)

// note keeps an answer that brings no rows.
func (s *spool) note(kind byte, p *fetched) error {
	return s.end(appendAnswer(s.begin(), kind, p), 0)
}

// keep keeps the next page of a sweep, with the rows that are marked; without marks, only its rows, and all of them.
func (s *spool) keep(p *fetched, marked []bool, o *order) error {
	columns, overflow := len(s.columns.Names()), s.columns.Overflow
	var b []byte
	if p.flat == nil {
		b = s.addRaw(s.begin(), choose(p.page.Records, marked))
	} else {
		b = s.addRows(s.begin(), p.flat, marked)
	}
	first := len(b) - headSize
	if o == nil {
		return s.end(b, first)
	}
	b = appendAnswer(b, toSweep, p)
	b = binary.AppendUvarint(b, uint64(s.columns.Overflow-overflow))
	b = binary.AppendUvarint(b, uint64(len(s.columns.Names())-columns))
	for _, name := range s.columns.Names()[columns:] {
		b = appendCell(b, name)
	}
	return s.end(o.append(b), first)
}

func appendAnswer(b []byte, kind byte, p *fetched) []byte {
	b = append(b, kind)
	b = binary.AppendUvarint(b, uint64(p.number))
	b = appendCell(b, p.sign.past)
	b = binary.AppendUvarint(b, uint64(p.date))
	b = binary.AppendUvarint(b, uint64(p.broken))
	b = binary.AppendUvarint(b, uint64(len(p.leads)))
	for i := range p.leads {
		s := &p.leads[i]
		b = binary.LittleEndian.AppendUint64(b, s.key)
		b = binary.LittleEndian.AppendUint32(b, s.content)
		b = binary.AppendUvarint(b, uint64(s.changed))
		b = binary.AppendUvarint(b, uint64(s.latest))
	}
	return b
}

// readAnswer reads what note and keep wrote; its checksum is right.
func readAnswer(first, second []byte) *answer {
	rows := decoder[[]byte]{rest: first}
	d := decoder[string]{rest: string(second)}
	a := &answer{kind: d.bytes(1)[0], rows: rows.number()}
	p := &fetched{number: d.number(), sign: sign{past: d.text()}, date: int64(d.long()), broken: d.number()}
	p.leads = make([]sighting, d.number())
	for i := range p.leads {
		fixed := []byte(d.bytes(12))
		p.leads[i] = sighting{
			key: binary.LittleEndian.Uint64(fixed), content: binary.LittleEndian.Uint32(fixed[8:]),
			changed: int64(d.long()), latest: int64(d.long()),
		}
	}
	if p.sign.past == "" {
		p.sign = signOf(p.leads)
	}
	if a.page = p; a.kind != toSweep {
		return a
	}
	a.overflow = d.number()
	for range d.number() {
		a.columns = append(a.columns, d.text())
	}
	a.order.read(&d)
	return a
}

// append writes the state down.
func (o *order) append(b []byte) []byte {
	flags := byte(0)
	for i, flag := range o.flags() {
		if *flag {
			flags |= 1 << i
		}
	}
	b = binary.AppendUvarint(append(b, flags), uint64(o.rows))
	return appendCell(appendCell(b, o.last.id), o.last.updated)
}

func (o *order) read(d *decoder[string]) {
	flags := d.bytes(1)[0]
	for i, flag := range o.flags() {
		*flag = flags>>i&1 == 1
	}
	o.rows = d.number()
	o.last.id, o.last.updated = []byte(d.text()), []byte(d.text())
}

func (o *order) flags() [3]*bool { return [3]*bool{&o.notNewest, &o.notOldest, &o.notStamp} }

// marks counts what is marked.
func marks(marked []bool) (n int) {
	for _, m := range marked {
		if m {
			n++
		}
	}
	return n
}
