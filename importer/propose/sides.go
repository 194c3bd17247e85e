package propose

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/columns"
)

// Sides are the two columns of a list of calls or messages that say who called whom. One number stands in most rows,
// now on one side and now on the other: it is of those whose list it is.
type Sides struct {
	One, Other *columns.Column // nil for none
	Own        string          // their number, as it is written
}

// sidesOf looks for two such columns. cells are those of the first rows.
func (h *Head) sidesOf(m *columns.Mapping, w *witness) Sides {
	var all []*columns.Column
	for _, c := range m.Columns() {
		if c.Use != columns.LeftOut && c.Use != columns.Ignored && most(h.Cells[c.Header], w.isPhone) {
			all = append(all, &c)
		}
	}
	for i, one := range all {
		for _, other := range all[i+1:] {
			if own := h.ownNumber(one, other); own != "" {
				return Sides{one, other, own}
			}
		}
	}
	return Sides{}
}

// ownNumber returns the number that stands in one or the other of two columns in nearly every row, and in each of them
// somewhere, beside others; "" if there is none. Where the headers say who called whom, it may stand in one alone.
func (h *Head) ownNumber(one, other *columns.Column) string {
	const fewest = 3 // rows that show it
	type pair struct{ one, other string }
	rows := map[int]*pair{}
	for i, at := range h.At[one.Header] {
		rows[at] = &pair{one: h.Cells[one.Header][i]}
	}
	for i, at := range h.At[other.Header] {
		if r := rows[at]; r != nil {
			r.other = h.Cells[other.Header][i]
		}
	}
	both, in, spelled := 0, [2]map[string]int{{}, {}}, map[string]string{} // by their digits
	for _, at := range slices.Sorted(maps.Keys(rows)) {
		r := rows[at]
		a, b := digitsOnly(r.one), digitsOnly(r.other)
		if b == "" || a == b {
			continue
		}
		both++
		in[0][a]++
		in[1][b]++
		spelled[a], spelled[b] = cmp.Or(spelled[a], r.one), cmp.Or(spelled[b], r.other)
	}
	for _, number := range slices.Sorted(maps.Keys(spelled)) {
		n, m := in[0][number], in[1][number]
		alternates := n > 0 && m > 0 || min(len(in[0]), len(in[1])) == 1 && areCallers(one.Header, other.Header)
		if both >= fewest && 5*(n+m) >= 4*both && alternates && len(spelled) > 2 {
			return spelled[number]
		}
	}
	return ""
}

// areCallers reports whether two headers say who called or wrote, and whom.
func areCallers(one, other string) bool {
	last := func(header string) string {
		words := lettersOf(header)
		words = slices.DeleteFunc(words, func(word string) bool { return slices.Contains([]string{"number", "phone", "id", "no"}, word) })
		return strings.Join(words, " ")
	}
	pairs := [][2]string{
		{"from", "to"}, {"caller", "callee"}, {"caller", "called"}, {"sender", "recipient"}, {"sender", "receiver"}, {"source", "destination"}, {"von", "an"},
		{"absender", "empfänger"}, {"de", "para"}, {"de", "à"}, {"da", "a"}, {"van", "naar"}, {"od", "do"}, {"от", "кому"}, {"from", "dialed"},
	}
	return slices.Contains(pairs, [2]string{last(one), last(other)}) || slices.Contains(pairs, [2]string{last(other), last(one)})
}

func digitsOnly(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, text)
}

// has reports whether a column is one of the two.
func (s *Sides) has(c *columns.Column) bool {
	return s.One != nil && (c.Index == s.One.Index || c.Index == s.Other.Index)
}
