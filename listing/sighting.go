package listing

import (
	"hash/crc32"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/leadferry/leadferry/convertalk"
)

// sighting is what the proof and the table need to know of a lead on a page. Leads are told apart by
// a keyed 64-bit hash of their _id, else of their uuid, else of the whole record. The key differs in
// each reading, so nobody can aim at a collision; by chance, two of a million leads collide in one of
// 37 million readings (n*n/2^65). The CRC-32C of a record shows whether it says something new, that of
// its uuid whether it is of somebody else in spite of the _id.
type sighting struct {
	key     uint64
	changed int64 // updatedAt in milliseconds since 1970, 0 if it has none
	latest  int64 // the later of its creation and its change; an unknown time is never
	content uint32
	uuid    uint32
	known   identity
}

// identity says how well a record tells whom it is of.
type identity byte

const (
	unknown  identity = iota // it has neither uuid nor _id: records that are equal may be of several
	nameless                 // it has no _id, so records with this uuid may be of several
	loose                    // records with this _id may be of several
	firm                     // its _id is an ObjectId, of which there are no two
)

// never is later than anything.
const never = math.MaxInt64

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// see takes a look at every record of a page.
func (a *answer) see(k *Key) {
	a.leads = make([]sighting, len(a.body.Records))
	var t texts
	for i := range a.leads {
		s, raw := &a.leads[i], a.body.Records[i].Raw
		t.read(a, i)
		s.content = crc32.Checksum(raw, castagnoli)
		s.changed, s.latest = instant(t.updated)
		born := birth(t.id)
		s.latest = max(s.latest, born)
		s.uuid = crc32.Checksum(t.uuid, castagnoli)
		switch {
		case len(t.uuid)+len(t.id) == 0:
			s.key = k.hash(unknown, raw, nil)
		case born < never:
			s.known = firm
			s.key = k.hash(firm, t.id, nil)
		case len(t.id) == 0:
			s.known = nameless
			s.key = k.hash(nameless, t.uuid, nil)
		default:
			s.known = loose
			s.key = k.hash(loose, t.id, nil)
		}
	}
}

// instant reads a time; latest is never if it is none.
func instant(text []byte) (changed, latest int64) {
	t, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil {
		return 0, never
	}
	return t.UnixMilli(), t.UnixMilli()
}

// birth returns the end of the second in which an _id was made: its first four bytes, if it is an
// ObjectId.
func birth(id []byte) int64 {
	const digits = 24
	if len(id) != digits {
		return never
	}
	second, err := strconv.ParseUint(string(id[:8]), 16, 32)
	if err != nil {
		return never
	}
	return int64(second)*1000 + 999
}

// sign is what a page looks like.
type sign struct {
	slots       int      // records
	past        string   // "empty", "null", "missing", "404" or "400"; "" for a page with data
	fingerprint uint64   // of who is on the page
	who         []uint64 // is on the page, a hash each, sorted; a record that stands there twice is one lead
}

// signOfPage returns the sign of a page.
func signOfPage(p *convertalk.Page, leads []sighting) sign {
	switch {
	case p.Data == convertalk.DataNull:
		return sign{past: "null"}
	case p.Data == convertalk.DataMissing:
		return sign{past: "missing"}
	case len(leads) == 0:
		return sign{past: "empty"}
	}
	return signOf(leads)
}

// signOf returns the sign of a page with those leads. The fingerprint covers who is on the page, not
// what the records say, which may change at any time.
func signOf(leads []sighting) (s sign) {
	s.slots = len(leads)
	for i := range leads {
		s.who = append(s.who, leads[i].key)
		s.fingerprint = (s.fingerprint ^ leads[i].key) * fnvPrime
	}
	slices.Sort(s.who)
	s.who = slices.Compact(s.who)
	return s
}

const fnvPrime = 0x100000001b3 // of FNV-1a, here over words instead of bytes
