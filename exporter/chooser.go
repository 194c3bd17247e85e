package exporter

import (
	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// chooser applies a filter to raw records. The zero value is ready.
type chooser struct {
	record    [1]lead.Record
	flattener lead.Flattener
}

// row returns a record as a filter looks at it, until the next call.
func (c *chooser) row(text []byte, kind lead.Type) ([]lead.Row, error) {
	if err := c.record[0].Read(text); err != nil {
		return nil, err
	}
	return c.flattener.Flatten(c.record[:], kind), nil
}

// chooses reports whether a filter chooses a record.
func (c *chooser) chooses(f filter.Filter, text []byte, kind lead.Type) (bool, error) {
	row, err := c.row(text, kind)
	return err == nil && f.Match(&row[0]), err
}

// writeChosen writes the records of a page that are chosen.
func (e *export) writeChosen(p *listing.Page) error {
	for i := range p.Records {
		if err := e.writeRecord(e.raw, p.Records[i].Raw, p.Type); err != nil {
			return err
		}
	}
	return nil
}

// writeRecord writes a record if it is chosen.
func (e *export) writeRecord(to *sheet.RawWriter, text []byte, kind lead.Type) error {
	if e.filter != nil {
		row, err := e.record.row(text, kind)
		if err != nil {
			return err
		}
		if e.look(row); !e.filter.Match(&row[0]) {
			return nil
		}
	}
	e.sum.Written++
	return to.Write(text)
}
