package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
)

// TestLikelyCountry: a country is likely if more than half of the other phones are from it, and at least two.
func TestLikelyCountry(t *testing.T) {
	t.Parallel()
	for phones, want := range map[string]string{
		"+49 171 2345671\n":                                                         "",
		"+49 171 2345671\n0049 171 2345672\n":                                       "+49",
		"+49 171 2345671\n+44 7700 900123\n":                                        "",
		"+49 171 2345671\n+49 171 2345672\n+44 7700 900123\n":                       "+49",
		"+49 171 2345671\n+49 171 2345672\n+44 7700 900123\n" + "+44 7700 900124\n": "",
	} {
		s, err := source.Examine(t.Context(), input("phone\n0171 2345670\n"+phones))
		if err != nil {
			t.Fatal(err)
		}
		r, err := check.Run(t.Context(), s, options(t))
		if err != nil || r.Countryless.Count != 1 || r.Countryless.Likely != want {
			t.Errorf("%q: %+v, %v, want %s", phones, r.Countryless, err, want)
		}
	}
}

// TestCountryBesidePlus: the code that a number has counts, and the name of another country beside it is noted. A dial
// code beside it contradicts it.
func TestCountryBesidePlus(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a@b.co,+31 6 18204471,United Kingdom\n":   "phone-other-code",
		"a@b.co,0031 6 18204471,GB\n":              "phone-other-code",
		"a@b.co,+44 7700 900155,United Kingdom\n":  "",
		"a@b.co,+31 6 18204471,+44\n":              "phone-two-countries",
		"a@b.co,+31 6 18204471,\n":                 "",
		"a@b.co,+1 415 555 2671,Canada\n":          "",
		"a@b.co,07700 900155,Vereinigte Staaten\n": "phone-too-long",
	} {
		r := checked(t, "email,phone,dialCode\n"+text, options(t), nil)
		var got []string
		for _, f := range append(r.Warnings, r.Rejections.All()...) {
			got = append(got, f.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if ready := want != "phone-two-countries" && want != "phone-too-long"; r.Ready() == 1 != ready {
			t.Errorf("%q: %d rows are ready", text, r.Ready())
		}
	}
}

// TestCountryThatHarms: the one command takes the countries of phones from a column only if every row that can be sent
// without them can be sent with them.
func TestCountryThatHarms(t *testing.T) {
	t.Parallel()
	const flag = "Country=dialCode"
	for text, want := range map[string]bool{
		"email,phone,Country\na@b.co,07700 900387,United Kingdom\nb@b.co,+31 6 18204471,United Kingdom\n":         true,
		"email,phone,Country\na@b.co,07700 900387,United Kingdom\nb@b.co,07700 900388,United States\n":            false,
		"email,phone,Country\n" + strings.Repeat("a@b.co,07700 900387,United Kingdom\n", 60) + "b@b.co,,Narnia\n": false,
		"email,phone,Country\na@b.co,07700 900387,United Kingdom\nb@b.co,not-a-phone,United Kingdom\n":            true,
	} {
		r := checked(t, text, options(t), nil)
		fixes := r.Fixes()
		if got := slices.Contains(fixes, flag); got != want {
			t.Errorf("%q: %q", text, fixes)
		}
		if !want || r.Countryless.Open() == 0 {
			continue
		}
		t.Errorf("%q: the country of %d phones is called open", text, r.Countryless.Open())
	}
}

// TestCountryThatServes: a column of countries is offered only for rows whose country it says, with how many those are.
func TestCountryThatServes(t *testing.T) {
	t.Parallel()
	const rows = "email,phone,Country\na@b.co,+44 7700 900387,United Kingdom\nb@b.co,07700 900388,"
	fixes := func(text string) (all string) {
		for _, f := range checked(t, text, options(t), nil).Warnings {
			all += f.Fix + "\n"
		}
		return all
	}
	if r := checked(t, rows+"\n", options(t), nil); r.Fixes() != nil || strings.Contains(fixes(rows+"\n"), "Country=dialCode") || r.Countryless.Open() != 1 {
		t.Errorf("%q, %q", r.Fixes(), fixes(rows+"\n"))
	}
	some := rows + "GB\nc@b.co,07700 900389,\nd@b.co,07700 900390,GB\n"
	r := checked(t, some, options(t), nil)
	if !slices.Equal(r.Fixes(), []string{"--map", "Country=dialCode"}) || r.Countryless.Open() != 1 {
		t.Errorf("%q, %+v", r.Fixes(), r.Countryless)
	}
	if all := fixes(some); strings.Count(all, "\n") != 2 || strings.Count(all, "Country=dialCode") != 1 || !strings.Contains(all, "(2 of 3 such phones have theirs there)") {
		t.Errorf("%q", all)
	}
}

// TestCountryOfAddress: of the countries of several addresses, that of the phone's own counts.
func TestCountryOfAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ header, assigned, want string }{
		{"Shipping phone,Billing country,Shipping country", "Shipping phone=phone", "Shipping country=dialCode"},
		{"Shipping phone,Billing country,Plan", "Shipping phone=phone", "Billing country=dialCode"},
		{"Mobile phone,Home country,Work country", "Mobile phone=phone", "Home country=dialCode"},
	} {
		o := options(t)
		o.Assignments = []string{c.assigned}
		r := checked(t, "email,"+c.header+"\na@b.co,07700 900387,United Kingdom,GB\n", o, nil)
		if fixes := r.Fixes(); !slices.Contains(fixes, c.want) {
			t.Errorf("%s: %q", c.header, fixes)
		}
	}
	o := options(t)
	o.Assignments = []string{"Billing phone,Shipping phone=phone"}
	r := checked(t, "email,Billing phone,Shipping phone,Billing country,Shipping country\na@b.co,,07700 900387,United States,United Kingdom\n", o, nil)
	if fixes := r.Fixes(); fixes != nil || r.Countryless.Open() != 1 {
		t.Errorf("phones of two addresses: %q, %+v", fixes, r.Countryless)
	}
}

