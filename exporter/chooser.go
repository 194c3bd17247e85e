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

// chooses reports whether a filter chooses a record.
func (c *chooser) chooses(f filter.Filter, text []byte, kind lead.Type) (bool, error) {
	if err := c.record[0].Read(text); err != nil {
		return false, err
	}
	return f.Match(&c.flattener.Flatten(c.record[:], kind)[0]), nil
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
		if ok, err := e.record.chooses(e.filter, text, kind); !ok {
			return err
		}
	}
	e.sum.Written++
	return to.Write(text)
}
