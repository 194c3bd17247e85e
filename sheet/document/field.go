package document

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// fieldText returns the text of a field. A value that says its type, as in Notion ({"type": "email", "email":
// "a@x.com"}), or stands beside its history, as in old answers of HubSpot ({"value": "a@x.com", "versions": []}),
// is that value. Any other list or object stays JSON, as everywhere in a cell.
func fieldText(value jsontext.Value) string {
	if text, ok := scalar(value); ok {
		return text
	}
	object := members(value)
	if typed, ok := typedIn(object); ok {
		return typedText(typed)
	}
	if text, ok := scalar(object["value"]); ok {
		return text
	}
	return compact(value)
}

// compact returns a list or an object as JSON without the blanks between its parts.
func compact(value jsontext.Value) string {
	value = value.Clone()
	_ = value.Compact() // what is no JSON stays as it is
	return string(value)
}

// typedIn returns the value of an object that says its type.
func typedIn(object map[string]jsontext.Value) (value jsontext.Value, ok bool) {
	kind, _ := scalar(object["type"])
	value, ok = object[kind]
	return value, ok && kind != ""
}

// typedText returns the text of a value whose type is known: a choice is its name, pieces of a text are put
// together, several choices are a list.
func typedText(value jsontext.Value) string {
	if text, ok := scalar(value); ok {
		return text
	}
	var list []jsontext.Value
	if json.Unmarshal(value, &list) == nil {
		return typedList(list)
	}
	object := members(value)
	if typed, ok := typedIn(object); ok {
		return typedText(typed)
	}
	if name, ok := scalar(object["name"]); ok {
		return name
	}
	if end, ok := scalar(object["end"]); ok && end == "" { // a date, and no span
		if start, ok := scalar(object["start"]); ok {
			return start
		}
	}
	return compact(value)
}

func typedList(list []jsontext.Value) string {
	var texts []string
	pieces := 0
	for _, one := range list {
		if piece, ok := scalar(members(one)["plain_text"]); ok {
			pieces++
			texts = append(texts, piece)
		} else {
			texts = append(texts, typedText(one))
		}
	}
	if pieces == len(texts) {
		return strings.Join(texts, "")
	}
	text, err := json.Marshal(texts)
	if err != nil { // of half a character
		return strings.Join(texts, ", ")
	}
	return string(text)
}

// members returns those of an object, nil for any other value.
func members(value jsontext.Value) (object map[string]jsontext.Value) {
	if json.Unmarshal(value, &object) != nil {
		return nil
	}
	return object
}

// scalar returns the text of a value that is neither a list nor an object.
func scalar(value jsontext.Value) (text string, ok bool) {
	switch value.Kind() {
	case '"':
		return text, json.Unmarshal(value, &text) == nil
	case '{', '[', 0:
		return "", false
	case 'n':
		return "", true
	}
	return string(value), true
}
