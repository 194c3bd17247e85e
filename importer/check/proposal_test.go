package check_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
)

// proposals are those of a file, as "Header=field".
func proposals(t *testing.T, text string) (all []string) {
	t.Helper()
	s, err := source.Examine(t.Context(), input(text))
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.Take = func(_ context.Context, p propose.Proposed) (bool, error) {
		all = append(all, p.(*propose.Proposal).Map)
		return false, nil
	}
	_, _ = check.Run(t.Context(), s, o) // that cannot be matched a row means is tested elsewhere
	return all
}

// column is a sheet of one column, beside a column that nothing can be said of.
func column(header string, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s,Plan\n", header)
	for i, cell := range cells {
		fmt.Fprintf(&b, "%q,%d\n", cell, i)
	}
	return b.String()
}

// TestProposals: what columns hold, and what they do not.
func TestProposals(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want []string
	}{
		{column("Reach", "a@example.com", "b@example.com"), []string{"Reach=email"}},
		{column("Reach", "a@example.com", "b@example.com", "c@example.com", "d@example.com", "none"), []string{"Reach=email"}},
		{column("Reach", "a@example.com", "no", "no", "no"), nil},
		{column("Reach", "a@example.com", "b@example.com", "no", "did not say"), nil},
		{column("Reach", "a@example.com", "b@example.com", "c@example.com", "did not say"), []string{"Reach=email"}},
		{"phone,Reach\n+919876543210,a@example.com\n,b@example.com\n,no\n", []string{"Reach=email"}}, // a word for none
		{"phone,Reach\n+919876543210,a@example.com\n,b@example.com\n,call me\n", []string{"Reach=email"}},
		{"What is your name?,And your last name?,email\nAnn,Lee,a@example.com\nBob,Ray,b@example.com\n", []string{"What is your name?=firstName", "And your last name?=lastName"}},
		{column("Postal", "78701-1234", "10001-0001", "94105-1234"), nil},
		{column("Price", "1 200 000", "2 500 000", "3 100 000"), nil},
		{column("SSN", "123-45-6789", "987-65-4321", "111-22-3333"), nil},
		{column("联系方式", "13800138000", "微信 wang", "15012345678 / 010-62345678"), []string{"联系方式=phone"}},
		{column("Contacto", "Ana", "612 345 678", "vip"), nil},
		{column("郵便番号", "100-0001", "150-0002", "530-0001"), nil},
		{column("Pesel", "601 234 567", "602 234 567", "603 234 567"), nil},
		{column("Region", "94107-1234", "94105-4321", "94103-1111"), nil},
		{column("To", "shop@example.com", "shop@example.com", "a@example.com"), nil},
		{column("Tel. (pryw.)", "601 234 567", "brak", "603234567 / 604234567"), []string{"Tel. (pryw.)=phone"}},
		{column("Best mob.", "9876501234", "9876501235", "9876501236"), []string{"Best mob.=phone"}},
		{column("Reach", "+91 98765 01234", "+91 98765 01235", "9876501236"), []string{"Reach=phone"}},
		{"email,prefix\na@example.com,Mr\nb@example.com,Ms\n", nil},               // no slip of the area code's "Prefijo"
		{"email,Payment status\na@example.com,Open\nb@example.com,Closed\n", nil}, // told of, and not asked about
		{column("Reach", "+49 30 123456", "+1 (415) 555-0132"), []string{"Reach=phone"}},
		{column("Reach", "919876543210", "919876543211"), []string{"Reach=phone"}},
		{column("Reach", "a@example.com ::: b@example.com", "c@example.com|d@example.com"), []string{"Reach=email"}},
		{column("Reach", "+49 30 123456 ::: +49 30 123457", "+1 (415) 555-0132"), []string{"Reach=phone"}},
		{column("Reach", uuid(1), uuid(2)), []string{"Reach=uuid"}},
		{column("Reach", "Asha Example", "Jürgen Groß"), []string{"Reach=name"}},
		{column("Reach", "Spring Sale", "Spring Sale", "Spring Sale", "Spring Sale"), nil},
		{column("Day", "2025-01-02", "2025-01-03"), nil},
		{column("Time", "2/3/2025 14:05:09", "2/3/2025 14:05:10"), nil},
		{column("Order", "1201", "1202"), nil},
		{column("Amount", "1,234,567.00", "12.50"), nil},
		{column("ZIP", "411001", "411002"), nil},
		{column("IP", "203.0.113.5", "203.0.113.6"), nil},
		{column("iPhone", "14 Pro", "15"), nil},
		{column("Stats", "5", "6"), nil},
		{column("Game", "Chess", "Go"), nil},
		{column("Hand", "left", "right"), nil},
		{column("iso_code", "DE", "FR"), nil},
		{column("Stauts", "OPEN", "closed"), []string{"Stauts=status"}},
		{column("Estado", "Nuevo", "En curso"), []string{"Estado=status"}},
		{column("Stato", "In lavorazione - richiamare", "OPEN"), []string{"Stato=status"}},
		{column("Estado", "Jalisco", "Puebla"), nil},
		{column("Dail Code", "+49", "+91"), []string{"Dail Code=dialCode"}},
		{column("County Code", "Kent", "Essex"), nil},
		{column("Contract Number", "C-1001", "C-1002"), nil},
		{column("pictrue", "https://example.com/a.png", "https://example.com/b.png"), []string{"pictrue=picture"}},
		{column("pictrue", "a", "b"), nil},
		{column("attribute.plan", "a", "b"), []string{"attribute.plan=attributes.plan"}},
		{"Email,Backup\na@example.com,b@example.com\n", nil},
		{"Mail 1,Mail 2\na@example.com,b@example.com\n", []string{"Mail 1,Mail 2=email"}},
		{"Company,Delegate name\nAcme Works,Asha Example\nBest Foods,Tom Sample\n", []string{"Delegate name=name"}},
		{"Company,Town\nAcme Works,New York\nBest Foods,Los Angeles\n", nil},
		{"email,x,x y\na@b.co,,\n", nil},
		{column("Nice to meet you! What's your name?", "Paula Jones", "Quentin", "Rosa M."), []string{"Nice to meet you! What's your name?=name"}},
		{column("Wie heißt du?", "Mia Fuchs", "Tom"), []string{"Wie heißt du?=name"}},
		{column("Wat is je naam?", "Daan de Vries", "Joost"), []string{"Wat is je naam?=name"}},
		{column("Основной контакт", "Алексей Громов", "Олег"), []string{"Основной контакт=name"}},
		{column("Contacto principal", "Camila Rojas", "Lucía"), []string{"Contacto principal=name"}},
		{column("FN", "Bella Cruz", "Fix It Shop"), []string{"FN=name"}},
		{column("Student Name", "Aarav Shah", "Kabir"), []string{"Student Name=name"}},
		{column("Is your name on the list?", "Yes", "No", "Yes", "No"), nil},
		{"Name,Student Name\nAsha,Kabir\n", nil},
		{"Student Name,Student first name,Student last name\nKay Lin,Kay,Lin\nLou,,\n", []string{"Student Name=name"}},
		{"Student Name,Student first name,Student last name\nKay Lin,Kay,Lin\n", []string{"Student first name=firstName", "Student last name=lastName"}},
		{"Lead Owner,Lead Source,Email,Lead Status\nJim,Web,a@b.co,Open - Not Contacted\n", []string{"Lead Status=status"}},
		{"Responsible person;Work E-mail;Stage\nJim;a@b.co;In Progress\n", []string{"Stage=status"}},
		{"Vorname,Nachname,E-Mail,Bewertung\nAnn,Lee,a@b.co,warm\nBob,Ray,b@b.co,kalt\n", nil},
		{"Vorname,Nachname,E-Mail,Bemerkugn\nAnn,Lee,a@b.co,ruft morgen an\nBob,Ray,b@b.co,will ein Angebot\n", []string{"Bemerkugn=notes"}},
		{"Vorname,Z,Nachname,E-Mail\nAnn,von der,Lee,a@b.co\nBob,,Ray,b@b.co\n", []string{"Z=middleName"}},
		{"Vorname,Z,Nachname,E-Mail\nAnn,von der,Lee,a@b.co\nBob,neu,Ray,b@b.co\n", nil},
		{"email,Lead Stage\na@b.co,Tepid\n", nil}, // which is told of, and not asked
	} {
		if diff := cmp.Diff(test.want, proposals(t, test.text)); diff != "" {
			t.Errorf("%s: %s", test.text, diff)
		}
	}
}

