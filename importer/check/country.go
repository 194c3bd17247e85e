package check

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/lead"
)

// Countryless are the phones without a country code in rows that may be new people: the country of their phones can
// hardly be added later.
type Countryless struct {
	Count   int
	Stated  int    // of these, in rows whose country the one command takes from a column, see Fixes
	Sample  string // one of them, as the file has it
	Marked  bool   // each seems to begin with its country's code, but for the plus: contact.WithCode reads it
	Example string // two letters of a country that the file may be from, to show how one is given
	Likely  string // the dial code of more than half of the other phones of the file, at least two; "" for none

	codes map[string]int // of the other phones
}

// add counts the phone of a row that was checked.
func (c *Countryless) add(o *one) {
	if o.phone.Number == "" || o.phoneFlaw != nil || o.row.Origin == row.Own && (o.exported || o.old != nil) {
		return
	}
	if code := o.phone.DialCode; code != "" {
		c.codes[code]++
		return
	}
	if c.Count == 0 {
		c.Sample, c.Marked = o.cells.Base[lead.Phone], true
	}
	c.Count++
	if o.stated && !o.lostPlus() {
		c.Stated++
	}
	c.Marked = c.Marked && o.lostPlus()
}

// Open are the phones whose country only a person can say.
func (c *Countryless) Open() int { return c.Count - c.Stated }

// readCountry finds out what the country that another column names does to the phone of a row: it states that of a
// phone without one, or harms the row, which could not be sent with it.
func (o *one) readCountry(in *lead.Row) (states, harms bool) {
	if o.hints.Country == "" || o.phoneFlaw != nil {
		return false, false
	}
	cell := &o.says // of any column: row.Value knows only those that an import writes, and country is none
	if i := slices.Index(lead.BaseColumns(), o.hints.Country); i >= 0 {
		*cell = in.Base[i]
	} else if i := slices.IndexFunc(in.Dynamic, func(c lead.Cell) bool { return c.Column == o.hints.Country }); i >= 0 {
		*cell = in.Dynamic[i].Value
	}
	number := o.row.Cells.Base[lead.Phone]
	_, flaw := o.who.Phones.ParseLocal(o.area, number, *cell, "")
	return flaw == nil && *cell != "" && o.phone.Number != "" && o.phone.DialCode == "", flaw != nil
}

// settleCountry says of the phones without a country how many rows could not be sent with the one that a column names.
func (p *pass) settleCountry() {
	p.Countryless.settle()
	p.Countryless.Example = p.hints.Example
	c, what := &p.Countryless, ""
	switch {
	case p.harmed > 0:
		c.Stated, what = 0, p.countryHarm()
	case c.Open() > 0:
		what = fmt.Sprintf("%d of %d such phones have theirs there", c.Stated, c.Count)
	default:
		return
	}
	for i := range p.Warnings {
		if f := &p.Warnings[i]; p.namesCountry(*f) {
			f.Fix = strings.Replace(f.Fix, p.countryFix(), p.countryFix()+" ("+what+")", 1)
		}
	}
}

// countryHarm says what the flag of the country column would do.
func (r *Result) countryHarm() string {
	if r.harmed == 1 {
		return "with it one row could not be sent that can be without"
	}
	return strconv.Itoa(r.harmed) + " rows could not be sent with it that can be without"
}

// settle finds the likely country when all phones are counted.
func (c *Countryless) settle() {
	all := 0
	for _, n := range c.codes {
		all += n
	}
	for code, n := range c.codes {
		if n > 1 && 2*n > all {
			c.Likely = code
		}
	}
}

// Country names the likely country for people: +49 (Germany).
func (c *Countryless) Country() string { return countryOf(c.Likely) }

func countryOf(dialCode string) string {
	if name := contact.NewPhones().Country(dialCode); name != "" {
		return dialCode + " (" + name + ")"
	}
	return dialCode
}

// askCountry asks for the country of phones that name none: first whether a column of the file says it, then
// for one country of all. It returns the check that knows the answers, r if there is none.
func (u *understood) askCountry(ctx context.Context, s *source.Source, o *Options, staged *row.File, r *Result) (*Result, error) {
	if o.Country == nil || r.Countryless.Count == 0 || o.DialCode != "" {
		return r, nil
	}
	if r.served {
		p := propose.Proposal{Header: r.hints.Country, Field: lead.DialCode.String(), Holds: "the countries of phones"}
		p.Map = columns.NewPair([]string{p.Header}, p.Field).String()
		taken, err := o.Take(ctx, &p)
		if err != nil {
			return nil, err
		}
		if taken {
			u.assignments = append(u.assignments, p.Map)
			if u.mapping, err = columns.Map(u.Names, u.assignments); err != nil {
				return nil, err
			}
			u.hints = hintsOf(&u.Head, u.mapping)
			if r, err = u.check(ctx, s, o, staged); err != nil || r.Countryless.Count == 0 {
				return r, err
			}
		}
	}
	code, err := o.Country(ctx, &r.Countryless)
	if err != nil || code == "" {
		return r, err
	}
	o.DialCode = code
	return u.check(ctx, s, o, staged)
}
