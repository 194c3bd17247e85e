package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Problem is what is wrong with a cell, or with a row as a whole.
type Problem struct {
	Code   string `json:"code"`            // stable, for scripts and for grouping
	Column string `json:"column,omitzero"` // its header in the input, "" for the whole row
	Letter string `json:"letter,omitzero"` // what a spreadsheet calls that column, "" for none
	Value  string `json:"value,omitzero"`  // the cell, shortened, which may be somebody's address or phone; of a whole row, what else there is to say
	Text   string `json:"text"`            // what is wrong, for people
	Fix    string `json:"fix,omitzero"`    // how to mend it
}

// String says it all in one line, for the report.
func (p *Problem) String() string {
	switch {
	case p.Column != "":
		return fmt.Sprintf("%s: %s (%q)", p.Column, p.Text, clip(p.Value, 60))
	case p.Value != "":
		return fmt.Sprintf("%s (%s)", p.Text, p.Value)
	}
	return p.Text
}

// clip shortens a text to n characters.
func clip(text string, n int) string {
	count := 0
	for i := range text {
		if count == n {
			return text[:i] + "..."
		}
		count++
	}
	return text
}

// Shown is the value as a screen may show it: enough of it to recognise it beside the file, and not enough to be anybody's address or
// phone, unless it cannot be that.
func (p *Problem) Shown() string {
	value := clip(p.Value, 40)
	switch {
	case p.Column == "":
		return value
	case slices.Contains([]string{"status", "uuid-shape", "dial-code-unknown", "tag-comma"}, p.Code):
		return fmt.Sprintf("%q", value)
	}
	shown := 0
	return fmt.Sprintf("%q", strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if shown++; shown > 2 {
				return '*'
			}
		}
		return r
	}, value))
}

// Range is a run of rows, as a spreadsheet counts.
type Range struct{ From, To int }

// Finding is one cause that came up in one column, and where.
type Finding struct {
	Problem         // of the first row
	Count   int     // rows
	Ranges  []Range // the first of them
	More    bool    // there are more ranges than are kept
	last    int
	samples []string
}

// maxSamples is how many values of a finding are shown.
const maxSamples = 3

// Samples returns a few values, as a screen may show them.
func (f *Finding) Samples() []string { return slices.Clone(f.samples) }

// sample keeps a value that looks unlike those before.
func (f *Finding) sample(p *Problem) {
	const enough = 200 // rows looked at
	if p.Value == "" || len(f.samples) == maxSamples || f.Count > enough {
		return
	}
	if shown := p.Shown(); !slices.Contains(f.samples, shown) {
		f.samples = append(f.samples, shown)
	}
}

// maxRanges is how many ranges of a finding are kept: more than anybody reads, and a bound on memory.
const maxRanges = 100

// add notes one more row; rows come in ascending order.
func (f *Finding) add(number int, p *Problem) {
	if f.last == number {
		return // the same row again
	}
	f.last = number
	f.Count++
	f.sample(p)
	if n := len(f.Ranges); n > 0 && f.Ranges[n-1].To >= number-1 && !f.More {
		f.Ranges[n-1].To = number
		return
	}
	if len(f.Ranges) == maxRanges {
		f.More = true
		return
	}
	f.Ranges = append(f.Ranges, Range{number, number})
}

// Findings groups problems by cause and column, in the order in which they came up. The zero value is ready.
type Findings struct {
	list  []*Finding
	index map[string]*Finding
}

// maxFindings is how many causes are told apart; the rest are one.
const maxFindings = 200

// add notes a problem of a row; rows come in ascending order.
func (f *Findings) add(number int, p *Problem) { f.addAs(p.Code+"\x00"+p.Column, number, p) }

// addAs is add for problems that the key tells apart.
func (f *Findings) addAs(key string, number int, p *Problem) {
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
