package check

import (
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/compound"
	"github.com/leadferry/leadferry/lead"
)

// readNested takes the text out of a name, e-mail or phone that is a list or an object of JSON: the only one of a list, the first usable one of e-mails or
// phones, the joined parts of a name. Any other e-mail or phone is refused as what it is not.
func (o *one) readNested() {
	for _, c := range []lead.Column{lead.Name, lead.Email, lead.Phone} {
		cell := &o.row.Cells.Base[c]
		if *cell == "" || (*cell)[0] != '{' && (*cell)[0] != '[' {
			continue
		}
		text, is := compound.Texts(*cell)
		if !is {
			text, is = compound.ObjectTexts(*cell, c)
		}
		if !is && c == lead.Name {
			text = make([]string, 1)
			text[0], is = o.names.Join(*cell)
		}
		switch {
		case is && (len(text) < 2 || c != lead.Name):
			*cell = strings.Join(text, " "+contact.ListSign+" ")
		case c == lead.Name && json.Unmarshal([]byte(*cell), new(any)) == nil:
			header := o.headerOf(c)
			o.add(c.String(), "nested", *cell, "the cell is a list or an object of JSON, and it is not clear which text in it is the name",
				"write that text into the cell, or "+columns.MapFlag([]string{header}, lead.AttributePrefix+header)+" keeps the whole as a custom attribute")
		}
	}
}
