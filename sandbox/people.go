package sandbox

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// person is one made-up lead. The same seed and number make the same person.
type person struct {
	uuid, id         string
	created, updated time.Time
	rng              *rand.Rand
	country          country
	first, last      string
}

// country is where names, phones and cities belong together.
type country struct {
	name, prefix, language string
	first, last, cities    []string
	digits                 int
}

var countries = []country{
	{"India", "91", "hi", []string{"Aarav", "Diya", "Vivaan", "Ananya", "Kabir", "Meera", "प्रिया", "राहुल"}, []string{"Sharma", "Patel", "Iyer", "Reddy", "Gupta", "वर्मा"}, []string{"Mumbai", "Pune", "Bengaluru", "Chennai"}, 10},
	{"Germany", "49", "de", []string{"Jürgen", "Käthe", "Lukas", "Zoë", "Björn", "Anna-Lena"}, []string{"Müller", "Groß", "Schäfer", "von der Heide", "Weiß"}, []string{"Berlin", "Köln", "München", "Frankfurt (Oder)"}, 11},
	{"Brazil", "55", "pt", []string{"João", "Conceição", "Thiago", "Inês", "Luíza"}, []string{"da Silva", "Gonçalves", "Araújo", "Pereira"}, []string{"São Paulo", "Brasília", "Florianópolis"}, 11},
	{"Japan", "81", "ja", []string{"太郎", "花子", "健太", "さくら"}, []string{"佐藤", "鈴木", "高橋", "田中"}, []string{"東京", "大阪", "京都"}, 10},
	{"United Arab Emirates", "971", "ar", []string{"محمد", "فاطمة", "عمر", "ليلى"}, []string{"الهاشمي", "منصور", "الفارسي"}, []string{"دبي", "أبوظبي"}, 9},
	{"United States", "1", "en", []string{"Emma", "Liam", "Olivia", "Noah", "Ava", "Wm. \"Bill\""}, []string{"Smith", "O'Neill", "Johnson, Jr.", "García", "Nguyen"}, []string{"Austin", "New York", "Portland, OR"}, 10},
	{"France", "33", "fr", []string{"Chloé", "François", "Noëlle", "Théo"}, []string{"Lefèvre", "d'Arc", "Dupont", "Béranger"}, []string{"Paris", "Orléans", "Besançon"}, 9},
}

var (
	tagWords   = []string{"vip", "newsletter", "trial", "hot", "follow up", "B2B", "event 2026", "no calls", "Berlin, Mitte", "returning", "🔥"}
	greetings  = []string{"Hi, I would like to know your prices.", "Is there a trial?", "Please call me tomorrow.", "Danke, bis bald!", "Quero um orçamento 😀", "Can I talk to a human?", "ok", "What about 20 seats, and an invoice?\nWe are in a hurry.", "=HYPERLINK(\"https://example.com\",\"click\")", "+1 for that", "-5 % would be nice", "@team please"}
	noteTitles = []string{"Call", "Offer", "Preference", "Complaint", "Meeting"}
	noteTexts  = []string{"Wants a quote for 20 seats", "Call back after 17:00: mobile only", "Sent the offer.\nWaits for the board.", "Prefers e-mail", "Asked about GDPR, \"in writing\""}
	attributes = []struct {
		key    string
		values []string
	}{
		{"campaign", []string{"spring-26", "autumn-26", "referral", "Black Friday"}}, {"source", []string{"google", "facebook", "direct", "partner"}},
		{"plan", []string{"free", "pro", "enterprise"}}, {"company", []string{"Example GmbH", "Acme, Inc.", "Sol & Mar Ltda", "株式会社サンプル"}},
		{"budget", []string{"1000", "10,000", "007", "1e6"}}, {"utm.medium", []string{"cpc", "email", "social"}}, {"seats", []string{"5", "20", "250"}},
		{"birthday", []string{"1990-02-01", "1.2.1985"}}, {"consent", []string{"yes", "no"}}, {"Kundennummer", []string{"0004711", "0000815"}},
		{"last product", []string{"Chat", "Voice", "Both"}}, {"score", []string{"12", "78", "-3"}},
	}
)

