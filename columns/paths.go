package columns

import (
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/lead"
)

// paths returns what headers mean by their last part that are the way to a value in an object, such as customer.email and
// customer.firstName. Another person's are none, nor are those of a field that a header has by itself. Of several objects
// the one with the most such fields has each of them, unless others have as many.
func (d *dictionary) paths(header []string) map[string]meaning {
	objects := map[string]map[string]meaning{} // by what stands before the last part: the headers there
	all, taken := map[string]meaning{}, map[string]bool{}
	for _, h := range header {
		if _, _, isPath := cutPath(h); !isPath {
			taken[fieldGroup(d.meanings[fold(h)].field)] = true
		}
	}
	for _, h := range header {
		object, last, isPath := cutPath(h)
		m, known := d.meanings[fold(last)]
		switch whole := d.meanings[fold(h)]; {
		case !isPath || d.parts[h] != "":
		case whole.field != "":
			if isPersonal(whole.field) && !whole.system && taken[fieldGroup(whole.field)] {
				all[h] = meaning{role: roleAttributes}
			}
		case !known || !isPersonal(m.field):
		default:
			if word, role := d.another(object); word != "" && role != roleUsers {
				continue
			}
			if objects[object] == nil {
				objects[object] = map[string]meaning{}
			}
			objects[object][h] = meaning{field: m.field, role: m.field}
		}
	}
	for object, own := range objects {
		if !isPerson(own) {
			continue
		}
		for h, m := range own {
			isBetter := func(o map[string]meaning) bool {
				return len(o) >= len(own) && hasField(o, m.field)
			}
			better := false
			for other, o := range objects {
				better = better || other != object && isBetter(o)
			}
			if !better && !taken[fieldGroup(m.field)] {
				all[h] = m
			}
		}
	}
	return all
}

// cutPath cuts a header before its last part.
func cutPath(header string) (object, last string, ok bool) {
	isSign := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-", r)
	}
	i := strings.LastIndexByte(header, '.')
	if i <= 0 || i == len(header)-1 || strings.ContainsFunc(header, isSign) ||
		isAttributes(header[:strings.IndexByte(header, '.')]) || strings.HasPrefix(header, lead.ExtraPrefix) {
		return "", header, false
	}
	return header[:i], header[i+1:], true
}

// isPersonal reports whether a field is a person's name, or a part of it, e-mail or phone.
func isPersonal(field string) bool {
	return IsName(field) || isContact(field) || field == lead.DialCode.String()
}

// fieldGroup is the field, and that of the name for its parts.
func fieldGroup(field string) string {
	if IsName(field) {
		return lead.Name.String()
	}
	return field
}

// isPerson reports whether an object has more than one name, which may be a company's or a product's.
func isPerson(fields map[string]meaning) bool {
	for _, m := range fields {
		if m.field != lead.Name.String() {
			return true
		}
	}
	return false
}

// hasField reports whether one of the headers means the field, or a part of the name if that is one.
func hasField(headers map[string]meaning, field string) bool {
	for _, m := range headers {
		if fieldGroup(m.field) == fieldGroup(field) {
			return true
		}
	}
	return false
}
