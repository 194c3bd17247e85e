package exporter

import (
	"context"
	"io"
	"slices"

	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sheet"
)

// draft writes the raw records of each listing to an output of its own while they are read, as if all
// of them were to count. What turns out otherwise is begun again.
type draft struct {
	begin func(lead.Type) error // see Options.Divide
	out   io.Writer
	kind  lead.Type        // of the records that are written
	raw   *sheet.RawWriter // nil before the first ones
	begun []lead.Type
	void  []lead.Type // of these, records came after those of another listing
}

// add writes the records of a page.
func (d *draft) add(kind lead.Type, page *listing.Page) error {
	switch {
	case len(page.Records) == 0 || slices.Contains(d.void, kind):
		return nil
	case d.raw != nil && d.kind == kind:
	case slices.Contains(d.begun, kind):
		d.void = append(d.void, kind)
		return nil
	default:
		if err := d.next(kind); err != nil {
			return err
		}
	}
	return writeRecords(d.raw, page)
}

// next begins the output of a listing, perhaps again.
func (d *draft) next(kind lead.Type) error {
	if err := d.close(); err != nil {
		return err
	}
	d.kind, d.raw, d.begun = kind, sheet.NewRawWriter(d.out), append(d.begun, kind)
	return d.begin(kind)
}

func (d *draft) close() error {
	if d.raw == nil {
		return nil
	}
	return d.raw.Close()
}

// writeDivided completes the outputs of all listings.
func (e *export) writeDivided(ctx context.Context) error {
	d := e.draft
	for _, kind := range e.opts.Types {
		if slices.Contains(d.begun, kind) && !slices.Contains(d.void, kind) && e.allCount(kind) {
			continue
		}
		if err := d.next(kind); err != nil {
			return err
		}
		if err := e.writeRaw(ctx, d.raw, kind); err != nil {
			return err
		}
	}
	return d.close()
}

// allCount reports whether all spooled rows of a listing count.
func (e *export) allCount(kind lead.Type) bool {
	for i, p := range e.spool.parts {
		end := e.spool.rows
		if i+1 < len(e.spool.parts) {
			end = e.spool.parts[i+1].row
		}
		for row := p.row; p.kind == kind && row < end; row++ {
			if !e.counts(row) {
				return false
			}
		}
	}
	return true
}

// writeRaw writes the spooled records of that type that count and are chosen.
func (e *export) writeRaw(ctx context.Context, raw *sheet.RawWriter, kind lead.Type) error {
	for page, err := range pages[[]byte](e.spool, []lead.Type{kind}) {
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		records := codec.NewReader(page.rows)
		for n := range records.Count() {
			record := records.Text()
			if !e.counts(page.first + n) {
				continue
			}
			if err := e.writeRecord(raw, record, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeRecords(w *sheet.RawWriter, p *listing.Page) error {
	for _, r := range p.Records {
		if err := w.Write(r.Raw); err != nil {
			return err
		}
	}
	return nil
}
