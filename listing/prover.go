package listing

import (
	"fmt"
	"time"

	"github.com/leadferry/leadferry/lead"
)

// prover reads one listing: it searches for the end, which sets a bound for the proof, and sweeps over
// all pages. A proving says when.
type prover struct {
	*session
	source *source
	table  *table

	proof   proof
	pages   int       // up to the end, as far as is known
	endRule string    // what showed the end
	fullEnd bool      // the last page is full
	first   []uint64  // who is on page 1
	date    int64     // the latest of an answer, in milliseconds since 1970
	noticed time.Time // when something was last seen that only counts if it was seen
	looked  time.Time // when the end was looked at
	early   moment    // the moment up to which all was seen in time before an end was looked at
	start   int64     // the first one
	zero    []uint64  // who is on page 0 and was not found on any other page
	order   order     // of the first sweep

	sweeps   int         // that were made
	latest   sweep       // the latest of them
	since    moment      // the moment before it
	still    bool        // it shows what the one before it showed
	replaced int         // values that held broken text, the most in one sweep
	short    map[int]int // how often a page before the end was short, in all sweeps

	renumbered moment // the moment since which pages have their numbers
}

// prover begins a listing. A refusal of page 1 of the last one is a wrong setting, if nothing was found
// in the others.
func (s *session) prover(kind lead.Type, last bool) *prover {
	p := &prover{session: s, source: s.source(kind), table: s.book.table(), short: map[int]int{}}
	p.source.mayBeEmpty = !last || s.reader.MayBeEmpty
	return p
}

// turnTo makes the listing the one that answers are about.
func (p *prover) turnTo() { p.kind = p.source.kind }

// proves reports whether what the listing held when the ends were looked at in a pass was read, and
// since when. Sweeps that are alike show that of the present pass. For edited, see holds.
func (p *prover) proves(pass int, edited bool) (since moment, ok bool) {
	if p.flaw != "" || p.sweeps < p.reader.Passes || len(p.zero) > 0 || p.latest.late > 0 {
		return 0, false
	}
	since, ok = p.proof.holds(pass, edited)
	if !ok && pass == p.pass && p.still && p.latest.twice == 0 && p.table.unread() == 0 {
		return p.since, true
	}
	return since, ok
}

// complete reports whether the listing by itself was read, as some pass proves.
func (p *prover) complete() bool {
	for pass := range p.pass {
		if _, ok := p.proves(pass+1, false); ok {
			return true
		}
	}
	return false
}

// lacks reports whether the present pass does not prove that the listing was read.
func (p *prover) lacks() bool {
	_, ok := p.proves(p.pass, true)
	return !ok
}

// endless gives up a listing.
func (p *prover) endless() {
	p.flaw, p.hopeless = fmt.Sprintf("the %s listing has no end: %v", p.source.kind.Word(), errEndless), true
}

// learn adds what any answer says beside who is on the page: the time, and how large pages are.
func (p *prover) learn(a *answer) {
	if p.start == 0 {
		p.start = a.date
	}
	p.date = max(p.date, a.date)
	p.proof.learn(a.sign, a.leads)
	if p.proof.named && p.proof.nameless {
		p.flaw = fmt.Sprintf("some records of the %s listing have an _id and others have none, so that one could be taken for two", p.source.kind.Word())
	}
	if a.old > 0 {
		age := time.Duration(a.old) * time.Millisecond
		p.cached = max(p.cached, age)
		if age >= time.Second {
			age = age.Truncate(time.Second)
		}
		p.flaw = fmt.Sprintf("page %d of the %s listing came from a cache, which had it for %s, and does not show what the bot has now",
			a.number, p.source.kind.Word(), age)
	}
}
