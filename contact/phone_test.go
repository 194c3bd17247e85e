package contact

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/internal/problem"
)

func TestParsePhone(t *testing.T) {
	t.Parallel()
	type cells struct{ number, dialCode, fallback string }
	asha := Phone{"+91", "9876543210"}
	ps := NewPhones()
	for in, want := range map[cells]Phone{
		{}:                                                 {},
		{"", "", "+91"}:                                    {},
		{"", "91", ""}:                                     {DialCode: "+91"},
		{"\u200b \u00a0", "", "+91"}:                       {},
		{"9876543210", "91", ""}:                           asha,
		{"9876543210", "+91", ""}:                          asha,
		{"9876543210", "0091", "+1"}:                       asha,
		{"9876543210", "(+91)", ""}:                        asha,
		{"9876543210", "in", ""}:                           asha,
		{"9876543210", "", "+91"}:                          asha,
		{"09876543210", "91", ""}:                          asha,
		{"919876543210", "91", ""}:                         asha,
		{"0091 98765 43210", "", ""}:                       asha,
		{"+0091 98765 43210", "", ""}:                      asha,
		{"+91 98765-43210", "91", ""}:                      asha,
		{"(+91) 98765.43210", "", "+1"}:                    asha,
		{"++91 9876543210", "", ""}:                        asha,
		{"tel:+91-98765-43210", "", ""}:                    asha,
		{"TEL: 98765 43210", "91", ""}:                     asha,
		{"tel://+919876543210", "", ""}:                    asha,
		{"[+91 98765 43210](tel:+919876543210)", "", ""}:   asha,
		{"whatsapp:+919876543210", "", ""}:                 asha,
		{"WhatsApp: +91 98765 43210", "", ""}:              asha,
		{"p:+919876543210", "", ""}:                        asha,
		{"p:9876543210", "", "+91"}:                        asha,
		{"callto:+919876543210", "", ""}:                   asha,
		{"sms:+919876543210", "", ""}:                      asha,
		{"SMSTO:9876543210", "91", ""}:                     asha,
		{"Mobile: 9876543210", "91", ""}:                   asha,
		{"Phone : +91-98765-43210", "", ""}:                asha,
		{"tel. 98765 43210", "91", ""}:                     asha,
		{"Моб.: 98765 43210", "91", ""}:                    asha,
		{"手机：9876543210", "91", ""}:                        asha,
		{"wa.me/919876543210", "", ""}:                     asha,
		{"919876543210@c.us", "", "+1"}:                    asha,
		{"919876543210:12@s.whatsapp.net", "", ""}:         asha,
		{"+52 1 55 1234 5678", "", ""}:                     {"+52", "5512345678"},
		{"15512345678", "52", ""}:                          {"+52", "5512345678"},
		{"5215512345678@c.us", "", ""}:                     {"+52", "5512345678"},
		{"+52 55 1234 5678", "", ""}:                       {"+52", "5512345678"},
		{"wa.me/+919876543210", "", "+1"}:                  asha,
		{"https://wa.me/919876543210", "", ""}:             asha,
		{"HTTPS://WA.ME/919876543210?text=Hi%202", "", ""}: asha,
		{"http://www.wa.me/919876543210/", "", ""}:         asha,
		{"https://api.whatsapp.com/send?phone=%2B919876543210&text=1", "", ""}: asha,
		{"https://web.whatsapp.com/send/?phone=919876543210", "", ""}:          asha,
		{"whatsapp://send?phone=919876543210", "", ""}:                         asha,
		{"९८७६५ ४३२१०", "९१", ""}:                                              asha,
		{"＋９１　９８７６５４３２１０", "", ""}:                                             asha,
		{"٩٨٧٦٥٤٣٢١٠", "91", ""}:                                               asha,
		{"'9876543210", "'91", ""}:                                             asha,
		{"=\"9876543210\"", "91", ""}:                                          asha,
		{"=+91-98765-43210", "", ""}:                                           asha,
		{"9876543210.0", "91.0", ""}:                                           asha,
		{"919876543210.0", "91", ""}:                                           asha,
		{"9,876,543,210", "91", ""}:                                            asha,
		{"9,87,65,43,210", "91", ""}:                                           asha,
		{"9876543210,", "91", ""}:                                              asha,
		{"9876543210 /", "91", ""}:                                             asha,
		{"\u202a+91\u00a098765\u200b43210\u202c", "", ""}:                      asha,
		{"+91 – 98765 − 43210", "", ""}:                                        asha,
		{"+91 91 98765 43210", "", ""}:                                         asha, // the code stands twice
		{"011 91 98765 43210", "", "+1"}:                                       asha, // from the United States
		{"0011 91 98765 43210", "", "+61"}:                                     asha, // from Australia
		{"0011 61 412 345 678", "61", ""}:                                      {"+61", "412345678"},
		{"98765 43210", "", ""}:                                                {Number: "9876543210"},
		{"919876543210.0", "", ""}:                                             {Number: "919876543210"},
		{"1234", "", ""}:                                                       {Number: "1234"},
		{"1234567890", "91", ""}:                                               {"+91", "1234567890"}, // it need not be in use
		{"(415) 555-2671", "1", ""}:                                            {"+1", "4155552671"},
		{"1 415 555 2671", "1", ""}:                                            {"+1", "4155552671"},
		{"+44 (0) 20 7946 0958", "", ""}:                                       {"+44", "2079460958"},
		{"020 7946 0958", "UK", ""}:                                            {"+44", "2079460958"},
		{"030/12345678", "49", ""}:                                             {"+49", "3012345678"},
		{"0176/04069-012", "49", ""}:                                           {"+49", "17604069012"}, // the part behind the slash is too short to be a number
		{"+49 6221/765432", "", ""}:                                            {"+49", "6221765432"},
		{"4915123456789", "49", ""}:                                            {"+49", "15123456789"},
		{"9198765432", "91", ""}:                                               {"+91", "9198765432"}, // a mobile number that begins like the code
		{"628123456789", "62", ""}:                                             {"+62", "8123456789"},
		{"393331234567", "39", ""}:                                             {"+39", "3331234567"},
		{"436641234567", "43", ""}:                                             {"+43", "6641234567"},
		{"639171234567", "63", ""}:                                             {"+63", "9171234567"},
		{"2348031234567", "234", ""}:                                           {"+234", "8031234567"},
		{"06 1234 5678", "39", ""}:                                             {"+39", "0612345678"},
		{"+39 06 1234 5678", "39", ""}:                                         {"+39", "0612345678"},
		{"011 15-2345-6789", "54", ""}:                                         {"+54", "91123456789"},
		{"4915123456789", "", "+"}:                                             {"+49", "15123456789"},
		{"+91 98765 43210", "", "+"}:                                           asha,
		{"98765 43210", "91", "+"}:                                             asha,
		{"015123456789", "", "+"}:                                              {Number: "015123456789"},
		{"+54 9 11 2345-6789", "", ""}:                                         {"+54", "91123456789"},
		{"55 1234 5678", "52", ""}:                                             {"+52", "5512345678"},
		{"8 916 123-45-67", "7", ""}:                                           {"+7", "9161234567"},
		{"12345678", "800", ""}:                                                {"+800", "12345678"},
	} {
		got, flaw := ps.Parse(in.number, in.dialCode, in.fallback)
		if diff := cmp.Diff(want, got); flaw != nil || diff != "" {
			t.Errorf("%q: %v\n%s", in, flaw, diff)
		}
	}
}

