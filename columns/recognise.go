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

// maxKey is how long the name of an attribute may be, in characters.
const maxKey = 200

// recognise finds out what a header means by itself.
func (c *Column) recognise(d dictionary) *Problem {
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
			return typo(c, lead.AttributePrefix+key)
		}
	}
	word := fold(c.Header)
	if word == lead.ExtraColumn {
		c.Use, c.Field = LeftOut, lead.ExtraColumn
		return nil
	}
	if field, ok := d[word]; ok {
		c.field(field, word)
		return nil
	}
	if meant := d.nearest(c.Header); meant != "" {
		return typo(c, meant)
	}
	c.How = Unknown
	return c.attribute(c.Header)
}

// field makes the column a base field, or leaves it out if the API does not take that one.
func (c *Column) field(field, word string) {
	c.Field = field
	switch {
	case c.Header == field:
		c.How = Exact
	case word == fold(field):
		c.How = Spelling
	default:
		c.How = Synonym
	}
	c.Use = Written
	if !isWritable(field) {
		c.Use = LeftOut
	}
}

func (c *Column) attribute(key string) *Problem {
	c.Use, c.Field = Attribute, lead.AttributePrefix+key
	if c.How != Unknown && c.Header != c.Field {
		c.How = Spelling
	}
	switch {
	case c.Header == c.Field: // as an export writes it: the platform may have such names
	case key == "":
		return newProblem([]string{c.Header}, "the attribute has no name", "write it behind the point: attributes.plan")
	case utf8.RuneCountInString(key) > maxKey:
		return newProblem([]string{c.Header}, fmt.Sprintf("the attribute's name is longer than %d characters", maxKey), "shorten the header")
	case c.How == Unknown && strings.ContainsFunc(key, unicode.IsControl):
		return newProblem([]string{c.Header}, "the name holds a control character or a line break", "write the header on one line")
	}
	return nil
}

// isAttributes tells whether what stands before the first point of a name says that the rest is an attribute's key.
func isAttributes(prefix string) bool { return strings.EqualFold(bare(prefix), "attributes") }

// nearest returns the field that a header is probably a slip of, "" if there is none.
func (d dictionary) nearest(header string) string {
	const most = 40 // bytes: nobody's word for a field is that long
	word := fold(header)
	if len(word) > most || strings.ContainsAny(word, "0123456789") || isOrdinary(header) {
		return ""
	}
	best := ""
	for known, field := range d {
		if isSlip(word, known) && (best == "" || field < best) {
			best = field
		}
	}
	return best
}

// isSlip tells whether a word was probably meant to be a known one: a letter typed wrong, left out, doubled, or two swapped; two of those
// in a long word. Of words of four letters only swapped ones are guessed at, of shorter ones none.
func isSlip(word, known string) bool {
	const short, long = 5, 9
	if max(len(word), len(known))-min(len(word), len(known)) > 2 {
		return false // most are; measuring costs
	}
	n := spelling.Distance(word, known)
	shorter := min(len(word), len(known))
	swapped := n == 1 && len(word) == len(known) && shorter == short-1 && sorted(word) == sorted(known)
	return swapped || n == 1 && shorter >= short-1 && len(known) >= short || n == 2 && shorter >= long
}

// sorted returns the bytes of a word in order.
func sorted(word string) string {
	letters := []byte(word)
	slices.Sort(letters)
	return string(letters)
}
