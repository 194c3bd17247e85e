package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
)

// phoneCells decides about number and dial code, which belong together.
func (o *one) phoneCells() {
	cells, found, old := &o.row.Cells.Base, &o.cells.Base, &o.oldCells().Base
	if cells[lead.Phone] == "" && cells[lead.DialCode] == "" {
		return
	}
	if cells[lead.Phone] == "" && old[lead.Phone] == "" && o.phoneFlaw == nil && contact.NamesCountry(found[lead.DialCode]) {
		o.omit(lead.DialCode)
		return
	}
	o.marked = hasMark(found[lead.Phone])
	normal := o.phoneFlaw == nil && o.phone.Number == old[lead.Phone] && o.phone.DialCode == old[lead.DialCode]
	asFound := true
	for _, c := range []lead.Column{lead.Phone, lead.DialCode} {
		asFound = asFound && (cells[c] == "" || found[c] == old[c])
	}
	same := o.old != nil && (normal || asFound || o.hasPhone(old[lead.Phone], old[lead.DialCode]))
	o.changes = o.changes || !same
	switch {
	case same && !normal:
		o.omit(lead.Phone)
		o.omit(lead.DialCode)
	case o.phoneFlaw == nil:
		cells[lead.Phone], cells[lead.DialCode] = o.phone.Number, o.phone.DialCode
		if cells[lead.Phone] != "" && !same {
			o.doubtPhone(found)
		}
	case o.phoneFlaw.Code == contact.DialCodeUnknown:
		o.refuseContact(lead.DialCode, o.flaw(lead.DialCode, o.phoneFlaw)...)
	default:
		all := o.flaw(lead.Phone, o.phoneFlaw)
		all[0].Fix = o.fixOf(o.phoneFlaw)
		o.refuseContact(lead.Phone, all...)
	}
}

// fixOf returns the fix of what is wrong with a phone: where one country was given for all, and the numbers begin with
// those of others, that country is wrong.
func (p *pass) fixOf(flaw *problem.Problem) string {
	if p.hints.Plusless && flaw.Code == contact.OtherCountry {
		return withCodeFix + "; or " + flaw.Fix
	}
	return flaw.Fix
}

// hasPhone reports whether the phone is one of several that the live lead has, which stay.
func (o *one) hasPhone(number, dialCode string) bool {
	all, _ := o.who.Phones.Several(number, dialCode, o.options.DialCode)
	return o.phoneFlaw == nil && len(all) > 1 && slices.Contains(all, o.phone)
}

// doubtPhone notes what is odd about a phone that is sent.
func (o *one) doubtPhone(found *lead.Base) {
	if !o.exported && contact.IsRounded(o.phone.DialCode+o.phone.Number) {
		o.warn(o.problem("phone", "phone-rounded", found[lead.Phone], "a spreadsheet may have rounded the phone number: its last digits are zeros",
			"compare the number with its source; it is sent as it is"))
	}
	if o.phone.DialCode == "" {
		o.warn(o.noCountry())
		return
	}
	if o.exported {
		return // the lead may have it so
	}
	o.noteWithCode(found)
	o.noteOtherCountry(found)
	if counts := o.who.Phones.UsualDigits(o.phone); counts != "" {
		o.warn(o.problem("phone", "phone-unusual-length", found[lead.Phone],
			fmt.Sprintf("phone numbers of people have %s digits behind %s, and this one does not", counts, o.phone.DialCode), "compare the number with its source; it is sent as it is"))
	} else {
		o.noteMobileDigits(found)
	}
	if o.options.DialCode == "" || columns.Trimmed(found[lead.DialCode]) != "" {
		return
	}
	o.noteOwnCountry(found)
	if abroad := o.abroad(found[lead.Phone]); o.options.DialCode != contact.WithCode && abroad.Number != "" {
		o.warn(o.problem("phone", "phone-perhaps-abroad", found[lead.Phone],
			fmt.Sprintf("the number is read as one of the country %s, which is given for all, but it may be one of %s that lost its plus", o.phone.DialCode, countryOf(abroad.DialCode)),
			"if it is, write its plus in front, or give the country of each phone in a column dialCode"))
	}
	if area := o.who.Phones.StrangeArea(found[lead.Phone], o.phone); area != "" {
		o.warn(o.problem("phone", "phone-strange-area", found[lead.Phone],
			fmt.Sprintf("the digits in front are no area code of the country %s, which is given for all: this may be a number of another country", o.phone.DialCode),
			"if it is, write it with its country's code and a plus, or give the country of each phone in a column dialCode"))
	}
}

// abroad reads a phone that was read as one of the country given for all as one of another, without its plus.
func (o *one) abroad(cell string) contact.Phone {
	p := o.who.Phones.Abroad(cell, o.phone)
	if p.Number != "" || !o.hints.Plusless || !o.hints.Coded {
		return p
	}
	if whole := o.who.Phones.Whole(cell); whole.DialCode != o.phone.DialCode {
		return whole
	}
	return contact.Phone{}
}

// noteOwnCountry notes a phone that was read as one of the country given for all, though another column of its row
// names another country.
func (o *one) noteOwnCountry(found *lead.Base) {
	code, flaw := contact.ParseDialCode(o.says)
	if flaw != nil || code == "" || code == o.phone.DialCode || o.options.DialCode == contact.WithCode {
		return
	}
	if named, _ := o.who.Phones.Parse(found[lead.Phone], "", ""); named.DialCode == "" {
		o.warn(o.problem("phone", "phone-other-country-beside", found[lead.Phone]+", "+o.says,
			fmt.Sprintf("the number is read as one of the country %s, which is given for all, but column %q of its row names another one", o.phone.DialCode, o.hints.Country),
			"if that is the country of the phone: "+o.countryFix()))
	}
}