// TestTaken: a proposal that is taken is an assignment like any other.
func TestTaken(t *testing.T) {
	t.Parallel()
	s, err := source.Examine(t.Context(), input("Reach,Plan\na@example.com,x\n"))
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.Take = func(context.Context, propose.Proposed) (bool, error) { return true, nil }
	r, err := check.Run(t.Context(), s, o)
	if err != nil || r.Ready() != 1 || len(r.Proposals) != 0 {
		t.Fatal(r, err)
	}
	if diff := cmp.Diff([]string{"Reach=email"}, r.Assignments); diff != "" {
		t.Error(diff)
	}
}

// TestNamedByLetters: of several columns each is named by its own letter.
func TestNamedByLetters(t *testing.T) {
	t.Parallel()
	r := checked(t, "Email,Mobile,Plan,Work phone,Desk\na@x.com,,x,+12125550100,+12125550102\n", options(t), nil)
	if len(r.Proposals) != 1 || r.Proposals[0].Column() != `column D "Work phone" or E "Desk"` {
		t.Errorf("%+v", r.Proposals)
	}
}

// TestNamesOfPeople: names are looked for in the rows that mean someone, and never under the title of something else.
func TestNamesOfPeople(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Contact,Email,Amount\nNorth,,\nAnn Lee,a@x.com,1\nBob Ray,b@x.com,2\nNorth Total,,3\nSouth,,\nCyd Fox,c@x.com,4\nSouth Total,,4\n": {"Contact=name"},
		"Deal - Titel,Email\nAnna Berg,a@x.com\nBernd Kraus,b@x.com\n":                                                                      nil,
		"Opportunity,Who,Email\nAnna Berg,Ann Lee,a@x.com\nBernd Kraus,Bob Ray,b@x.com\n":                                                   {"Who=name"},
		"Card Name,attendee_name (metadata),Email\nK WALSH,Kirra Walsh,a@x.com\nMR D PAPAS,Dan Papas,b@x.com\n":                             {"attendee_name (metadata)=name"},
		"ふりがな,Email\nまつだ あおい,a@x.jp\nはやし けんた,b@x.jp\n":                                                                                      nil,
		"Guest,Email\nAnn Lee 🌼,a@x.com\nBob Ray,b@x.com\nCyd Fox,c@x.com\n":                                                                {"Guest=name"},
	} {
		if diff := cmp.Diff(want, proposals(t, text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestNamesOfOthers: leads without a name are called after those of other columns, and never after another person, one's
// own people or things.
func TestNamesOfOthers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Name,Company,Email\nAnn Lee,Lee Ltd,a@x.com\n,Corner Bakery,b@x.com\n":                  {"Name|Company=name"},
		"Name,Company,Email\nAnn Lee,Lee Ltd,a@x.com\nBob Ray,Corner Bakery,b@x.com\n":           nil,
		"Name,Company,Email\nAnn Lee,Lee Ltd,a@x.com\n,Corner Bakery,\n":                         nil,
		"Imię,Nazwisko,Firma,Email\nAnna,Nowak,,a@x.pl\n,,Kwiaciarnia,b@x.pl\n":                  {"Imię,Nazwisko|Firma=name"},
		"姓,名,会社名,メール\n山田,太郎,,a@x.jp\n,,青空,b@x.jp\n":                                              {"名,姓|会社名=name"},
		"Имя,Фамилия,Полное имя контакта,Email\nАнна,Ким,Анна Ким,a@x.ru\n,,Артём,b@x.ru\n":      {"Имя,Фамилия|Полное имя контакта=name"},
		"First Name,Last Name,Father's name,Email\nAnn,Lee,Tom Lee,a@x.com\n,,Ben Ray,b@x.com\n": nil,
		"Saved name,Public name,Phone\nMeena Aunty,Meena,+919820437165\n,Rohit,+917506183924\n":  {"Saved name|Public name=name"},
		"Cliente,Telefono\nDott. Crippa,+393388104452\nRistorante Al Pozzo,+390266710482\n":      {"Cliente=name"},
		"Father's name,Email\nTom Lee,a@x.com\nBen Ray,b@x.com\n":                                nil,
		"पिता का नाम,ईमेल\nसंजय मिश्रा,a@x.in\nराम यादव,b@x.in\n":                                nil,
		"保護者氏名,メール\n山田 太郎,a@x.jp\n佐藤 花子,b@x.jp\n":                                                nil,
		"Имя отца,Email\nИван Ким,a@x.ru\nПётр Лев,b@x.ru\n":                                     nil,
		"Account owner,Email\nTom Lee,a@x.com\nBen Ray,b@x.com\n":                                nil,
		"Company,Email\nLee Ltd,a@x.com\nCorner Bakery,b@x.com\n":                                {"Company=name"},
		"Benutzername,Benutzer E-Mail,Email\nTom Lee,t@x.de,a@x.de\nBen Ray,b@x.de,c@x.de\n":     {"Benutzername=name"},
		"Owner Email,Host Email,Phone\no@x.com,h@x.com,+919820437165\n":                          nil,
	} {
		if diff := cmp.Diff(want, proposals(t, text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestPeopleBeforeFirms: where the column of the name holds firms, or more than the name, the people beside it come first.
func TestPeopleBeforeFirms(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"*ContactName,FirstName,LastName,Email\nRoof Ltd,Ann,Lee,a@x.com\nBob Ray,Bob,Ray,b@x.com\n":                   {"FirstName,LastName|*ContactName=name"},
		"Name,Kontakt,E-Mail\nMeier Bau GmbH,Hans Meier,h@x.de\nOtt OHG,,o@x.de\n":                                     {"Kontakt|Name=name"},
		"Nazwa,Kontakt,Email\nKwiaty Sp. z o.o.,Anna Nowak,a@x.pl\n":                                                   {"Kontakt=name"},
		"Name,Contact,Company,Email\nCorner Bakery,Ann Lee,Corner Bakery,a@x.com\n":                                    {"Contact|Name=name"},
		"Name,First Name,Last Name,Email\n\"Adler, Vera Huber\",Vera,Huber,a@x.de\nEva Ott,Eva,Ott,e@x.de\n":           {"First Name,Last Name|Name=name"},
		"Name,First Name,Last Name,Email\nGarage Kunz,Ann,Lee,a@x.de\nCafé Rosa,Eva,Ott,e@x.de\n":                      {"First Name,Last Name|Name=name"},
		"Name,First Name,Last Name,Email\nOtt Eva,Eva,Ott,e@x.de\nAnn B. Lee,Ann,Lee,a@x.de\n":                         nil,
		"name,first_name,last_name,Email\n王晓燕,晓燕,王,w@x.cn\n陈志强,志强,陈,c@x.cn\n":                                          nil,
		"Name,Contact title,Email\nRoof Ltd,Office Manager,a@x.com\nMilk Inc,Owner,b@x.com\n":                          nil,
		"Name,Card Name,Email\nRoof Ltd,A LEE,a@x.com\nMilk Inc,B RAY,b@x.com\n":                                       nil,
		"Name,Contact,Email\nAnn Lee,Tom Roe,a@x.com\nBob Ray,Eva Fox,b@x.com\n":                                       nil, // told of, and not asked
		"Contact Person,Name of Ledger,Email\nAnn Lee,Roof Ltd,a@x.com\n,Bob Ray (Flat 3),b@x.com\n,Eva Fox,e@x.com\n": {"Contact Person|Name of Ledger=name"},
		"Name,Event name,Email\nAnn Lee,Fair,a@x.com\n,Ball,b@x.com\n":                                                 nil,
	} {
		if diff := cmp.Diff(want, proposals(t, text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestHalfNames: where one half of the name has a known word and the other one a misspelled word, they are one name.
func TestHalfNames(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][]string{
		"Prénon,Nom":            {"Prénon,Nom=name"},
		"Nom,Prénon":            {"Prénon,Nom=name"},
		"Prénom,Nomm":           {"Prénom,Nomm=name"},
		"Nonbre,Apellidos":      {"Nonbre,Apellidos=name"},
		"Voornamm,Naam":         {"Voornamm,Naam=name"},
		"Cognome,Nomme":         {"Nomme,Cognome=name"},
		"Vorrname,Name":         {"Vorrname,Name=name"},
		"Vornmae,Plan,Nachname": {"Vornmae,Nachname=name"},
		"Name,Stadt":            nil,
		"Nom,Ville":             nil,
		"Name,Plan,Vorlage":     nil,
		"First name,Last name":  nil,
	} {
		text := header + ",E-Mail\n"
		for _, row := range []string{"Lena,Basic,Mercier", "Anna,Basic,Roux", "Tim,Pro,Guérin"} {
			cells := strings.Split(row, ",")
			if strings.Count(header, ",") == 1 {
				cells = slices.Delete(cells, 1, 2)
			}
			text += strings.Join(cells, ",") + "," + cells[0] + "@x.org\n"
		}
		if diff := cmp.Diff(want, proposals(t, text)); diff != "" {
			t.Errorf("%s: %s", header, diff)
		}
	}
	whole := "Name,Vorlage,E-Mail\nLena Mercier,Alpha,l@x.org\nAnna Roux,Beta,a@x.org\n"
	if diff := cmp.Diff([]string(nil), proposals(t, whole)); diff != "" {
		t.Error(diff)
	}
}

// TestParentsAndChildren: who fills in a form for a child is the lead.
func TestParentsAndChildren(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][]string{
		"Student Name,Parent/Guardian full name":           {"Parent/Guardian full name=name"},
		"Naam leerling,Voor- en achternaam van de ouder":   {"Voor- en achternaam van de ouder=name"},
		"Nom de l'enfant,Nom et prénom du parent":          {"Nom et prénom du parent=name"},
		"Name des Kindes,Name der Eltern":                  {"Name der Eltern=name"},
		"Nombre del alumno,Nombre del padre/madre o tutor": {"Nombre del padre/madre o tutor=name"},
		"Imię i nazwisko dziecka,Imię i nazwisko rodzica":  {"Imię i nazwisko rodzica=name"},
		"Öğrenci adı,Veli adı soyadı":                      {"Veli adı soyadı=name"},
		"ФИО ребёнка,ФИО родителя":                         {"ФИО родителя=name"},
		"生徒氏名,保護者氏名":                                       {"保護者氏名=name"},
		"छात्र का नाम,अभिभावक का नाम":                      {"अभिभावक का नाम=name"},
		"Child,Parent name":                                {"Parent name=name"},
		"Student name,Father name":                         {"Student name=name"},
		"Student name,Parent e-mail":                       {"Student name=name"},
		"Name,Parent name":                                 nil,
	} {
		text := "email," + header + "\na@x.com,Tim,Ann Lee\nb@x.com,Zoe,Bob Ray\nc@x.com,Ida,Eva Fox\n"
		if diff := cmp.Diff(want, proposals(t, text)); diff != "" {
			t.Errorf("%s: %s", header, diff)
		}
	}
	parts := "email,Student First Name,Student Last Name,Parent First Name,Parent Last Name\na@x.com,Tim,Lee,Ann,Lee\nb@x.com,Zoe,Ray,Bob,Ray\n"
	if diff := cmp.Diff([]string{"Parent First Name=firstName", "Parent Last Name=lastName"}, proposals(t, parts)); diff != "" {
		t.Error(diff)
	}
}

// TestNameHeaders: a word for the name with others around it, or for who takes part, and none for a thing or a reading.
func TestNameHeaders(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"Name (as on passport)": true, "Nom (obligatoire)": true, "Imię i nazwisko (wymagane)": true, "Ad Soyad (zorunlu)": true, "お名前【必須】": true, "성명 (본인)": true,
		"氏名（フルネーム）": true, "Attendee": true, "Käufer": true, "Owner": true, "Inhaber": true,
		"お名前（フリガナ）": false, "氏名カナ": false, "Pet name": false, "Name of event": false, "Account owner": false,
	} {
		got := proposals(t, "email,"+header+"\na@x.com,Ann Lee\nb@x.com,Bob Ray\nc@x.com,Eva Fox\n")
		if is := slices.Equal(got, []string{header + "=name"}); is != want {
			t.Errorf("%s: %q", header, got)
		}
	}
}

// TestNoNames: what is no name is not sent as one, and another column has it; --null "" takes it as it stands.
func TestNoNames(t *testing.T) {
	t.Parallel()
	const file = "Name,Email,Nickname\n4915112345678,a@x.com,Anni\nb@x.com,b@x.com,\nCyd Fox,c@x.com,\n"
	for _, test := range []struct {
		null  []string
		given string
		want  []string
		notes int
	}{
		{nil, "Name=name", []string{"", "", "Cyd Fox"}, 2},
		{nil, "Name|Nickname=name", []string{"Anni", "", "Cyd Fox"}, 2},
		{[]string{}, "Name=name", []string{"4915112345678", "b@x.com", "Cyd Fox"}, 0},
		{[]string{"none"}, "Name=name", []string{"", "", "Cyd Fox"}, 2},
	} {
		o := options(t)
		o.Null, o.Assignments = test.null, []string{test.given}
		r := checked(t, file, o, nil)
		var got []string
		for _, one := range rows(t, r) {
			got = append(got, one.Cells.Base[lead.Name])
		}
		notes := 0
		for _, f := range r.Warnings {
			if f.Code == "no-name" {
				notes += f.Count
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" || notes != test.notes {
			t.Errorf("%q, %s: %d notes %s", test.null, test.given, notes, diff)
		}
	}
}

// TestNameless: leads without a name are told of where another column may have one.
func TestNameless(t *testing.T) {
	t.Parallel()
	const file = "Name,Email,Nickname,Company\nAnn Lee,a@x.com,,Foo\n,b@x.com,Bobby,\n,c@x.com,,Bar Ltd\n"
	for _, test := range []struct{ text, given, says, fix string }{
		{file, "Name=name", `2 new leads get no name, though column "Nickname" or "Company" may have one in their rows`, `--map "Name|Nickname|Company=name"`},
		{file, "Name|Nickname|Company=name", "", ""},
		{"Name,Email,Nickname\nAnn Lee,a@x.com,\n,b@x.com,+4915112345678\n", "Name=name", "", ""},
	} {
		o := options(t)
		o.Assignments = []string{test.given}
		n := checked(t, test.text, o, nil).Nameless
		if n.Text != test.says || !strings.HasPrefix(n.Fix, test.fix) {
			t.Errorf("%s: %+v", test.given, n)
		}
	}
}

// TestNotedBesideMap: a further column of phones is noted beside one that the user has named, too.
func TestNotedBesideMap(t *testing.T) {
	t.Parallel()
	in := input("Email,Mobile,Work phone\na@x.com,,+12125550100\n")
	o := options(t)
	o.Assignments = []string{"Mobile=phone"}
	r, err := check.Read(t.Context(), in, o)
	if err != nil || len(r.Proposals) != 1 || r.Proposals[0].Fix() != `--map "Mobile,Work phone=phone" in place of the other --map of that field` {
		t.Fatal(r, err)
	}
	o.Assignments = []string{r.Proposals[0].Map}
	if r, err = check.Read(t.Context(), in, o); err != nil || len(r.Proposals) != 0 {
		t.Error(r, err)
	}
}

// TestNoted: a column that holds phones, e-mails or names is told of with the --map that takes it, also
// beside another one of its kind; and no column of other numbers and words is.
func TestNoted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Email,Mobile,Work phone\na@x.com,,+12125550100\nb@x.com,+19175550100,+12125550101\n":    {"Mobile,Work phone=phone"},
		"Email,Mobile,Work phone,Desk\na@x.com,,+12125550100,+12125550102\n":                     {"Mobile,Work phone,Desk=phone"},
		"E-Mail,Téléphone portable,Téléphone fixe\na@x.fr,,0123456789\n":                         {"Téléphone portable,Téléphone fixe=phone"},
		"Correo,Móvil,Teléfono del trabajo\na@x.es,,+34 91 123 45 67\n":                          {"Móvil,Teléfono del trabajo=phone"},
		"Email,Phone / WhatsApp\na@x.com,9876543210\n":                                           nil, // both words are phones
		"Email,WhatsApp number (with country code)\na@x.in,+91 98860 12345\nb@x.in,9886012346\n": {"WhatsApp number (with country code)=phone"},
		"Mobile,My emails\n+19175550101,a@x.com\n+19175550102,\"b@x.com,c@x.com\"\n":             {"My emails=email"},
		"First,Last,Email\nGrace,Hopper,a@x.com\n":                                               {"First=firstName", "Last=lastName"},
		"Email,Customer First Name,Customer Last Name\na@x.com,Grace,Hopper\n":                   {"Customer First Name=firstName", "Customer Last Name=lastName"},
		"Pupil (First),Pupil (Last),Email\nGrace,Hopper,a@x.com\n":                               {"Pupil (First)=firstName", "Pupil (Last)=lastName"},
		"Email,Billing First Name,Shipping First Name,Billing Last Name\na@x.com,Ann,Ben,Lee\n":  {"Billing First Name=firstName", "Billing Last Name=lastName"},
		"E-Mail,Téléphone portable,Téléphone fixe\na@x.fr,0612345678,0123456789\n":               nil, // no row is another one with it
		"E-mail,Numéro de téléphone,Numéro de téléphone mobile\na@x.fr,0123456789,0612345678\n":  {"Numéro de téléphone mobile,Numéro de téléphone=phone"},
		"Email,Guest emails\na@x.com,\nb@x.com,c@x.com\n":                                        nil,
		"Email,Mobile,Fax\na@x.com,+19175550100,+1 212 555 0100\n":                               nil,
		"Email,Phone number ID\na@x.com,106540352242922\n":                                       nil,
		"Email,Mobile,Order\na@x.com,+19175550100,919876543210\n":                                nil,
		"Email,Phone model\na@x.com,15\n":                                                        nil,
		"Email,First,Last contact\na@x.com,Grace,Berlin\n":                                       nil,
		"Email,Name,First,Last\na@x.com,Grace Hopper,Grace,Hopper\n":                             nil,
	} {
		s, err := source.Examine(t.Context(), input(text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		r, err := check.Run(t.Context(), s, options(t))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, p := range r.Proposals {
			got = append(got, p.Map)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// TestStatusesAnywhere: statuses are proposed under any header that says nothing else, and told of where they may be
// about something else than the lead.
func TestStatusesAnywhere(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, taken, told string // headers of proposals for the status
	}{
		{"E-Mail,Section/Column\na@x.de,Neu\nb@x.de,Kontaktiert\nc@x.de,Gewonnen\nd@x.de,Neu\n", "Section/Column", ""},
		{"Email,Column,List\na@x.it,Nuovo,Nuovo\nb@x.it,Contattato,Contattato\nc@x.it,Perso,Boh\nd@x.it,Sospeso,Perso\n", "Column", "List"},
		{"Email,List,Status\na@x.com,New,OPEN\nb@x.com,Contacted,OPEN\nc@x.com,Lost,CLOSED\n", "", ""},
		{"Email,Kind\na@x.com,Customer\nb@x.com,Lead\nc@x.com,Prospect\n", "", "Kind"}, // few statuses, by many words
		{"Email,Kind\na@x.com,Customer\nb@x.com,Lead\n", "", ""},
		{"Email,Answer\na@x.com,Interested\nb@x.com,Called\nc@x.com,No answer\n", "", ""}, // all mean one
		{"Email,Conversation Status,Stage\na@x.com,open,New\nb@x.com,closed,Won\n", "Stage", "Conversation Status"},
		{"Email,Lead stage\na@x.com,Opportunity\nb@x.com,Customer\nc@x.com,Hm\n", "Lead stage", ""},
		{"Email,Lead stage\na@x.com,Tepid\nb@x.com,Cold\nc@x.com,Won\n", "", "Lead stage"},
		{"Email,Status,subscriber_id\na@x.com,active,1\nb@x.com,cancelled,2\n", "", "Status"},
		{"Email,Status,Opted In\na@x.com,ACTIVE,Yes\nb@x.com,INACTIVE,No\n", "", "Status"},
		{"Email,Status\na@x.com,Subscribed\nb@x.com,Unsubscribed\n", "", "Status"},
		{"E-Mail,Status\na@x.de,Zugestellt\nb@x.de,Fehlgeschlagen\n", "", "Status"},
		{"E-mail,Statut\na@x.fr,Payé\nb@x.fr,Impayé\nc@x.fr,Annulé\n", "", "Statut"},
		{"Email,Status\na@x.com,active\nb@x.com,new\nc@x.com,bounced\n", "", "Status"},
		{"Email,Status\na@x.com,Active\nb@x.com,Inactive\n", "", ""}, // states of leads, too
		{"Email,Status\na@x.com,New\nb@x.com,Contacted\nc@x.com,Unsubscribed\n", "", ""},
		{"Email,Status\na@x.com,OPEN\nb@x.com,CLOSED\n", "", ""},
		{"Email,Status\na@x.com,Canceled by guest\nb@x.com,Confirmed\nc@x.com,Past guest\n", "", "Status"},
		{"Email,상담상태\na@x.com,상담중\nb@x.com,신규\nc@x.com,부적합\n", "상담상태", ""},
		{"Email,Tình trạng\na@x.com,Đang tư vấn\nb@x.com,Mới\nc@x.com,Gì đó\n", "Tình trạng", ""},
		{"Email,Tình trạng\na@x.com,Gì đó\nb@x.com,Khác\nc@x.com,Khác\n", "", "Tình trạng"}, // words that are not known
		{"Email,Estado,Código postal\na@x.com,Jalisco,44100\nb@x.com,Puebla,72000\n", "", ""},
		{"Email,Estado\na@x.com,SP\nb@x.com,RJ\n", "", ""},
		{"Email,Status code\na@x.com,12\nb@x.com,13\n", "", ""},
		{"Email,Marital status\na@x.com,Single\nb@x.com,Married\nc@x.com,Married\n", "", ""},
		{"Email,Status,Lifecycle\na@x.com,open,New Lead\nb@x.com,closed,Customer\nc@x.com,snoozed,Hot Lead\n", "Lifecycle", "Status"},
		{"Email,bookingStatus\na@x.com,Fine\nb@x.com,Bad\nc@x.com,Bad\n", "", ""},
	} {
		r := checked(t, test.text, options(t), nil)
		var taken, told string
		for _, p := range r.Proposals {
			switch {
			case p.Field != "status":
			case p.Doubt != "":
				told = p.Header
			default:
				taken = p.Header
			}
		}
		if taken != test.taken || told != test.told {
			t.Errorf("%q: taken %q, told %q; want %q, %q", test.text, taken, told, test.taken, test.told)
		}
		if _, known := r.Mapping.Source("status"); known && test.taken+test.told != "" {
			t.Errorf("%q: a column is the status", test.text)
		}
	}
}

// TestStateAssigned: a column of states of something else is the status if the user says so.
func TestStateAssigned(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.Assignments = []string{"Status=status"}
	r := checked(t, "Email,Status\na@x.com,Subscribed\nb@x.com,Unsubscribed\n", o, nil)
	if diff := cmp.Diff([]string{"--map-status", "Subscribed=OPEN", "--map-status", "Unsubscribed=CLOSED"}, r.Fixes()); diff != "" {
		t.Error(diff)
	}
}

// TestForeignUUIDs: UUIDs beside e-mails or phones are a person's choice; those that alone tell whom rows mean are
// proposed.
func TestForeignUUIDs(t *testing.T) {
	t.Parallel()
	for text, choice := range map[string]bool{
		"Lead - ID,Email\n" + uuid(1) + ",a@x.com\n":     true,
		"Lead - ID,Reach\n" + uuid(1) + ",a@x.com\n":     true,
		"UID,Phone\n" + uuid(1) + ",+14155550134\n":      true,
		"Lead - ID,Who\n" + uuid(1) + ",Ann\n":           false,
		"Convertalk ID,Email\n" + uuid(1) + ",a@x.com\n": false,
		"Lead - ID,Email\n" + uuid(1) + ",\n":            false,
	} {
		s, err := source.Examine(t.Context(), input(text))
		if err != nil {
			t.Fatal(err)
		}
		var asked []string
		o := options(t)
		o.Take = func(_ context.Context, p propose.Proposed) (bool, error) {
			asked = append(asked, strings.Join(p.Flags(), " "))
			return false, nil
		}
		_, _ = check.Run(t.Context(), s, o) // that cannot be matched a row means is tested elsewhere
		if got := !strings.Contains(strings.Join(asked, " "), "=uuid"); got != choice {
			t.Errorf("%q: asked %q", text, asked)
		}
	}
}

// TestStagesOfSystems: how far a lead has come is proposed under the words of a system, and not the state of a chat.
func TestStagesOfSystems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Contact ID,Lifecycle,Status,Email\n1,New Lead,open,a@x.com\n2,Customer,closed,b@x.com\n":                        {"Lifecycle=status"},
		"Nombre del prospecto,Etapa,Persona responsable,Email\nUno,No asignado,Ana,a@x.com\nDos,Procesado,Ana,b@x.com\n": {"Etapa=status"},
		"Görüşme Durumu,Email\nYeni,a@x.com\nGörüşülüyor,b@x.com\n":                                                      {"Görüşme Durumu=status"},
	} {
		if diff := cmp.Diff(want, proposals(t, text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
