// Package compound reads cells into which other systems pack more than one value: lists of tags, and lists and
// objects of JSON. What is not certain is left as it is, or told as unclear; the caller says so.
package compound

import (
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/columns"
)

// The names of what separates tags.
const (
	Comma    = "a comma"
	Brackets = "a comma in brackets"
	hashSign = "a blank before #"
)

// separators are the signs between tags, with their names. A longer one comes first.
func separators() [][2]string {
	return [][2]string{
		{":::", `":::"`}, {",", Comma}, {";", "a semicolon"}, {"|", `"|"`}, {"\r\n", "a line break"}, {"\n", "a line break"},
		{"，", "a wide comma"}, {"、", "a list comma"}, {"،", "an Arabic comma"}, {"；", "a wide semicolon"}, {"؛", "an Arabic semicolon"},
	}
}

var (
	hashtags  = regexp.MustCompile(`^#[\pL\pN][\pL\pM\pN_-]*(?:\s+#[\pL\pN][\pL\pM\pN_-]*)+$`)
	quotedTag = regexp.MustCompile(`^"(?:[^"]|"")*"`)
	listItem  = regexp.MustCompile(`\s*'((?:[^'\\]|\\.)*)'|\s*"((?:[^"\\]|\\.)*)"|([^,]+)`)
)

// Tags returns the tags of a cell, and the names of the signs between them: of several it is not clear which one
// separates. Nothing separates within double quotes around a whole tag.
func Tags(cell string) (tags, signs []string) {
	if inner, ok := insideBrackets(cell); ok {
		if strings.ContainsAny(inner, "[]{}") {
			return nil, []string{"brackets", "others inside"}
		}
		if tags = bracketed(cell, inner); len(tags) > 0 {
			signs = []string{Brackets}
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

// IsListInBrackets reports whether a cell is a list in brackets with something in it.
func IsListInBrackets(cell string) bool {
	inner, is := insideBrackets(cell)
	return is && inner != ""
}

// InBrackets returns the only word in brackets around a whole cell: a list of one tag where others of the
// column are lists.
func InBrackets(cell string) (word string, ok bool) {
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

// WithoutGroups returns tags without what Google writes for its own groups of contacts: all are in
// "* myContacts", and "* friends" is a tag like any other.
func WithoutGroups(tags []string) (kept []string) {
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
