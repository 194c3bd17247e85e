package sandbox

import (
	"math/rand/v2"
	"strconv"
)

const (
	epoch   = 1793491200000             // 2026-11-01T00:00:00Z: all made-up chats are older
	span    = 400 * 24 * 60 * 60 * 1000 // and at most this much older
	noteIDs = 0x800000                  // the first number of a note
)

// maker makes up chats, each from the seed and its number alone. It is not safe for concurrent use.
type maker struct {
	seed   uint64
	source rand.PCG // reused, to spare the garbage collector a million of them
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

// uuidOf returns the uuid of a chat that the maker made: its place is fixed.
func uuidOf(made []byte) string {
	const start = len(`{"_id":"0123456789abcdef01234567","uuid":"`)
	return string(made[start : start+36])
}

// chat appends a made-up chat as the platform would send it.
func (m *maker) chat(dst []byte, seq uint64, kind string, created, updated int64) []byte {
	r := m.rand(seq, 'c')
	p := randomPerson(r)
	if r.IntN(40) == 0 {
		p.name = pick(r, jesters)
	}
	w := writer{rand: r, dst: dst}
	w.raw(`{"_id":`).id(created, seq).raw(`,"uuid":`).uuid().raw(`,"createdAt":`).time(created)
	w.raw(`,"isOnline":`).bool(r.IntN(50) == 0)
	said := created + r.Int64N(updated-created+1)
	w.raw(`,"lastMessage":{"at":`).time(said)
	w.raw(`,"by":`).text([]string{"bot", "user", "agent"}[r.IntN(3)])
	w.raw(`,"text":`).template(pick(r, messages)).raw(`},"lastSeenAt":`).time(said + 1000)
	w.raw(`,"profile":{"notes":[`)
	if kind == kindLead {
		w.notes(created)
	}
	w.raw(`],"userDetails":{"name":`)
	if kind == kindLead {
		w.contact(&p)
	} else {
		w.raw(`"Visitor `).digits("####").raw(`","contact":{}`)
	}
	w.raw(`,"city":`).text(pick(r, p.cities)).raw(`,"country":`).text(p.country.name)
	w.raw(`,"gender":`).text(p.gender).raw(`,"language":`).text(p.language).raw(`,"tags":[`).tags()
	w.raw(`],"attributes":[`).attributes(2 + r.IntN(5)).raw(`]}},"status":`).text(pick(r, stages))
	w.raw(`,"updatedAt":`).time(updated).raw(`,"websiteVisits":`).int(1 + r.IntN(9))
	if r.IntN(3) > 0 {
		w.raw(`,"_agentAssigned":`).text(pick(r, agents))
	}
	return w.raw(`,"__v":`).int(r.IntN(4)).raw(`}`).dst
}

// blank returns a chat with nothing but a uuid.
func (m *maker) blank(seq uint64, uuid string, now int64) []byte {
	w := writer{}
	w.raw(`{"_id":`).id(now, seq).raw(`,"uuid":`).text(uuid).raw(`,"createdAt":`).time(now)
	w.raw(`,"isOnline":false,"profile":{"notes":[],`)
	w.raw(`"userDetails":{"contact":{},"tags":[],"attributes":[]}},"status":"OPEN"`)
	return w.raw(`,"updatedAt":`).time(now).raw(`,"websiteVisits":0,"__v":0}`).dst
}

// writer appends the parts of a chat, one call after another.
type writer struct {
	rand *rand.Rand
	dst  []byte
}

func (w *writer) raw(s string) *writer          { w.dst = append(w.dst, s...); return w }
func (w *writer) text(s string) *writer         { w.dst = appendText(w.dst, s); return w }
func (w *writer) time(ms int64) *writer         { w.dst = appendTime(w.dst, ms); return w }
func (w *writer) int(n int) *writer             { w.dst = strconv.AppendInt(w.dst, int64(n), 10); return w }
func (w *writer) bool(b bool) *writer           { w.dst = strconv.AppendBool(w.dst, b); return w }
func (w *writer) digits(s string) *writer       { w.dst = digits(w.rand, w.dst, s); return w }
func (w *writer) id(ms int64, n uint64) *writer { w.dst = appendID(w.dst, ms, n); return w }

// template writes a text with a random digit for each #.
func (w *writer) template(s string) *writer {
	start := len(w.dst)
	w.text(s)
	fillDigits(w.rand, w.dst[start:])
	return w
}

func (w *writer) uuid() *writer {
	w.dst = append(w.dst, '"')
	w.dst = appendHex(w.dst, w.rand.Uint64(), 8)
	w.dst = appendHex(append(w.dst, '-'), w.rand.Uint64(), 4)
	w.dst = appendHex(append(w.dst, '-', '4'), w.rand.Uint64(), 3)
	w.dst = appendHex(append(w.dst, '-', "89ab"[w.rand.IntN(4)]), w.rand.Uint64(), 3)
	w.dst = appendHex(append(w.dst, '-'), w.rand.Uint64(), 12)
	w.dst = append(w.dst, '"')
	return w
}

func (w *writer) notes(created int64) {
	for i := range w.rand.IntN(4) {
		if i > 0 {
			w.raw(`,`)
		}
		w.raw(`{"title":`).text(pick(w.rand, titles))
		w.raw(`,"description":`).template(pick(w.rand, remarks))
		w.raw(`,"_id":`).id(created+int64(i)*3_600_000, w.rand.Uint64()).raw(`}`)
	}
}

func (w *writer) contact(p *person) {
	w.text(p.name).raw(`,"picture":"https://cdn.elsewhere.example/avatars/`).digits("########")
	w.raw(`.png","contact":{"email":`).text(p.email)
	w.raw(`,"phone":{"number":`).text(p.phone).raw(`,"prefix":`).text(p.prefix).raw(`}}`)
}

func (w *writer) tags() *writer {
	first := w.rand.IntN(len(tags))
	for i := range w.rand.IntN(4) {
		if i > 0 {
			w.raw(`,`)
		}
		w.text(tags[(first+i*3)%len(tags)])
	}
	return w
}

// attributes writes n attributes with different keys: 5 and the length of the table share no
// divisor.
func (w *writer) attributes(n int) *writer {
	first := w.rand.IntN(len(traits))
	for i := range n {
		if i > 0 {
			w.raw(`,`)
		}
		t := traits[(first+i*5)%len(traits)]
		w.raw(`{"key":`).text(t.key).raw(`,"value":`).template(pick(w.rand, t.values)).raw(`}`)
	}
	return w
}

// appendID appends a Mongo ObjectId: the second, five bytes for the machine, a counter.
func appendID(dst []byte, ms int64, n uint64) []byte {
	dst = appendHex(append(dst, '"'), uint64(ms/1000), 8)
	return append(appendHex(append(dst, "5a9db0c705"...), n, 6), '"')
}

// appendHex appends the last digits of n.
func appendHex(dst []byte, n uint64, digits int) []byte {
	for i := digits - 1; i >= 0; i-- {
		dst = append(dst, "0123456789abcdef"[n>>(4*i)&15])
	}
	return dst
}
