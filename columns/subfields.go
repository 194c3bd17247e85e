package columns

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/lead"
)

// subfields returns the parts of a name that headers ask for within one question for it, by the header: "Name
// (First)" and "Name (Last)", "Nom: Prénom" and "Nom: Nom de famille". A first and a last name must be there.
func (d *dictionary) subfields(header []string) map[string]string {
	groups := map[string][]string{}
	for _, h := range header {
		if question, part := cutSubfield(h); part != "" && d.isNameOrAsks(fold(question)) {
			word := fold(question)
			groups[word] = append(groups[word], h)
		}
	}
	all := map[string]string{}
	for _, group := range groups {
		parts := d.partsOf(group)
		if slices.Contains(parts, FirstName) && slices.Contains(parts, LastName) {
			for i, h := range group {
				all[h] = parts[i]
			}
		}
	}
	return all
}

// partsOf returns the part that each header of one question asks for. A word for the whole name is that for the part
// which the others lack: "Nombre (Nombre)" beside "Nombre (Apellidos)".
func (d *dictionary) partsOf(group []string) []string {
	parts, whole := make([]string, len(group)), -1
	for i, h := range group {
		_, part := cutSubfield(h)
		if parts[i] = d.partOf(part); parts[i] == "" && d.isWordFor(fold(part), lead.Name.String()) {
			whole = i
		}
	}
	switch hasFirst, hasLast := slices.Contains(parts, FirstName), slices.Contains(parts, LastName); {
	case whole < 0:
	case hasFirst && !hasLast:
		parts[whole] = LastName
	case hasLast && !hasFirst:
		parts[whole] = FirstName
	}
	return parts
}

// partOf returns the part of a name for which a text is the word, or a short one, "" for none.
func (d *dictionary) partOf(text string) string {
	word := fold(text)
	switch {
	case isPart(d.meanings[word].field):
		return d.meanings[word].field
	case d.language(word, roleFirst) != nil:
		return FirstName
	case d.language(word, roleMiddle) != nil:
		return MiddleName
	case d.language(word, roleLast) != nil:
		return LastName
	}
	return ""
}

func (d *dictionary) isWordFor(word, field string) bool { return d.meanings[word].field == field }

// isNameOrAsks reports whether a folded text is a word for the name, or a question for it.
func (d *dictionary) isNameOrAsks(word string) bool {
	return d.isWordFor(word, lead.Name.String()) || d.asksName(word)
}

// asksName reports whether a folded text is a question for the name.
func (d *dictionary) asksName(word string) bool {
	return slices.ContainsFunc(d.languages, func(t table) bool {
		return slices.ContainsFunc(t[roleAsksName], func(phrase string) bool { return strings.Contains(word, phrase) })
	})
}

// cutSubfield cuts a header into a question and what it asks for within it, "" for a header without such a part.
func cutSubfield(header string) (question, part string) {
	header = tidy(header)
	for _, brackets := range [][2]string{{"(", ")"}, {"（", "）"}, {"[", "]"}} {
		if inside, is := strings.CutSuffix(header, brackets[1]); is {
			if i := strings.LastIndex(inside, brackets[0]); i > 0 {
				return inside[:i], inside[i+len(brackets[0]):]
			}
		}
	}
	for _, sign := range []string{": ", ":", "：", " - ", " – ", " — ", " > ", "_", "."} {
		if i := strings.LastIndex(header, sign); i > 0 {
			return header[:i], header[i+len(sign):]
		}
	}
	return "", ""
}
