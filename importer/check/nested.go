package check

import (
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// nested reads names, e-mails and phones that are JSON lists or objects. It is safe for concurrent use.
type nested struct {
	shapes sync.Map // the *columns.Mapping of each set of members: it takes a while to find
}

// readNested takes the text out of such a cell: the only one of a list, the first usable one of e-mails or
// phones, the joined parts of a name. Any other e-mail or phone is refused as what it is not.
func (o *one) readNested() {
	for _, c := range []lead.Column{lead.Name, lead.Email, lead.Phone} {
		cell := &o.row.Cells.Base[c]
		if *cell == "" || (*cell)[0] != '{' && (*cell)[0] != '[' {
			continue
		}
		text, is := textsIn(*cell)
		if !is {
			text, is = objectTexts(*cell, c)
		}
		if !is && c == lead.Name {
			text, is = o.nested.name(*cell)
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

// textsIn returns the texts of a list; ok is false for anything else.
func textsIn(cell string) (texts []string, ok bool) {
	if cell == "{}" {
		return nil, true
	}
	ok = json.Unmarshal([]byte(cell), &texts) == nil
	return slices.DeleteFunc(texts, func(s string) bool { return columns.Trimmed(s) == "" }), ok
}

// name joins the parts of a name that an object has.
func (n *nested) name(cell string) (name []string, ok bool) {
	var parts map[string]string
	if json.Unmarshal([]byte(cell), &parts) != nil {
		return nil, false
	}
	var in lead.Row
	var header []string
	for key, text := range parts {
		header = append(header, memberHeader(key))
		in.Dynamic = append(in.Dynamic, lead.Cell{Column: memberHeader(key), Value: text})
	}
	slices.Sort(header)
	shape := strings.Join(header, "\x00")
	m, known := n.shapes.Load(shape)
	if !known {
		mapping, err := columns.Map(header, nil)
		if err != nil {
			return nil, false
		}
		m, _ = n.shapes.LoadOrStore(shape, mapping)
	}
	out := m.(*columns.Mapping).Row(&in, nil)
	if out.Base[lead.Name] == "" {
		return nil, false
	}
	return []string{out.Base[lead.Name]}, true
}

// memberHeader returns a member of a name as the header of a column would say it.
func memberHeader(key string) string {
	if slices.Contains([]string{"first", "given", "middle", "last", "family"}, strings.ToLower(key)) {
		return key + " name"
	}
	return key
}
