package contact

import "github.com/leadferry/leadferry/internal/problem"

// Phone is a phone number in the two parts that the platform keeps. The zero Phone is none.
type Phone struct {
	DialCode string // the country's calling code with its plus, "+91"; "" if no country is known
	Number   string // the national significant number in ASCII digits; without a country the digits as they were given
}

// E164 returns the number as it is dialled from anywhere, "+919876543210", or "" where the country or the number is missing.
func (p Phone) E164() string {
	if p.DialCode == "" || p.Number == "" {
		return ""
	}
	return p.DialCode + p.Number
}

// Phones reads phone numbers. It is made by NewPhones, never changes, and may be used by several goroutines at once.
type Phones struct {
	plans [1000]*plan // by calling code
}

// NewPhones returns a reader of phone numbers for all countries. It takes a millisecond or two.
func NewPhones() *Phones { return &Phones{plans: plans()} }

// Parse reads a phone cell and the dial code cell beside it; either may be empty, and of two empty ones comes the zero Phone. fallback is
// the dial code ("+91", or "") of numbers that name no country themselves; alone, without a number, it says nothing.
//
// A number that begins with "+", "00" or "tel:+" names its country, and so may one that begins with the way out of the country whose
// dial code it has (011 in the United States). Then a dial code that says otherwise is a flaw. Any other number is read as people
// of the country write it: with or without the digit that is dialled in front within the country, and with or without the country's
// own code. Where no country is known the digits are kept as they are.
//
// The judge is libphonenumber (github.com/nyaruka/phonenumbers), and a number is refused only for its length: which numbers are in use
// the library knows no better than on the day it was built. A Phone that Parse returns is what Parse makes of its two parts, and of its
// E164.
func (ps *Phones) Parse(number, dialCode, fallback string) (Phone, *problem.Problem) {
	given, flaw := ps.parseDialCode(dialCode)
	if flaw != nil {
		return Phone{}, flaw
	}
	d, flaw := clean(number)
	if flaw != nil {
		return Phone{}, flaw
	}
	if d == (dialled{}) {
		return Phone{DialCode: given}, nil
	}
	home := ps.plan(given)
	if given == "" {
		home = ps.plan(fallback)
	}
	p, certain := ps.certain(d, home)
	if !certain {
		if p, flaw = ps.ask(d, home); flaw != nil {
			return Phone{}, flaw
		}
	}
	if given != "" && given != p.DialCode {
		return Phone{}, &problem.Problem{Code: "phone-two-countries", Text: "the phone number names another country than the dial code beside it",
			Fix: "correct one of the two, or empty the dial code"}
	}
	return p, nil
}

// parseDialCode is ParseDialCode, quicker for a code that is as it should be.
func (ps *Phones) parseDialCode(text string) (string, *problem.Problem) {
	if p := ps.plan(text); p != nil {
		return p.dialCode, nil
	}
	return ParseDialCode(text)
}

// ask has the library read a number until it stays the same: there are numbers from which it takes a zero each time they are read, and
// others that it takes for a call abroad the second time.
func (ps *Phones) ask(d dialled, home *plan) (Phone, *problem.Problem) {
	p, flaw := d.read(home)
	if flaw != nil {
		return Phone{}, flaw
	}
	const tries = 4
	for range tries {
		d, home := dial(p.Number, false), ps.plan(p.DialCode)
		again, certain := ps.certain(d, home)
		if !certain {
			again, flaw = d.read(home)
		}
		if flaw != nil || again.DialCode != p.DialCode {
			break
		}
		if again == p {
			return p, nil
		}
		p = again
	}
	return Phone{}, &problem.Problem{Code: "phone-ambiguous", Text: "the phone number can be read in more than one way", Fix: fixCompare}
}
