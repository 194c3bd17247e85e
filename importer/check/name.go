package check

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// codeLostLetters is a name that lost letters on its way.
const codeLostLetters = "name-letters"

// unquoteName takes typographic quotes off a name that stands in them as a whole, or part by part, as off an
// address. Within, only an apostrophe may be one of those signs.
func (o *one) unquoteName() {
	cell := &o.row.Cells.Base[lead.Name]
	first, _ := utf8.DecodeRuneInString(*cell)
	last, _ := utf8.DecodeLastRuneInString(*cell)
	if !strings.ContainsRune(contact.Quotes, first) || !strings.ContainsRune(contact.Quotes, last) {
		return
	}
	isQuote := func(r rune) bool { return r != '’' && strings.ContainsRune(contact.Quotes, r) }
	parts := strings.FieldsFunc(strings.Trim(*cell, contact.Quotes), isQuote)
	for i, part := range parts {
		if isBetween := i%2 == 1; isBetween != (strings.TrimSpace(part) == "") {
			return
		}
	}
	if len(parts) == 0 {
		return
	}
	o.warn(o.problem("name", "name-quotes", *cell, "the quotes around the name were removed", ""))
	*cell = strings.Join(parts, "")
}

// unfilled is what programs leave in place of a name that they did not find: a field of a template, an error
// of a spreadsheet, the "~" that WhatsApp writes before names.
var unfilled = regexp.MustCompile(`^(?:%.+%|\{\{.+\}\}|\$\{.+\}|\*\|.+\|\*|#[\p{Lu}/0-9]+[!?]?|~)$`)

// dropUnfilled empties a name that stands for none.
func (o *one) dropUnfilled() {
	cell := &o.row.Cells.Base[lead.Name]
	if n := len(*cell); n == 0 || isAlphanumeric((*cell)[0]) && isAlphanumeric((*cell)[n-1]) {
		return // like nearly all names: the rest takes its time
	}
	const brackets = "[]<>{}"
	inside := strings.Trim(*cell, brackets)
	isNone := inside != *cell && columns.MeansNone(inside)
	bare := strings.Trim(inside, contact.Quotes)
	if isField := bare != *cell && columns.IsPart(bare); !isNone && !isField && !unfilled.MatchString(*cell) {
		return
	}
	o.warn(o.problem("name", "name-unfilled", *cell, "the name is taken as empty: it is what a program left in its place", "write the name into the cell"))
	*cell = ""
}

func isAlphanumeric(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}

// isNoName reports whether the cell of a name is none, which is noted, unless the user takes all texts as they stand, or the
// rows may be of an export of ours under other headers, which leads called "007" come back from.
func (j *judge) isNoName(c *columns.Column, cell string) bool {
	mayBe := !isLetter(cell[0]) || strings.Contains(cell, "@")
	isKept := j.options.Null != nil && len(j.null) == 0
	if !mayBe || isKept || !columns.IsName(c.Field) || !columns.IsNoName(cell) || hasUUID(j.Mapping) {
		return false
	}
	what := "a number"
	if strings.Contains(cell, "@") {
		what = "an e-mail address"
	}
	j.warn(j.at(c, row.Problem{
		Code: "no-name", Value: cell, Text: "the name is taken as empty: it is " + what + ", as programs write where a name lacks", Fix: `--null "" takes all texts as they stand`,
	}))
	return true
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b >= utf8.RuneSelf }

// lost is what is left of letters that a program could not write: no name has a question mark before a letter, or two.
var lost = regexp.MustCompile(`\?[\pL?]`)

// lostLetters refuses a name of which letters became question marks.
func (o *one) lostLetters() []row.Problem {
	name := o.row.Cells.Base[lead.Name]
	if !strings.Contains(name, "?") || !lost.MatchString(name) {
		return nil
	}
	p := o.problem("name", codeLostLetters, name, "letters of the name became question marks when the file was saved in an encoding that lacks them",
		"get the file again, and save it as CSV UTF-8 or .xlsx; or empty the cell, and the lead keeps its name")
	p.Cell = "write the name again, or empty the cell"
	if c := o.columnOf("name"); c != nil {
		p.Fix += "; for all rows: " + columns.MapFlag([]string{c.Header}, "")
	}
	return []row.Problem{p}
}
