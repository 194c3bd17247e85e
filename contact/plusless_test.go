package contact_test

import (
	"testing"

	"github.com/leadferry/leadferry/contact"
)

// TestPlusless: only a number that can be nothing else is one that lost its plus. The numbers are written as
// people of each country write theirs.
func TestPlusless(t *testing.T) {
	t.Parallel()
	ps := contact.NewPhones()
	for number, want := range map[string]struct {
		e164  string
		alone bool
	}{
		"919876543210":  {"+919876543210", true},
		"447911123456":  {"+447911123456", true},
		"4915112345678": {"+4915112345678", true},
		"12125550189":   {"+12125550189", true},
		"5491123456789": {"+5491123456789", true},
		"13105550100":   {"+13105550100", false}, // of China, too
		"51987654321":   {"+51987654321", false}, // of Brazil, too
		"84912345678":   {"+84912345678", false}, // of Russia, dialled at home
		"13812345678":   {},                      // China
		"15112345678":   {},                      // Germany
		"11987654321":   {},                      // Brazil
		"81234567890":   {},                      // Indonesia
		"85234567891":   {},
		"89161234567":   {}, // Russia, dialled at home
		"9876543210":    {}, // India
		"+919876543210": {},
		"":              {},
	} {
		p, homes := ps.Plusless(number)
		if alone := p != (contact.Phone{}) && homes == nil; p.E164() != want.e164 || alone != want.alone {
			t.Errorf("%s: %s, %v; want %+v", number, p.E164(), homes, want)
		}
	}
}

// TestWorkbookNumbers: what a workbook keeps of a phone as a number shows that it is broken.
func TestWorkbookNumbers(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string][2]bool{
		"171.555123": {true, false}, "1715551237.5": {true, false}, "45000.25": {true, false}, " 45000.25 ": {true, false},
		"491512000000": {false, true}, "9876543210": {}, "9876543210.0": {}, "0171.5551230": {}, "171.555.1230": {}, "+49171.5551": {}, "1000000": {}, "": {},
	} {
		if broken, rounded := contact.Fraction(cell) != nil, contact.IsRounded(cell); broken != want[0] || rounded != want[1] {
			t.Errorf("%q: a fraction %v, rounded %v, want %v", cell, broken, rounded, want)
		}
	}
}
