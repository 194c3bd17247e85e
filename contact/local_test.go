package contact

import "testing"

// TestParseLocal: an area code is put before its number, and never before one that is whole.
func TestParseLocal(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for _, test := range []struct{ area, number, dialCode, fallback, want string }{
		{"11", "98765-4321", "", "+55", "+5511987654321"},
		{"011", "98765-4321", "", "+55", "+5511987654321"},
		{"11", "98765-4321", "55", "", "+5511987654321"},
		{"11", "11 98765-4321", "", "+55", "+5511987654321"},
		{"11", "+55 11 98765-4321", "", "+55", "+5511987654321"},
		{"11", "00351912345678", "", "+55", "+351912345678"},
		{"", "11 98765-4321", "", "+55", "+5511987654321"},
		{"030", "1234567", "", "+49", "+49301234567"},
		{"30", "1234567", "+49", "", "+49301234567"},
		{"030", "030 1234567", "", "+49", "+49301234567"},
		{"+49", "0151 12345678", "", "", "+4915112345678"},
		{"0049", "151 12345678", "", "+55", "+4915112345678"},
		{"+4930", "1234567", "", "", "+49301234567"},
		{"n/k", "1234567", "", "+49", "area-code"},
		{"21", "11 98765-4321", "", "+55", "area-code"},
		{"212", "5550134", "", "+1", "+12125550134"},
	} {
		got, flaw := ps.ParseLocal(test.area, test.number, test.dialCode, test.fallback)
		text := got.E164()
		if flaw != nil {
			text = flaw.Code
		}
		if text != test.want {
			t.Errorf("%+v: %s", test, text)
		}
	}
}

// TestForeign: a number of another country without its plus is not read as one of the country that is given
// for all.
func TestForeign(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for number, want := range map[string]string{
		"5511987654321": "+5511987654321", "11987654321": "+5511987654321", "+14155550132": "+14155550132", "0014155550132": "+14155550132",
		"14155552671": "phone-other-country", "4915112345678": "phone-other-country", "919876543210": "phone-other-country", "1132654321": "+551132654321",
	} {
		got, flaw := ps.Parse(number, "", "+55")
		text := got.E164()
		if flaw != nil {
			text = flaw.Code
		}
		if text != want {
			t.Errorf("%s: %s, want %s", number, text, want)
		}
	}
	for cell, want := range map[string]string{"India": "+91", "Deutschland": "+49", "Brasil": "+55", "USA": "+1", "IND": "+91", "united kingdom": "+44", "Россия": "+7", "日本": "+81"} {
		if got, flaw := ParseDialCode(cell); got != want || flaw != nil {
			t.Errorf("%s: %s, %v", cell, got, flaw)
		}
	}
}
