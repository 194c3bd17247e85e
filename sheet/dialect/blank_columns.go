package dialect

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/internal/problem"
)

// blankColumns are columns that stand below each other with nothing but blanks between them, as reports of old systems
// and tables of a PDF have them.
type blankColumns struct {
	header []rune          // the line with their names; nil if there is none
	places []int           // where each begins, in characters
	head   map[string]bool // the lines above the header, and the rule below it, which may stand again; without their digits
	begun  bool            // the header has been passed
}

// newBlankColumns finds the columns by the first lines of a text.
func newBlankColumns(lines []string) *blankColumns {
	const deepest = 20
	b := &blankColumns{head: map[string]bool{}}
	at := slices.IndexFunc(lines[:min(len(lines), deepest)], isBlankHeader)
	if at < 0 {
		return b
	}
	for _, line := range lines[:at] {
		b.head[withoutDigits(line)] = true
	}
	b.header = []rune(lines[at])
	rest := lines[at+1:]
	if len(rest) > 0 && isRule(rest[0]) {
		b.head[withoutDigits(rest[0])] = true
		b.places = startsOf([]rune(rest[0]), 1)
		return b
	}
	b.findPlaces(rest)
	return b
}

// isBlankHeader reports whether a line names columns with blanks between them, and one of them tells whom rows mean.
func isBlankHeader(line string) bool {
	if strings.ContainsFunc(line, func(r rune) bool { return isDelimiter(r) }) {
		return false
	}
	row := TopRow{Cells: partedByBlanks(line)}
	return len(row.Cells) > 1 && !row.HoldsData() && identify(columns.FieldsOf(row.Cells))
}

// partedByBlanks returns the texts of a line that two blanks or more part.
func partedByBlanks(line string) (cells []string) {
	for part := range strings.SplitSeq(strings.TrimSpace(line), "  ") {
		if part = strings.TrimSpace(part); part != "" {
			cells = append(cells, part)
		}
	}
	return cells
}

// isRule reports whether a line is of dashes above which names stand.
func isRule(line string) bool {
	return strings.Contains(line, "--") && strings.Trim(line, "- ") == "" || strings.Contains(line, "==") && strings.Trim(line, "= ") == ""
}

// startsOf returns where a line's texts begin that so many blanks part.
func startsOf(line []rune, least int) (starts []int) {
	gap := least
	for i, r := range line {
		switch {
		case unicode.IsSpace(r):
			gap++
		default:
			if gap >= least {
				starts = append(starts, i)
			}
			gap = 0
		}
	}
	return starts
}

// findPlaces finds where the columns begin: below the beginning of a name, or before it, where no line has a character.
func (b *blankColumns) findPlaces(lines []string) {
	const two = 2
	starts := startsOf(b.header, two)
	used := map[int]bool{}
	for _, line := range lines {
		if b.isHead(line) {
			continue
		}
		for i, r := range []rune(line) {
			if !unicode.IsSpace(r) {
				used[i] = true
			}
		}
	}
	for n, start := range starts {
		place := start
		if n > 0 {
			for place > starts[n-1] && used[place-1] { // numbers may stand to the right below their name
				place--
			}
			if used[place-1] || place > 1 && used[place-2] || place < b.endBefore(start)+2 {
				b.places = nil // a text may go over from one column to the next
				return
			}
		} else {
			place = 0
		}
		b.places = append(b.places, place)
	}
}

// endBefore returns where the name before a place of the header ends.
func (b *blankColumns) endBefore(place int) int {
	for place > 0 && unicode.IsSpace(b.header[place-1]) {
		place--
	}
	return place
}

// isHead reports whether a line is blank, the header once more, or one of those that stand above it.
func (b *blankColumns) isHead(line string) bool {
	return strings.TrimSpace(line) == "" || line == string(b.header) || b.head[withoutDigits(line)]
}

func withoutDigits(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, strings.TrimSpace(line))
}

// fits reports whether a line has blanks before each column.
func (b *blankColumns) fits(line string) bool {
	text := []rune(line)
	return !slices.ContainsFunc(b.places, func(place int) bool { return place > 0 && place <= len(text) && !unicode.IsSpace(text[place-1]) })
}

