package check

import (
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// Differing says in which rows one of several columns of a field holds something else than the one that is taken.
type Differing struct {
	Rows   int
	First  int             // the first of these rows
	Column *columns.Column // whose cell differs there
}

// noteOther notes a column that holds another e-mail or phone than the one that is taken.
func (o *one) noteOther(l *leftOver, email string, phone contact.Phone) {
	if l.listed || l.column.Use != columns.Written {
		return
	}
	differ, place := false, 0
	if l.field == lead.Email.String() {
		differ = email != "" && o.email != "" && !strings.EqualFold(email, o.email)
	} else {
		a, b := strings.TrimLeft(phone.Number, "0"), strings.TrimLeft(o.phone.Number, "0") // one may name no country
		differ, place = a != "" && b != "" && !strings.HasSuffix(a, b) && !strings.HasSuffix(b, a), 1
	}
	if differ && o.other[place] == nil {
		o.other[place] = l.column
	}
}

// countOthers adds what was noted of a row.
func (o *one) countOthers() {
	for _, c := range o.other {
		if c == nil {
			continue
		}
		if o.Differing == nil {
			o.pass.Differing = map[string]Differing{}
		}
		d := o.Differing[c.Field]
		if d.Rows++; d.Rows == 1 {
			d.First, d.Column = o.row.Number, c
		}
		o.Differing[c.Field] = d
	}
}
