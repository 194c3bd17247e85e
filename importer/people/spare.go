package people

import (
	"cmp"

	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
)

// spares are what rows have to spare, by numbers of people.
type spares struct {
	all   row.Pages[spareOf]
	count uint32
}

type spareOf struct{ row, of, number uint32 }

// NoteSpare notes what a row has to spare, which is looked up among the leads of the bot, too. The row has the
// number that sharing says, and is known by a uuid or by ids.
func (p *People) NoteSpare(number int, uuid string, ids []live.Identity, spare *live.Identity) {
	var of uint32
	switch {
	case uuid != "":
		of = p.leads.Note(row.Key(uuid))
	case len(ids) > 0:
		of = p.number(&ids[0])
	default:
		return
	}
	n := p.number(spare)
	p.set(n, spared)
	*p.spares.all.At(p.spares.count) = spareOf{uint32(number), of, n}
	p.spares.count++
}

// Sharing passes the rows on that have to spare what another lead of the file is known by, or has to
// spare, too.
func (p *People) Sharing(each func(number int)) {
	seen := map[uint32]uint32{}
	for i := range p.spares.count {
		s := p.spares.all.Get(i)
		of, owner := p.Lead(s.of), p.Lead(s.number)
		if !p.is(s.number, met) {
			owner = cmp.Or(seen[s.number], of)
			seen[s.number] = owner
		}
		if owner != of {
			each(int(s.row))
		}
	}
}
