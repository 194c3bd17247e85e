package importer

import (
	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
)

// Source is a field that a person can be told by where no uuid is given.
type Source uint8

// The sources of an identity.
const (
	FromEmail Source = iota
	FromPhone
)

// String returns the name of the field.
func (s Source) String() string {
	if s == FromPhone {
		return "phone"
	}
	return "email"
}

// identities returns what a person is known by, in the order of sources. Each is a uuid of its own: the one that a lead of that person
// gets which has none.
func identities(botID string, sources []Source, email string, phone contact.Phone) (ids []uuid.UUID) {
	for _, s := range sources {
		switch {
		case s == FromEmail && email != "":
			ids = append(ids, contact.EmailID(botID, email))
		case s == FromPhone && phone.E164() != "":
			ids = append(ids, contact.PhoneID(botID, phone.E164()))
		}
	}
	return ids
}

// keyOf returns what a uuid is compared by: its 16 bytes, so that upper and lower case are one. A text of another shape, which the
// platform may have let somebody write, gets a key made from it.
func keyOf(text string) uuid.UUID {
	if isUUID(text) {
		if id, err := uuid.Parse(text); err == nil {
			return id
		}
	}
	return uuid.NewSHA1(uuid.Nil, []byte(text))
}

// isUUID tells whether a text has the one shape in which uuids are written: 8-4-4-4-12 hexadecimal digits.
func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
		default:
			return false
		}
	}
	return true
}
