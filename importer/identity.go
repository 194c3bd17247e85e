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
	if id, ok := parseUUID(text); ok {
		return id
	}
	return uuid.NewSHA1(uuid.Nil, []byte(text))
}

// parseUUID reads a uuid in the one shape in which they are written: 8-4-4-4-12 hexadecimal digits.
func parseUUID(text string) (uuid.UUID, bool) {
	const written = 36 // other lengths are other shapes
	if len(text) != written {
		return uuid.UUID{}, false
	}
	id, err := uuid.Parse(text)
	return id, err == nil
}
