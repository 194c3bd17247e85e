package columns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// assign parses the user's assignments: a field by place in the header, or "" to leave it out.
func assign(header, assignments []string) (fields map[int]string, problems []Problem) {
	fields = map[int]string{}
	for _, text := range assignments {
		place, field, p := parseAssignment(header, text)
		if p == nil {
			if _, twice := fields[place]; twice {
				p = newProblem([]string{header[place]}, "the column is assigned twice",
					"use --map once for each column")
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

// parseAssignment parses "Header=field": at the first "=" that has a header on its left.
func parseAssignment(header []string, text string) (place int, field string, p *Problem) {
	if !strings.Contains(text, "=") {
		return 0, "", newProblem(nil, fmt.Sprintf("--map %q is not of the form Header=field", text),
			`write it as in --map "Mobile=phone"`)
	}
	// A header that matches to the letter beats one that is only spelled alike.
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
	return 0, "", newProblem(nil, "--map names a column "+quote(name)+
		", but no column, or more than one, is called so",
		"write one of the headers as it stands: "+list(header))
}

// findAlike returns the place of the only header that is spelled alike, else -1.
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

// parseField parses the field of an assignment.
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
		all := strings.Join(append(Writable(), FirstName, LastName), ", ")
		return "", newProblem(nil, fmt.Sprintf("--map names a field %q, which there is not", text),
			"the fields are "+all+" and attributes.<name>; - leaves the column out")
	case !isWritable(field):
		return "", newProblem(nil,
			fmt.Sprintf("the field %q cannot be written: the API takes no such field", field),
			"keep the column as a custom attribute, attributes."+field+", or leave it out with -")
	}
	return field, nil
}

// isWritable reports whether the API has the field.
func isWritable(field string) bool {
	return slices.Contains(Writable(), field) || field == FirstName || field == LastName
}

// list names the first headers.
func list(header []string) string {
	const most = 30
	text := quoteAll(header[:min(len(header), most)], ", ")
	if len(header) > most {
		text += ", ..."
	}
	return text
}
