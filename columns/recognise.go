package columns

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/leadferry/leadferry/internal/spelling"
	"github.com/leadferry/leadferry/lead"
)

// maxKey is the most characters of an attribute's name.
const maxKey = 200

// recognise sets the meaning of a header by itself.
func (c *Column) recognise(d dictionary) *Problem {
	if isIgnored(c.Header) {
		c.Use = Ignored
		return nil
	}
	if prefix, key, ok := strings.Cut(c.Header, "."); ok {
		switch {
		case isAttributes(prefix):
			return c.attribute(key)
		case strings.EqualFold(bare(prefix), lead.ExtraColumn):
			c.Use, c.Field = LeftOut, c.Header
			return nil
		case fold(prefix) == "attributes" || isSlip(fold(prefix), "attributes"):
			return typo(c, lead.AttributePrefix+key)
		}
	}
	word := fold(c.Header)
	if word == lead.ExtraColumn {
		c.Use, c.Field = LeftOut, lead.ExtraColumn
		return nil
	}
	if field, ok := d[word]; ok {
		c.Field, c.Use = field, Written
		if !isWritable(field) {
			c.Use = LeftOut
		}
		return nil
	}
	if meant := d.nearest(c.Header); meant != "" {
		return typo(c, meant)
	}
	c.How = Unknown
	return c.attribute(c.Header)
}

func (c *Column) attribute(key string) *Problem {
	c.Use, c.Field = Attribute, lead.AttributePrefix+key
	var text, fix string
	switch {
	case c.Header == c.Field: // an export wrote it: the platform may have such names
		return nil
	case key == "":
		text, fix = "the attribute has no name", "write it behind the point: attributes.plan"
	case utf8.RuneCountInString(key) > maxKey:
		text = fmt.Sprintf("the attribute's name is longer than %d characters", maxKey)
		fix = "shorten the header"
	case c.How == Unknown && strings.ContainsFunc(key, unicode.IsControl):
		text = "the name holds a control character or a line break"
		fix = "write the header on one line"
	default:
		return nil
	}
	return newProblem([]string{c.Header}, text, fix)
}

// isAttributes reports whether the part of a name before its first point marks an attribute.
func isAttributes(prefix string) bool { return strings.EqualFold(bare(prefix), "attributes") }

// nearest returns the field of which a header is probably a misspelled word, "" if there is none.
func (d dictionary) nearest(header string) string {
	const most = 40 // bytes: no word for a field is that long
	word := fold(header)
	if len(word) > most || strings.ContainsAny(word, "0123456789") || isOrdinary(header) {
		return ""
	}
	best := ""
	for known, field := range d {
		if isSlip(word, known) && (best == "" || field < best) {
			best = field
		}
	}
	return best
}

// isSlip reports whether a word is probably a known one misspelled: one letter wrong, missing or
// doubled, or two swapped; two of those in a long word, and only a swap in one of four letters.
func isSlip(word, known string) bool {
	const short, long = 5, 9
	shorter, longer := min(len(word), len(known)), max(len(word), len(known))
	if longer-shorter > 2 {
		return false // like most words: Distance is slow
	}
	switch n := spelling.Distance(word, known); {
	case n == 1 && len(known) >= short:
		return shorter >= short-1
	case n == 1:
		return shorter == short-1 && longer == shorter && sorted(word) == sorted(known)
	default:
		return n == 2 && shorter >= long
	}
}

// sorted returns the bytes of a word in order.
func sorted(word string) string {
	letters := []byte(word)
	slices.Sort(letters)
	return string(letters)
}

// Writable returns the base columns that the API can write.
func Writable() []string { return lead.BaseColumns()[:lead.AgentID+1] }

// synonyms returns other words for the fields, folded, but none that could also be an attribute: it
// would write to the wrong place, while an attribute is shown before anything is sent.
func synonyms() map[string]string {
	return map[string]string{
		"uuid": "leaduuid visitoruuid useruuid",
		"name": `
			fullname contactname customername leadname displayname vollername nomcomplet
			nombrecompleto nomecompleto nombre nome`,
		"email": `
			mail emailaddress mailaddress emailid mailid emailadresse mailadresse courriel
			adresseemail correo correoelectronico`,
		"dialCode": `
			countrycode callingcode countrycallingcode phonecode phonecountrycode isdcode isd
			phoneprefix dialingcode diallingcode landesvorwahl indicatif`,
		"phone": `
			phonenumber phoneno telephone telephonenumber tel telno mobile mobilenumber mobileno
			mobilephone mobilephonenumber cell cellphone cellphonenumber whatsapp whatsappnumber
			whatsappno contactnumber contactno contactphone telefon telefonnummer handy
			handynummer mobilnummer telefono telefone celular movil portable`,
		"status": "leadstatus chatstatus",
		"tags":   "tag label labels",
		"notes":  "note comment comments",
		"picture": `
			photo avatar imageurl photourl pictureurl avatarurl profilepicture profilephoto
			profileimage`,
		"agentId": "agent assignedagent assignedagentid agentassigned",
		FirstName: "givenname forename vorname prenom primernombre primeironome",
		LastName:  "surname familyname nachname nomdefamille apellido apellidos sobrenome",
	}
}

// dictionary maps folded words to fields.
type dictionary map[string]string

// words returns the field of every folded word: the fields' own names, and synonyms.
func words() dictionary {
	d := dictionary{fold(FirstName): FirstName, fold(LastName): LastName}
	for field, others := range synonyms() {
		for word := range strings.FieldsSeq(others) {
			d[word] = field
		}
	}
	for _, field := range lead.BaseColumns() {
		d[fold(field)] = field
	}
	return d
}

// fold reduces a name to its letters and digits in lower case, without accents.
func fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// bare trims spaces and invisible characters (byte order mark, joiners).
func bare(name string) string {
	return strings.TrimFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
	})
}
