package contact

import "testing"

// TestOldPrefixes: what people of a country dialled before and still write is no part of the number.
func TestOldPrefixes(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for want, cells := range map[string][][2]string{
		"+525519876543": {
			{"044 55 1987 6543", "MX"}, {"045 55 1987 6543", "MX"}, {"01 55 1987 6543", "MX"}, {"01 (55) 1987-6543", "MX"}, {"1 55 1987 6543", "MX"},
			{"+52 1 55 1987 6543", ""}, {"+52 044 55 1987 6543", ""}, {"52 044 5519876543", "MX"}, {"5519876543", "MX"},
		},
		"+5491123456789": {
			{"011 15 2345 6789", "AR"}, {"11 15-2345-6789", "AR"}, {"+54 9 11 2345 6789", ""}, {"+54 9 11 15 2345 6789", ""}, {"9 11 15 2345 6789", "AR"},
		},
		"+5511987654321": {
			{"015 11 98765-4321", "BR"}, {"0xx11 98765-4321", "BR"}, {"(0xx11) 98765-4321", "BR"}, {"0**11 98765-4321", "BR"}, {"0XX (11) 98765-4321", "BR"},
			{"+55 (0xx11) 98765-4321", ""}, {"+55 011 98765 4321", ""},
		},
		"+79161234567":  {{"8 916 123 45 67", "RU"}, {"+8 (916) 123-45-67", "RU"}, {"+7 8 916 123 45 67", ""}},
		"+77011234567":  {{"8 701 123 45 67", "KZ"}},
		"+380441234567": {{"8 044 123 45 67", "UA"}, {"044 123 45 67", "UA"}},
		"+48601123456":  {{"0-601 123 456", "PL"}, {"+48 0 601 123 456", ""}, {"601 123 456", "PL"}},
		"+573101234567": {{"03 310 123 4567", "CO"}, {"031 310 123 4567", "CO"}},
		"+56987654321":  {{"09 8765 4321", "CL"}, {"9 8765 4321", "CL"}},
		"+998901234567": {{"8 90 123 45 67", "UZ"}},
		"+81312345678":  {{"+81 3 1234 5678", "RU"}},
	} {
		for _, cell := range cells {
			got, flaw := ps.Parse(cell[0], cell[1], "")
			if got.E164() != want || flaw != nil {
				t.Errorf("%q, %s: %s, %v, want %s", cell[0], cell[1], got.E164(), flaw, want)
			}
			if again, flaw := ps.Parse(got.Number, got.DialCode, ""); again != got || flaw != nil {
				t.Errorf("%q becomes %+v", got.E164(), again)
			}
		}
	}
	for _, cell := range [][2]string{{"044 5519876543", ""}, {"044 55 1987 654", "MX"}, {"x11 98765-4321", "BR"}} {
		if got, flaw := ps.Parse(cell[0], cell[1], ""); flaw == nil && got.DialCode != "" {
			t.Errorf("%q, %s: %+v", cell[0], cell[1], got)
		}
	}
}

// TestMobileDigits: a number that begins as mobile numbers do, and has more or fewer digits, is told in every country.
func TestMobileDigits(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for e164, want := range map[string]int{
		"+861392208417": 11, "+8613922084171": 0, "+861065529988": 0, "+862088886666": 0,
		"+4915112345678": 0, "+493012345": 0, "+331423456789": 0, "+14155552671": 0, "+919876543210": 0, "+551134567890": 0, "+5511987654321": 0,
	} {
		p, flaw := ps.Parse(e164, "", "")
		if flaw != nil {
			continue
		}
		if got := ps.MobileDigits(p); got != want {
			t.Errorf("%s: %d, want %d", e164, got, want)
		}
	}
}

// TestAbroad: digits that may be a mobile number of another country are told from those of one at home.
func TestAbroad(t *testing.T) {
	t.Parallel()
	ps := NewPhones()
	for cell, want := range map[string]string{"351912000111": "+351", "491713920031": "", "1713920032": "", "15123456789": "", "0351912000111": "", "+351912000111": ""} {
		p, _ := ps.Parse(cell, "", "+49")
		if got := ps.Abroad(cell, p); got.DialCode != want {
			t.Errorf("%s: %+v, want %s", cell, got, want)
		}
	}
}
