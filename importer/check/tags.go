package check

import (
	"cmp"
	"slices"

	"github.com/leadferry/leadferry/lead"
)

func (m TagMode) needsLive() bool { return m == AddTags || m == RemoveTags }

// combine returns the tags of a lead after those of a row, all as cells.
func (m TagMode) combine(had, given string) string {
	if !m.needsLive() {
		return given
	}
	tags := lead.ParseTags(had)
	for _, tag := range lead.ParseTags(given) {
		switch has := slices.Contains(tags, tag); {
		case m == AddTags && !has:
			tags = append(tags, tag)
		case m == RemoveTags && has:
			tags = slices.DeleteFunc(tags, func(t string) bool { return t == tag })
		}
	}
	return lead.FormatTags(tags)
}

// combineTags turns the tags cell into what the lead's tags become by it. A row that changes none of
// them loses the cell.
func (o *one) combineTags() {
	given := o.row.Cells.Base[lead.Tags]
	if !o.options.Tags.needsLive() || given == "" || o.Live == nil {
		return
	}
	had, known := o.tags[o.row.Key()]
	if !known {
		had = o.oldCells().Base[lead.Tags]
	}
	o.combined, o.after = true, o.options.Tags.combine(had, given)
	o.row.Cells.Base[lead.Tags], o.cells.Base[lead.Tags] = o.after, o.after
	switch o.after {
	case had:
		o.omit(lead.Tags)
	case "":
		o.row.Untagged, o.changes = true, true
	}
}

// keepTags notes the tags of a lead after a row that can be sent.
func (o *one) keepTags() {
	if o.combined && cmp.Or(o.options.Duplicates, ApplyAll) == ApplyAll && len(o.row.Problems) == 0 {
		o.tags[o.row.Key()] = o.after
	}
}
