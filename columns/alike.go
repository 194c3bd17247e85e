package columns

import (
	"strconv"

	"github.com/leadferry/leadferry/lead"
)

// lookAlike is the group of attributes whose headers look the same.
const lookAlike = "look alike"

// joinAlike makes attributes one whose headers differ in blanks and invisible signs alone: "Course", "Course ". The
// first that is filled counts; where several are, the others keep the name with a number. A file with the uuids of leads
// is an export of ours: the platform may have such names.
func (m *Mapping) joinAlike(d *dictionary) {
	if d.header[lead.UUID.String()] {
		return
	}
	first, n := map[string]*Column{}, map[string]int{}
	for i := range m.columns {
		c := &m.columns[i]
		if c.Use != Attribute || c.How == Assigned {
			continue
		}
		name := tidy(c.Header)
		if key, is := lead.AttributeKey(name); is {
			name = lead.AttributePrefix + tidy(key)
		}
		n[name]++
		switch other := first[name]; {
		case other == nil:
			first[name] = c
		case other.Header != c.Header:
			c.Field, other.group, c.group, c.Order = other.Field, lookAlike, lookAlike, i
			c.spare = c.Field + " " + strconv.Itoa(n[name])
		}
	}
}
