package live

import (
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

// Identifier finds out whom an e-mail and a phone mean. It is used by one goroutine at a time.
type Identifier struct {
	BotID    string
	Fields   []Field // in the order in which they count
	DialCode string  // "+91", of phones without a country code; may be ""
	Phones   *contact.Phones
}

// IDs returns what a person is known by, in the order of the fields. Each is a uuid, which a new lead
// of that person gets.
func (i *Identifier) IDs(email string, phone contact.Phone) (ids []uuid.UUID) {
	for _, f := range i.Fields {
		switch {
		case f == Email && email != "":
			ids = append(ids, contact.EmailID(i.BotID, email))
		case f == Phone && phone.E164() != "":
			ids = append(ids, contact.PhoneID(i.BotID, phone.E164()))
		}
	}
	return ids
}

// IDsOf returns what the person of a live lead is known by.
func (i *Identifier) IDsOf(r *lead.Row) []uuid.UUID {
	email, flaw := contact.ParseEmail(r.Base[lead.Email])
	if flaw != nil {
		email = ""
	}
	phone, flaw := i.Phones.Parse(r.Base[lead.Phone], r.Base[lead.DialCode], i.DialCode)
	if flaw != nil {
		phone = contact.Phone{}
	}
	return i.IDs(email, phone)
}
