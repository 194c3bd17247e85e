package importer

import (
	"slices"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/lead"
)

// TagMode says what the tags of a row do to those the lead has.
type TagMode uint8

// The modes. Adding and removing need the live leads.
const (
	ReplaceTags TagMode = iota
	AddTags
	RemoveTags
)

// String returns the name of the flag's value.
func (m TagMode) String() string { return [...]string{"replace", "add", "remove"}[m] }

// combine returns what a lead's tags become by those of a row, both as cells.
func (m TagMode) combine(had, given string) string {
	if m == ReplaceTags {
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

// tagBook remembers what tags leads have after the rows judged so far, where each row adds to or removes from what is there.
type tagBook map[uuid.UUID]string

// combineTags makes the tags cell of the row what the lead's tags become by it. A row that changes none of them has no such cell.
func (h *hearing) combineTags() {
	if h.opts.TagMode == ReplaceTags || h.it.row.Base[lead.Tags] == "" || h.live == nil {
		return
	}
	had, met := h.tagsOf[keyOf(h.it.row.Base[lead.UUID])]
	if !met {
		had = h.oldCells().Base[lead.Tags]
	}
	all := h.opts.TagMode.combine(had, h.it.row.Base[lead.Tags])
	h.it.row.Base[lead.Tags], h.cells.Base[lead.Tags] = all, all
	switch all {
	case had:
		h.omit(&h.it.row.Base[lead.Tags])
		h.omitted = true
	case "":
		h.it.untagged, h.changes = true, true
	}
	h.combined = true
	h.after = all
}

// keepTags notes what a row that can be sent makes of its lead's tags.
func (h *hearing) keepTags() {
	if h.combined && h.opts.Duplicates == ApplyAll && len(h.it.problems) == 0 {
		h.tagsOf[keyOf(h.it.row.Base[lead.UUID])] = h.after
	}
}
