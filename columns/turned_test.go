package columns_test

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// TestTurned: whole names that are written last name first, as a person says.
func TestTurned(t *testing.T) {
	t.Parallel()
	for _, test := range [][3]string{
		{"Nazwisko i imię", "Nowak Anna", "Anna Nowak"}, {"Nazwisko i imię", "Kowalska-Lis Ewa Maria", "Ewa Maria Kowalska-Lis"}, {"Name", "Nowak, Anna", "Anna Nowak"},
		{"Name", "von der Heide, Klaus-Dieter", "Klaus-Dieter von der Heide"}, {"Naam", "van der Berg Jan", "Jan van der Berg"}, {"Name", "Anna", "Anna"},
		{"Nazwisko i imię", "Lis Jan (mama Ewa)", "Jan Lis (mama Ewa)"}, {"Nachname, Vorname", "Dr. Groß, Tom", "Dr. Tom Groß"}, {"Nachname, Vorname", "Frau Groß Ute", "Frau Ute Groß"},
		{"Apellidos y nombre", "Ruiz Gil Ana", "Ana Ruiz Gil"}, {"Apellidos y nombre", "Ruiz Gil Ana María", "Ana María Ruiz Gil"}, {"Apellidos y nombre", "Soto Raúl", "Raúl Soto"},
		{"Cognoms i nom", "Vila Roca Pau", "Pau Vila Roca"}, {"Apellidos, Nombre", "de la Cruz Mora, Eva", "Eva de la Cruz Mora"},
		{"Фамилия Имя Отчество", "Иванов Иван Петрович", "Иван Петрович Иванов"}, {"Name", "Acme Tools, Inc.", "Acme Tools, Inc."}, {"Name", "山田 太郎", "山田 太郎"}, {"Name", "Lee, Ann, MBA", "Lee, Ann, MBA"},
	} {
		if row := rowOf(t, []string{test[0]}, []string{test[1]}, columns.NewPair([]string{test[0]}, columns.Turned).String()); row.Base[lead.Name] != test[2] {
			t.Errorf("%s, %q: %q, want %q", test[0], test[1], row.Base[lead.Name], test[2])
		}
	}
	m, err := columns.Map([]string{"Who", "Firm"}, []string{"Who=lastname firstname"})
	if err != nil || columns.NewPair([]string{"Who"}, columns.Turned) != m.Pairs()[0] {
		t.Error("it is not kept", m, err)
	}
	if _, err := columns.Map([]string{"A", "B"}, []string{"A,B=lastName firstName"}); err == nil || !strings.Contains(err.Error(), "not for several that are joined") {
		t.Error("two columns are taken for one", err)
	}
}

// TestLastFirst: headers that say in which order the parts of a name stand.
func TestLastFirst(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"Nazwisko i imię": true, "Apellidos y nombre": true, "Nachname, Vorname": true, "Фамилия Имя Отчество": true, "Cognome e nome": true, "Soyadı Adı": true, "Nazwisko i imię uczestnika": true,
		"Last name, first name": true, "Surname / First name": true, "Achternaam en voornaam": true, "Příjmení a jméno": true, "Priezvisko a meno": true, "Prezime i ime": true, "Priimek in ime": true,
		"Pavardė, vardas": true, "Uzvārds, vārds": true, "Прізвище та ім'я": true, "Επώνυμο και όνομα": true, "Cognoms i nom": true, "Sobrenome e nome": true, "Efternamn, förnamn": true, "Sukunimi ja etunimi": true,
		"Nom de famille et prénom": true, "Фамилия и имя": true, "Perekonnanimi, eesnimi": true,
		"Imię i nazwisko": false, "Nombre y apellidos": false, "Vorname Nachname": false, "Nom et prénom": false, "Name": false, "Nachname": false, "Last name": false, "Ad Soyad": false, "Nume și prenume": false,
		"Surname at birth": false, "ФИО": false,
	} {
		if got := columns.IsLastFirst(header); got != want {
			t.Errorf("%s: %v", header, got)
		}
	}
}
