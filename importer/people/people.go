// Package people finds out which rows of a file mean one person, and which lead of the bot that is, whatever the
// order of the rows.
package people

import (
	"iter"
	"math"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
)

// People knows whom the rows of a file mean. It notes what every row is known by, and settles whose that is
// when all rows are noted, so that their order does not matter: Note and NoteSpare come first, then Settle, then
// the questions. Leads are told by numbers, of which Several and Mute are none. It is for one goroutine.
type People struct {
	leads *row.Leads // numbers what rows are known by, and their uuids
	first live.Field // what counts first: people who share only what counts second stay several

	claims  links // of uuids that rows give, to what else those rows are known by
	pairs   links // of what counts first to what counts second, in rows without a uuid
	spares  spares
	facts   row.Pages[fact]
	spelled map[uint32]string // how a uuid is written, if not as usual

	owners row.Pages[uint32] // whose something is: 0 if it is of none else, the number of a lead and one, or one of those below
}

// What stands for the number of a lead where there is none.
const (
	Several = math.MaxUint32     // leads have it
	Mute    = math.MaxUint32 - 1 // a lead has it that cannot be written to
)

// fact is what is known of a number.
type fact uint8

const (
	typed   fact = 1 << iota // it is a uuid that a row gives
	named                    // such a row has what counts first, too
	free                     // a row without a uuid is known by it
	settled                  // it belongs to a lead of the bot, or to a uuid of the file
	inBot                    // it belongs to a lead of the bot
	spared                   // a row has it to spare
	met                      // a row is known by it
)

// links are pairs of numbers.
type links struct {
	all   row.Pages[[2]uint32]
	count uint32
}

func (l *links) add(from, to uint32) {
	*l.all.At(l.count) = [2]uint32{from, to}
	l.count++
}

func (l *links) each(do func(from, to uint32)) {
	for i := range l.count {
		link := l.all.Get(i)
		do(link[0], link[1])
	}
}

// New returns People of rows that are known by first before all else. leads numbers what they are known by.
func New(leads *row.Leads, first live.Field) *People {
	return &People{leads: leads, first: first, spelled: map[uint32]string{}}
}

// Expect prepares for what rows are known by to be noted or looked up, which takes half the time then.
func (p *People) Expect(keys iter.Seq[uuid.UUID]) { p.leads.Fetch(keys) }

// Note notes what a row is known by, besides its uuid if it has one. It returns the number of what counts
// first of a row without a uuid, and one; else 0.
func (p *People) Note(uuid string, ids []live.Identity) (known int) {
	if uuid != "" {
		p.noteOwn(uuid, ids)
		return 0
	}
	var numbers [2]uint32
	for i := range ids {
		numbers[i] = p.number(&ids[i])
		p.set(numbers[i], free|met)
	}
	switch len(ids) {
	case 0:
		return 0
	case len(numbers):
		p.pairs.add(numbers[0], numbers[1])
	}
	return int(numbers[0]) + 1
}

func (p *People) noteOwn(uuid string, ids []live.Identity) {
	key := row.Key(uuid)
	own := p.leads.Note(key)
	p.set(own, typed)
	if key.String() != uuid {
		p.spell(own, uuid)
	}
	for i := range ids {
		n := p.number(&ids[i])
		p.set(n, met)
		p.claims.add(own, n)
		if ids[i].By == p.first {
			p.set(own, named)
		}
	}
}

// number returns the number of what a row is known by.
func (p *People) number(id *live.Identity) uint32 {
	n := p.leads.Note(id.Key())
	if id.HasOthers() {
		p.spell(n, id.String())
	}
	return n
}

// spell notes how a uuid is written. Of several ways one counts, whichever row comes first.
func (p *People) spell(n uint32, text string) {
	if other, ok := p.spelled[n]; !ok || text < other {
		p.spelled[n] = text
	}
}

func (p *People) set(n uint32, f fact)     { *p.facts.At(n) |= f }
func (p *People) is(n uint32, f fact) bool { return p.facts.Get(n)&f != 0 }
func (p *People) clear(n uint32, f fact)   { *p.facts.At(n) &^= f }
func (p *People) owner(n uint32) uint32    { return p.owners.Get(n) }
func (p *People) give(n uint32, of uint32) {
	switch owner := p.owners.At(n); *owner {
	case 0, of:
		*owner = of
	default:
		*owner = Several
	}
}

