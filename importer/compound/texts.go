package compound

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// Texts returns the texts of a list of JSON, without blank ones; ok is false for anything else.
func Texts(cell string) (texts []string, ok bool) {
	if cell == "{}" {
		return nil, true
	}
	ok = json.Unmarshal([]byte(cell), &texts) == nil
	return slices.DeleteFunc(texts, func(s string) bool { return columns.Trimmed(s) == "" }), ok
}

// IsObject reports whether a cell is an object of JSON that has members.
func IsObject(cell string) bool {
	var members map[string]any
	return strings.HasPrefix(cell, "{") && json.Unmarshal([]byte(cell), &members) == nil && len(members) > 0
}

// textMembers are those that hold the text of an object in a list, by the field that the list is of: tags as Zoho, Trello
// and Intercom answer, e-mails and phones as Pipedrive and Google do.
func textMembers(c lead.Column) []string {
	switch c {
	case lead.Email:
		return []string{"value", "email", "address"}
	case lead.Phone:
		return []string{"value", "phone", "number"}
	case lead.Tags:
		return []string{"name", "value", "label", "title"}
	}
	return nil
}

// ObjectTexts returns the texts of a list of objects, the primary one first; ok is false if the cell is none, or if it is
// not clear which member of an object its text is. Such a list may be all that an object holds in the member data.
func ObjectTexts(cell string, c lead.Column) (texts []string, ok bool) {
	if cell == "" || cell[0] != '[' && cell[0] != '{' {
		return nil, false
	}
	var list []map[string]any
	if json.Unmarshal([]byte(cell), &list) != nil {
		var page struct {
			Data []map[string]any `json:"data"`
		}
		if json.Unmarshal([]byte(cell), &page) != nil || page.Data == nil {
			return nil, false
		}
		list = page.Data
	} else if len(list) == 0 {
		return nil, false
	}
	slices.SortStableFunc(list, func(a, b map[string]any) int { return isPrimary(b) - isPrimary(a) })
	for _, object := range list {
		var own []string
		for _, member := range textMembers(c) {
			if text, is := object[member].(string); is && columns.Trimmed(text) != "" {
				own = append(own, text)
			}
		}
		if len(own) != 1 {
			return nil, false
		}
		texts = append(texts, own[0])
	}
	return texts, true
}

func isPrimary(object map[string]any) int {
	if object["primary"] == true {
		return 1
	}
	return 0
}
