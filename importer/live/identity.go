package live

import (
	"bytes"
	"strconv"
	"sync/atomic"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
)

// Field is a field that identifies a person without a uuid.
type Field string

// The fields.
const (
	Email Field = "email"
	Phone Field = "phone"
)

// Identity is what a person is known by: the uuid that a new lead of theirs gets, and those that other
// spellings of the same e-mail would have got, by which the person may be known already.
type Identity struct {
	uuid.UUID
	By      Field
	Others  []uuid.UUID
	Perhaps bool // of a live lead: what it holds may mean another number, too

	usual uuid.UUID // that of the usual form of a phone
}

// Key returns what identities are compared by: it is the same for all spellings.
func (i *Identity) Key() uuid.UUID {
	if i.usual != uuid.Nil {
		return i.usual
	}
	key := i.UUID
	for _, other := range i.Others {
		if bytes.Compare(other[:], key[:]) < 0 {
			key = other
		}
	}
	return key
}

// HasOthers reports whether another spelling would have got another uuid, which may be the Key.
func (i *Identity) HasOthers() bool { return i.Others != nil || i.Key() != i.UUID }

// Identifier finds out whom an e-mail and a phone mean. It is safe for concurrent use.
type Identifier struct {
	BotID    string
	Fields   []Field // in the order in which they count
	DialCode string  // "+91", of phones without a country code; may be ""
	Phones   *contact.Phones

	countries [1000]atomic.Bool // the calling codes of the phones of rows
}

// RowIDs appends what the person of a row is known by, in the order of the fields. Phones of live leads
// whose country is not known may be of the same country.
func (i *Identifier) RowIDs(ids []Identity, email string, phone contact.Phone) []Identity {
	number := phone.E164()
	if number != "" {
		i.noteCountry(phone.DialCode)
	}
	for _, f := range i.Fields {
		switch {
		case f == Email && email != "":
			ids = append(ids, i.byEmail(email))
		case f == Phone && number != "":
			ids = append(ids, i.byPhone(number))
		}
	}
	return ids
}

func (i *Identifier) byEmail(email string) Identity {
	return Identity{UUID: contact.EmailID(i.BotID, email), By: Email, Others: contact.OtherEmailIDs(i.BotID, email)}
}

// byPhone returns what a number is, as Phone.E164 returns it.
func (i *Identifier) byPhone(number string) Identity {
	id := Identity{UUID: contact.PhoneID(i.BotID, number), By: Phone}
	if usual := contact.Usual(number); usual != number {
		id.usual = contact.PhoneID(i.BotID, usual)
	}
	return id
}

// IDsOf returns what the person of a live lead is known by, and perhaps known by, in the order of the
// fields. The platform keeps what visitors typed: lists, numbers without a country, words beside them.
func (i *Identifier) IDsOf(r *lead.Row) (ids []Identity) {
	for _, f := range i.Fields {
		if f == Phone {
			ids = i.byPhones(ids, r)
			continue
		}
		for _, email := range contact.Emails(r.Base[lead.Email]) {
			ids = append(ids, i.byEmail(email))
		}
	}
	return ids
}

func (i *Identifier) byPhones(ids []Identity, r *lead.Row) []Identity {
	number := r.Base[lead.Phone]
	sure, unsure := i.Phones.Several(number, r.Base[lead.DialCode], i.DialCode)
	if len(sure)+len(unsure) == 0 {
		sure = []contact.Phone{i.Phones.Whole(number)}
	}
	for n, phone := range append(sure, unsure...) {
		perhaps := n >= len(sure)
		if phone.DialCode == "" {
			ids = i.abroad(ids, phone.Number)
			phone = i.Phones.Whole(phone.Number)
		}
		if number := phone.E164(); number != "" {
			id := i.byPhone(number)
			id.Perhaps = perhaps
			ids = append(ids, id)
		}
	}
	return ids
}

// noteCountry notes that rows have phones with a dial code.
func (i *Identifier) noteCountry(dialCode string) {
	code, err := strconv.Atoi(dialCode)
	if isCode := err == nil && 0 < code && code < len(i.countries); isCode && !i.countries[code].Load() {
		i.countries[code].Store(true) // not each time, which would hold up other goroutines
	}
}

// abroad appends what a number without a country would be in each country whose phones rows have.
func (i *Identifier) abroad(ids []Identity, number string) []Identity {
	for code := range i.countries {
		if !i.countries[code].Load() {
			continue
		}
		if phone, flaw := i.Phones.Parse(number, strconv.Itoa(code), ""); flaw == nil && phone.E164() != "" {
			id := i.byPhone(phone.E164())
			id.Perhaps = true
			ids = append(ids, id)
		}
	}
	return ids
}
