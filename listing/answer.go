package listing

import (
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/codec"
	"github.com/leadferry/leadferry/lead"
)

// answer is what the server said about one page, just now or to an earlier turn.
type answer struct {
	kind   kind
	number int
	sign   sign
	leads  []sighting // one for each record
	date   int64      // the server's, in milliseconds since 1970, else this machine's when the page was asked for
	old    int64      // for how many milliseconds a cache has had it, as far as can be seen
	broken int        // values that held broken text

	body *convertalk.Page // nil if the page was refused, or recalled
	flat *lead.Flat       // its rows; nil if they are not wanted

	order order // of toSweep, after this page
	rows  int   // of a recalled answer: those that counted
}

// kind says what an answer is about.
type kind byte

const (
	toZero   kind = 'z' // page 0
	toRound  kind = 'r' // no answer: a search asks for that many pages at once; toSearch follow, in ascending order
	toSearch kind = 's' // a page in search of the end
	toSweep  kind = 'p' // a page that a sweep counted
	sweepEnd kind = 'e' // no answer: a sweep came to the end of the listing, and the number is the last page
)

// page returns what the answer brings; counts says which rows count, nil all.
func (a *answer) page(counts []bool) *Page {
	return &Page{Records: choose(a.body.Records, counts), Flat: a.flat, Counts: counts}
}

// texts are those of a record by which a reading knows it.
type texts struct{ uuid, id, updated []byte }

// read reads those of a page that was read just now. The texts are good until the next call.
func (t *texts) read(a *answer, i int) {
	if a.flat != nil {
		t.uuid, t.id, t.updated = a.flat.UUID(i), a.flat.ID(i), a.flat.UpdatedAt(i)
		return
	}
	r := &a.body.Records[i]
	t.uuid, t.id, t.updated = r.AppendUUID(t.uuid[:0]), r.AppendID(t.id[:0]), r.AppendUpdatedAt(t.updated[:0])
}

// append writes the answer down, but for its rows.
func (a *answer) append(b []byte) []byte {
	b = append(b, byte(a.kind))
	b = codec.AppendNumber(b, a.number)
	b = codec.AppendText(b, a.sign.past)
	b = codec.AppendNumber(codec.AppendNumber(b, a.date), a.old)
	b = codec.AppendNumber(b, a.broken)
	b = codec.AppendNumber(b, len(a.leads))
	for i := range a.leads {
		s := &a.leads[i]
		b = codec.AppendNumber(codec.AppendNumber(codec.AppendNumber(b, s.key), uint64(s.content)), uint64(s.uuid))
		b = append(codec.AppendNumber(codec.AppendNumber(b, s.changed), s.latest), byte(s.known))
	}
	if a.kind == toSweep {
		b = a.order.append(b)
	}
	return b
}

// parseAnswer reads what append wrote.
func parseAnswer(note []byte, rows int) (*answer, error) {
	r := codec.NewReader(string(note))
	a := &answer{kind: kind(r.Byte()), number: r.Number(), sign: sign{past: r.Text()}, date: int64(r.Long()), old: int64(r.Long()), broken: r.Number(), rows: rows}
	a.leads = make([]sighting, r.Count())
	for i := range a.leads {
		a.leads[i] = sighting{key: r.Long(), content: uint32(r.Long()), uuid: uint32(r.Long()), changed: int64(r.Long()), latest: int64(r.Long()), known: identity(r.Byte())}
	}
	if a.sign.past == "" {
		a.sign = signOf(a.leads)
	}
	if a.kind == toSweep {
		a.order.read(&r)
	}
	if !r.Whole() {
		return nil, ErrOtherAnswers
	}
	return a, nil
}
