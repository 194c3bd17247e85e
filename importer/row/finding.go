package row

import (
	"slices"
	"strings"
)

// Finding is one cause that came up in one column, and the rows that have it.
type Finding struct {
	Problem          // of the first row, without its value
	Count   int      `json:"count"`           // rows
	Ranges  []Range  `json:"rows"`            // the first of them
	Sheets  []string `json:"sheets,omitzero"` // of each of Ranges, which then count there; set by Placed
	Samples []string `json:"samples"`         // values, cut
	masked  []string // the same, as Problem.Masked has them
	last    int
	more    bool // there are more ranges than are kept
}

// Range is a run of rows, from and to, as a spreadsheet counts.
type Range [2]int

const (
	maxFindings = 200 // causes that are told apart; the rest are one
	maxRanges   = 100 // of a finding, a bound on memory
	maxSamples  = 3   // values of a finding
)

// sample keeps a value that looks unlike those before.
func (f *Finding) sample(p *Problem) {
	const enough = 200 // rows looked at
	if p.Value == "" || len(f.Samples) == maxSamples || f.Count > enough {
		return
	}
	if masked := p.Masked(); !slices.Contains(f.masked, masked) {
		f.Samples, f.masked = append(f.Samples, p.Shown()), append(f.masked, masked)
	}
}

// Placed returns the finding with its rows as their sheets number them. place returns the sheet of a row, "" where there
// is but one, and the number there.
func (f Finding) Placed(place func(number int) (sheet string, row int)) Finding {
	ranges := f.Ranges
	f.Ranges = nil
	for _, x := range ranges {
		sheet, first := place(x[0])
		_, last := place(x[1])
		if f.Ranges = append(f.Ranges, Range{first, last}); sheet != "" {
			f.Sheets = append(f.Sheets, sheet)
		}
	}
	return f
}

// Masked returns the samples as Problem.Masked has them.
func (f *Finding) Masked() []string { return f.masked }

func (f *Finding) add(number int, p *Problem) {
	if f.last == number {
		return // the same row again
	}
	f.last = number
	f.Count++
	if !strings.HasSuffix(f.Fix, p.Ways) {
		f.addWays(p.Ways)
	}
	f.sample(p)
	if n := len(f.Ranges); n > 0 && f.Ranges[n-1][1] >= number-1 && !f.more {
		f.Ranges[n-1][1] = number
		return
	}
	if len(f.Ranges) == maxRanges {
		f.more = true
		return
	}
	f.Ranges = append(f.Ranges, Range{number, number})
}

// addWays adds those to the fix that it lacks.
func (f *Finding) addWays(ways string) {
	for way := range strings.SplitSeq(strings.TrimPrefix(ways, NextWay), NextWay) {
		if !strings.Contains(f.Fix, way) {
			f.Fix += NextWay + way
		}
	}
}

// NextWay stands before each of several ways.
const NextWay = "; or "

// Findings groups problems by cause and column, in the order in which they came up. The zero value is
// ready.
type Findings struct {
	list  []*Finding
	index map[string]*Finding
}

// Add notes a problem of a row. Rows come in ascending order.
func (f *Findings) Add(number int, p *Problem) {
	f.AddAs(strings.Join([]string{p.Code, p.Column, p.Text, p.Fix}, "\x00"), number, p)
}

// AddAs is Add for problems that the key tells apart.
func (f *Findings) AddAs(key string, number int, p *Problem) {
	found, ok := f.index[key]
	if !ok && len(f.list) >= maxFindings {
		key, p = "", &Problem{Code: "other", Text: "other problems: see the report"}
		found, ok = f.index[key]
	}
	if !ok {
		if f.index == nil {
			f.index = make(map[string]*Finding)
		}
		found = &Finding{Problem: *p}
		found.Value = ""
		f.index[key] = found
		f.list = append(f.list, found)
	}
	found.add(number, p)
}

// All returns the findings, the most frequent last: what is printed last is read first.
func (f *Findings) All() []Finding {
	all := make([]Finding, len(f.list))
	for i, found := range f.list {
		all[i] = *found
	}
	slices.SortStableFunc(all, func(a, b Finding) int { return a.Count - b.Count })
	return all
}
