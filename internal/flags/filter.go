package flags

import (
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/filter"
	"github.com/leadferry/leadferry/internal/problem"
)

// Filter adds the flags that choose leads. All that are given must hold.
func Filter(f *pflag.FlagSet, to *filter.Filter) {
	now := time.Now() // for all conditions the same
	add := func(name, usage string, parse func(text string) (filter.Condition, error)) {
		Repeated(f, to, name, usage, func(text string) (filter.Filter, error) {
			c, err := parse(text)
			if err != nil {
				return nil, problem.Usage(fmt.Sprintf("--%s %q: %v", name, text, err), problem.Remedy(err))
			}
			return append(*to, c), nil
		})
	}
	add("where", `only leads for which this holds: "COLUMN OPERATOR VALUE", such as "tags != vip"; may be repeated, then all must hold; see: leadferry help filters`,
		func(text string) (filter.Condition, error) { return filter.Parse(text, now) })
	for _, short := range []struct{ name, column, operator, usage string }{
		{"status", "status", "=", "only leads with one of these statuses, such as OPEN,REVIEW"},
		{"tag", "tags", "=", "only leads with one of these tags"},
		{"created-since", "createdAt", ">=", "only leads made since a day or time: 7d, 2026-11-01, or 2026-11-01T08:30:00Z"},
		{"updated-since", "updatedAt", ">=", "only leads changed since a day or time, such as 7d"},
		{"seen-since", "lastSeenAt", ">=", "only leads seen since a day or time, such as 7d"},
	} {
		add(short.name, short.usage, func(text string) (filter.Condition, error) {
			return filter.New(short.column, short.operator, text, now)
		})
	}
}
