package check

import (
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/compound"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/lead"
)

// readTags reads a list of tags as other systems write it into one cell. What it finds is said, and where
// it is unclear what separates the tags, the row is refused: a tag must not be cut in two.
func (o *one) readTags() {
	cell := &o.row.Cells.Base[lead.Tags]
	switch {
	case !strings.ContainsFunc(*cell, func(r rune) bool { return r > unicode.MaxASCII || strings.ContainsRune("[{#\":;|\n*", r) }):
		return // like most
	case o.options.Trusted, o.exported, o.cells.Base[lead.Tags] == o.oldCells().Base[lead.Tags]:
		return
	}
	if tags, is := compound.ObjectTexts(*cell, lead.Tags); is {
		o.warn(o.problem("tags", "tag-list", *cell, "the names of the objects in the cell were read as tags", ""))
		*cell = lead.FormatTags(tags)
		return
	}
	tags, signs := compound.Tags(*cell)
	if word, is := compound.InBrackets(*cell); is && o.hints.tagLists {
		tags, signs = []string{word}, []string{compound.Brackets}
	}
	switch {
	case compound.IsObject(*cell):
		o.row.Problems = append(o.row.Problems, o.misfit(lead.Tags, codeNested, *cell, "the cell is nested JSON, and it is not clear which text in it is a tag",
			"write the tags with a comma between them"))
		return
	case len(tags)+len(signs) == 0: // an empty list
	case len(signs) > 1:
		o.row.Problems = append(o.row.Problems, o.problem("tags", "tag-list", *cell,
			"it is unclear what separates the tags: the cell has "+strings.Join(signs, " and "),
			"write one comma between two tags, and put a tag that holds such a sign in double quotes; or keep the column as it is: "+
				columns.MapFlag([]string{o.sourceOf(lead.Tags.String())}, lead.AttributePrefix+o.sourceOf(lead.Tags.String()))))
		return
	case len(signs) == 1 && signs[0] != compound.Comma:
		o.warn(o.problem("tags", "tag-list", *cell, "the cell was read as a list of tags, separated by "+signs[0],
			"if it is one tag, put it in double quotes inside the cell"))
	}
	kept := compound.WithoutGroups(tags)
	if !slices.Equal(kept, tags) {
		o.warn(o.problem("tags", "tag-group", *cell, "Google's mark of its own groups (\"* \") was removed, and the group of all contacts left out", ""))
	}
	*cell = lead.FormatTags(kept)
}

// hints are what the first rows say of the others.
type hints struct {
	propose.Hints
	tagLists bool // cells of tags are lists in brackets
}

// hintsOf looks at the cells of the first rows.
func hintsOf(h *propose.Head, m *columns.Mapping) hints {
	all := hints{Hints: h.Hints(m)}
	if tags, has := m.Source(lead.Tags.String()); has {
		all.tagLists = slices.ContainsFunc(h.Cells[tags.Header], compound.IsListInBrackets)
	}
	return all
}