// cut cuts a line into cells.
func (b *blankColumns) cut(text []rune) (cells []string) {
	for n, place := range b.places {
		end := len(text)
		if n+1 < len(b.places) {
			end = min(end, b.places[n+1])
		}
		cells = append(cells, strings.TrimSpace(string(text[min(place, end):end])))
	}
	return cells
}

// line returns the record of a line, none for one that is above the header, or stands there and here.
func (b *blankColumns) line(text string) [][]string {
	if !b.begun {
		if b.begun = b.header != nil && text == string(b.header); b.begun {
			return [][]string{b.cut(b.header)}
		}
		return nil
	}
	if b.isHead(text) {
		return nil
	}
	return [][]string{b.cut([]rune(text))}
}

// refuseColumnsOfBlanks refuses a text whose columns stand below each other, with blanks between them. Where that is certain it
// says how to read it.
func (e *examination) refuseColumnsOfBlanks(sample []byte) error {
	lines := linesOf(sample)
	b := newBlankColumns(lines[:min(len(lines), bufferSize)])
	if b.header == nil {
		return nil
	}
	misfits, proved := 0, false
	for _, line := range lines[slices.Index(lines, string(b.header))+1:] {
		if b.isHead(line) {
			continue
		}
		row := TopRow{Cells: b.cut([]rune(line))}
		if b.places == nil {
			row.Cells = partedByBlanks(line)
		}
		proved = proved || row.filled() > 1 && row.HoldsData()
		if !b.fits(line) {
			misfits++
		}
	}
	switch {
	case !proved:
		return nil
	case misfits == 0 && len(b.places) > 1:
		return &Undecided{
			Text: fmt.Sprintf("nothing but blanks stands between the columns, below these names: %s", quoteCells(b.cut(b.header))),
			Ways: []Way{{Dialect: Dialect{Delimiter: blanks}}},
			Else: "open it in a spreadsheet, part the first column there (Data > Text to Columns, fixed width), and save it as CSV UTF-8",
		}
	}
	return &problem.Problem{
		Text: fmt.Sprintf("blanks stand between the cells, which are not told from those inside: %s", quoteCells([]string{string(b.header)})),
		Fix:  "open it in a spreadsheet, part the first column there (Data > Text to Columns, fixed width), and save it as CSV UTF-8",
	}
}

// noteBlanks checks that all lines fit the columns, and notes those that are left out.
func (e *examination) noteBlanks(sample []byte) error {
	lines := linesOf(sample[:min(len(sample), bufferSize)])
	b := newBlankColumns(lines)
	if len(b.places) < 2 {
		return &problem.Problem{
			Text: "no line at the beginning names columns with blanks between them, below which all others have blanks",
			Fix:  "open it in a spreadsheet, part the first column there (Data > Text to Columns, fixed width), and save it as CSV UTF-8",
		}
	}
	var left []string
	n, odd := 0, 0
	err := e.eachLine(func(line string, number int) bool {
		isHeader := line == string(b.header)
		if isHeader && !b.begun {
			b.begun = true
			return true
		}
		if !b.begun || b.isHead(line) {
			if n++; !isHeader && !isRule(line) {
				left = append(left, strings.Join(strings.Fields(line), " "))
			}
		} else if !b.fits(line) {
			odd = number
		}
		return odd == 0
	})
	switch {
	case err != nil:
		return err
	case odd > 0:
		return &problem.Problem{
			Text: fmt.Sprintf("line %d has no blanks where the columns of the others begin", odd),
			Fix:  "correct or delete that line; or open the file in a spreadsheet, part the first column there (Data > Text to Columns, fixed width), and save it as CSV UTF-8",
		}
	case n > 0:
		note := fmt.Sprintf("lines that are titles, rules or the header once more, and left out: %d", n)
		if left != nil {
			note += ", such as " + quoteCells(left[:1])
		}
		e.found.remarks = append(e.found.remarks, note)
	}
	return nil
}
