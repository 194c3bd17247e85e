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
	field       string // "" to leave the column out
	order       int    // its place among the columns of the same assignment
	group       string // the assignment, if it has several columns
	alternative int    // of the assignment, to which it belongs
	turned      bool   // it holds whole names, last name first
}

// assign parses the user's assignments, by the places of their columns.
func assign(header, texts []string) (all map[int]assignment, problems []Problem) {
	all = map[int]assignment{}
	for _, text := range texts {
		alternatives, field, p := parseAssignment(header, text)
		places := slices.Concat(alternatives...)
		a := assignment{field: field}
		if field == Turned {
			a.field, a.turned = lead.Name.String(), true
			if p == nil && len(places) > len(alternatives) {
				p = newProblem(nil, "--map takes "+quote(Turned)+" for a column of whole names, not for several that are joined",
					"give each column its part: "+MapFlag([]string{header[places[0]]}, LastName))
			}
		}
		if len(places) > 1 {
			a.group = text
		}
		for a.alternative = range alternatives {
			for _, place := range alternatives[a.alternative] {
				if _, twice := all[place]; twice && p == nil {
					p = newProblem([]string{header[place]}, "the column is assigned twice", "use --map once for each column")
				}
				if p == nil {
					all[place] = a
				}
				a.order++
			}
		}
		if p != nil {
			problems = append(problems, *p)
		}
	}
	return all, problems
}

// parseAssignment parses "Header=field", "Header,Header=field" or "Header,Header|Header=field": at the first "=" that
// has headers on its left. It returns their places, those of each alternative together. A header may stand in double
// quotes, and must if it is one of several and holds a comma or a bar.
func parseAssignment(header []string, text string) (places [][]int, field string, p *Problem) {
	if !strings.Contains(text, "=") {
		return nil, "", newProblem(nil, fmt.Sprintf("--map %q is not of the form Header=field", text),
			`write it as in --map "Mobile=phone"`)
	}
	// One header beats several, and one that matches to the letter beats one that is only spelled alike.
	for _, find := range []func([]string, string) [][]int{findExact, findAlike, findAll} {
		for i := range len(text) {
			if text[i] != '=' {
				continue
			}
			if places = find(header, text[:i]); places == nil {
				continue
			}
			if field, p = parseField(text[i+1:]); p != nil {
				for _, place := range slices.Concat(places...) {
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

func findExact(header []string, name string) [][]int {
	if place := slices.Index(header, name); place >= 0 {
		return [][]int{{place}}
	}
	return nil
}

// findAlike returns the place of the only header that is spelled alike.
func findAlike(header []string, name string) [][]int {
	var found []int
	word := fold(name)
	for i, h := range header {
		if word != "" && fold(h) == word {
			found = append(found, i)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return [][]int{found}
}

// findAll returns the places of headers with commas between them, and bars between alternatives. A bar may as well
// be a part of the headers.
func findAll(header []string, names string) [][]int {
	for _, signs := range []string{",|", ","} {
		if found := findEach(header, splitNames(names, signs)); found != nil {
			return found
		}
	}
	return nil
}

func findEach(header []string, alternatives [][]string) (found [][]int) {
	seen := map[int]bool{}
	for _, names := range alternatives {
		var places []int
		for _, name := range names {
			place := findExact(header, name)
			if place == nil {
				place = findAlike(header, name)
			}
			if place == nil || seen[place[0][0]] {
				return nil
			}
			seen[place[0][0]] = true
			places = append(places, place[0][0])
		}
		found = append(found, places)
	}
	return found
}

// splitNames splits at the signs outside of double quotes, and takes those off: a comma stands between names, a bar
// between alternatives. A doubled quote within quotes is one.
func splitNames(text, signs string) (alternatives [][]string) {
	var names []string
	for {
		text = strings.TrimLeft(text, " ")
		end := strings.IndexAny(text, signs)
		if end < 0 {
			end = len(text)
		}
		name, rest := text[:end], text[end:]
		if quoted, isQuoted := strings.CutPrefix(text, `"`); isQuoted {
			name, rest = cutQuoted(quoted)
			rest = strings.TrimLeft(rest, " ")
			if rest != "" && !strings.ContainsRune(signs, rune(rest[0])) {
				return nil
			}
		}
		names = append(names, name)
		if rest == "" || rest[0] == '|' {
			alternatives, names = append(alternatives, names), nil
		}
		if rest == "" {
			return alternatives
		}
		text = rest[1:]
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
	all := append(Writable(), FirstName, MiddleName, LastName, Turned, AreaCode)
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
