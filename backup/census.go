package backup

import (
	"context"
	"strings"

	"filippo.io/age"

	"github.com/leadferry/leadferry/lead"
)

// Census counts the leads of a snapshot by what they hold; "" stands for those that hold nothing.
type Census struct {
	Status  map[string]int
	Source  map[string]int // an attribute such as source, utm_source or Lead Source; empty if none has one
	Country map[string]int
	Created map[string]int // by the month, as 2026-11
}

// Count counts the leads of a snapshot.
func Count(ctx context.Context, s *Snapshot, ids []age.Identity) (*Census, error) {
	c := &Census{Status: map[string]int{}, Source: map[string]int{}, Country: map[string]int{}, Created: map[string]int{}}
	var flat lead.Flattener
	err := s.each(ctx, lead.TypeLead, ids, func(text []byte) error {
		r, err := lead.Parse(text)
		if err != nil {
			return err
		}
		c.add(&flat.Flatten([]lead.Record{r}, lead.TypeLead)[0])
		return nil
	})
	return c, err
}

func (c *Census) add(r *lead.Row) {
	c.Status[r.Base[lead.Status]]++
	c.Country[r.Base[lead.Country]]++
	if day := r.Base[lead.CreatedAt]; len(day) > len("2026-11") {
		c.Created[day[:len("2026-11")]]++
	}
	for _, cell := range r.Dynamic {
		if key, ok := lead.AttributeKey(cell.Column); ok && isSource(key) {
			c.Source[cell.Value]++
			return
		}
	}
	c.Source[""]++
}

// isSource reports whether an attribute says where a lead came from.
func isSource(key string) bool {
	plain := strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(strings.ToLower(key))
	switch plain {
	case "source", "utmsource", "leadsource":
		return true
	}
	return false
}
