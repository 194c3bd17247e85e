package columns_test

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/columns"
)

// TestAnother: a word that makes an address another person's is found, and none where a header is known.
func TestAnother(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"User Email": "User", "Our email": "Our", "Parent Email": "Parent", "Agent email": "Agent", "Owner's e-mail": "Owner", "Sales rep email": "Sales",
		"Company phone": "Company", "Firmentelefon": "Firmentelefon", "Eltern-E-Mail": "Eltern", "E-mail de la empresa": "empresa", "Telefone do responsável": "responsável",
		"पिता का नाम": "पिता", "保護者氏名": "保護者氏名", "父亲姓名": "父亲姓名", "ชื่อผู้ปกครอง": "ชื่อผู้ปกครอง", "Rodzic - telefon": "Rodzic", "Имя отца": "отца",
		"Assigned To": "Assigned", "Organizer": "Organizer", "¿Cuál es tu correo?": "", "पता": "",
		"Email": "", "Your email": "", "Customer email": "", "Work phone": "", "Reach": "", "Username": "", "Ownership": "", "Student email": "",
	} {
		m, err := columns.Map([]string{header}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c := m.Columns()[0]; c.Another != want || want != "" && (c.Use != columns.Attribute || c.Slip != "") {
			t.Errorf("%q: %+v, want another person by %q", header, c, want)
		}
	}
}

// TestOwnPeople: those of one's own, and users, of whom a file may be a list, are told from other people.
func TestOwnPeople(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][2]bool{
		"Owner email": {true, false}, "Assigned To": {true, false}, "Betreuer E-Mail": {true, false}, "Anfitrión": {true, false}, "负责人": {true, false},
		"User Email": {false, true}, "Correo del usuario": {false, true}, "Parent Email": {}, "Email": {},
	} {
		m, err := columns.Map([]string{header}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c := m.Columns()[0]; c.Staff != want[0] || c.User != want[1] {
			t.Errorf("%q: %+v, want %v", header, c, want)
		}
	}
	m, err := columns.Map([]string{"Ad soyad", "Telefon", "Eş"}, nil)
	if err != nil || m.Columns()[2].Another != "Eş" {
		t.Error("a short word in a file of its language", m, err)
	}
}

// TestFalseFriends: a word of another language is an attribute in the files of a language that uses it for
// something else, and only there.
func TestFalseFriends(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Vorname,Nachname,E-Mail,Tag": "tags", "Name,Telefonnummer,Tag": "tags", "First Name,Last Name,Email,Tag": "", "Email,Tag": "",
		"Nombre,Apellidos,Correo,Nota": "notes", "Nome,Cognome,Nota": "notes", "Nom,Prénom,Courriel,Note": "notes", "First name,Email,Note": "",
	} {
		names := strings.Split(header, ",")
		m, err := columns.Map(names, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c := m.Columns()[len(names)-1]; c.Friend != want || (c.Use == columns.Attribute) != (want != "") {
			t.Errorf("%s: %+v, want a false friend of %q", header, c, want)
		}
	}
}

// TestAreaCode: an area code in a column of its own is one only beside a phone.
func TestAreaCode(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{"DDD,Telefone": "areaCode", "Vorwahl,Telefon": "areaCode", "Area code,Phone": "areaCode", "DDD,Nome": "attributes.DDD"} {
		m, err := columns.Map(strings.Split(header, ","), nil)
		if err != nil || m.Columns()[0].Field != want {
			t.Errorf("%s: %+v, %v; want %s", header, m, err, want)
		}
	}
}

// TestStatusOf: statuses of other systems by their meaning.
func TestStatusOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"New": "OPEN", "neu": "OPEN", "Geschlossen": "CLOSED", "En cours": "INPROGRESS", "В работе": "INPROGRESS", "On-Hold": "ONHOLD", "完了": "CLOSED", "Whatever": "",
	} {
		if got := columns.StatusOf(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
