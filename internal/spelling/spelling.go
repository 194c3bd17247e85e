// Package spelling measures how far a word is from the one that was meant.
package spelling

import (
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Distance is how many bytes to insert, delete, change or swap to get from a to b: the optimal
// string alignment distance of Damerau, "A technique for computer detection and correction of
// spelling errors", 1964.
func Distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// Ask asks whether the nearest name is meant, which may be anybody's text. If none is near, it returns
// the other fix.
func Ask(typed string, names []string, other string) string {
	if near := Nearest(typed, names); near != "" {
		return "did you mean " + problem.Name(near) + "?"
	}
	return other
}

// Nearest returns the name that differs least from a mistyped one, or begins with it; "" if none is near.
func Nearest(typed string, names []string) string {
	best, least := "", 3
	fold := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(s))
	}
	for _, name := range names {
		d := Distance(fold(typed), fold(name))
		if len(typed) > 2 && strings.HasPrefix(fold(name), fold(typed)) {
			d = min(d, 2)
		}
		if d < least && d < len(name) {
			best, least = name, d
		}
	}
	return best
}
