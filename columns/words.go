package columns

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/leadferry/leadferry/lead"
)

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
