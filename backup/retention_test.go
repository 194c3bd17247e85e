package backup

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/leadferry/leadferry/backup/store"
)

// at is a made-up snapshot.
func at(t time.Time, marks ...Mark) Snapshot {
	return Snapshot{Name: t.UTC().Format(store.NameLayout), Time: t.UTC(), Manifest: Manifest{Marks: marks}}
}

// oracle returns what a policy keeps, rule by rule from its definition: a rule keeps a snapshot that is
// the newest good one of its period if fewer than so many later periods have one.
func oracle(p *Policy, all []Snapshot, now time.Time) (kept []string) {
	var good []Snapshot
	for _, s := range all {
		if len(s.Manifest.Marks) == 0 && !s.Time.After(now.Add(time.Hour)) {
			good = append(good, s)
		}
	}
	periods := func(layout func(time.Time) string, most int, i int) bool {
		later := map[string]bool{}
		for _, s := range good[i+1:] {
			later[layout(s.Time)] = true
		}
		return !later[layout(good[i].Time)] && len(later) < most
	}
	for i, s := range good {
		week := func(t time.Time) string { // of the Monday that begins it
			return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format(time.DateOnly)
		}
		form := func(layout string) func(time.Time) string {
			return func(t time.Time) string { return t.Format(layout) }
		}
		if i == len(good)-1 || len(good)-i <= p.Last || periods(form("2006-01-02"), p.Daily, i) || periods(week, p.Weekly, i) ||
			periods(form("2006-01"), p.Monthly, i) || periods(form("2006"), p.Yearly, i) || !s.Time.Before(good[len(good)-1].Time.Add(-p.Within)) && p.Within > 0 {
			kept = append(kept, s.Name)
		}
	}
	marked := 0
	for _, s := range slices.Backward(all) {
		if s.Time.After(now.Add(time.Hour)) {
			kept = append(kept, s.Name)
		} else if len(s.Manifest.Marks) > 0 {
			if marked++; marked <= p.Marked {
				kept = append(kept, s.Name)
			}
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// TestRetentionOf400Days backs up every night by the clock of a place with daylight saving, with
// days left out, runs that fail, a clock that goes back, and one that was a year ahead for a day.
// Each run prunes the folder, which must leave what the oracle keeps.
func TestRetentionOf400Days(t *testing.T) {
	for seed := range uint64(8) {
		for _, zone := range []string{"UTC", "Europe/Berlin", "Australia/Lord_Howe"} {
			place, err := time.LoadLocation(zone)
			if err != nil {
				t.Skip(err)
			}
			random := rand.New(rand.NewPCG(seed, 1))
			p := Policy{Last: random.IntN(4), Daily: random.IntN(10), Weekly: random.IntN(6), Monthly: 1 + random.IntN(12), Yearly: random.IntN(3), Marked: random.IntN(8)}
			if seed%4 == 0 {
				p.Within = time.Duration(random.IntN(20)) * 24 * time.Hour
			}
			simulate(t, fmt.Sprintf("seed %d in %s", seed, zone), &p, random, place)
		}
	}
}

func simulate(t *testing.T, name string, p *Policy, random *rand.Rand, place *time.Location) {
	t.Helper()
	var all []Snapshot
	for day := range 400 {
		now := time.Date(2026, 1, 1+day, 2, 30, random.IntN(60), 0, place)
		switch {
		case day%97 == 50:
			now = now.AddDate(1, 0, 0) // ahead
		case day%61 == 40:
			now = now.Add(-50 * time.Hour) // back
		case random.IntN(6) == 0:
			continue
		}
		var marks []Mark
		if random.IntN(5) == 0 {
			marks = []Mark{Unverified}
		}
		all = append(all, at(now, marks...))
		slices.SortFunc(all, func(a, b Snapshot) int { return a.Time.Compare(b.Time) })
		var kept []string
		var left []Snapshot
		for _, d := range p.Decide(all, now) {
			if d.Keep {
				kept, left = append(kept, d.Snapshot.Name), append(left, d.Snapshot)
			}
		}
		if want := oracle(p, all, now); !slices.Equal(kept, want) {
			t.Fatalf("%s, day %d, %+v: kept\n%v, want\n%v", name, day, *p, kept, want)
		}
		all = left
	}
}

// TestFailingDaysCostNothingGood lets 52 runs in a row fail: every good snapshot that the policy kept
// before is still there.
func TestFailingDaysCostNothingGood(t *testing.T) {
	p := Policy{Last: 1, Daily: 3, Weekly: 2, Within: 72 * time.Hour, Marked: 7}
	start := time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)
	var all []Snapshot
	for day := range 5 {
		all = append(all, at(start.AddDate(0, 0, day)))
	}
	prune := func(now time.Time) (good, marked int) {
		var left []Snapshot
		for _, d := range p.Decide(all, now) {
			if !d.Keep {
				continue
			}
			if left = append(left, d.Snapshot); d.Snapshot.Good() {
				good++
			} else {
				marked++
			}
		}
		all = left
		return good, marked
	}
	before, _ := prune(start.AddDate(0, 0, 4))
	for day := range 52 {
		now := start.AddDate(0, 0, 5+day)
		all = append(all, at(now, Shrunken))
		if good, marked := prune(now); good != before || marked != min(day+1, 7) {
			t.Fatalf("after %d failing days %d good ones and %d marked ones are left, want %d and %d", day+1, good, marked, before, min(day+1, 7))
		}
	}
}

func TestEmptyPolicyKeepsAll(t *testing.T) {
	var all []Snapshot
	for day := range 30 {
		all = append(all, at(time.Date(2026, 3, 1+day, 3, 0, 0, 0, time.UTC)))
	}
	for _, p := range []Policy{{}, {Daily: -1}, {Last: -5, Within: -time.Hour}} {
		for _, d := range p.Decide(all, all[29].Time) {
			if !d.Keep {
				t.Errorf("%+v removes %s", p, d.Snapshot.Name)
			}
		}
	}
}
