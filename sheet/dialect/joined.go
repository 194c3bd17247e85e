package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
)

// joined is a header that goes over several rows.
type joined struct {
	names []string
	last  *TopRow
	from  int  // the first column whose name is not the cell of the first row
	below bool // it is certainly titles of groups of columns, with blanks behind them, above names
}

// joinedHeader returns the header that the first rows are together, nil if that is not certain.
func joinedHeader(top []TopRow) *joined {
	h := findJoined(top)
	if h == nil {
		return nil
	}
	for h.from < len(top[0].Cells) && h.from < len(h.names)-1 && h.names[h.from] == top[0].Cells[h.from] {
		h.from++
	}
	return h
}

func findJoined(top []TopRow) *joined {
	const least = 3 // with a row below
	if h := qualtricsHeader(top); h != nil || len(top) < least {
		return h
	}
	upper, lower := &top[0], &top[1]
	if lower.Number != upper.Number+1 || upper.HoldsData() || lower.HoldsData() || slices.ContainsFunc(upper.Cells, IsExported) {
		return nil
	}
	groups := upper.groups(len(lower.Cells))
	switch {
	case areQuestions(top):
		return &joined{names: groups.questions(top), last: lower}
	case areTitles(upper, lower):
		return &joined{names: groups.titled(lower.Cells), last: lower, below: upper.used() > upper.filled()}
	}
	return nil
}

// qualtricsHeader returns the names below which a row of Qualtrics' own marks stands: texts of questions.
func qualtricsHeader(top []TopRow) *joined {
	const deepest, longest = 3, 120 // rows, and bytes of a name
	isMark := func(cell string) bool {
		return cell == "" || strings.HasPrefix(cell, `{"ImportId"`) || strings.HasPrefix(cell, "{'ImportId'")
	}
	for i := 1; i < min(len(top), deepest); i++ {
		if slices.ContainsFunc(top[i].Cells, func(cell string) bool { return !isMark(cell) }) {
			continue
		}
		names := slices.Clone(top[0].Cells)
		for c, text := range top[i-1].Cells[:min(len(names), len(top[i-1].Cells))] {
			if text = strings.Join(strings.Fields(text), " "); text != "" && len(text) <= longest {
				names[c] = text
			}
		}
		return &joined{names: names, last: &top[i]}
	}
	return nil
}

// groups are the cells of a row that may stand above several columns, by the column; how many columns each has.
type groups struct {
	of   []string
	size []int
}

func (r *TopRow) groups(width int) groups {
	width = max(width, len(r.Cells))
	g := groups{make([]string, width), make([]int, width)}
	for i, first := 0, 0; i < width; i++ {
		if i < len(r.Cells) && strings.TrimSpace(r.Cells[i]) != "" {
			first = i
		}
		if first < len(r.Cells) {
			g.of[i] = strings.Join(strings.Fields(r.Cells[first]), " ")
		}
		for j := first; j <= i; j++ {
			g.size[j] = i - first + 1
		}
	}
	return g
}

// areQuestions reports whether the second row is of answers below their questions, as SurveyMonkey writes them: it
// begins below the last of the columns that the system fills in each row, and names all columns from there.
func areQuestions(top []TopRow) bool {
	const least = 2 // columns of the system
	upper, lower := &top[0], &top[1]
	from := slices.IndexFunc(lower.Cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
	if from < least || IsBlank(upper.Cells[:1]) || lower.used() < upper.used() {
		return false
	}
	unnamed := false
	for i := range lower.used() {
		above := i >= len(upper.Cells) || IsBlank(upper.Cells[i:i+1])
		if above && i < from || i >= from && IsBlank(lower.Cells[i:i+1]) {
			return false
		}
		unnamed = unnamed || above
	}
	return unnamed && !slices.ContainsFunc(top[2:], func(r TopRow) bool { return IsBlank(r.Cells[:1]) })
}

// questions returns the names of columns below questions: the question, or the answer if that is the word for a
// field that no other column is; both where one question has several columns.
func (g *groups) questions(top []TopRow) []string {
	lower := &top[1]
	names := slices.Clone(g.of)
	for i, cell := range lower.Cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "":
		case isField(cell) && g.isOnly(top, i):
			names[i] = cell
		case g.size[i] > 1:
			names[i] = under(g.of[i], cell)
		}
	}
	return names
}

// isOnly reports whether the word below a question stands nowhere else in the header, and is no choice, of which
// the cells below hold the word itself.
func (g *groups) isOnly(top []TopRow, column int) bool {
	word, times := top[1].Cells[column], 0
	for _, name := range slices.Concat(g.of, top[1].Cells) {
		if strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(word)) {
			times++
		}
	}
	t := Top{top[2:]}
	return times == 1 && !slices.Contains(t.cells(column), strings.TrimSpace(word))
}

// areTitles reports whether the first row holds titles of groups of columns, and the second one the names of
// the columns, which alone tell whom rows mean.
func areTitles(upper, lower *TopRow) bool {
	const least = 2 // titles, and fields
	fields := columns.FieldsOf(lower.Cells)
	if upper.filled() < least || len(fields) < least || !identify(fields) || identify(columns.FieldsOf(upper.Cells)) {
		return false
	}
	several := false
	for i := range max(len(upper.Cells), len(lower.Cells)) {
		above := i < len(upper.Cells) && !IsBlank(upper.Cells[i:i+1])
		below := i < len(lower.Cells) && !IsBlank(lower.Cells[i:i+1])
		several = several || below && !above
	}
	return several
}

// titled returns the names of columns below titles: with the title only where the name stands twice. A title
// with nothing below it is a name.
func (g *groups) titled(lower []string) []string {
	names := make([]string, len(g.of))
	for i := range names {
		switch {
		case i < len(lower) && !IsBlank(lower[i:i+1]):
			names[i] = lower[i]
			if i != slices.Index(lower, lower[i]) {
				names[i] = under(g.of[i], lower[i])
			}
		case g.size[i] == 1:
			names[i] = g.of[i]
		}
	}
	return names
}

// isField reports whether a word means a field by itself.
func isField(word string) bool { return len(columns.FieldsOf([]string{word})) > 0 }

// under names a column below a title.
func under(title, name string) string {
	const longest = 120 // characters of a title
	if r := []rune(title); len(r) > longest {
		title = string(r[:longest]) + "..."
	}
	if title == "" {
		return strings.TrimSpace(name)
	}
	return title + " - " + strings.TrimSpace(name)
}

// note says that rows from the first one on are read as one header.
func (h *joined) note(first int) string {
	return fmt.Sprintf("rows %d to %d are read together as the header, with names such as %s; to take one of them alone, name it as in --header-row %d",
		first, h.last.Number, quoteCells(h.names[h.from:]), h.last.Number)
}
