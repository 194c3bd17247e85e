package listing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// proving reads all listings until what it read is proved to be complete, or gives up. In each pass it
// looks for the ends of all of them, twice if there are several, and then sweeps over each.
type proving struct {
	*session
	provers []*prover
	flaws   int // passes that showed one
}

func (s *session) proving() *proving {
	v := &proving{session: s}
	for i, kind := range slices.Backward(s.reader.Types) {
		v.provers = append(v.provers, s.prover(kind, i == 0))
	}
	return v
}

// run recalls and reads until the proof is complete, and puts into the result whether it is.
func (v *proving) run(ctx context.Context) error {
	for v.pass = 1; ; v.pass++ {
		if err := v.search(ctx); err != nil {
			return err
		}
		proved, err := v.sweep(ctx)
		if err != nil {
			return err
		}
		if proved > 0 || v.givesUp() {
			v.sum(proved)
			return nil
		}
		if v.flaw != "" {
			v.unmake()
		}
	}
}

// search looks for the ends, and then at them. A lead that becomes a chat, or a chat a lead, can be in
// neither listing when its end is looked at, so several listings are looked at in turn, and twice.
func (v *proving) search(ctx context.Context) error {
	found := 0
	for _, p := range v.provers {
		p.source.mayBeEmpty = p.source.mayBeEmpty || found > 0
		if err := p.search(ctx); err != nil {
			return err
		}
		found += p.pages
	}
	for _, p := range v.provers {
		p.early = v.book.moment
	}
	for range min(len(v.provers), 2) {
		for _, p := range v.provers {
			if err := p.look(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// sweep reads every listing, the short ones first, since the ends tell less the longer ago they were
// seen. It returns the pass whose ends prove that all was read, 0 if none does.
func (v *proving) sweep(ctx context.Context) (proved int, err error) {
	order := slices.SortedStableFunc(slices.Values(v.provers), func(a, b *prover) int { return cmp.Compare(a.pages, b.pages) })
	for i, p := range order {
		v.rest = 0
		for _, later := range order[i+1:] {
			v.rest += later.pages
		}
		if err := p.sweep(ctx); err != nil {
			return 0, err
		}
		if p.proof.exceeded() && v.flaw == "" {
			v.flaw = fmt.Sprintf("the end of the %s listing, and what leads say of their times, contradict each other", p.source.kind.Word())
		}
		if proved = v.proved(); proved > 0 {
			break
		}
	}
	return proved, nil
}

// proved returns the latest pass whose ends prove, in every listing, that all was read; 0 if none does.
// Where leads changed meanwhile, it takes the ends of two passes.
func (v *proving) proved() (pass int) {
	edited, times := 0, 0
	for pass = v.pass; pass > 0; pass-- {
		if v.holds(pass, false) {
			return pass
		}
		if v.holds(pass, true) {
			edited = max(edited, pass)
			times++
		}
	}
	if times < 2 {
		return 0
	}
	return edited
}

func (v *proving) holds(pass int, edited bool) bool {
	return !slices.ContainsFunc(v.provers, func(p *prover) bool { _, ok := p.proves(pass, edited); return !ok })
}

// givesUp reports whether reading on makes no sense: it was tried often, or shows the same flaw again.
func (v *proving) givesUp() bool {
	return v.hopeless || v.pass == MaxPasses || v.flaw != "" && v.flaws == patience-1 ||
		v.pass == patience-1 && slices.ContainsFunc(v.provers, func(p *prover) bool { return p.still && p.latest.twice > 0 })
}

// unmake takes back all that was proved, because of a flaw.
func (v *proving) unmake() {
	for _, p := range v.provers {
		p.proof.unmake()
		p.latest.digest = 0
	}
	v.flaw = ""
	v.flaws++
}

// sum puts into the result what was found. proved is the pass whose ends prove that all was read.
func (v *proving) sum(proved int) {
	r := &v.result
	r.Verified = proved > 0 && v.book.alike == 0
	if !r.Verified {
		v.giveUp()
	}
	proven := r.Verified
	for _, p := range v.provers {
		since := p.since
		if proven {
			since, _ = p.proves(proved, true)
		}
		r.Pages += p.pages
		r.Passes = max(r.Passes, p.sweeps)
		r.Order, r.EndRule = p.order.String(), p.endRule
		r.Replaced += p.replaced
		r.Vanished += p.table.vanished(since)
		if proven {
			p.judgeEnd()
		}
	}
	r.Duplicates, r.Moved, r.Alike, r.Recalled = v.book.duplicates, v.book.moved, v.book.alike, v.recalled
}

// longestLag is the longest that is proposed to be waited for.
const longestLag = time.Minute

// giveUp says why nothing is proved.
func (v *proving) giveUp() {
	r := &v.result
	p := v.provers[max(0, slices.IndexFunc(v.provers, (*prover).lacks))]
	const support = "ask the platform's support about it"
	switch {
	case v.flaw != "" && v.cached > 0 && v.cached < longestLag:
		lag := v.cached.Truncate(time.Second) + 2*time.Second
		r.Reason, r.Fix = v.flaw, fmt.Sprintf("if answers are never much older than that, say so and run it again: --force --lag %s; else %s", lag, support)
	case v.flaw != "":
		r.Reason, r.Fix = v.flaw, "run it again with --force; if that says the same, "+support
	case v.book.alike > 0:
		r.Reason = fmt.Sprintf("some records are identical to others (%d), so a missing one would go unnoticed", v.book.alike)
		r.Fix = "compare the number of leads with the number on the platform"
	case p.still:
		r.Reason = fmt.Sprintf("some leads stand on the pages twice (%d), though nothing changes, and others may be missing in their place", p.latest.twice)
		r.Fix = support
	default:
		r.Reason = fmt.Sprintf("the listing changed while it was read, in each of %d passes; %s", v.pass, p.proof.lack())
		r.Fix = "run it again with --force when fewer leads come and go, or with more --workers or a higher --rate"
	}
}