func newPerson(seed uint64, number int, created time.Time) *person {
	rng := rand.New(rand.NewPCG(seed, uint64(number)+1))
	p := &person{rng: rng, created: created, updated: created.Add(time.Duration(rng.IntN(72*3600)) * time.Second)}
	if p.updated.After(epoch) && created.Before(epoch) {
		p.updated = epoch.Add(-time.Duration(number) * time.Second / 10)
	}
	a, b := rng.Uint64(), rng.Uint64()
	p.uuid = fmt.Sprintf("%08x-%04x-4%03x-%x%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, 8+b>>62, b>>48&0xfff, b&0xffffffffffff)
	p.id = fmt.Sprintf("%08x%06x%04x%06x", created.Unix(), seed&0xffffff, 7, number&0xffffff)
	p.country = pick(rng, countries)
	p.first, p.last = pick(rng, p.country.first), pick(rng, p.country.last)
	return p
}

// touch makes the person one who was here just now.
func (p *person) touch(now time.Time) { p.updated = now }

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// render writes the person as the listing shows it.
func (p *person) render() []byte {
	b := make([]byte, 0, 1400)
	b = fmt.Appendf(b, `{"_id":"%s","uuid":"%s","createdAt":"%s","isOnline":%v,"lastMessage":{"at":"%s","by":"%s","text":%s},"lastSeenAt":"%s",`,
		p.id, p.uuid, stamp(p.created), p.rng.IntN(40) == 0, stamp(p.updated), pick(p.rng, []string{"bot", "user", "agent"}), quote(pick(p.rng, greetings)),
		stamp(p.updated))
	b = append(b, `"profile":{"notes":[`...)
	b = p.notes(b)
	b = fmt.Appendf(b, `],"userDetails":{"name":%s,"picture":"https://cdn.example.org/u/%s.png","contact":{"email":%s,"phone":{"number":"%s","prefix":"%s"}},`+
		`"city":%s,"country":%s,"gender":"%s","language":"%s","tags":[`, quote(p.name()), p.uuid, quote(p.email()), p.phone(), p.country.prefix,
		quote(pick(p.rng, p.country.cities)), quote(p.country.name), pick(p.rng, []string{"MALE", "FEMALE", "OTHER"}), p.country.language)
	b = p.tags(b)
	b = append(b, `],"attributes":[`...)
	b = p.attributes(b)
	b = fmt.Appendf(b, `]}},"status":"%s","updatedAt":"%s","websiteVisits":%d,"_agentAssigned":"%s","__v":%d}`,
		pick(p.rng, statuses), stamp(p.updated), 1+p.rng.IntN(30), pick(p.rng, []string{"631aa793bcfa100487d13d0d", "631aa793bcfa100487d13d0e", ""}), p.rng.IntN(9))
	return b
}

func (p *person) name() string {
	if p.rng.IntN(100) == 0 {
		return pick(p.rng, []string{"=1+1", "+cmd", "-me-", "@home"}) + " " + p.last
	}
	return p.first + " " + p.last
}

func (p *person) email() string {
	return fmt.Sprintf("%s.%d@%s", pick(p.rng, []string{"info", "sales", "hello", "m", "office", "privat"}), p.rng.IntN(1_000_000),
		pick(p.rng, []string{"example.org", "mail.example.com", "example.net", "shop.example"}))
}

func (p *person) phone() string {
	var b strings.Builder
	for i := range p.country.digits {
		b.WriteByte('0' + byte(p.rng.IntN(10)))
		_ = i
	}
	return b.String()
}

func (p *person) notes(b []byte) []byte {
	for i := range p.rng.IntN(4) {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"title":%s,"description":%s,"_id":"%016x%08x"}`, quote(pick(p.rng, noteTitles)), quote(pick(p.rng, noteTexts)), p.rng.Uint64(), i)
	}
	return b
}

func (p *person) tags(b []byte) []byte {
	for i, t := range p.rng.Perm(len(tagWords))[:p.rng.IntN(4)] {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, quote(tagWords[t])...)
	}
	return b
}

func (p *person) attributes(b []byte) []byte {
	for i, a := range p.rng.Perm(len(attributes))[:2+p.rng.IntN(5)] {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"key":%s,"value":%s}`, quote(attributes[a].key), quote(pick(p.rng, attributes[a].values)))
	}
	return b
}

// quote writes a text as JSON.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic("sandbox: " + err.Error())
	}
	return string(b)
}
