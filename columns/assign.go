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
				p = newProblem([]string{header[place]}, "the column is assigned twice", "use --map once for each column")
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
		return 0, "", newProblem(nil, fmt.Sprintf("--map %q is not of the form Header=field", text), `write it as in --map "Mobile=phone"`)
	}
	// A header that is there to the letter beats every header that is only spelled alike.
	for _, find := range []func([]string, string) int{slices.Index[[]string], findAlike} {
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
	}
	name, _, _ := strings.Cut(text, "=")
	return 0, "", newProblem(nil, fmt.Sprintf("--map names a column %s, but no column, or more than one, is called so", quote(name)),
		"write one of the headers as it stands: "+list(header))
}

// findAlike returns the place of the only header that is spelled alike, -1 if there is none or more than one.
func findAlike(header []string, name string) int {
	word := fold(name)
	found := -1
	for i, h := range header {
		if word == "" || fold(h) != word {
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
	if prefix, key, ok := strings.Cut(text, "."); ok && isAttributes(prefix) && key != "" {
		return lead.AttributePrefix + key, nil
	}
	field, known := words()[fold(text)]
	switch {
	case !known || !strings.EqualFold(fold(text), fold(field)):
		return "", newProblem(nil, fmt.Sprintf("--map names a field %q, which there is not", text),
			"the fields are "+strings.Join(append(Writable(), FirstName, LastName), ", ")+" and attributes.<name>; - leaves the column out")
	case !isWritable(field):
		return "", newProblem(nil, fmt.Sprintf("the field %q cannot be written: the API takes no such field", field),
			fmt.Sprintf("keep the column as a custom attribute, attributes.%s, or leave it out with -", field))
	}
	return field, nil
}

// isWritable tells whether the API takes the field.
func isWritable(field string) bool {
	return slices.Contains(Writable(), field) || field == FirstName || field == LastName
}

// list names a few headers.
func list(header []string) string {
	const most = 30
	var quoted []string
	for _, h := range header[:min(len(header), most)] {
		quoted = append(quoted, quote(h))
	}
	if len(header) > most {
		quoted = append(quoted, "...")
	}
	return strings.Join(quoted, ", ")
}
