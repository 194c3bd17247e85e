// Package live reads the leads that the bot has, and finds those that the rows of an import mean.
package live

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// Listing reads what the bot has now, leads and non-leads; *listing.Reader is one. Walk and Prove pass
// every row on, in pieces, from one goroutine, and end with the first error of each.
type Listing interface {
	// Settle waits until what is read shows all that was written before that time: servers may answer
	// from a cache.
	Settle(ctx context.Context, since time.Time) error
	Walk(ctx context.Context, each func(rows []lead.Row) error) error
	// Prove walks until the rows are proved to be all.
	Prove(ctx context.Context, each func(rows []lead.Row) error) (listing.Result, error)
}

// Leads are those leads of the bot that an input may mean: their cells wait in a file, and memory
// holds where. They are used by one goroutine at a time.
type Leads struct {
	Count  int // leads in the listing
	file   *row.File
	who    *Identifier // nil if people are not looked up
	wanted func(id, key uuid.UUID) bool
	places map[uuid.UUID]int64 // of the lead with that uuid
	keys   map[string]string   // the columns of custom attributes, by their lower case
	more   map[string]bool     // the columns that not every lead has
	people map[uuid.UUID]Person
}

// Person is the lead that has an e-mail or phone.
type Person struct {
	Lead    uuid.UUID // the key of its uuid
	Several bool      // other leads have it, too
	Perhaps bool      // it is not certain that the lead has it, and no other one has
	Mute    bool      // it has no uuid, so nothing can be written to it
}

// New returns Leads that keep those that are wanted by their key or by an identity: wanted gets one of
// them, and the key. With a nil who, people are not looked up.
func New(f row.TempFile, who *Identifier, wanted func(id, key uuid.UUID) bool) *Leads {
	return &Leads{
		file: row.NewFile(f), who: who, wanted: wanted,
		places: map[uuid.UUID]int64{}, people: map[uuid.UUID]Person{}, keys: map[string]string{}, more: map[string]bool{},
	}
}

// Add takes a piece of the listing. Of a lead that is listed twice, the later one counts.
func (l *Leads) Add(rows []lead.Row) error {
	l.Count += len(rows)
	for i := range rows {
		if err := l.add(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (l *Leads) add(r *lead.Row) (err error) {
	l.noteColumns(r)
	key := row.Key(r.Base[lead.UUID])
	keep := l.wanted(key, key)
	if l.who != nil {
		for _, id := range l.who.IDsOf(r) {
			if of := id.Key(); l.wanted(of, key) {
				keep = true
				l.meet(of, Person{Lead: key, Mute: r.Base[lead.UUID] == "", Perhaps: id.Perhaps})
			}
		}
	}
	if !keep || r.Base[lead.UUID] == "" {
		return nil
	}
	l.places[key], err = l.file.Add(&row.Row{Cells: *r})
	return err
}

// mostColumns bounds what is kept of the columns of bots that people fill in by hand.
const mostColumns = 2000

// noteColumns notes the columns that not every lead has, and of custom attributes the first spelling of each.
func (l *Leads) noteColumns(r *lead.Row) {
	for _, c := range r.Dynamic {
		if !l.more[c.Column] && len(l.more) <= mostColumns {
			l.more[c.Column] = true
		}
		if folded := strings.ToLower(c.Column); l.keys[folded] == "" && len(l.keys) < mostColumns && strings.HasPrefix(c.Column, lead.AttributePrefix) {
			l.keys[folded] = c.Column
		}
	}
}

// Columns returns all columns that a lead has, in no order; nil if there are too many to know.
func (l *Leads) Columns() []string {
	if len(l.more) > mostColumns {
		return nil
	}
	return slices.AppendSeq(append(lead.BaseColumns(), lead.ExtraColumn), maps.Keys(l.more))
}

// Spelled returns the column of the custom attribute of the leads that differs from this one in its case
// only, "" if there is none or they have this one.
func (l *Leads) Spelled(column string) string {
	if own := l.keys[strings.ToLower(column)]; own != column {
		return own
	}
	return ""
}

// meet notes that a lead has an e-mail or phone.
func (l *Leads) meet(id uuid.UUID, by Person) {
	p, ok := l.people[id]
	switch {
	case !ok, p.Perhaps && !by.Perhaps:
		p = by
	case by.Perhaps && !p.Perhaps:
	default:
		p.Several = p.Several || p.Lead != by.Lead
		p.Mute = p.Mute || by.Mute
	}
	l.people[id] = p
}

// Lead returns the live lead of that key, nil if there is none.
func (l *Leads) Lead(key uuid.UUID) (*lead.Row, error) {
	place, ok := l.places[key]
	if !ok {
		return nil, nil
	}
	r, err := l.file.Read(place)
	if err != nil {
		return nil, err
	}
	return &r.Cells, nil
}

// Person returns the lead of the identity with that key.
func (l *Leads) Person(id uuid.UUID) (Person, bool) {
	p, ok := l.people[id]
	return p, ok
}
