package columns_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/columns"
)

// TestHeadersOfCountries: headers as sheets and systems of a country write them, and what their columns mean: a field,
// "?" for one that is proposed by its cells, "" for an attribute.
func TestHeadersOfCountries(t *testing.T) {
	t.Parallel()
	const whole, parts = "name email phone notes", "firstName lastName email phone notes"
	for _, test := range []struct{ header, want string }{
		{"För- och efternamn;E-postadress;Tfn;Anm", whole}, {"Förnamn;Efternamn;Epost;Mobilnr;Noteringar;Kundstatus;Taggar", parts + " status tags"},
		{"Fulde navn;Mailadresse;Tlf.nr.;Bemærkninger", whole}, {"Fornavn;Efternavn;E-mail;Mobiltlf;Notat", parts},
		{"Kundens navn;E-postadresse;Mobilnr;Merknad", whole}, {"Fornavn;Etternavn;Epost;Tlf;Kommentar;Stikkord", parts + " tags"},
		{"Etu- ja sukunimi;S-posti;Puh.;Lisätiedot", whole}, {"Etunimi;Sukunimi;Sähköposti;Matkapuh.;Huom.;Tilanne", parts + " ?status"},
		{"Jméno zákazníka;El. pošta;Tel. č.;Pozn.", whole}, {"Křestní jméno;Prijmeni;E-mail;Mobilní tel.;Poznámka;Stav;Tagy", parts + " ?status tags"},
		{"Meno klienta;Kontaktný e-mail;Tel. číslo;Poznámky", whole}, {"Krstné meno;Priezvisko;Mail;Mob. tel.;Pozn.", parts},
		{"Ügyfélnév;E-mail cím;Tel.szám;Megj.", whole}, {"Keresztnév;Családi név;Emailcím;Mobilszám;Megjegyzés;Címkék", parts + " tags"},
		{"Nume si prenume;Adresa de mail;Nr. de telefon;Obs.", whole}, {"Prenume;Nume de familie;E-mail;Telefon mobil;Mențiuni;Stadiu", parts + " ?status"},
		{"Ον/μο;Ηλ. διεύθυνση;Τηλ.;Παρατήρηση", whole}, {"Όνομα;Επώνυμο;E-mail;Αριθμός κινητού;Σχόλια;Ετικέτες", parts + " tags"},
		{"ПІБ клієнта;Ел. пошта;Моб. тел.;Прим.", whole}, {"Ім’я;Прізвище;Імейл;Контактний телефон;Коментарі;Етап", parts + " ?status"},
		{"Три имена;Ел. поща;Тел. за връзка;Забележки", whole}, {"Име;Фамилия;Имейл;Мобилен номер;Бележки;Тагове", parts + " tags"},
		{"Ime kupca;Adresa e-pošte;Br. mobitela;Opaska", whole}, {"Ime;Prezime;El. pošta;Kontakt broj;Napomena;Stanje", parts + " ?status"},
		{"Име клијента;Имејл адреса;Бр. телефона;Напомене", whole}, {"Ime;Prezime;Mejl;Kontakt telefon;Beleška", parts},
		{"Ime stranke;El. naslov;Tel. št.;Opombe", whole}, {"Ime;Priimek;E-naslov;GSM št.;Zapiski", parts},
		{"Kliento vardas, pavardė;El. p.;Mob. tel.;Komentarai", whole}, {"Vardas;Pavardė;El. paštas;Tel. nr.;Pastabos;Būsena", parts + " ?status"},
		{"Vārds un uzvārds;Jūsu e-pasts;Tālr.;Piezīmes", whole}, {"Vārds;Uzvārds;E-pasts;Mob. tel.;Komentāri", parts},
		{"Kliendi nimi;E-posti aadress;Telefoni nr;Lisainfo", whole}, {"Eesnimi;Perenimi;Epost;Mobiilinumber;Märkmed;Olek", parts + " ?status"},
		{"Tên KH;Email KH;SĐT liên hệ;Ghi chú", whole}, {"Tên;Họ;Email;So dien thoai;Ghi chu;Tình trạng", parts + " ?status"},
		{"ชื่อ-สกุล;อีเมลล์;เบอร์ติดต่อ;โน้ต", whole}, {"ชื่อ;สกุล;อีเมล;เบอร์โทรศัพท์มือถือ;หมายเหตุ;แท็ก", parts + " tags"},
		{"고객 이름;전자메일;고객 연락처;특이사항", whole}, {"이름;성;이메일;휴대폰번호;비고;상담결과", parts + " ?status"},
		{"الاسم الثلاثي;ايميل;رقم الواتس;تعليق", whole}, {"الاسم الاول;العائلة;البريد الاليكتروني;رقم المحمول;ملاحظات;الوضع", parts + " ?status"},
		{"שם הלקוח;כתובת מייל;מס' טלפון;הערות", whole}, {"שם פרטי;משפחה;דוא\"ל;פלאפון;הערות נוספות;תגיות", parts + " tags"},
		{"نام و فامیل;پست الکترونیک;شماره تماس;توضیحات", whole}, {"نام;نام\u200cخانوادگی;ایمیل;شماره همراه;یادداشت\u200cها", parts},
		{"Nama penuh;E-mel;No. tel. bimbit;Ulasan", whole}, {"Nama pertama;Nama akhir;Emel;Nombor telefon;Komen", parts},
		{"Buong pangalan;Email add;CP number;Komento", whole}, {"Unang pangalan;Apelyido;E-mail;Cellphone no.;Remarks", parts},
		{"Nom i cognoms;Adreça electrònica;Tel. mòbil;Observacions", whole}, {"Nom;Cognoms;Correu electrònic;Núm. telèfon;Comentaris;Estat", parts + " ?status"},
		{"Izen-abizenak;Helbide elektronikoa;Mugikorra;Oharrak", whole}, {"Izena;Abizenak;Posta elektronikoa;Telefono zenbakia;Iruzkinak;Egoera", parts + " ?status"},
	} {
		header := strings.Split(test.header, ";")
		m, err := columns.Map(header, nil)
		if err != nil {
			t.Errorf("%s: %v", test.header, err)
			continue
		}
		var got []string
		for _, c := range m.Columns() {
			field := c.Field
			switch {
			case c.Perhaps != "":
				field = "?" + c.Perhaps
			case c.Use == columns.Attribute:
				field = ""
			}
			got = append(got, field)
		}
		if want := strings.Fields(test.want); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", test.header, got, want)
		}
	}
}

// TestOtherThingsOfCountries: headers of the same sheets that mean no field, and neither a phone nor a name by their cells.
func TestOtherThingsOfCountries(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Personnummer", "CVR-nr", "Postinumero", "IČO", "PSČ", "Adószám", "CNP", "ΑΦΜ", "Поштовий індекс", "ЕГН", "OIB", "EMŠO", "Asmens kodas", "Personas kods", "Isikukood",
		"MST", "เลขบัตรประชาชน", "사업자등록번호", "رقم الهوية", "ת.ז.", "کد ملی", "Poskod", "Codi postal", "Posta kodea",
	} {
		if !columns.IsOtherNumber(header) {
			t.Errorf("%s may be a phone", header)
		}
	}
	for _, header := range []string{
		"Företag", "Virksomhed", "Bedrift", "Yritys", "Město", "Obec", "Város", "Oraș", "Πόλη", "Місто", "Град", "Tvrtka", "Podjetje", "Miestas", "Pilsēta", "Linn", "Công ty", "บริษัท", "회사",
		"المدينة", "עיר", "شهر", "Bandar", "Ciutat", "Hiria",
	} {
		if !columns.IsOtherName(header) {
			t.Errorf("%s may be a person's name", header)
		}
	}
}