// noteMobileDigits notes a phone that begins as mobile numbers do, and has more or fewer digits.
func (o *one) noteMobileDigits(found *lead.Base) {
	if n := o.who.Phones.MobileDigits(o.phone); n > 0 {
		o.warn(o.problem("phone", "phone-mobile-length", found[lead.Phone],
			fmt.Sprintf("mobile numbers that begin so have %d digits behind %s, and this one has %d", n, o.phone.DialCode, len(o.phone.Number)),
			"compare the number with its source; it is sent as it is"))
	}
}

// noCountry says that a phone has no country code, and whether a spreadsheet or a program seems to have
// removed its plus.
func (o *one) noCountry() row.Problem {
	if o.lostPlus() {
		return o.problem("phone", codeLostPlus, o.cells.Base[lead.Phone],
			"the phone number has no country code, and is as long as one that lost its plus sign, which spreadsheets and many programs leave out",
			withCodeFix+"; or write the plus again in a column formatted as Text, or give the country with --dial-code if all are from one country")
	}
	fix := "give the country with --dial-code CC, such as --dial-code " + o.hints.Example + ", if all are from one country, or add a dial code column"
	if o.stated {
		fix = o.countryFix() + "; or give it with --dial-code if all are from one country"
	}
	return o.problem("phone", "phone-no-country", o.phone.Number, "the phone number has no country code", fix)
}

const codeLostPlus = "phone-lost-plus"

// withCodeFix reads numbers without a plus, as Brevo and the programs for WhatsApp write them.
const withCodeFix = `--dial-code "+" reads each such number by the country's code that it begins with`

// lostPlus reports whether a phone without a country is one with its country's code, but for the plus.
func (o *one) lostPlus() bool {
	if !o.hints.Plusless {
		return false
	}
	const longest = 10 // digits of a number within a country, but for a few
	if p, _ := o.who.Phones.Plusless(o.phone.Number); p.Number != "" {
		return true
	}
	return (o.hints.Coded || len(o.phone.Number) > longest) && o.who.Phones.Whole(o.phone.Number).Number != "" // of a landline
}

// noteWithCode notes the country of a phone that was found in its first digits, since the user said that all
// begin so.
func (o *one) noteWithCode(found *lead.Base) {
	if o.options.DialCode != contact.WithCode || columns.Trimmed(found[lead.DialCode]) != "" {
		return
	}
	if named, _ := o.who.Phones.Parse(found[lead.Phone], "", ""); named.DialCode != "" {
		return
	}
	o.warn(o.problem("phone", "phone-with-code", found[lead.Phone], "the number is read by the code that it begins with: "+countryOf(o.phone.DialCode)+", as --dial-code + says",
		"if it is a number of another country, without its code, give that country in place of the plus: --dial-code CC, such as --dial-code "+o.hints.Example))
}

// addPlus gives a phone the plus that WhatsApp leaves out of its IDs.
func (o *one) addPlus() {
	if len(o.hints.Whole) == 0 {
		return
	}
	cell := &o.row.Cells.Base[lead.Phone]
	c := o.columnOf(lead.Phone.String())
	if digits := columns.Trimmed(*cell); c != nil && slices.Contains(o.hints.Whole, c.Header) && digits != "" && contact.IsDigits(digits) {
		*cell = "+" + digits
	}
}

// noteOtherCountry notes a phone whose own country code is not that of the country that is named beside it.
func (o *one) noteOtherCountry(found *lead.Base) {
	if !contact.NamesCountry(found[lead.DialCode]) {
		return
	}
	if code, _ := contact.ParseDialCode(found[lead.DialCode]); code != o.phone.DialCode {
		o.warn(o.problem("phone", "phone-other-code", found[lead.Phone]+", "+found[lead.DialCode],
			"the phone number has the code of another country than the one named beside it: its own code counts",
			"if it is wrong, correct it in the file"))
	}
}

// countryFix takes the countries of phones from a column of countries.
func (r *Result) countryFix() string {
	return columns.MapFlag([]string{r.hints.Country}, lead.DialCode.String()) + " takes the country from that column"
}

func (r *Result) namesCountry(f row.Finding) bool { return strings.Contains(f.Fix, r.countryFix()) }

// hasMark reports whether a phone has a plus or begins with a zero: spreadsheets take both from all
// numbers of a column.
func hasMark(cell string) bool {
	return strings.Contains(cell, "+") || strings.HasPrefix(strings.TrimLeft(cell, " '\"=(\u00a0"), "0")
}

// explainPhones says what has probably happened to phones without a country code, if the whole column
// shows it. marked is how many phones have a mark.
func explainPhones(findings []row.Finding, marked int) {
	const few = 3 // rows that prove nothing
	for i := range findings {
		if f := &findings[i]; f.Code == "phone-no-country" && f.Count >= few && marked == 0 {
			f.Code = "phone-stripped"
			f.Text = "the phone number has no country code, and no number in the column begins with a plus or a zero, which spreadsheets remove"
			f.Fix += "; then they are read with or without their zero"
		}
	}
}
