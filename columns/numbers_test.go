package columns

import "testing"

func TestOtherNumbers(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"ZIP": true, "Billing ZIP": true, "ZIP+4": true, "zip_code": true, "PIN code": true, "CPF": true, "CPF/CNPJ": true, "CEP": true, "CEP de cobrança": true,
		"PLZ": true, "Kundennr.": true, "Kunden-Nr.": true, "Steuer-Nr": true, "Order No.": true, "Order": true, "Fax": true, "Fax (work)": true, "SSN": true, "NIP": true,
		"СНИЛС": true, "ИНН": true, "№ заказа": true, "Aadhaar no": true, "郵便番号": true, "会社郵便番号": true, "传真": true, "公司传真": true, "Preis": true, "Preis (EUR)": true,
		"पिन कोड": true, "T.C. Kimlik No": true, "C.P.": true, "P.IVA": true, "N° de pedido": true,
		"Order phone": false, "Customer phone": false, "Phone": false, "Kundentelefon": false, "Invoice contact mobile": false, "注文電話番号": false, "Zipper": false,
		"Faxnummer": true, "Telefaxnr.": true, "Phone (fax)": true, "Tel./Fax": false, "Phone & Fax": false,
		"Reach": false, "Number": false, "": false,
	} {
		if got := IsOtherNumber(header); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

func TestOtherNames(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"Deal - Title": true, "Deal - Titel": true, "Deal name": true, "Opportunity Name": true, "Negócio - Título": true, "Affaire - Titre": true, "Trato - Título": true, "Название сделки": true,
		"Account Name": true, "City": true, "商談名": true, "产品名称": true,
		"Deal - Contact person": false, "Deal - Kontaktperson": false, "Negócio - Pessoa de contato": false, "Affaire - Personne à contacter": false, "Event guest name": false,
		"Name": false, "Customer": false, "Reach": false, "": false,
	} {
		if got := IsOtherName(header); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

// TestPostalCodeInBrazil: the Turkish word for a mobile phone is Brazil's postal code.
func TestPostalCodeInBrazil(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header []string
		phone  bool
	}{
		{[]string{"Nome", "E-mail", "CEP", "Endereço"}, false},
		{[]string{"Nome", "Telefone", "CEP"}, false},
		{[]string{"Ad Soyad", "E-posta", "Cep"}, true},
		{[]string{"Name", "Cep"}, true},
	} {
		m, err := Map(c.header, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range m.Columns() {
			if fold(column.Header) == "cep" && (column.Field == "phone") != c.phone {
				t.Errorf("%q: %+v", c.header, column)
			}
		}
	}
}

func TestNamesMobile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Téléphone portable": true, "Mobiel": true, "Matkapuhelin": true, "Кінцевий мобільний": true, "Κινητό": true, "טלפון נייד": true, "رقم الجوال": true,
		"เบอร์มือถือ": true, "Di động": true, "携帯電話": true,
		"Tél port.": true, "GSM": true, "Cell": true, "Handy-Nr.": true, "móvil": true, "Celular": true, "Tel. komórkowy": true, "Tel. kom.": true, "Cep": true, "Cep Tel": true, "手机": true,
		"मोबाइल नंबर": true, "Моб. тел.": true, "HP": true, "Κιν.": true, "Tel. móv.": true, "Mob no": true, "موبایل": true, "মোবাইল": true,
		"Tél pro.": false, "Concept": false, "Портал": false, "Komplett": false, "Support": false, "Telefon": false, "Numéro": false, "Phone": false, "": false,
	} {
		if got := NamesMobile(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
