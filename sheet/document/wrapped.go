package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/leadferry/leadferry/lead"
)

// wrapPairs is the member that holds the fields of a lead in answers of Facebook: [{"name": "email", "values": ["a@x.com"]}].
const wrapPairs = "field_data"

// wrapObjects are those of HubSpot and Notion, of Airtable, and of Strapi, Brevo and JSON:API: {"email": "a@x.com"}.
func wrapObjects() []string { return []string{"properties", "fields", "attributes"} }

// IsWrapper reports whether a member has the name of one that holds the fields of a lead.
func IsWrapper(name string) bool { return name == wrapPairs || slices.Contains(wrapObjects(), name) }

// Unwrap makes the fields within a wrapper columns of the row; one whose name the row has already is called
// after the wrapper, too. A wrapper of another form stays one column.
func Unwrap(row *lead.Row) {
	var inner []lead.Cell
	wrapper := ""
	row.Dynamic = slices.DeleteFunc(row.Dynamic, func(cell lead.Cell) bool {
		fields, ok := fieldsIn(&cell)
		if ok {
			wrapper = cell.Column
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			inner = append(inner, lead.Cell{Column: name, Value: fields[name]})
		}
		return ok
	})
	for _, cell := range inner {
		base, is := lead.ColumnOf(cell.Column)
		has := slices.ContainsFunc(row.Dynamic, func(c lead.Cell) bool { return c.Column == cell.Column })
		switch {
		case cell.Value == "":
		case is && row.Base[base] == "":
			row.Base[base] = cell.Value
		case is || has:
			cell.Column = wrapper + "." + cell.Column
			fallthrough
		default:
			row.Dynamic = append(row.Dynamic, cell)
		}
	}
}

// fieldsIn returns the fields of a wrapper; ok is false if it is of another form.
func fieldsIn(cell *lead.Cell) (fields map[string]string, ok bool) {
	switch {
	case cell.Column == wrapPairs:
		return pairFields([]byte(cell.Value))
	case slices.Contains(wrapObjects(), cell.Column):
		return objectFields([]byte(cell.Value))
	}
	return nil, false
}

func objectFields(text []byte) (fields map[string]string, ok bool) {
	var object map[string]jsontext.Value
	if json.Unmarshal(text, &object) != nil {
		return nil, false
	}
	fields = map[string]string{}
	for name, value := range object {
		if fields[name] = fieldText(value); name == "" {
			return nil, false
		}
	}
	return fields, true
}

// pairFields returns a list of values as JSON, as other lists in a cell are.
func pairFields(text []byte) (fields map[string]string, ok bool) {
	var pairs []struct {
		Name   string   `json:"name"`
		Values []string `json:"values"`
	}
	if json.Unmarshal(text, &pairs, json.RejectUnknownMembers(true)) != nil {
		return nil, false
	}
	fields = map[string]string{}
	for _, p := range pairs {
		if _, twice := fields[p.Name]; twice || p.Name == "" {
			return nil, false
		}
		fields[p.Name] = strings.Join(p.Values, "")
		if len(p.Values) > 1 {
			list, err := json.Marshal(p.Values)
			if err != nil {
				return nil, false
			}
			fields[p.Name] = string(list)
		}
	}
	return fields, true
}
