package check

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/columns"
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
	if tags, is := objectTexts(*cell, lead.Tags); is {
		o.warn(o.problem("tags", "tag-list", *cell, "the names of the objects in the cell were read as tags", ""))
		*cell = lead.FormatTags(tags)
		return
	}
	tags, signs := parseTagList(*cell)
	if word, is := wordInBrackets(*cell); is && o.hints.tagLists {
		tags, signs = []string{word}, []string{brackets}
	}
	switch {
	case isObject(*cell):
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
	case len(signs) == 1 && signs[0] != comma:
		o.warn(o.problem("tags", "tag-list", *cell, "the cell was read as a list of tags, separated by "+signs[0],
			"if it is one tag, put it in double quotes inside the cell"))
	}
	kept := withoutGroups(tags)
	if !slices.Equal(kept, tags) {
		o.warn(o.problem("tags", "tag-group", *cell, "Google's mark of its own groups (\"* \") was removed, and the group of all contacts left out", ""))
	}
	*cell = lead.FormatTags(kept)
}

// isObject reports whether a cell is an object of JSON that has members.
func isObject(cell string) bool {
	var members map[string]any
	return cell[0] == '{' && json.Unmarshal([]byte(cell), &members) == nil && len(members) > 0
}

// withoutGroups returns tags without what Google writes for its own groups of contacts: all are in
// "* myContacts", and "* friends" is a tag like any other.
func withoutGroups(tags []string) (kept []string) {
	const mark, everyone = "* ", "mycontacts"
	for _, tag := range tags {
		name, own := strings.CutPrefix(tag, mark)
		if own && strings.EqualFold(strings.ReplaceAll(name, " ", ""), everyone) {
			continue
		}
		kept = append(kept, name)
	}
	return kept
}

// The names of what separates tags.
const (
	comma    = "a comma"
	brackets = "a comma in brackets"
	hashSign = "a blank before #"
)

// separators are the signs between tags, with their names. A longer one comes first.
func separators() [][2]string {
	return [][2]string{
		{":::", `":::"`}, {",", comma}, {";", "a semicolon"}, {"|", `"|"`}, {"\r\n", "a line break"}, {"\n", "a line break"},
		{"，", "a wide comma"}, {"、", "a list comma"}, {"،", "an Arabic comma"}, {"；", "a wide semicolon"}, {"؛", "an Arabic semicolon"},
	}
}

var (
	hashtags  = regexp.MustCompile(`^#[\pL\pN][\pL\pM\pN_-]*(?:\s+#[\pL\pN][\pL\pM\pN_-]*)+$`)
	quotedTag = regexp.MustCompile(`^"(?:[^"]|"")*"`)
	listItem  = regexp.MustCompile(`\s*'((?:[^'\\]|\\.)*)'|\s*"((?:[^"\\]|\\.)*)"|([^,]+)`)
)

// parseTagList returns the tags of a cell, and the names of the signs between them.
func parseTagList(cell string) (tags, signs []string) {
	if inner, ok := insideBrackets(cell); ok {
		if strings.ContainsAny(inner, "[]{}") {
			return nil, []string{"brackets", "others inside"}
		}
		if tags = bracketed(cell, inner); len(tags) > 0 {
			signs = []string{brackets}
		}
		return tags, signs
	}
	if hashtags.MatchString(cell) {
		return strings.Fields(cell), []string{hashSign}
	}
	for rest := cell; rest != ""; {
		var tag, sign string
		if tag, sign, rest = cutTag(rest); tag != "" {
			tags = append(tags, tag)
		}
		if sign != "" && !slices.Contains(signs, sign) {
			signs = append(signs, sign)
		}
	}
	return tags, signs
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
		all.tagLists = slices.ContainsFunc(h.Cells[tags.Header], func(cell string) bool {
			inner, is := insideBrackets(cell)
			return is && inner != ""
		})
	}
	return all
}

// insideBrackets returns what stands in brackets around a whole cell. A word in them is no list.
func insideBrackets(cell string) (inner string, ok bool) {
	for _, pair := range []string{"[]", "{}"} {
		if len(cell) > 1 && cell[0] == pair[0] && cell[len(cell)-1] == pair[1] {
			inner = cell[1 : len(cell)-1]
			return inner, columns.Trimmed(inner) == "" || strings.ContainsAny(inner, `,"'[]{}`)
		}
	}
	return "", false
}

// wordInBrackets returns the only word in brackets around a whole cell: a list of one tag where others of the
// column are lists.
func wordInBrackets(cell string) (word string, ok bool) {
	word = columns.Trimmed(strings.Trim(cell, "[]{}"))
	return word, word != "" && !strings.ContainsAny(word, `,;|"'[]{}`) && (cell == "["+word+"]" || cell == "{"+word+"}")
}

// bracketed parses a list as programs write it: in JSON, else with any quotes or none.
func bracketed(cell, inner string) (tags []string) {
	if json.Unmarshal([]byte(cell), &tags) == nil {
		return slices.DeleteFunc(tags, func(tag string) bool { return columns.Trimmed(tag) == "" })
	}
	tags = nil
	for _, item := range listItem.FindAllStringSubmatch(inner, -1) {
		if tag := columns.Trimmed(strings.ReplaceAll(item[1]+item[2]+item[3], `\'`, "'")); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// cutTag cuts the first tag off a list, and names the sign behind it. Nothing separates within double
// quotes around a whole tag.
func cutTag(list string) (tag, sign, rest string) {
	list = columns.Trimmed(list)
	if quoted := quotedTag.FindString(list); quoted != "" {
		after := strings.TrimLeft(list[len(quoted):], " \t\u00a0")
		if start, end, sign := nextSeparator(after); start == 0 {
			return strings.ReplaceAll(quoted[1:len(quoted)-1], `""`, `"`), sign, after[end:]
		}
	}
	start, end, sign := nextSeparator(list)
	return columns.Trimmed(list[:start]), sign, list[end:]
}

// nextSeparator returns where the first separator of a list begins and ends, and its name. The end of the
// list separates, too.
func nextSeparator(list string) (start, end int, name string) {
	start, end = len(list), len(list)
	for _, s := range separators() {
		if i := strings.Index(list[:start], s[0]); i >= 0 {
			start, end, name = i, i+len(s[0]), s[1]
		}
	}
	return start, end, name
}
