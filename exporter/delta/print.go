// Package delta finds out which leads are new or changed since an earlier export, by what they say and
// not by a clock. Of each lead of that export it needs a Print, which is 16 bytes.
package delta

import (
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/dchest/siphash"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Key is the secret of the hashes in prints: without it, nobody can write two texts that share a print.
type Key [16]byte

// NewKey returns a new Key.
func NewKey() (k Key) {
	rand.Read(k[:]) // which never fails
	return k
}

// Print is a row in two hashes. Leads are told apart as by package listing: by their _id, else by their
// uuid, else by all that is written of them.
type Print struct {
	Lead uint64 // who it is
	Row  uint64 // what is written of it
}

// compare orders prints.
func (p Print) compare(q Print) int {
	return cmp.Or(cmp.Compare(p.Lead, q.Lead), cmp.Compare(p.Row, q.Row))
}

// Printer makes prints. It is used by one goroutine.
type Printer struct {
	low, high  uint64 // the key
	base       []lead.Column
	wanted     map[string]bool // of the dynamic columns; nil = all
	attributes bool            // all custom attributes are wanted
	text       []byte
	cells      []lead.Cell
}

// NewPrinter returns a Printer of rows of which those columns are written, nil for all. Their order does
// not matter, and an empty cell is none.
func NewPrinter(k Key, columns []string) *Printer {
	p := &Printer{low: binary.LittleEndian.Uint64(k[:8]), high: binary.LittleEndian.Uint64(k[8:])}
	for c := range lead.Column(lead.BaseCount) {
		if columns == nil || slices.Contains(columns, c.String()) {
			p.base = append(p.base, c)
		}
	}
	if columns != nil {
		p.wanted = make(map[string]bool)
	}
	for _, c := range columns {
		p.wanted[c] = true
		p.attributes = p.attributes || c == sheet.AllAttributes
	}
	return p
}

// Row returns the print of a row.
func (p *Printer) Row(r *lead.Row) Print {
	p.text = p.text[:0]
	for _, c := range p.base {
		if cell := r.Base[c]; cell != "" {
			p.text = appendText(append(p.text, byte(c)), cell)
		}
	}
	p.cells = p.cells[:0]
	for _, c := range r.Dynamic {
		if c.Value != "" && p.wants(c.Column) {
			p.cells = append(p.cells, c)
		}
	}
	slices.SortFunc(p.cells, func(a, b lead.Cell) int { return strings.Compare(a.Column, b.Column) })
	for _, c := range p.cells {
		p.text = appendText(appendText(append(p.text, byte(lead.BaseCount)), c.Column), c.Value)
	}
	return p.print(r.Base[lead.ID], r.Base[lead.UUID])
}

func (p *Printer) wants(column string) bool {
	if p.wanted == nil || p.wanted[column] {
		return true
	}
	_, attribute := lead.AttributeKey(column)
	return attribute && p.attributes
}

// Record returns the print of a record that is written as the server sent it.
func (p *Printer) Record(r *lead.Record) Print {
	p.text = append(p.text[:0], r.Raw...)
	return p.print(string(r.AppendID(nil)), string(r.AppendUUID(nil)))
}

// print hashes the text, and who it is of.
func (p *Printer) print(id, uuid string) Print {
	row := p.hash()
	switch {
	case id != "":
		p.text = append(append(p.text[:0], "id "...), id...)
	case uuid != "":
		p.text = append(append(p.text[:0], "uuid "...), uuid...)
	}
	return Print{Lead: p.hash(), Row: row}
}

func (p *Printer) hash() uint64 { return siphash.Hash(p.low, p.high, p.text) }

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}
