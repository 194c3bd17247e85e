package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// judge says what the cells of a row are worth. It implements columns.Judge.
type judge struct {
	*one
	ours bool // the row comes from an export of ours: its cells are what they are
	odd  []oddCell
}

// oddCell is a cell that is no value of its field, which has several columns.
type oddCell struct {
	column *columns.Column
	cell   string
	flaw   *problem.Problem
}

// IsBlank reports whether a cell stands for an empty one: as the user says, else if a name, e-mail or phone
// is what programs write for none, which is noted.
func (j *judge) IsBlank(c *columns.Column, cell string) bool {
	if !j.ours && cell != "" && j.isNoName(c, cell) {
		return true
	}
	if j.ours || len(cell) > columns.LongestPlaceholder || cell == "" || !j.nullStarts[cell[0]] {
		return false
	}
	usual := j.options.Null == nil
	if usual && (len(cell) > len("not available")+2 || !c.IsPersonal() && !c.IsStatus()) {
		return false
	}
	if !slices.Contains(j.null, strings.ToLower(columns.Trimmed(cell))) {
		return false
	}
	switch {
	case usual && c.IsStatus():
		if !columns.IsNoStatus(cell) || j.options.StatusMap.Has(cell) {
			return false
		}
		j.warn(j.at(c, row.Problem{
			Code: "no-status", Value: cell, Text: "the status is taken as empty: programs write this for none",
			Fix: "if it means one, say which: " + columns.Flag("map-status", cell+"=OPEN") + ", or one of " + strings.Join(lead.Statuses(), ", "),
		}))
	case !usual && !c.IsPersonal():
		j.warn(j.at(c, row.Problem{
			Code: "null", Value: cell, Text: "the cell is taken as empty, as --null says of every column", Fix: "leave the text out of --null if this column means it",
		}))
	case usual:
		j.warn(j.at(c, row.Problem{
			Code: codePlaceholder, Value: cell, Text: "the cell is taken as empty: programs write this for none",
			Fix: "--null \"n/a,NULL\" names what stands for none in every column; --null \"\" takes all texts as they stand",
		}))
	}
	return true
}

// starts returns the bytes that a cell which stands for none may begin with, blanks among them.
func starts(null []string) (all [256]bool) {
	for b := range all {
		all[b] = b <= ' ' || b >= utf8.RuneSelf
	}
	for _, text := range null {
		if text != "" {
			all[text[0]], all[strings.ToUpper(text)[0]] = true, true
		}
	}
	return all
}

// Suits reports whether a cell can be the e-mail, phone, picture or agent of its row, where several columns
// hold one.
func (j *judge) Suits(c *columns.Column, cell string) bool {
	switch c.Field {
	case lead.Picture.String():
		return isURL(columns.Trimmed(cell))
	case lead.AgentID.String():
		return isAgentID(columns.Trimmed(cell))
	}
	if j.listed(c.Field, cell) != nil {
		return true // its first value may be one
	}
	flaw := j.flawIn(c.Field, cell)
	if flaw != nil {
		j.odd = append(j.odd, oddCell{c, cell, flaw})
	}
	return flaw == nil
}

// Take notes which of several columns a field comes from.
func (j *judge) Take(c *columns.Column) {
	if j.taken == nil {
		j.taken = map[string]*columns.Column{}
	}
	j.taken[c.Field] = c
}

// Prefer notes a phone that is taken since the row calls it a mobile one.
func (j *judge) Prefer(c *columns.Column, kinds string) {
	first := j.Mapping.Sharing(lead.Phone.String())[:1]
	j.warn(j.at(c, row.Problem{
		Code: "phone-by-kind", Text: fmt.Sprintf("this phone is taken before that of %q, as column %q says that it is the mobile one", first[0], kinds),
		Fix: columns.MapFlag(first, lead.Phone.String()) + " looks at that column alone",
	}))
}

// Refuse notes a number that the row calls one of a fax machine.
func (j *judge) Refuse(c *columns.Column, kinds, cell string) {
	j.warn(j.at(c, row.Problem{
		Code: "phone-fax", Value: cell, Text: fmt.Sprintf("column %q says that this is a fax machine: the number becomes a custom attribute", kinds),
		Fix: "if it is a phone, empty the cell that says so",
	}))
}

// Leave notes a cell that may be a spare e-mail or phone of its row.
func (j *judge) Leave(c *columns.Column, field, cell string) {
	if j.ours || field != lead.Email.String() && field != lead.Phone.String() {
		return
	}
	values := j.listed(field, cell)
	if values == nil {
		values = []string{cell}
	}
	for _, value := range values {
		j.left = append(j.left, leftOver{column: c, field: field, cell: value})
	}
}

// tellOdd notes cells that are no value of their field, where another column has one.
func (j *judge) tellOdd() {
	for _, o := range j.odd {
		if j.taken[o.column.Field] != o.column {
			j.warn(j.at(o.column, row.Problem{
				Code: o.flaw.Code, Value: o.cell, Text: o.flaw.Text + "; that of another column is taken", Fix: j.fixOf(o.flaw),
			}))
		}
	}
}

// at places a problem in a column.
func (p *pass) at(c *columns.Column, of row.Problem) row.Problem {
	of.Column, of.Value = c.Header, row.Clip(of.Value, 200)
	if p.letters {
		of.Letter = sheet.ColumnLetters(c.Index)
	}
	return of
}
