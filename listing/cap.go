package listing

import (
	"fmt"
	"slices"
)

// Some servers show no more than so many leads, whatever there are. One listing does not tell such an
// end from the real one, but its number does: it is round, the last page is full, and the page after it
// is refused, or shows an earlier one again. An empty page, a page that is not full, and a single page
// are honest ends. A single page that the next one repeats is honest as well, but if it is full, the
// server may as well show it whatever page it is asked for.

// judgeEnd doubts an end that looks like that.
func (p *prover) judgeEnd() {
	leads := p.pages * p.proof.size()
	refused := slices.Contains([]string{"404", "400", repeated, repeatedFirst}, p.endRule)
	single := p.pages == 1 && leads >= 10 && leads%5 == 0 && (p.endRule == repeated || p.endRule == repeatedFirst)
	if !single && (!refused || !p.fullEnd || p.pages < 2 || !round(leads)) {
		return
	}
	p.result.Capped = leads
	if p.reader.AcceptEnd {
		return
	}
	p.result.Verified = false
	p.result.Fix = fmt.Sprintf("compare %d with the number of leads that the platform shows; if it is right, run it again with --accept-end", leads)
	p.result.Reason = fmt.Sprintf("the %s listing ends after exactly %d records, with a full page, as if the server showed no more", p.source.kind.Word(), leads)
	if single {
		p.result.Fix += "; else ask the platform's support how page 2 is asked for"
		p.result.Reason = fmt.Sprintf("page 2 of the %s listing shows the same %d records as page 1: either there are no more, or the server ignores the page number",
			p.source.kind.Word(), leads)
	}
}

// round reports whether servers often stop at that number.
func round(leads int) bool {
	return slices.Contains([]int{500, 1000, 5000}, leads) || leads > 0 && leads%10_000 == 0
}