func TestPhoneProblems(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for code, numbers := range map[string][]string{
		"phone-excel":         {"9.19877E+11", "9,19877E+11", "9.19877e+11", "9.19877E11", "9E+11", "+9.2E+9", "9.19877E +11", "९.१E+11", "'9.19877E+11"},
		"phone-negative":      {"-9876543119", "\u22129876543119", "-9876543119.0"},
		"phone-formula-error": {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#####", "#ССЫЛКА!", " #NV "},
		"phone-date":          {"2023-02-01", "01/02/2023", "31.12.1999", "12/31/1999", "1/2/23", "2023-02-01 05:59", "2023-02-01T05:59:03.533Z", "21/11/2026 18.42.10", "21.11.2026, 8:02"},
		"phone-no-digits":     {"n/a", "-", "+", "none", "NaN", "*", "#", "tel:", "https://wa.me/", "wa.me"},
		"phone-letters":       {"1-800-FLOWERS", "+491712345601, evenings", "98765 4321O", "call 9876543210", "9876543210 oder 12", "98765é43210", "fax: 9876543210", "https://x.me/919876543210", "wa.me/message/ABC2", "skype:asha1"},
		"phone-extension":     {"02-555-0133 ต่อ 12", "+7 495 555-01-33 доб. 12", "030 12345678 (Durchwahl 12)", "0212 555 01 33 dahili 4", "03-5555-0133 内線12", "98765 43210 x12", "9876543210 ext. 5", "9876543210 Extension 12", "9876543210#12", "tel:+919876543210;ext=5", "p:+919876543210x22", "whatsapp:+91 98765 43210 ext 3"},
		"phone-several": {
			"9876543210 / 9876543211", "9876543210/11", "+91 9876543210/9876543211", "9876543210, 9876543211", "9876543210;9876543211",
			"9876543210 or 9876543211", "9876543210 & 9876543211", "9876543210\n9876543211", "9876543210 9876543211", "+91 98765 43210 +91 98765 43211",
			"9876543210or9876543211", "9876543210 oder 9876543211", "9876543210 или 9876543211", "Tel 9876543210 Fax 9876543211",
			"069 / 0170", "06 12 34 56 78 / 06 98 76 54 32", "(069) / (0170)",
			"9876543210,11", "+91 98765 43210 ::: +91 98765 43211", "9876543210:::9876543211", "tel:9876543210 ::: 9876543211",
		},
		"phone-sign":            {"98765*43210", "98765_43210", "98765²43210", "98765\xff43210", "98765?"},
		"phone-too-short":       {"98", "0", "00", "+1"},
		"phone-too-long":        {"98765432109876", "98765432109876543210", string(make([]byte, 2000))},
		"phone-no-area-code":    {"765432"},
		"phone-unknown-country": {"+999 1234567", "00999 1234567", "+0 98765 43210"},
		"phone-two-countries":   {"+1 415 555 2671", "001 415 555 2671", "tel:+14155552671"},
	} {
		for _, number := range numbers {
			got, flaw := ps.Parse(number, "+91", "+91")
			check(t, number, code, flaw)
			if got != (Phone{}) || flaw != nil && flaw.Code == DialCodeUnknown {
				t.Errorf("%q: %+v, %+v", number, got, flaw)
			}
		}
	}
	for _, in := range []struct{ code, number, dialCode string }{
		{"phone-length", "99161234567", "7"},
		{"phone-ambiguous", "+78101234567", ""}, // from Russia, 810 is the international prefix
		{"phone-ambiguous", "+70050050550", ""}, // without the +7 it begins with 00
		{"phone-two-countries", "011 91 98765 43210", "1"},
		{"phone-too-short", "123", ""},
		{"phone-too-long", "1234567890123456", ""},
	} {
		_, flaw := ps.Parse(in.number, in.dialCode, "")
		check(t, in.number, in.code, flaw)
	}
}

func TestParseDialCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", " ": "", "\u200b": "",
		"91": "+91", "+91": "+91", "0091": "+91", " +91 ": "+91", "(+91)": "+91", "+ 91": "+91", "'+91": "+91", "91.0": "+91", "＋９１": "+91", "९१": "+91",
		"Germany (+49)": "+49", "+49 (DE)": "+49", "+1 US": "+1", "+91 (India)": "+91", "US +1": "+1", "🇮🇳 +91": "+91", "IN(+91)": "+91", "Deutschland +49": "+49",
		"IN": "+91", "in": "+91", "UK": "+44", "CA": "+1", "1": "+1", "7": "+7", "+998": "+998", "800": "+800",
	} {
		if got, flaw := ParseDialCode(text); got != want || flaw != nil {
			t.Errorf("%q: %q, %v; want %q", text, got, flaw, want)
		}
	}
	for _, text := range []string{"+", "0", "00", "091", "999", "+1876", "91 44", "Atlantis", "ZZ", "Germany (+48)", "+49 (FR)", "+49 (Home)", "US +1 876", "001 91", "9.1E+1", "#REF!", "12345678901234567890"} {
		got, flaw := ParseDialCode(text)
		check(t, text, "dial-code-unknown", flaw)
		if flaw != nil && flaw.Code != DialCodeUnknown || got != "" {
			t.Errorf("%q: %q, %+v", text, got, flaw)
		}
		if _, beside := NewPhones().Parse("9876543210", text, "+91"); beside == nil || beside.Code != DialCodeUnknown {
			t.Errorf("%q beside a number: %+v", text, beside)
		}
	}
}

func TestDialCodeFix(t *testing.T) {
	t.Parallel()
	_, flaw := ParseDialCode("+1-876")
	const want = "write only +1 here, and put the digits behind it in front of the phone number"
	if flaw == nil || flaw.Fix != want {
		t.Errorf("got %+v, want the fix %q", flaw, want)
	}
}

func TestE164(t *testing.T) {
	t.Parallel()
	for p, want := range map[Phone]string{{}: "", {DialCode: "+91"}: "", {Number: "9876543210"}: "", {"+91", "9876543210"}: "+919876543210"} {
		if got := p.E164(); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}

// check wants the problem with that code, and a fix in it.
func check(t *testing.T, value, code string, p *problem.Problem) {
	t.Helper()
	switch {
	case p == nil:
		t.Errorf("%q is accepted, want %s", value, code)
	case p.Code != code:
		t.Errorf("%q: %s, want %s", value, p.Code, code)
	case p.Text == "" || p.Fix == "" || p.Error() != p.Text:
		t.Errorf("%q: %+v says too little", value, p)
	}
}
