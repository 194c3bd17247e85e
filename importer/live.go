package importer

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// Listing reads what the bot has now, leads and non-leads.
type Listing interface {
	// Walk passes every row on, in pieces, from one goroutine, and ends with each's first error.
	Walk(ctx context.Context, each func(rows []lead.Row) error) error
}

// liveLeads are those leads of the bot that the input can mean: their cells wait in a file, and memory holds where.
type liveLeads struct {
	file    *stage
	judge   *judge
	wanted  func(uuid.UUID) bool
	uuids   map[uuid.UUID]int64  // where the lead of that uuid lies
	people  map[uuid.UUID]person // by e-mail and phone
	seen    int                  // leads the listing held
	scratch []byte
}

// person is the lead that has an e-mail or phone.
type person struct {
	lead    uuid.UUID // key of its uuid
	several bool      // it is not the only one
	mute    bool      // it has no uuid, so that nothing can be written to it
}

func newLiveLeads(file Stage, j *judge, wanted func(uuid.UUID) bool) *liveLeads {
	return &liveLeads{file: newStage(file), judge: j, wanted: wanted, uuids: map[uuid.UUID]int64{}, people: map[uuid.UUID]person{}}
}

// add takes in a piece of the listing.
func (l *liveLeads) add(rows []lead.Row) error {
	for i := range rows {
		l.seen++
		if err := l.addLead(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (l *liveLeads) addLead(r *lead.Row) error {
	key := keyOf(r.Base[lead.UUID])
	ids := l.judge.liveIdentities(r)
	keep := l.wanted(key)
	for _, id := range ids {
		if !l.wanted(id) {
			continue
		}
		keep = true
		p, ok := l.people[id]
		if !ok {
			p.lead = key
		}
		p.several = p.several || p.lead != key
		p.mute = p.mute || r.Base[lead.UUID] == ""
		l.people[id] = p
	}
	if !keep || r.Base[lead.UUID] == "" {
		return nil
	}
	l.uuids[key] = l.file.size // of a lead that is listed twice, the later one counts
	return l.file.add(&item{row: *r})
}

// lead returns the live lead of that key, nil if there is none.
func (l *liveLeads) lead(key uuid.UUID) (*lead.Row, error) {
	place, ok := l.uuids[key]
	if !ok {
		return nil, nil
	}
	if l.file.out.Buffered() > 0 {
		if err := l.file.out.Flush(); err != nil {
			return nil, err
		}
	}
	var head [4]byte
	if _, err := l.file.file.ReadAt(head[:], place); err != nil {
		return nil, fmt.Errorf("read a live lead back: %w", err)
	}
	l.scratch = append(l.scratch[:0], make([]byte, binary.LittleEndian.Uint32(head[:]))...)
	if _, err := l.file.file.ReadAt(l.scratch, place+4); err != nil {
		return nil, fmt.Errorf("read a live lead back: %w", err)
	}
	var it item
	err := it.parse(string(l.scratch))
	return &it.row, err
}

// liveIdentities returns what the person of a live lead is known by.
func (j *judge) liveIdentities(r *lead.Row) []uuid.UUID {
	email, p := contact.ParseEmail(r.Base[lead.Email])
	if p != nil {
		email = ""
	}
	phone, p := j.phones.Parse(r.Base[lead.Phone], r.Base[lead.DialCode], j.opts.DialCode)
	if p != nil {
		phone = contact.Phone{}
	}
	return identities(j.opts.BotID, j.opts.Sources, email, phone)
}
