package columns

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// maxKey is the most characters of an attribute's name.
const maxKey = 200

// maxWord is the most bytes of a header that may be a misspelled word: no word for a field is longer.
const maxWord = 40

// recognise sets the meaning of a header by itself.
func (c *Column) recognise(d *dictionary) *Problem {
	if isIgnored(c.Header) {
		c.Use = Ignored
		return nil
	}
	if prefix, key, ok := strings.Cut(c.Header, "."); ok {
		switch {
		case isAttributes(prefix):
			return c.attribute(key)
		case strings.EqualFold(bare(prefix), lead.ExtraColumn):
			c.Use, c.Field = LeftOut, c.Header
			return nil
		case fold(prefix) == "attributes" || isSlip(fold(prefix), "attributes"):
			c.Slip = lead.AttributePrefix + key
			return c.unknown()
		}
	}
	word := fold(c.Header)
	if IsSecret(c.Header) {
		c.Use, c.Secret = Ignored, true
		return nil
	}
	if word == lead.ExtraColumn {
		c.Use, c.Field = LeftOut, lead.ExtraColumn
		return nil
	}
	m, known := d.meanings[word]
	if part := d.parts[c.Header]; part != "" {
		m, known = meaning{field: part, role: part}, true
	}
	if inside, is := d.inside[c.Header]; is {
		m, known = inside, true
	}
	if !known {
		m, known = d.bothSides(c.Header)
		c.bilingual = known
	}
	c.meaning = m
	switch {
	case !known:
		var role string
		c.Another, role = d.another(c.Header)
		if _, _, isPath := cutPath(c.Header); isPath && role == roleUsers {
			c.Another, role = "", ""
		}
		c.Staff, c.User, c.Friend = role == roleStaff, role == roleUsers, d.friends[word]
		switch {
		case c.Friend == lead.Phone.String() && IsOtherNumber(c.Header):
			c.Friend = ""
		case c.Another != "" || c.Friend != "":
		default:
			if c.Perhaps = d.perhaps(word); c.Perhaps == lead.Name.String() && isReading(c.Header) {
				c.Perhaps = ""
			} else if c.Perhaps == "" {
				c.Slip, c.Sure = d.nearest(word)
			}
			if c.Slip == lead.Status.String() && SpeaksOf(c.Header, c.Slip) { // as in "Deal status"
				c.Slip, c.Sure = "", false
			}
		}
		return c.unknown()
	case m.role == roleLikely:
		c.Perhaps, c.Sure = lead.Status.String(), true
		return c.unknown()
	case m.role == roleAttributes:
		return c.unknown()
	}
	c.Field, c.Use = m.field, Written
	switch {
	case m.system:
		c.Order, c.group = m.order, d.System
	case m.role == roleSurnames:
		c.Order, c.group = m.order, m.role
	}
	if !isWritable(m.field) {
		c.Use = LeftOut
	}
	return nil
}

// perhaps returns the field that a folded header without a meaning of its own may speak of, "" for none.
func (d *dictionary) perhaps(word string) string {
	switch {
	case slices.Contains(loadVocabulary().Maybe["words"], word):
		return lead.Phone.String()
	case d.language(word, rolePerhaps) != nil:
		return lead.Status.String()
	case d.language(word, rolePersons) != nil || d.asksName(word):
		return lead.Name.String()
	}
	return ""
}

func (c *Column) attribute(key string) *Problem {
	c.Use, c.Field = Attribute, lead.AttributePrefix+key
	var text, fix string
	switch {
	case c.Header == c.Field: // an export wrote it: the platform may have such names
		return nil
	case key == "":
		text, fix = "the attribute has no name", "write the name after the dot: attributes.plan"
	case utf8.RuneCountInString(key) > maxKey:
		text = fmt.Sprintf("the attribute's name is longer than %d characters", maxKey)
		fix = "give it a shorter one: " + MapFlag([]string{c.Header}, lead.AttributePrefix+"NAME")
	case c.How == Unknown && strings.ContainsFunc(key, unicode.IsControl):
		text, fix = "the name holds a control character", "remove it from the header"
	default:
		return nil
	}
	return newProblem([]string{c.Header}, text, fix)
}

// isAttributes reports whether the part of a name before its first point marks an attribute.
func isAttributes(prefix string) bool { return strings.EqualFold(bare(prefix), "attributes") }

// nearest returns the writable field of which a folded header may be a misspelled word, "" if there is
// none, and whether only the order of the letters is wrong.
func (d *dictionary) nearest(word string) (best string, swapped bool) {
	if !d.slips || len(word) > maxWord || strings.ContainsFunc(word, isUnfit) {
		return "", false
	}
	for known, m := range d.meanings {
		if m.system || !isSlip(word, known) || !isWritable(m.field) {
			continue
		}
		same := sorted(word) == sorted(known)
		if best == "" || same && !swapped || same == swapped && m.field < best {
			best, swapped = m.field, same
		}
	}
	return best, swapped
}

// isUnfit reports whether a word with the rune is never taken for a misspelled one: in scripts of few and long letters
// words that differ in one are mostly other words.
func isUnfit(r rune) bool {
	return !unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek)
}

// isSlip reports whether a word may be a known one misspelled: one letter missing or too many, or two
// swapped; two mistakes of any kind in a long word, and only a swap in one of four letters, or one missing in
// "name". A word of few letters with another one in the place of one is mostly another word: game, name.
func isSlip(word, known string) bool {
	const short, long = 5, 9
	shorter, longer := min(len(word), len(known)), max(len(word), len(known))
	if longer-shorter > 2 {
		return false // like most words: Distance is slow
	}
	switch n := spelling.Distance(word, known); {
	case n == 1 && len(known) >= short && (longer > shorter || shorter >= long || sorted(word) == sorted(known)):
		return shorter >= short-1
	case n == 1 && longer > shorter:
		return known == "name" && len(word) < len(known)
	case n == 1:
		return shorter == short-1 && sorted(word) == sorted(known)
	default:
		return n == 2 && shorter >= long
	}
}

// sorted returns the bytes of a word in order.
func sorted(word string) string {
	letters := []byte(word)
	slices.Sort(letters)
	return string(letters)
}

// Writable returns the base columns that the API can write.
func Writable() []string { return lead.BaseColumns()[:lead.AgentID+1] }
