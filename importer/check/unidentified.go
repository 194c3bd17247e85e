package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/lead"
)

// unidentified says why a row without identities means no lead, unless a flaw of its e-mail or phone
// says it already.
func (o *one) unidentified() {
	isFlawed := func(f live.Field) bool {
		return f == live.Email && o.emailFlaw != nil || f == live.Phone && o.phoneFlaw != nil
	}
	if slices.ContainsFunc(o.options.IDFrom, isFlawed) {
		return
	}
	var b strings.Builder
	b.WriteString("this row cannot be matched to a lead: it has no uuid")
	fix := "fill in one of them; or, if another column has it, name that column email or phone"
	if c := o.emailElsewhere(); c != nil {
		fix = fmt.Sprintf("column %s holds an e-mail; if it is the lead's: %s", columns.Quoted(c.Header), columns.MapFlag(append(o.Mapping.Sharing(lead.Email.String()), c.Header), lead.Email.String()))
	} else if !o.hasIdentity() {
		fix = "add a column email or phone and fill it in; or, if a column holds one of them, say which with --map \"HEADER=email\""
	}
	blank := true
	for _, f := range o.options.IDFrom {
		switch {
		case f == live.Email:
			b.WriteString(", no e-mail")
		case o.row.Cells.Base[lead.Phone] == "":
			b.WriteString(", no phone")
		default:
			b.WriteString(", and its " + noCountry)
			code, _ := contact.ParseDialCode(o.hints.Example)
			written := "write the number with its country code: " + code + " ..."
			fix, blank = "give the country of such phones, as in --dial-code "+o.hints.Example+", or "+written, false
			switch {
			case o.lostPlus():
				fix = withCodeFix + "; or " + fix
			case o.stated:
				fix = o.countryFix() + "; or " + written
			}
		}
	}
	o.add("", codeNobody, "", b.String(), fix)
	o.lost = blank
}

// hasIdentity reports whether a column of the file could say whom a row means.
func (o *one) hasIdentity() bool {
	_, known := o.Mapping.Source(lead.UUID.String())
	return known || slices.ContainsFunc(o.options.IDFrom, func(f live.Field) bool {
		_, known := o.Mapping.Source(string(f))
		return known
	})
}

// emailElsewhere returns a column without a meaning in which the row has an e-mail, nil for none. Those of one's own people
// are none of the lead.
func (o *one) emailElsewhere() *columns.Column {
	if !slices.Contains(o.options.IDFrom, live.Email) {
		return nil
	}
	all := o.Mapping.Columns()
	for i := range o.cells.Dynamic {
		cell := &o.cells.Dynamic[i]
		at := slices.IndexFunc(all, func(c columns.Column) bool {
			return c.Use == columns.Attribute && c.How == columns.Unknown && c.Field == cell.Column
		})
		if at < 0 || all[at].Staff || !strings.Contains(cell.Value, "@") {
			continue
		}
		if email, flaw := contact.ParseEmail(cell.Value); flaw == nil && email != "" {
			return &all[at]
		}
	}
	return nil
}
