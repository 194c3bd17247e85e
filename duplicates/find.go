// Package duplicates finds the leads of a bot that have the same e-mail or phone, and writes them down
// group by group, for a person to decide.
//
// Leads are one group if they share an e-mail or a phone, also by way of others: if A has the e-mail of B,
// and B the phone of C, all three are. E-mails and phones are compared as an import does.
package duplicates

import (
	"context"
	"errors"
	"hash/maphash"
	"io"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Options say what is looked for.
type Options struct {
	Open     func() io.ReadCloser // the records of all leads as the server sent them, one a line; it is called twice
	DialCode string               // "+91", of phones without a country code; may be ""
	Keep     Keep                 // which lead of a group is kept
	Temp     codec.File           // for the leads of the groups; the caller removes it
}

// Found is what was found. It is used by one goroutine at a time.
type Found struct {
	Leads    int // that were read
	Members  int // leads in groups
	Largest  int // members of a group
	SameUUID int // leads whose uuid others have, too: what is written to that uuid may reach any of them

	opts    *Options
	who     live.Identifier
	seed    maphash.Seed
	holders map[uint64]holder // of each e-mail and phone, by its hash
	uuids   map[uint64]bool   // by their hash; true if several leads have it
	above   []uint32          // a lead of the same group, by the number of a lead: nearer to the one that stands for all, or that itself
	groups  [][]int64         // where their members stand in the file
	members *codec.Frames
	columns sheet.Columns // that members have
	flat    lead.Flattener
}

// holder is the first lead that has an e-mail or phone.
type holder struct {
	lead    uint32
	several bool // others have it, too
}

// Find finds the groups. Of each lead it keeps 4 bytes, and some 20 for its uuid and for each e-mail and
// phone. The error is the context's cause, or one of a file.
func Find(ctx context.Context, o *Options) (*Found, error) {
	f := &Found{
		opts: o, seed: maphash.MakeSeed(), holders: map[uint64]holder{}, uuids: map[uint64]bool{}, members: codec.NewFrames(o.Temp, "the duplicates"),
		who: live.Identifier{Fields: []live.Field{live.Email, live.Phone}, DialCode: o.DialCode, Phones: contact.NewPhones()},
	}
	err := f.each(ctx, func(_ uint32, _ []byte, r *lead.Row) error {
		f.join(r)
		f.countUUID(r.Base[lead.UUID])
		return nil
	})
	if err != nil {
		return nil, err
	}
	f.Leads = len(f.above)
	return f, f.gather(ctx)
}

// Groups returns how many groups there are.
func (f *Found) Groups() int { return len(f.groups) }

// each calls use with every record, and its number and row.
func (f *Found) each(ctx context.Context, use func(number uint32, record []byte, r *lead.Row) error) (err error) {
	in := f.opts.Open()
	defer func() { err = errors.Join(err, in.Close()) }()
	number := uint32(0)
	for record, err := range sheet.NewRawReader(in).Records() {
		if err == nil && number%1024 == 0 {
			err = context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		r, err := f.row(record.JSON)
		if err != nil {
			return err
		}
		if err := use(number, record.JSON, &r); err != nil {
			return err
		}
		number++
	}
	return nil
}

func (f *Found) row(text []byte) (lead.Row, error) {
	var record [1]lead.Record
	if err := record[0].Read(text); err != nil {
		return lead.Row{}, err
	}
	return f.flat.Flatten(record[:], lead.TypeLead)[0], nil
}

// join adds a lead to the group of those that have its e-mail or phone.
func (f *Found) join(r *lead.Row) {
	number := uint32(len(f.above))
	f.above = append(f.above, number)
	for _, id := range f.who.IDsOf(r) {
		key := f.hash(id.Key())
		h, known := f.holders[key]
		if !known {
			f.holders[key] = holder{lead: number}
			continue
		}
		f.holders[key] = holder{h.lead, true}
		a, b := f.top(h.lead), f.top(number)
		f.above[max(a, b)] = min(a, b)
	}
}

// countUUID counts a lead among those that share their uuid, and the first of these with the second.
func (f *Found) countUUID(id string) {
	if id == "" {
		return
	}
	key := maphash.String(f.seed, id)
	several, known := f.uuids[key]
	f.uuids[key] = known
	switch {
	case several:
		f.SameUUID++
	case known:
		f.SameUUID += 2
	}
}

func (f *Found) hash(id uuid.UUID) uint64 { return maphash.Bytes(f.seed, id[:]) }

// top returns the lead that stands for a group. It makes the way to it shorter.
func (f *Found) top(number uint32) uint32 {
	for f.above[number] != number {
		f.above[number] = f.above[f.above[number]]
		number = f.above[number]
	}
	return number
}

// gather puts the leads of all groups into the file. Groups are numbered as their first leads come.
func (f *Found) gather(ctx context.Context) error {
	size := make([]uint32, len(f.above))
	for number := range f.above {
		size[f.top(uint32(number))]++
	}
	groups := map[uint32]int{}
	err := f.each(ctx, func(number uint32, record []byte, r *lead.Row) error {
		top := f.top(number)
		if size[top] < 2 {
			return nil
		}
		n, known := groups[top]
		if !known {
			n = len(f.groups)
			groups[top] = n
			f.groups = append(f.groups, make([]int64, 0, size[top]))
		}
		f.groups[n] = append(f.groups[n], f.members.Size())
		f.Members, f.Largest = f.Members+1, max(f.Largest, len(f.groups[n]))
		for _, c := range r.Dynamic {
			if _, ok := f.columns.Number(c.Column); !ok {
				f.columns.Number(lead.ExtraColumn)
			}
		}
		return f.members.End(append(f.members.Begin(), record...), 0)
	})
	return errors.Join(err, f.members.Flush())
}
