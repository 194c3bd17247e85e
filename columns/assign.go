package columns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// assign reads the user's assignments: a field, or "" to leave the column out, for places in the header.
func assign(header, assignments []string, problems []Problem) (map[int]string, []Problem) {
	fields := map[int]string{}
	for _, text := range assignments {
		place, field, p := parseAssignment(header, text)
		if p == nil {
			if _, twice := fields[place]; twice {
				p = &Problem{[]string{header[place]}, "the column is assigned twice", "use --map once for each column"}
			}
		}
		if p != nil {
			problems = append(problems, *p)
			continue
		}
		fields[place] = field
	}
	return fields, problems
}

// parseAssignment reads "Header=field". Both sides may hold a "=": the first one that has a header on its left counts.
func parseAssignment(header []string, text string) (place int, field string, p *Problem) {
	if !strings.Contains(text, "=") {
		return 0, "", &Problem{nil, fmt.Sprintf("--map %q is not of the form Header=field", text), `write it as in --map "Mobile=phone"`}
	}
	for i := range len(text) {
		if text[i] != '=' {
			continue
		}
		if place = find(header, text[:i]); place >= 0 {
			field, p = parseField(text[i+1:])
			if p != nil {
				p.Headers = []string{header[place]}
			}
			return place, field, p
		}
	}
	name, _, _ := strings.Cut(text, "=")
	return 0, "", &Problem{nil, fmt.Sprintf("--map names a column %q, which the file does not have", name),
		"the columns are " + list(header)}
}

// find returns the place of a header: the very one, or the only one that is spelled alike.
func find(header []string, name string) int {
	if i := slices.Index(header, name); i >= 0 {
		return i
	}
	found := -1
	for i, h := range header {
		if fold(h) != fold(name) || fold(name) == "" {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

// parseField reads what a column is assigned to.
func parseField(text string) (string, *Problem) {
	if strings.TrimSpace(text) == "-" {
		return "", nil
	}
	if prefix, key, ok := strings.Cut(text, "."); ok && strings.EqualFold(strings.TrimSpace(prefix), "attributes") && key != "" {
		return lead.AttributePrefix + key, nil
	}
	field, known := words()[fold(text)]
	switch {
	case !known || !strings.EqualFold(fold(text), fold(field)):
		return "", &Problem{Text: fmt.Sprintf("--map names a field %q, which there is not", text),
			Fix: "the fields are " + list(append(writable(), FirstName, LastName)) + " and attributes.<name>; - leaves the column out"}
	case !isWritable(field):
		return "", &Problem{Text: fmt.Sprintf("the field %q cannot be written: the API takes no such field", field),
			Fix: fmt.Sprintf("keep the column as a custom attribute, attributes.%s, or leave it out with -", field)}
	}
	return field, nil
}

// isWritable tells whether the API takes the field.
func isWritable(field string) bool {
	return slices.Contains(writable(), field) || field == FirstName || field == LastName
}

// list names a few words.
func list(names []string) string {
	const most = 30
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}
