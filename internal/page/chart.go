package page

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/leadferry/leadferry/internal/screen"
)

// Part is a part of a bar.
type Part struct {
	Figure
	X, Width float64 // in percent
}

// bar divides a bar among the figures. What is not 0 can be seen.
func bar(all []Figure) (parts []Part) {
	total := 0
	for _, f := range all {
		total += f.Value
	}
	const least = 1.0
	x := 0.0
	for _, f := range all {
		if f.Value <= 0 {
			continue
		}
		parts = append(parts, Part{Figure: f, Width: max(least, 100*float64(f.Value)/float64(total))})
	}
	sum := 0.0
	for _, p := range parts {
		sum += p.Width
	}
	for i := range parts {
		parts[i].Width *= 100 / sum
		parts[i].X = x
		x += parts[i].Width
	}
	return parts
}

// Line is a series of values over time or over an order, drawn from left to right.
type Line struct {
	Label string
	Kind  string // the class of the line
	X, Y  []float64
}

// Chart is a picture of one or more lines with one scale.
type Chart struct {
	Title, Unit string
	From, To    string // what the ends of the horizontal axis say
	Lines       []Line
}

// The inside of a chart, in its own units.
const chartWidth, chartHeight = 600.0, 160.0

// Top is the value at the upper edge: a round one, not under any value.
func (c *Chart) Top() float64 {
	most := 0.0
	for _, l := range c.Lines {
		for _, y := range l.Y {
			most = max(most, y)
		}
	}
	if most <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(most)))
	for _, step := range []float64{1, 2, 5, 10} {
		if step*unit >= most {
			return step * unit
		}
	}
	return most
}

// TopText writes the value at the upper edge.
func (c *Chart) TopText() string { return number(c.Top()) }

func number(v float64) string {
	if v >= 1000 && v == math.Trunc(v) {
		return screen.Thousands(int(v))
	}
	if v < 0.1 {
		return fmt.Sprintf("%.2g", v)
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
}

// Path is the way of a line through the picture.
func (c *Chart) Path(l Line) template.HTMLAttr {
	first, last := c.span()
	var b strings.Builder
	top, step := c.Top(), "M"
	for i, x := range l.X {
		if x -= first; last > first {
			x /= last - first
		}
		fmt.Fprintf(&b, "%s%.1f %.1f", step, x*chartWidth, chartHeight*(1-l.Y[i]/top))
		step = "L"
	}
	return template.HTMLAttr(`d="` + b.String() + `"`) //nolint:gosec // only numbers
}

// span is the range of the horizontal axis.
func (c *Chart) span() (first, last float64) {
	first, last = math.Inf(1), math.Inf(-1)
	for _, l := range c.Lines {
		for _, x := range l.X {
			first, last = min(first, x), max(last, x)
		}
	}
	return first, last
}

// Share is a line of a chart of bars.
type Share struct {
	Label string
	Value int
	Width float64 // in percent of the widest
}

// shares draws values in their order, the widest with all the room there is.
func shares(all []Share) []Share {
	most := 0
	for _, s := range all {
		most = max(most, s.Value)
	}
	for i := range all {
		if most > 0 {
			all[i].Width = 100 * float64(all[i].Value) / float64(most)
		}
	}
	return all
}
