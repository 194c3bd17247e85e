package flags

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/problem"
)

// Keep are the flags that say which snapshots to keep.
type Keep struct {
	Policy backup.Policy
	given  func(flag string) bool
}

// Add adds the flags.
func (k *Keep) Add(f *pflag.FlagSet) {
	k.given = f.Changed
	p := &k.Policy
	f.IntVar(&p.Last, "keep-last", 0, "keep the newest N good snapshots")
	f.IntVar(&p.Daily, "keep-daily", 0, "keep the newest good one of each of the newest N days that have one (in UTC)")
	f.IntVar(&p.Weekly, "keep-weekly", 0, "the same for weeks, which begin on Monday")
	f.IntVar(&p.Monthly, "keep-monthly", 0, "the same for months")
	f.IntVar(&p.Yearly, "keep-yearly", 0, "the same for years")
	Duration(f, &p.Within, "keep-within", "0", "keep all good ones of this time before the newest one, such as 36h or 14d")
	f.IntVar(&p.Marked, "keep-marked", 7, "keep the newest N that are unverified or shrunken")
}

// Check refuses numbers that are none. A policy that says nothing keeps all.
func (k *Keep) Check() error {
	p := &k.Policy
	for _, n := range []struct {
		flag string
		n    int
	}{
		{"last", p.Last}, {"daily", p.Daily}, {"weekly", p.Weekly}, {"monthly", p.Monthly}, {"yearly", p.Yearly}, {"marked", p.Marked},
	} {
		if n.n < 0 {
			return problem.Usage(fmt.Sprintf("--keep-%s cannot be %d", n.flag, n.n),
				"give a number of snapshots")
		}
	}
	if k.given("keep-within") && p.Within == 0 {
		return problem.Usage("--keep-within 0 keeps nothing", "give hours or days, such as 36h or 14d")
	}
	if !k.Any() {
		p.Marked = -1
	}
	return nil
}

// Any reports whether one of the flags was given.
func (k *Keep) Any() bool { return !k.Policy.Empty() || k.given("keep-marked") }
