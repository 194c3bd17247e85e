package propose

import (
	"slices"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Hints are what the first rows say of the others.
type Hints struct {
	Country  string          // the header of a column of countries, "" for none or if another one has the dial codes
	Plusless bool            // phones without a plus begin with the code of their country
	Coded    bool            // the columns of phones say that their numbers begin with that code
	Example  string          // two letters of a country that the file may be from, to show how one is given
	Words    map[string]bool // short texts of columns other than names, e-mails and phones, in lower case
	Own      OwnAddress
	Sides    Sides

	Exact map[string]bool // headers of columns with numbers of more digits than spreadsheets keep

	MayBeNames []string // headers of columns without a meaning that may hold names
	ForBlanks  []string // of those that may fill a blank name, the best first
	Whole      []string // headers of columns of phones that begin with the code of their country, whatever a person says
}

// Hints looks at the cells of the first rows, by their headers.
func (h *Head) Hints(m *columns.Mapping) Hints {
	cells := h.Cells
	all := Hints{
		Country: countryColumn(m, cells), Example: exampleCountry(m, cells), Plusless: arePlusless(m, cells), Coded: areCoded(m), Words: map[string]bool{}, Exact: map[string]bool{},
		Own: ownAddressOf(m, cells), Sides: h.sidesOf(m, &witness{phones: contact.NewPhones()}), MayBeNames: columnsOfNames(m, cells), ForBlanks: columnsForBlanks(m, cells),
	}
	for header, texts := range cells {
		all.Exact[header] = slices.ContainsFunc(texts, func(cell string) bool { return sheet.IsExact(columns.Trimmed(cell)) })
	}
	for _, c := range m.Columns() {
		if c.Use == columns.Written && c.Field == lead.Phone.String() && isWhatsAppID(c.Header) {
			all.Whole = append(all.Whole, c.Header)
		}
		if c.IsPersonal() || c.Use != columns.Written && c.Use != columns.Attribute {
			continue
		}
		for _, cell := range cells[c.Header] {
			if len(cell) <= columns.LongestPlaceholder {
				all.Words[strings.ToLower(columns.Trimmed(cell))] = true
			}
		}
	}
	return all
}

// arePlusless reports whether nearly all phones without a plus are mobile numbers behind the code of their
// country, and can be nothing else, unless the file says that they are. Numbers that can be those of another
// country, without its code, are none if nearly all of the file are of that country.
func arePlusless(m *columns.Mapping, cells map[string][]string) bool {
	if _, has := m.Source(columns.AreaCode); has {
		return false
	}
	phones := contact.NewPhones()
	sure, either, bare := 0, 0, 0
	homes := map[string]int{}
	for _, c := range m.Columns() {
		if c.Use != columns.Written || c.Field != lead.Phone.String() {
			continue
		}
		says := saysCode(m.System, c.Header)
		for _, cell := range cells[c.Header] {
			if _, flaw := phones.Parse(cell, "", ""); flaw != nil || strings.Contains(cell, "+") {
				continue // what is wrong with it is told
			}
			bare++
			switch p, at := phones.Plusless(cell); {
			case p.Number == "" && says && phones.Whole(cell).Number != "": // of a landline
				sure++
			case p.Number == "":
			case at == nil || says:
				sure++
			default:
				either++
				for _, home := range at {
					homes[home]++
				}
			}
		}
	}
	nearlyAll := func(n int) bool { return n > 0 && n*5 >= bare*4 }
	for _, n := range homes {
		if nearlyAll(n) {
			return nearlyAll(sure)
		}
	}
	return nearlyAll(sure + either)
}

// areCoded reports whether all columns of phones are of numbers that begin with their country's code.
func areCoded(m *columns.Mapping) bool {
	all := m.Sharing(lead.Phone.String())
	return len(all) > 0 && !slices.ContainsFunc(all, func(header string) bool { return !saysCode(m.System, header) })
}

// saysCode reports whether a column is one of numbers that begin with their country's code. That it is of
// WhatsApp's does not say so: in some countries people call every phone by that name.
func saysCode(system, header string) bool {
	return slices.Contains([]string{"Brevo", "WATI"}, system) || strings.Contains(strings.ToLower(header), "with country code") || isWhatsAppID(header)
}
