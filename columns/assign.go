package columns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// assignment is what the user says of one column.
type assignment struct {
	field string // "" to leave the column out
	order int    // its place among the columns of the same assignment
	group string // the assignment, if it has several columns
}

// assign parses the user's assignments, by the places of their columns.
func assign(header, texts []string) (all map[int]assignment, problems []Problem) {
	all = map[int]assignment{}
	for _, text := range texts {
		places, field, p := parseAssignment(header, text)
		for order, place := range places {
			if _, twice := all[place]; twice && p == nil {
				p = newProblem([]string{header[place]}, "the column is assigned twice", "use --map once for each column")
			}
			a := assignment{field: field, order: order}
			if len(places) > 1 {
				a.group = text
			}
			if p == nil {
				all[place] = a
			}
		}
		if p != nil {
			problems = append(problems, *p)
		}
	}
	return all, problems
}

// parseAssignment parses "Header=field" or "Header,Header=field": at the first "=" that has headers on
// its left. A header may stand in double quotes, and must if it is one of several and holds a comma.
func parseAssignment(header []string, text string) (places []int, field string, p *Problem) {
	if !strings.Contains(text, "=") {
		return nil, "", newProblem(nil, fmt.Sprintf("--map %q is not of the form Header=field", text),
			`write it as in --map "Mobile=phone"`)
	}
	// One header beats several, and one that matches to the letter beats one that is only spelled alike.
	for _, find := range []func([]string, string) []int{findExact, findAlike, findAll} {
		for i := range len(text) {
			if text[i] != '=' {
				continue
			}
			if places = find(header, text[:i]); places == nil {
				continue
			}
			if field, p = parseField(text[i+1:]); p != nil {
				for _, place := range places {
					p.Headers = append(p.Headers, header[place])
				}
			}
			return places, field, p
		}
	}
	name, _, _ := strings.Cut(text, "=")
	return nil, "", newProblem(nil, "--map names a column "+quote(name)+
		", but the file has no such column, or more than one",
		spelling.Ask(name, header, "write one of the headers exactly: "+list(header)))
}

func findExact(header []string, name string) []int {
	if place := slices.Index(header, name); place >= 0 {
		return []int{place}
	}
	return nil
}

// findAlike returns the place of the only header that is spelled alike.
func findAlike(header []string, name string) (found []int) {
	word := fold(name)
	for i, h := range header {
		if word != "" && fold(h) == word {
			found = append(found, i)
		}
	}
	if len(found) > 1 {
		return nil
	}
	return found
}

// findAll returns the places of headers with commas between them.
func findAll(header []string, names string) (found []int) {
	for _, name := range splitNames(names) {
		place := findExact(header, name)
		if place == nil {
			place = findAlike(header, name)
		}
		if place == nil || slices.Contains(found, place[0]) {
			return nil
		}
		found = append(found, place[0])
	}
	return found
}

// splitNames splits at commas outside of double quotes, and takes those off. A doubled quote within them
// is one.
func splitNames(text string) (names []string) {
	for {
		text = strings.TrimLeft(text, " ")
		name, rest, more := strings.Cut(text, ",")
		if quoted, isQuoted := strings.CutPrefix(text, `"`); isQuoted {
			name, rest = cutQuoted(quoted)
			rest = strings.TrimLeft(rest, " ")
			rest, more = strings.CutPrefix(rest, ",")
			if !more && rest != "" {
				return nil
			}
		}
		names = append(names, name)
		if !more {
			return names
		}
		text = rest
	}
}

// cutQuoted cuts behind the closing quote.
func cutQuoted(text string) (name, rest string) {
	var b strings.Builder
	for {
		before, after, closed := strings.Cut(text, `"`)
		b.WriteString(before)
		if !closed || !strings.HasPrefix(after, `"`) {
			return b.String(), after
		}
		b.WriteByte('"')
		text = after[1:]
	}
}

// parseField parses the field of an assignment.
func parseField(text string) (string, *Problem) {
	if strings.TrimSpace(text) == "-" {
		return "", nil
	}
	if prefix, key, ok := strings.Cut(text, "."); ok && isAttributes(prefix) && key != "" {
		return lead.AttributePrefix + key, nil
	}
	all := append(Writable(), FirstName, MiddleName, LastName, AreaCode)
	if i := slices.IndexFunc(all, func(f string) bool { return fold(f) == fold(text) }); i >= 0 {
		return all[i], nil
	}
	if i := slices.IndexFunc(lead.BaseColumns(), func(f string) bool { return fold(f) == fold(text) }); i >= 0 {
		field := lead.BaseColumns()[i]
		return "", newProblem(nil,
			fmt.Sprintf("the field %q cannot be imported: Convertalk cannot change it", field),
			"keep the column as a custom attribute, attributes."+field+", or leave it out with -")
	}
	return "", newProblem(nil, fmt.Sprintf("--map names an unknown field: %q", text),
		spelling.Ask(text, all, "the fields are "+strings.Join(all, ", ")+" and attributes.<name>; - leaves the column out"))
}

// isWritable reports whether the API has the field.
func isWritable(field string) bool {
	return slices.Contains(Writable(), field) || isPart(field) || field == AreaCode
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