// TestExampleCountry: the country that is shown as an example is one that the file speaks of.
func TestExampleCountry(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"email,phone,Country\na@x.de,07700 900387,United Kingdom\nb@x.de,07700 900388,uk\n":         "GB",
		"email,phone\na@x.com,0612345678\nb@x.fr,0612345679\n":                                      "FR",
		"E-Mail,Telefon,Vorname\na@x.pt,0171 2345671,Ana\nb@x.com,0171 2345672,Uwe\n":               "DE",
		"NOME;TELEFONE;CIDADE;EMAIL\nANA;(16) 3555-0142;FRANCA;a@x.com\n":                           "BR",
		"email,phone\na@x.io,0612345678\nb@x.co.uk,0612345679\n":                                    "GB",
		"E-Mail,Telefono,Nome,Cognome\na@x.com,3331234567,Ugo,Neri\n":                               "IT",
		"E-posta,Telefon,Ad,Soyad\na@x.com,5321234567,Ali,Kaya\n":                                   "TR",
		"email,phone\na@x.com,020 7946 0018\nb@x.com,07700 900387\n":                                "GB",
		"email,phone\na@x.com,98765 43210\n":                                                        "IN",
		"email,phone\na@x.com,(512) 555-0118\n":                                                     "US",
		"ご連絡先メールアドレス,メール,電話\n,a@x.com,090 1234 5678\n":                                              "JP",
		"email,phone\na@x.com,p:+6281234567890\nb@x.com,p:+6285711122233\nc@x.com,p:081398765432\n": "ID",
		"email,phone\na@x.de,+52 442 318 7706\nb@x.de,5519876543\n":                                 "MX",
	} {
		r := checked(t, text, options(t), nil)
		if r.Countryless.Example != want || want != "GB" && !slices.ContainsFunc(r.Warnings, func(f row.Finding) bool { return strings.Contains(f.Fix, "--dial-code "+want) }) {
			t.Errorf("%q: %s, want %s", text, r.Countryless.Example, want)
		}
	}
	r := checked(t, "uuid,phone\n"+uuid(1)+",0612345678\n", options(t), nil)
	if r.Countryless.Open() != 1 {
		t.Error("the country of a phone beside a uuid is not asked for")
	}
}

// TestCountryOfRow: the country given for all is noted where a column of the row names another one, and an amount is
// no country.
func TestCountryOfRow(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.DialCode = "+44"
	for cells, want := range map[string]bool{"0701740611,8.00,SE": true, "07700900155,8.00,GB": false, "+46 701740611,8.00,SE": false, "07700900155,8.00,": false} {
		r := checked(t, "email,phone,Pledge Amount,Country\na@b.co,"+cells+"\nb@b.co,,5.50,GB\nc@b.co,,9.00,GB\n", o, nil)
		got := slices.ContainsFunc(r.Warnings, func(f row.Finding) bool {
			return f.Code == "phone-other-country-beside" && strings.Contains(f.Fix, "--map \"Country=dialCode\"")
		})
		if got != want {
			t.Errorf("%q: %v, want %v: %+v", cells, got, want, r.Warnings)
		}
	}
}

// TestNumbersWithCode: where a column says that its numbers begin with their country's code, short ones do, too, and
// another country for all is noted.
func TestNumbersWithCode(t *testing.T) {
	t.Parallel()
	o, text := options(t), "EMAIL,SMS,ADDED_TIME,CONTACT ID\na@x.com,6591234508,2026-01-01,1\nb@x.com,6582345619,2026-01-01,2\n"
	if r := checked(t, text, o, nil); r.Countryless.Count != 2 || !r.Countryless.Marked {
		t.Errorf("%+v", r.Countryless)
	}
	o.DialCode = "+49"
	r := checked(t, text, o, nil)
	if !slices.ContainsFunc(r.Warnings, func(f row.Finding) bool { return f.Code == "phone-perhaps-abroad" && f.Count == 2 }) {
		t.Errorf("%+v", r.Warnings)
	}
}

// TestMobileFirst: a column of mobile phones comes before the known one in what is offered.
func TestMobileFirst(t *testing.T) {
	t.Parallel()
	r := checked(t, "email,Telefoon,Telefoon - Mobiel\na@b.co,+31 20 5550142,+31 6 18204471\nb@b.co,+31 20 5550143,+31 6 18204472\n", options(t), nil)
	if len(r.Proposals) != 1 || r.Proposals[0].Map != "Telefoon - Mobiel,Telefoon=phone" {
		t.Errorf("%+v", r.Proposals)
	}
}

// TestCountryByName: of several columns of countries the one that is called so tells those of phones.
func TestCountryByName(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Card Issue Country,Country,Pledge Amount": "Country", "Card Issue Country,Address country,Amount": "Address country", "CC,Card country,X": "CC", "IP country,Land,X": "Land", "Nazione,Carta,X": "Nazione",
	} {
		r := checked(t, "email,phone,"+header+"\na@x.com,0701740611,GB,SE,8.00\nb@x.com,07700 900518,SE,GB,9.00\n", options(t), nil)
		if !slices.Contains(r.Fixes(), want+"=dialCode") {
			t.Errorf("%s: %q", header, r.Fixes())
		}
	}
}
