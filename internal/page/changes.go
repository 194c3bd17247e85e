package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/sheet"
)

// changes is the table of what rows change.
type changes struct {
	Title, Note  string
	Search, Text string // where all rows can be searched, if these are not all, and for what they were
	Lines        []change
}

// change is a field that changes in a row, or a row in which none does.
type change struct {
	Row                 string // its place
	Name, Outcome, Kind string
	Field, Earlier, New string
}

const (
	maxChanges = 10_000 // lines of a page that is a file
	maxServed  = 200    // and of one that can search all rows
	maxCell    = 300    // characters of a value that are shown
)

// ofChanges takes the first changes, with what became of their rows.
func (v *importView) ofChanges(ctx context.Context, i *Import) error {
	c, most, rest := &v.Changes, maxChanges, "all of them are in "+importer.TableFile+"."
	if i.Search != "" {
		most, rest = maxServed, "search finds the others, too."
	}
	c.Title = "Every row"
	planned := i.Planned != nil || i.Summary != nil && i.Summary.Plan != nil
	outcomes, stop := outcomesOf(i.Results)
	defer stop()
	take := func(wanted func(row.Outcome) bool) error {
		for r, err := range i.Rows.Rows.All(ctx) {
			if err != nil {
				return err
			}
			outcome := r.Outcome
			if !planned {
				if outcome, err = outcomes(r); err != nil {
					return err
				}
			}
			if !wanted(outcome) {
				continue
			}
			for _, line := range linesOf(r, outcome, planned) {
				c.Lines = append(c.Lines, line.clipped())
			}
			if len(c.Lines) > most {
				c.Lines, c.Search = c.Lines[:most], i.Search
				c.Note = fmt.Sprintf("The first %s lines; %s", screen.Thousands(most), rest)
				return nil
			}
		}
		return nil
	}
	if !planned {
		return take(func(row.Outcome) bool { return true })
	}
	c.Title += ", those that change something or cannot be sent first"
	if err := take(matters); err != nil || c.Note != "" {
		return err
	}
	return take(func(o row.Outcome) bool { return !matters(o) })
}

// matters reports whether a planned row does something, or cannot.
func matters(o row.Outcome) bool { return o != row.Unchanged && o != row.Skipped }

// Found is what a search in the rows of a plan shows.
type Found struct {
	Plan   io.Reader // its file
	Text   string    // that a line holds, in whatever case
	Search string    // the address that searches
}

// WriteBody writes what a page of another frame shows. It keeps no more rows than it shows.
func (f *Found) WriteBody(ctx context.Context, w io.Writer) error {
	c := changes{Title: "Rows found", Search: f.Search, Text: f.Text}
	all, wanted := 0, strings.ToLower(f.Text)
	for r, err := range plan.Rows(ctx, f.Plan) {
		if err != nil {
			return err
		}
		for _, line := range linesOf(r, r.Outcome, true) {
			if !line.holds(wanted) {
				continue
			}
			if all++; all <= maxServed {
				c.Lines = append(c.Lines, line.clipped())
			}
		}
	}
	c.Note = screen.CountOf(all, "line holds", "lines hold") + " this text."
	if all > maxServed {
		c.Note += fmt.Sprintf(" These are the first %d.", maxServed)
	}
	return writePart(w, "import.html", "changes", &c)
}

// linesOf are a line for each field that a row changes, or one. Of a plan they say what would be.
func linesOf(r *row.Row, outcome row.Outcome, planned bool) (lines []change) {
	line := change{Row: r.Place(), Name: r.Name, Outcome: outcome.String(), Kind: kindOf(outcome)}
	if planned && (outcome == row.Created || outcome == row.Updated) {
		line.Outcome = "would be " + line.Outcome
	}
	if len(r.Changes) == 0 {
		return []change{line}
	}
	for _, c := range r.Changes {
		line.Field, line.Earlier, line.New = InWords(c.Field), c.Old, c.New
		lines = append(lines, line)
	}
	return lines
}

// holds reports whether a cell of the line holds a text in small letters.
func (c *change) holds(text string) bool {
	cells := []string{c.Row, c.Name, c.Outcome, c.Field, c.Earlier, c.New}
	return slices.ContainsFunc(cells, func(cell string) bool { return strings.Contains(strings.ToLower(cell), text) })
}

// clipped is the line with values that fit a page.
func (c change) clipped() change {
	c.Earlier, c.New = screen.Clip(c.Earlier, maxCell), screen.Clip(c.New, maxCell)
	return c
}

func kindOf(o row.Outcome) string {
	switch o {
	case row.Upserted, row.Created:
		return "good"
	case row.Updated:
		return "changed"
	case row.Rejected, row.Failed:
		return "bad"
	}
	return "same"
}

// outcomesOf returns a function that tells what became of a row, to be asked in the order of the rows,
// and one that ends the reading.
func outcomesOf(file io.Reader) (outcome func(*row.Row) (row.Outcome, error), stop func()) {
	next, stop := iter.Pull2(sheet.ReadTable[results.Result](file))
	outcome = func(of *row.Row) (row.Outcome, error) {
		r, err, ok := next()
		if err == nil && (!ok || r.Row != of.InSheet()) {
			err = errors.New("the results do not fit the rows")
		}
		if err != nil {
			return 0, err
		}
		return r.Outcome, nil
	}
	return outcome, stop
}
