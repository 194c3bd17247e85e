package backup

import (
	"context"

	"filippo.io/age"

	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/exporter/delta"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Baseline is the leads of a snapshot as an export would have written them then: what an export now is
// compared with. A lead takes 16 bytes.
type Baseline struct {
	Snapshot *Snapshot

	ids    []age.Identity
	opts   *exporter.Options
	key    delta.Key
	prints []delta.Print
	gone   map[uint64]bool
}

// Gone is a lead that was deleted since a snapshot.
type Gone struct {
	UUID string `json:"uuid"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NewBaseline reads the leads that an export with those options would have written.
func NewBaseline(ctx context.Context, s *Snapshot, ids []age.Identity, o *exporter.Options) (*Baseline, error) {
	b := &Baseline{Snapshot: s, ids: ids, opts: o, key: delta.NewKey(), gone: map[uint64]bool{}}
	b.prints = make([]delta.Print, 0, s.Manifest.Leads)
	err := b.each(ctx, func(p delta.Print, row *lead.Row) {
		if b.opts.Filter.Match(row) {
			b.prints = append(b.prints, p)
		}
	})
	delta.Sort(b.prints)
	return b, err
}

// each calls f with every record, and its row.
func (b *Baseline) each(ctx context.Context, f func(delta.Print, *lead.Row)) error {
	printer := delta.NewPrinter(b.key, b.opts.Columns)
	var record [1]lead.Record
	var flattener lead.Flattener
	for _, kind := range b.opts.Types {
		err := b.Snapshot.each(ctx, kind, b.ids, func(text []byte) error {
			if err := record[0].Read(text); err != nil {
				return err
			}
			row := &flattener.Flatten(record[:], kind)[0]
			if b.opts.Format == sheet.Raw {
				f(printer.Record(&record[0]), row)
			} else {
				f(printer.Row(row), row)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Since is what an export is compared with. It may be used once.
func (b *Baseline) Since() *delta.Since {
	return &delta.Since{Key: b.key, Known: delta.All(b.prints), Gone: func(who uint64) { b.gone[who] = true }}
}

// Deleted returns the leads that the export has found to be deleted. It reads the snapshot once more.
func (b *Baseline) Deleted(ctx context.Context) (all []Gone, err error) {
	if len(b.gone) == 0 {
		return nil, nil
	}
	err = b.each(ctx, func(p delta.Print, row *lead.Row) {
		if b.gone[p.Lead] {
			all = append(all, Gone{row.Base[lead.UUID], row.Base[lead.ID], row.Base[lead.Name]})
			delete(b.gone, p.Lead) // of several records that are one lead, the first
		}
	})
	return all, err
}