// Settle finds out whose everything is that rows are known by: of the lead of the bot that has it, else of
// the uuid that a row gives beside it, else of whom it stands beside in other rows, and else of nobody
// else. known may be nil.
func (p *People) Settle(known *live.Leads) {
	p.owners = row.Pages[uint32]{}
	for n := range uint32(p.leads.Known()) {
		p.clear(n, settled|inBot)
		p.settleByBot(n, known)
	}
	for n := range uint32(p.leads.Known()) {
		if p.is(n, typed) && !p.is(n, settled) {
			p.set(n, settled)
			p.give(n, n+1) // and it may be the one that an e-mail would get
		}
	}
	p.claims.each(func(own, n uint32) {
		if !p.is(n, inBot) {
			p.give(n, own+1)
			p.set(n, settled)
		}
	})
	p.pairs.each(func(first, second uint32) {
		if !p.is(first, settled) && p.speaksFor(second) {
			p.give(first, p.owner(second))
		}
	})
	p.pairs.each(func(first, second uint32) {
		if !p.is(second, settled) {
			p.give(second, p.Lead(first))
		}
	})
}

// settleByBot gives a number to the lead of the bot that has it.
func (p *People) settleByBot(n uint32, known *live.Leads) {
	if known == nil {
		return
	}
	person, ok := known.Person(p.leads.ID(n))
	switch {
	case !ok, person.Perhaps:
		return
	case person.Several:
		p.give(n, Several)
	case person.Mute:
		p.give(n, Mute)
	default:
		p.give(n, p.leads.Note(person.Lead)+1)
	}
	p.set(n, settled|inBot)
}

// speaksFor reports whether what stands beside this belongs to the same lead: that of the bot, or one of
// the file that lacks what counts first.
func (p *People) speaksFor(n uint32) bool {
	owner := p.owner(n)
	return p.is(n, inBot) || p.is(n, settled) && owner != Several && !p.is(owner-1, named)
}

// Lead returns whose a number is, as in owners: its own, if it is of none else.
func (p *People) Lead(n uint32) uint32 {
	if owner := p.owner(n); owner != 0 {
		return owner
	}
	return n + 1
}

// UUID returns the uuid of a lead, as it is written.
func (p *People) UUID(lead uint32) string {
	if text, ok := p.spelled[lead-1]; ok {
		return text
	}
	return p.leads.ID(lead - 1).String()
}

// IsSpelled reports whether the uuid of a lead is not written as usual.
func (p *People) IsSpelled(lead uint32) bool { return p.spelled[lead-1] != "" }

// NumberOf returns the number of a lead of the bot.
func (p *People) NumberOf(lead uuid.UUID) uint32 { return p.leads.Note(lead) + 1 }

// rowsOf returns the number under which the rows of a lead are grouped: that of its uuid, as it is written.
func (p *People) rowsOf(lead uint32) uint32 {
	if text, ok := p.spelled[lead-1]; ok {
		return p.leads.Note(row.Key(text))
	}
	return lead - 1
}

// Of is lead by what a row is known by, which is noted.
func (p *People) Of(id *live.Identity) uint32 {
	n, _ := p.leads.Number(id.Key())
	return p.Lead(n)
}

// InBot reports whether a lead of the bot has what a row is known by.
func (p *People) InBot(id *live.Identity) bool {
	n, ok := p.leads.Number(id.Key())
	return ok && p.is(n, inBot)
}

// Merge makes rows that mean one lead by different fields rows of that lead.
func (p *People) Merge() {
	for n := range uint32(p.leads.Known()) {
		switch lead := p.Lead(n); {
		case lead == Several || p.is(n, typed):
		case lead != n+1 || p.spelled[n] != "":
			p.leads.Merge(n, p.rowsOf(lead))
		}
	}
}

// Wants reports whether a lead of the bot matters to the rows by what it is known by, or by its uuid. What
// only the rows of that uuid give does not.
func (p *People) Wants(id, key uuid.UUID) bool {
	n, ok := p.leads.Number(id)
	if !ok || id == key || p.is(n, free|spared) {
		return ok
	}
	own, ok := p.leads.Number(key)
	return !ok || p.owner(n) != own+1
}
