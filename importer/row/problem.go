package row

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Problem is what is wrong with a cell, or with a row as a whole.
type Problem struct {
	Code   string `json:"code"`            // stable, for scripts and for grouping
	Column string `json:"column,omitzero"` // its header in the input, "" for the whole row
	Letter string `json:"letter,omitzero"` // of the column in a spreadsheet, "" for none
	Value  string `json:"value,omitzero"`  // the cell, shortened; of a whole row, a detail
	Text   string `json:"text"`            // what is wrong, for people
	Fix    string `json:"fix,omitzero"`
	Ways   string `json:"-"` // flags that end it for this row, with what they do, each behind "; or "
	Cell   string `json:"-"` // what to do in the cell, if Fix is about the command line; for files of people
}

// The codes that the rooms above look for.
const (
	CodeConflict       = "conflict"             // a field of the lead changed after the plan was made
	CodeGone           = "gone"                 // the lead no longer exists
	CodeKept           = "kept"                 // an undo keeps a field that changed after the import
	CodeCreated        = "created-lead"         // an undo cannot delete a lead
	CodePerhapsCreated = "perhaps-created-lead" // the same, and the import was stopped while it made it
	CodeUnverified     = "unverified"           // it may be there: the listing was not proved complete
	CodeFiltered       = "filtered"             // the filter does not choose the lead
	CodeAnotherPerson  = "another-person"       // the row means a lead that may be someone else
)

// unchanged is the problem of a row that the live lead has already.
func unchanged() Problem {
	return Problem{Code: "unchanged", Text: "the lead already has these values"}
}

// NothingToWrite is the problem of a row without a cell to write.
func NothingToWrite() Problem {
	return Problem{Code: "nothing-to-write", Text: "no cell of this row changes anything"}
}

// Filtered is the problem of a row whose lead is not among those that were chosen.
func Filtered() Problem {
	return Problem{Code: CodeFiltered, Text: "the filter does not choose this lead"}
}

// String says it all in one line, for the report.
func (p *Problem) String() string {
	switch {
	case p.Column != "" && p.Value == "":
		return fmt.Sprintf("%s: %s", p.Column, p.Text)
	case p.Column != "":
		return fmt.Sprintf("%s: %s (%s)", p.Column, p.Text, quoted(Clip(p.Value, 60)))
	case p.Value != "":
		return fmt.Sprintf("%s (%s)", p.Text, p.Value)
	}
	return p.Text
}

// Clip shortens a text to n characters.
func Clip(text string, n int) string {
	count := 0
	for i := range text {
		if count == n {
			return text[:i] + "..."
		}
		count++
	}
	return text
}

// Shown returns the value as a sentence shows it.
func (p *Problem) Shown() string {
	value := Clip(p.Value, 40)
	if p.Column == "" {
		return value
	}
	return quoted(value)
}

// quoted puts a text in quotes for people: a backslash in it means itself, if that is clear.
func quoted(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r == '"' || !unicode.IsPrint(r) }) {
		return strconv.Quote(text)
	}
	return `"` + text + `"`
}

// Masked returns the value as a log may show it: enough to recognise it beside the file, and too
// little to give away an address or a phone, unless it cannot be one.
func (p *Problem) Masked() string {
	if p.Column == "" || slices.Contains([]string{"status", "uuid-shape", "dial-code-unknown", "tag-comma", "cell-error"}, p.Code) {
		return p.Shown()
	}
	hidden := *p
	hidden.Value = p.hidden()
	return hidden.Shown()
}

// Hidden is Masked for a table, without quotes around the value.
func (p *Problem) Hidden() string { return Clip(p.hidden(), 40) }

func (p *Problem) hidden() string {
	shown := 0
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if shown++; shown > 2 {
				return '*'
			}
		}
		return r
	}, p.Value)
}

// The longest texts that a report repeats, in characters.
const (
	MaxKey  = 200
	MaxText = 100_000
)

// Explain puts the problems of a row into one text each: what is wrong, and the fix.
func (r *Row) Explain() (what, fix string) {
	return r.explain(func(p *Problem) string { return p.Fix + p.Ways })
}

// FixInCells is the fix of Explain for people who edit the row, without flags where that can be.
func (r *Row) FixInCells() string {
	_, fix := r.explain((*Problem).InCell)
	return fix
}

// InCell is what to do in the cell, else the fix.
func (p *Problem) InCell() string { return cmp.Or(p.Cell, p.Fix) }

func (r *Row) explain(fixOf func(*Problem) string) (what, fix string) {
	problems := r.Problems
	if r.Outcome == Unchanged {
		problems = []Problem{unchanged()}
	}
	const most = 50 // more are no help, and a record of the journal has an end
	var texts, fixes []string
	for i := range problems[:min(len(problems), most)] {
		texts = append(texts, problems[i].String())
		if f := fixOf(&problems[i]); f != "" {
			fixes = append(fixes, f)
		}
	}
	if more := len(problems) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more problems", more))
	}
	what, fix = Clip(strings.Join(texts, "; "), MaxText), Clip(strings.Join(fixes, "; "), MaxText)
	if r.Later > 0 {
		later := fmt.Sprintf("row %d", r.Later)
		if r.Sheet != "" {
			later = "another row"
		}
		fix += fmt.Sprintf("; but %s is the same lead and comes later: sending this one now would replace newer values", later)
	}
	return what, fix
}

// Code returns the code of the first problem, "" if there is none.
func (r *Row) Code() string {
	if r.Outcome == Unchanged {
		return unchanged().Code
	}
	if len(r.Problems) == 0 {
		return ""
	}
	return r.Problems[0].Code
}
