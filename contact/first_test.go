package contact

import (
	"strings"
	"testing"
)

func TestSameEmail(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"a@x.com - a@x.com": "a@x.com", "a@x.com, A@X.com": "a@x.com", "a@x.com <a@x.com>": "a@x.com", "a@x.com\nmailto:a@x.com": "",
		"a@x.com - b@x.com": "", "a@x.com": "", "a@x.com - Ann": "", "a@x.com - a@x.com (Ann)": "", "a@x.com a@x": "", "": "",
	} {
		if got := SameEmail(cell); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

func TestFirstEmail(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string][2]string{
		"Ann Lee <a@x.com>":            {"a@x.com", "Ann Lee"},
		"Ann Lee (a@x.com)":            {"a@x.com", "Ann Lee"},
		"a@x.com - Ann":                {"a@x.com", "Ann"},
		"Ann - a@x.com":                {"a@x.com", "Ann"},
		"a@x.com; b@x.com":             {"a@x.com", "b@x.com"},
		"a@x.com b@x.com":              {"a@x.com", "b@x.com"},
		"bad@, b@x.com":                {"b@x.com", "bad"},
		"Ann <a@x.com>, Ben <b@x.com>": {"a@x.com", "Ann <a@x.com>, Ben <b@x.com>"},
		"E-mail: a@x.com":              {"a@x.com", "E-mail"},
		"asha rao@example.com":         {},
		"Ann":                          {},
		"":                             {},
	} {
		if address, rest := FirstEmail(cell); address != want[0] || rest != want[1] {
			t.Errorf("%q: %q, %q, want %q", cell, address, rest, want)
		}
	}
}

func TestFirstNumber(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	rank := func(label string) int { return strings.Index("Mobile, Phone, Home, Asha, Tel", label) }
	for cell, want := range map[string][2]string{
		"Phone: 9876543210 Mobile: 9876543211": {"9876543211", "Phone: 9876543210 Mobile"},
		"Home:9876543210 Phone:9876543211":     {"9876543211", "Home:9876543210 Phone"},
		"Fax: 9876543210, Phone: 9876543211":   {"9876543211", "Fax: 9876543210, Phone"},
		"Fax 9876543210":                       {},
		"9876543210 (Mobile), 9876543211":      {"9876543210", "Mobile), 9876543211"},
		"9876543210 Mobile 9876543211":         {"9876543210", "Mobile 9876543211"},
		"017619/9876543210 x":                  {},
		"+91 98765 43210, +91 98765 43211":     {"+91 98765 43210", "+91 98765 43211"},
		"98765 43 211 / 9414011111":            {"98765 43 211", "9414011111"},
		"9876543210/9876543211":                {"9876543210", "9876543211"},
		"9876543210 ext. 12":                   {"9876543210", "ext. 12"},
		"Tel. 9876543210 (Asha)":               {"9876543210", "Tel. 9876543210 (Asha)"},
		"9876543210 (Asha)":                    {"9876543210", "Asha"},
		"Asha: +91 98765 43210":                {"+91 98765 43210", "Asha"},
		"Room 12, 9876543210":                  {"9876543210", "Room 12"},
		"9876543210 oder 9876543211":           {"9876543210", "oder 9876543211"},
		"98765 4321O":                          {},
		"9876543210or9876543211":               {},
		"see the card":                         {},
		"123, 9.19877E+11":                     {},
		"":                                     {},
	} {
		number, rest := FirstNumber(cell, func(text string) bool {
			_, flaw := ps.Parse(text, "", "+91")
			return flaw == nil
		}, rank)
		if number != want[0] || rest != want[1] {
			t.Errorf("%q: %q, %q, want %q", cell, number, rest, want)
		}
	}
	number, _ := FirstNumber("06421/33018 o. 0171-1234567", func(text string) bool {
		_, flaw := ps.Parse(text, "", "+49")
		return flaw == nil
	}, rank)
	if number != "06421/33018" {
		t.Errorf("%q", number)
	}
}

// TestLabelBehind: a label in brackets behind a number tells as much as one in front of it.
func TestLabelBehind(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	rank := func(label string) int {
		switch label {
		case "cell":
			return 0
		case "fax":
			return -1
		}
		return 1
	}
	for cell, want := range map[string]string{
		"(512) 555-0118 (home), (512) 555-0119 (cell)": "(512) 555-0119", "512-555-0118 (fax) 512-555-0119": "512-555-0119", "512-555-0118 (fax)": "",
		"512-555-0118 (Ann), 512-555-0119 (Bob)": "512-555-0118", "512-555-0118, 512-555-0119": "512-555-0118",
	} {
		number, _ := FirstNumber(cell, func(text string) bool { _, flaw := ps.Parse(text, "", "+1"); return flaw == nil }, rank)
		if number != want {
			t.Errorf("%q: %q, want %q", cell, number, want)
		}
	}
	for cell, want := range map[string]string{"02 61 / 91 20 14": "+33261912014", "0261/912014": "+33261912014", "02 61/91 20 14": "+33261912014"} {
		if p, flaw := ps.Parse(cell, "", "+33"); p.E164() != want {
			t.Errorf("%q: %+v, %v", cell, p, flaw)
		}
	}
}
