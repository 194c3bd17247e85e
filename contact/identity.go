package contact

import (
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// namespace is the namespace of derived uuids. It and the names below are frozen: a change would
// give every person a second lead at the next import.
var namespace = uuid.MustParse("03d77b36-37ba-4981-91d3-c06bd4d82259")

// EmailID returns the uuid of the person with that e-mail address for a bot: the UUIDv5 of
// "v1|<botID>|email|<address>". The address is trimmed, in NFC and then in lower case, as
// strings.ToLower has it (a Turkish İ becomes a plain i): mailboxes do not differ by case.
func EmailID(botID, email string) uuid.UUID {
	address := strings.ToLower(norm.NFC.String(strings.TrimFunc(email, isBlank)))
	return uuid.NewSHA1(namespace, []byte("v1|"+botID+"|email|"+address))
}

// PhoneID returns the uuid of the person with that number, as Phone.E164 returns it, for a bot: the
// UUIDv5 of "v1|<botID>|phone|<number>".
func PhoneID(botID, e164 string) uuid.UUID {
	return uuid.NewSHA1(namespace, []byte("v1|"+botID+"|phone|"+e164))
}
