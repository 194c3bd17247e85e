// Package contact checks and normalises phone numbers, dial codes and e-mail addresses, and derives
// a uuid from them for a lead that has none.
//
// A value is accepted in its normal form, and the normal form of a normal form is itself. Any other
// value is a problem.Problem that says what happened to it and how to fix it. It does not repeat
// the value, which may be private: show the value, row and column beside it.
package contact

import (
	"crypto/sha1" //nolint:gosec // which a UUIDv5 is made of
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"github.com/leadferry/leadferry/internal/problem"
)

// DialCodeUnknown is the code of a problem with a dial code, not with the number beside it.
const DialCodeUnknown = "dial-code-unknown"

// OtherCountry is the code of a problem with a number that has the code of another country than the one given for all.
const OtherCountry = "phone-other-country"

func refuse(code, text, fix string) *problem.Problem {
	return &problem.Problem{Code: code, Text: text, Fix: fix}
}

// isInvisible reports whether a character has no glyph and is no space: control characters,
// zero-width ones, direction marks, fillers. They come with values copied from web pages or chats.
func isInvisible(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return !unicode.IsGraphic(r) ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// isBlank reports whether a character can be trimmed off a value without a visible change.
func isBlank(r rune) bool { return unicode.IsSpace(r) || isInvisible(r) }

// namespace is the namespace of derived uuids. It and the names below are frozen: a change would
// give every person a second lead at the next import.
var namespace = uuid.MustParse("03d77b36-37ba-4981-91d3-c06bd4d82259")

// EmailID returns the uuid of the person with that e-mail address for a bot: the UUIDv5 of
// "v1|<botID>|email|<address>". The address is bare, in NFC and then in lower case, as
// strings.ToLower has it (a Turkish İ becomes a plain i): mailboxes do not differ by case.
func EmailID(botID, email string) uuid.UUID {
	if !isPlain(email) { // a plain one is bare, and in NFC
		email = norm.NFC.String(bare(email))
	}
	return uuidV5("v1|", botID, "|email|", strings.ToLower(email))
}

// uuidV5 is uuid.NewSHA1 of a name's parts in the namespace, without its allocations: an import makes one
// or two for every row.
func uuidV5(name ...string) uuid.UUID {
	const version, variant = 0x50, 0x80
	var room [128]byte
	text := append(room[:0], namespace[:]...)
	for _, part := range name {
		text = append(text, part...)
	}
	sum := sha1.Sum(text)
	id := uuid.UUID(sum[:len(uuid.UUID{})])
	id[6], id[8] = id[6]&0x0f|version, id[8]&0x3f|variant
	return id
}

// OtherEmailIDs returns what EmailID returns for the other spellings of an address, as ParseEmail
// returns it: its domain may stand in letters or in punycode. Whoever is known by one is known by all.
func OtherEmailIDs(botID, email string) (ids []uuid.UUID) {
	local, domain, _ := strings.Cut(email, "@")
	isLetter := func(r rune) bool { return r > unicode.MaxASCII }
	if !strings.ContainsFunc(domain, isLetter) && !strings.Contains(strings.ToLower(domain), "xn--") {
		return nil // like almost all
	}
	ascii, bad := idna.Lookup.ToASCII(domain)
	letters, worse := idna.Lookup.ToUnicode(ascii)
	if bad != nil || worse != nil {
		return nil
	}
	own := EmailID(botID, email)
	for _, spelling := range []string{ascii, letters} {
		if id := EmailID(botID, local+"@"+spelling); id != own {
			ids = append(ids, id)
		}
	}
	return ids
}

// PhoneID returns the uuid of the person with that number, as Phone.E164 returns it, for a bot: the
// UUIDv5 of "v1|<botID>|phone|<number>".
func PhoneID(botID, e164 string) uuid.UUID {
	return uuidV5("v1|", botID, "|phone|", e164)
}
