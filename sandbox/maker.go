package sandbox

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
)

const (
	epoch   = 1793491200000             // 2026-11-01T00:00:00Z: all made-up chats are older
	span    = 400 * 24 * 60 * 60 * 1000 // and at most this much older
	noteIDs = 0x800000                  // the first number of a note
)

// maker makes up chats, each from the seed and its number alone. It is not safe for concurrent use.
type maker struct {
	seed   uint64
	source rand.PCG // reused, like buffer, to spare the garbage collector a million of them
	buffer []byte
}

func (m *maker) rand(seq, use uint64) *rand.Rand {
	m.source.Seed(m.seed<<8|use, seq)
	return rand.New(&m.source)
}

// times returns when the i-th of n chats, oldest first, came in and was last changed.
func (m *maker) times(seq uint64, i, n int) (created, updated int64) {
	r := m.rand(seq, 't')
	step := int64(span / (n + 1))
	created = epoch - span + int64(i)*step + r.Int64N(step/2+1)
	return created, created + r.Int64N(min(epoch-created, 60*24*60*60*1000))
}

// chat makes up a chat as the platform would send it.
func (m *maker) chat(seq uint64, kind string, created, updated int64) (uuid string, raw []byte) {
	r := m.rand(seq, 'c')
	p := randomPerson(r)
	if r.IntN(40) == 0 {
		p.name = pick(r, jesters)
	}
	uuid = randomUUID(r)
	online := r.IntN(50) == 0
	said := created + r.Int64N(updated-created+1)
	by, message := pick(r, []string{"bot", "user", "agent"}), quoted(r, messages)
	noted, named := "", ""
	if kind == kindLead {
		noted, named = notes(r, created), contact(r, &p)
	} else {
		named = digits(r, `"Visitor ####","contact":{}`)
	}
	city, tagged, known := pick(r, p.cities), someTags(r), attributes(r, 2+r.IntN(5))
	stage, visits, agent := pick(r, stages), 1+r.IntN(9), ""
	if r.IntN(3) > 0 {
		agent = `,"_agentAssigned":` + quote(pick(r, agents))
	}
	m.buffer = fmt.Appendf(m.buffer[:0], `{"_id":%s,"uuid":"%s","createdAt":%s,"isOnline":%t,`+
		`"lastMessage":{"at":%s,"by":"%s","text":%s},"lastSeenAt":%s,`+
		`"profile":{"notes":[%s],"userDetails":{"name":%s,"city":%s,"country":"%s",`+
		`"gender":"%s","language":"%s","tags":[%s],"attributes":[%s]}},"status":"%s",`+
		`"updatedAt":%s,"websiteVisits":%d%s,"__v":%d}`,
		objectID(created, seq), uuid, timeText(created), online,
		timeText(said), by, message, timeText(said+1000),
		noted, named, quote(city), p.country.name, p.gender, p.language, tagged, known, stage,
		timeText(updated), visits, agent, r.IntN(4))
	return uuid, bytes.Clone(m.buffer)
}

// blank returns a chat with nothing but a uuid.
func blank(seq uint64, uuid string, now int64) []byte {
	return fmt.Appendf(nil, `{"_id":%s,"uuid":%s,"createdAt":%s,"isOnline":false,`+
		`"profile":{"notes":[],"userDetails":{"contact":{},"tags":[],"attributes":[]}},`+
		`"status":"OPEN","updatedAt":%s,"websiteVisits":0,"__v":0}`,
		objectID(now, seq), quote(uuid), timeText(now), timeText(now))
}

func randomUUID(r *rand.Rand) string {
	return fmt.Sprintf("%08x-%04x-4%03x-%c%03x-%012x", uint32(r.Uint64()), uint16(r.Uint64()),
		r.Uint64()&0xfff, "89ab"[r.IntN(4)], r.Uint64()&0xfff, r.Uint64()&0xffff_ffff_ffff)
}

// objectID returns a Mongo ObjectId as JSON: the second, five bytes for the machine, a counter.
func objectID(ms int64, n uint64) string {
	return fmt.Sprintf(`"%08x5a9db0c705%06x"`, uint32(ms/1000), n&0xff_ffff)
}

func notes(r *rand.Rand, created int64) string {
	var all []string
	for i := range r.IntN(4) {
		title, remark := quoted(r, titles), quoted(r, remarks)
		id := objectID(created+int64(i)*3_600_000, r.Uint64())
		all = append(all, `{"title":`+title+`,"description":`+remark+`,"_id":`+id+`}`)
	}
	return strings.Join(all, ",")
}

func contact(r *rand.Rand, p *person) string {
	return fmt.Sprintf(`%s,"picture":"https://cdn.elsewhere.example/avatars/%s.png",`+
		`"contact":{"email":%s,"phone":{"number":"%s","prefix":"%s"}}`,
		quote(p.name), digits(r, "########"), quote(p.email), p.phone, p.prefix)
}

func someTags(r *rand.Rand) string {
	var some []string
	first := r.IntN(len(tags))
	for i := range r.IntN(4) {
		some = append(some, quote(tags[(first+i*3)%len(tags)]))
	}
	return strings.Join(some, ",")
}

// attributes makes n attributes with different keys: 5 and the length of the table share no
// divisor.
func attributes(r *rand.Rand, n int) string {
	var all []string
	first := r.IntN(len(traits))
	for i := range n {
		t := traits[(first+i*5)%len(traits)]
		all = append(all, `{"key":`+quote(t.key)+`,"value":`+quoted(r, t.values)+`}`)
	}
	return strings.Join(all, ",")
}
