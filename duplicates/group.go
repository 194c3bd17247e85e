package duplicates

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/lead"
)

// Keep says which lead of a group is kept.
type Keep string

// The choices. Of leads that are equal in this, the oldest is kept.
const (
	Oldest  Keep = "oldest"
	Newest  Keep = "newest"
	Fullest Keep = "fullest" // the one with the most filled fields and attributes
)

// Member is a lead of a group.
type Member struct {
	Row          lead.Row
	Email, Phone bool // others of the group have the same
	Keep         bool
}

// All returns the members of each group, the oldest first.
func (f *Found) All(ctx context.Context) iter.Seq2[[]Member, error] {
	return func(yield func([]Member, error) bool) {
		for _, places := range f.groups {
			group, err := f.group(places)
			if err == nil {
				err = context.Cause(ctx)
			}
			if !yield(group, err) || err != nil {
				return
			}
		}
	}
}

// group reads the members at those places.
func (f *Found) group(places []int64) ([]Member, error) {
	group := make([]Member, len(places))
	var text []byte
	for i, place := range places {
		_, record, err := f.members.ReadAt(place, text)
		if err != nil {
			return nil, err
		}
		m := &group[i]
		if m.Row, err = f.row(record); err != nil {
			return nil, err
		}
		for _, id := range f.who.IDsOf(&m.Row) {
			shared := f.holders[f.hash(id.Key())].several
			m.Email = m.Email || shared && id.By == live.Email
			m.Phone = m.Phone || shared && id.By == live.Phone
		}
		text = record[:0]
	}
	slices.SortStableFunc(group, func(a, b Member) int { return created(&a.Row).Compare(created(&b.Row)) })
	group[f.opts.Keep.choose(group)].Keep = true
	return group, nil
}

// choose returns the place of the member that is kept.
func (k Keep) choose(group []Member) (kept int) {
	switch k {
	case Newest:
		return len(group) - 1
	case Fullest:
		for i := range group {
			if filled(&group[i].Row) > filled(&group[kept].Row) {
				kept = i
			}
		}
	}
	return kept
}

// created returns when a lead was made: its createdAt, else the second in its _id. Who does not say it
// comes last.
func created(r *lead.Row) time.Time {
	if t, err := time.Parse(time.RFC3339Nano, r.Base[lead.CreatedAt]); err == nil {
		return t
	}
	const objectID, seconds = 24, 8 // digits
	id := r.Base[lead.ID]
	if second, err := strconv.ParseInt(id[:min(len(id), seconds)], 16, 64); err == nil && len(id) == objectID {
		return time.Unix(second, 0)
	}
	const never = 1 << 40 // in seconds since 1970
	return time.Unix(never, 0)
}

// filled counts the filled fields that a person works with, and the attributes.
func filled(r *lead.Row) (n int) {
	for _, c := range []lead.Column{lead.Name, lead.Email, lead.Phone, lead.Tags, lead.Notes, lead.Picture, lead.AgentID, lead.City, lead.Country} {
		n += min(1, len(r.Base[c]))
	}
	for _, c := range r.Dynamic {
		if _, attribute := lead.AttributeKey(c.Column); attribute {
			n += min(1, len(c.Value))
		}
	}
	return n
}
