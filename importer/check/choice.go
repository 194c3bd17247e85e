package check

import (
	"fmt"

	"github.com/leadferry/leadferry/columns"
)

// orders are the other orders of columns that mean one field, where the first filled one counts, they differ in the first
// rows, and nothing tells which one is right: with both, and the assignment in place of which it stands.
func (u *understood) orders(wrong *columns.Error) (all []string) {
	rank := u.RankIn(u.mapping)
	for _, s := range wrong.Choices() {
		first, second := s.Headers[0], s.Headers[1]
		one, other, differ := u.Differ(s.Field, first, second)
		if !differ || rank(first, s.Field) != rank(second, s.Field) || columns.CompareMobile(first, second) != 0 {
			continue
		}
		turned := append([]string{second, first}, s.Headers[2:]...)
		all = append(all, fmt.Sprintf("%s in place of %s: columns %s and %s differ, such as %q and %q, and the first filled one counts",
			chosen(turned, s.Field), chosen(s.Headers, s.Field), columns.Quoted(first), columns.Quoted(second), one, other))
	}
	return all
}

func chosen(headers []string, field string) string {
	return columns.Flag("map", columns.NewFirst(headers, field).String())
}
