package backup

import (
	"fmt"
	"slices"
	"time"
)

// Policy says which good snapshots to keep: the newest Last of them, the newest of each of the
// newest Daily days that have one, and so on, in UTC. Days without a snapshot do not count, so that
// time alone removes nothing. The zero value keeps all.
type Policy struct {
	Last, Daily, Weekly, Monthly, Yearly int
	Within                               time.Duration // before the newest one
	Marked                               int           // the newest marked ones; below 0 = all
}

// Empty reports whether the policy has no rule for good snapshots: then it keeps them all.
func (p *Policy) Empty() bool {
	return max(p.Last, p.Daily, p.Weekly, p.Monthly, p.Yearly) <= 0 && p.Within <= 0
}

// Decision says whether to keep one snapshot, and why.
type Decision struct {
	Snapshot Snapshot
	Keep     bool
	Why      []string
}

// Decide applies the policy to snapshots in the order of List. It is a pure function. It always
// keeps the newest good one, damaged ones, of which nothing is known, and those dated in the
// future: a clock that was wrong once must not cost a snapshot.
func (p *Policy) Decide(all []Snapshot, now time.Time) []Decision {
	decisions := make([]Decision, len(all))
	keep := func(i int, why string) {
		decisions[i].Keep = true
		decisions[i].Why = append(decisions[i].Why, why)
	}
	newest := NewestGood(all, now)
	marked, rules := 0, p.rules()
	for i := range slices.Backward(decisions) {
		s := &all[i]
		decisions[i].Snapshot = *s
		switch {
		case s.Damage != nil:
			keep(i, "damaged: kept for you to look at")
		case s.Future(now):
			keep(i, "dated in the future")
		case !s.Good():
			if marked++; p.Marked < 0 || marked <= p.Marked {
				keep(i, fmt.Sprintf("marked %d", marked))
			}
		default:
			if s == newest {
				keep(i, "the newest good one")
			}
			if p.Empty() {
				keep(i, "no rule was given")
			}
			if p.Within > 0 && newest.Time.Sub(s.Time) <= p.Within {
				keep(i, "within")
			}
			for r := range rules {
				if n := rules[r].take(s); n > 0 {
					keep(i, fmt.Sprintf("%s %d", rules[r].name, n))
				}
			}
		}
		if !decisions[i].Keep {
			decisions[i].Why = []string{"not covered by any rule"}
		}
	}
	return decisions
}

// rule keeps the newest snapshot of each of the newest periods, at most so many.
type rule struct {
	name   string
	most   int
	layout string // of the period of a moment
	taken  int
	last   string
}

func (p *Policy) rules() []rule {
	return []rule{
		{name: "last", most: p.Last},
		{name: "daily", most: p.Daily, layout: time.DateOnly},
		{name: "weekly", most: p.Weekly, layout: time.DateOnly},
		{name: "monthly", most: p.Monthly, layout: "2006-01"},
		{name: "yearly", most: p.Yearly, layout: "2006"},
	}
}

// take gets the good snapshots from the newest to the oldest. It returns the number of the period
// for which the rule keeps one, 0 if it does not.
func (r *rule) take(s *Snapshot) int {
	period := s.Time.Format(r.layout)
	switch r.name {
	case "last":
		period = s.Name
	case "weekly": // of the Monday that begins it
		period = s.Time.AddDate(0, 0, -(int(s.Time.Weekday())+6)%7).Format(r.layout)
	}
	if r.taken >= r.most || period == r.last {
		return 0
	}
	r.last = period
	r.taken++
	return r.taken
}
