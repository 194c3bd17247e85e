package propose

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// TestNumbersOfOthers: under a header that says nothing, numbers of other things are no phones, whatever country is given.
func TestNumbersOfOthers(t *testing.T) {
	t.Parallel()
	all := map[string]string{
		"Brazil's persons": "123.456.789-09 987.654.321-00 111.444.777-35", "its firms": "12.345.678/0001-95 11.222.333/0001-81", "Argentina's": "20-12345678-3 27-23456789-4",
		"Chile's": "12.345.678-5 7.654.321-6", "the USA's": "123-45-6789 078-05-1120", "its firms, too": "12-3456789 98-7654321", "Sweden's": "850709-9805 19640823-3234", "Denmark's": "010190-1234 311299-4321",
		"digits of persons": "44051401359 90010112345 85070998051", "China's": "110101199003074514 440308199901018888", "books": "978-3-16-148410-0 978-0-306-40615-7", "goods": "4006381333931 4012345678901",
		"orders": "2026-0001234 2026-0001235", "Amazon's": "302-1234567-1234567 028-7654321-7654321", "customers": "1000234501 1000235502 1000999903", "records": "58210044127 58210044391 58210045002",
		"Facebook's IDs": "102938475612345 102938475612346 102938475698765", "parcels": "00340434292135100186 00340434292135100187", "seconds": "1732441020 1732441999", "milliseconds": "1732441020123 1732441999456",
		"dates": "24.11.2026 25.11.2026", "short dates": "24.11.26 25.11.26", "compact dates": "20261124 202611250914 20261126100000", "days": "2026-11-24 2026-11-25", "spans": "24.11.2026-26.11.2026 01.12.2026-03.12.2026",
		"amounts": "1.250,00 12.345,50 1.234.567,00", "ranges": "10000-50000 50.000-100.000", "places": "52.5200066 48.1351253", "computers": "192.168.10.12 172.16.254.1", "tax offices": "21/815/08150 151/815/08156",
		"IBANs": "DE89370400440532013000 FR1420041010050500013M02606", "UUIDs": "550e8400-e29b-41d4-a716-446655440000 550e8400-e29b-41d4-a716-446655440001",
	}
	for of, cells := range all {
		for _, code := range []string{"", "+49", "+1", "+91", "+33", "+55", contact.WithCode} {
			w := witness{phones: contact.NewPhones(), dialCode: code}
			if _, is := w.holds(&columns.Column{Header: "Xyz"}, lead.Phone.String(), strings.Fields(cells)); is {
				t.Errorf("%s are phones in %q", of, code)
			}
		}
	}
}

// TestPhonesByForm: phones are found under a header that says nothing.
func TestPhonesByForm(t *testing.T) {
	t.Parallel()
	for cells, code := range map[string]string{
		"+49 30 123456|+1 (415) 555-0132": "", "98765 43210|98123 45678": "", "916-123-45-67|903-765-43-21": "", "(512) 555-0118|(512) 555-0119": "", "030-1234567|0171-7654321": "",
		"06 12 34 56 78|01 23 45 67 89": "+33", "612 345 678|91 234 56 78": "+34", "40.12.34.57|40 12 34 56": "+45", "9876543210|9812345678": "+91", "4915112345678|919876543210": "",
		"0412-555-0142|0212/5550177": "+58",
	} {
		w := witness{phones: contact.NewPhones(), dialCode: code}
		if _, is := w.holds(&columns.Column{Header: "Xyz"}, lead.Phone.String(), strings.Split(cells, "|")); !is {
			t.Errorf("%q are no phones in %q", cells, code)
		}
	}
}

// TestSeconds: a column that is called after phones, or at home or at work, is one though words stand in its cells.
func TestSeconds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header, cells string
		want          bool
	}{
		{"Work phone", "011 555 0140|(031) 555-0105 ext 12", true}, {"home_no", "NULL|NULL|NULL|0215550142|+62 21 5550 177", true},
		{"Σταθερό", "2105550142|2310 555019", true}, {"Landline", "0205550142", true}, {"Home", "blue house|12", false}, {"Landline", "yes|no", false},
	} {
		m, err := columns.Map([]string{c.header, "Phone"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := witness{phones: contact.NewPhones()}
		if _, is := w.holds(&m.Columns()[0], lead.Phone.String(), strings.Split(c.cells, "|")); is != c.want {
			t.Errorf("%s: %q: %v", c.header, c.cells, is)
		}
	}
}
