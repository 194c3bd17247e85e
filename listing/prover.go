package listing

import (
	"context"
	"fmt"
	"time"
)

// prover reads one listing until what it read is proved to be complete, or gives up. Each pass is a
// search for the end, which sets a bound for the proof, and a sweep over all pages.
type prover struct {
	*session
	source *source

	proof   proof
	pass    int
	pages   int      // up to the end, as far as is known
	date    int64    // the latest of an answer, in milliseconds since 1970
	start   int64    // the first one
	zero    []uint64 // who is on page 0 and was not found on any other page
	fullEnd bool     // the last page is full
	flaw    string   // what this pass shows to be false of what a proof assumes
	flaws   int      // passes that showed one
	order   order    // of the first pass

	renumbered uint32 // the moment since which pages have their numbers
	replaced   int    // values that held broken text, the most in one sweep
}

// run recalls and reads until the proof is complete, and sets in the result whether it is. It returns
// the moment from which on every lead was read.
func (p *prover) run(ctx context.Context) (since uint32, err error) {
	var s sweep
	for p.pass = 1; ; p.pass++ {
		if err := p.search(ctx); err != nil {
			return 0, err
		}
		since = p.table.moment + 1
		earlier := s.digest
		if s, err = p.sweep(ctx); err != nil {
			return 0, err
		}
		p.replaced = max(p.replaced, s.broken)
		if p.proof.exceeded() {
			p.flaw = fmt.Sprintf("the end of the %s listing, and what leads say of their times, contradict each other", p.source.kind)
		}
		still := s.digest == earlier && p.pass > 1
		switch b, ok := p.holds(&s); {
		case ok:
			p.judgeEnd()
			return b.moment, nil
		case p.flaw == "" && p.pass >= p.reader.Passes && len(p.zero) == 0 && s.twice == 0 && still:
			p.judgeEnd()
			return since, nil
		case p.pass == MaxPasses, p.flaw != "" && p.flaws == patience-1, still && s.twice > 0 && p.pass == patience-1:
			p.giveUp(&s, still)
			return since, nil
		case p.flaw != "":
			p.proof.unmake()
			p.flaws++
			s.digest, p.flaw = 0, ""
		}
	}
}

// holds returns the bound that is reached, if that proves that all was read.
func (p *prover) holds(s *sweep) (*bound, bool) {
	b, ok := p.proof.holds()
	return b, ok && p.flaw == "" && p.pass >= p.reader.Passes && len(p.zero) == 0 && s.late == 0
}

// giveUp says why nothing is proved.
func (p *prover) giveUp(s *sweep, still bool) {
	r := &p.result
	r.Verified = false
	const support = "ask the platform's support about it"
	switch {
	case p.flaw != "":
		r.Reason, r.Fix = p.flaw, "run it again with --force; if that says the same, "+support
	case p.table.alike > 0:
		r.Reason = fmt.Sprintf("%d records cannot be told from others, so that a missing one would not be seen", p.table.alike)
		r.Fix = "compare the number of leads with the one that the platform shows"
	case still:
		r.Reason = fmt.Sprintf("%d leads stand on the pages twice, though nothing changes, and others may be missing in their place", s.twice)
		r.Fix = support
	default:
		r.Reason = fmt.Sprintf("the listing changed while it was read, in each of %d passes; %s", p.pass, p.proof.lack())
		r.Fix = "run it again with --force when fewer leads come and go, or with more --workers or a higher --rate"
	}
}

// learn adds what any answer says beside who is on the page: the time, and how large pages are.
func (p *prover) learn(a *answer) {
	if p.start == 0 {
		p.start = a.date
	}
	p.date = max(p.date, a.date)
	p.proof.learn(a.sign)
	if a.old > 0 {
		p.flaw = fmt.Sprintf("page %d of the %s listing came from a cache, which had it for %s, and does not show what the bot has now",
			a.number, p.source.kind, time.Duration(a.old)*time.Millisecond)
	}
}
