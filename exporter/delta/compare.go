package delta

import (
	"cmp"
	"iter"
	"slices"
)

// Since is the earlier export that one is compared with.
type Since struct {
	Key   Key
	Known iter.Seq2[Print, error] // what that export wrote, in the order of Sort; nil for nothing
	Keep  func(Print) error       // takes, in that order, what the next export is to know; may be nil
	Gone  func(lead uint64)       // takes each known lead that the bot has no more; may be nil
}

// Sort brings prints into the order in which they are compared.
func Sort(prints []Print) { slices.SortFunc(prints, Print.compare) }

// All returns prints one by one.
func All(prints []Print) iter.Seq2[Print, error] {
	return func(yield func(Print, error) bool) {
		for _, p := range prints {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// Counts are the rows and leads of a comparison.
type Counts struct {
	New, Changed int // rows that are written
	Unchanged    int // rows that are not
	Deleted      int // known leads that the bot has no more; 0 if it is not proved that all leads were read
	Left         int // known leads that the bot still has, but the filter chooses no more
}

// Row is a row of the export that is compared.
type Row struct {
	Print
	Number uint32
	Chosen bool // by the filter: else it only shows that the lead is there
}

// Comparison compares the rows of an export with what is known since an earlier one. A row takes 24
// bytes. It is used by one goroutine.
type Comparison struct {
	since *Since
	rows  []Row
}

// NewComparison returns a Comparison with room for that many rows.
func NewComparison(s *Since, rows int) *Comparison {
	return &Comparison{since: s, rows: make([]Row, 0, rows)}
}

// Add adds rows, in any order.
func (c *Comparison) Add(rows []Row) error {
	c.rows = append(c.rows, rows...)
	return nil
}

// Fresh calls each with the number of every row that is new or changed. Unless the rows are proved to be
// all, what is known of a lead without a row stays known: it may only have been missed.
func (c *Comparison) Fresh(proved bool, each func(row int)) (n Counts, err error) {
	slices.SortFunc(c.rows, func(a, b Row) int {
		return cmp.Or(a.compare(b.Print), cmp.Compare(a.Number, b.Number))
	})
	known := newQueue(c.since.Known)
	defer known.stop()
	for rows := c.rows; ; {
		var now []Row
		var was []Print
		if who, ok := known.first(); ok && (len(rows) == 0 || who <= rows[0].Lead) {
			was = known.take(who)
		}
		if len(rows) > 0 && (was == nil || was[0].Lead == rows[0].Lead) {
			end := 1
			for end < len(rows) && rows[end].Lead == rows[0].Lead {
				end++
			}
			now, rows = rows[:end], rows[end:]
		}
		if known.err != nil || now == nil && was == nil {
			return n, known.err
		}
		if err := c.lead(&n, now, was, proved, each); err != nil {
			return n, err
		}
	}
}

// lead compares all rows of one lead, or of several that cannot be told apart, with what is known of it.
func (c *Comparison) lead(n *Counts, now []Row, was []Print, proved bool, each func(row int)) error {
	keep := c.since.Keep
	if keep == nil {
		keep = func(Print) error { return nil }
	}
	if now == nil {
		return c.missing(n, was, proved, keep)
	}
	chosen, fresh := 0, 0
	rest := was
	for i := range now {
		r := &now[i]
		if !r.Chosen {
			continue
		}
		chosen++
		if err := keep(r.Print); err != nil {
			return err
		}
		for len(rest) > 0 && rest[0].Row < r.Row {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].Row == r.Row {
			rest = rest[1:]
			n.Unchanged++
			continue
		}
		fresh++
		each(int(r.Number))
	}
	if chosen == 0 && was != nil {
		n.Left++
	}
	changed := min(fresh, max(0, len(was)-(chosen-fresh)))
	n.Changed += changed
	n.New += fresh - changed
	return nil
}

// missing decides about a known lead without a row.
func (c *Comparison) missing(n *Counts, was []Print, proved bool, keep func(Print) error) error {
	if proved {
		n.Deleted++
		if c.since.Gone != nil {
			c.since.Gone(was[0].Lead)
		}
		return nil
	}
	for _, p := range was {
		if err := keep(p); err != nil {
			return err
		}
	}
	return nil
}

// queue gives out the known prints, all of one lead at a time.
type queue struct {
	next   func() (Print, error, bool)
	stop   func()
	print  Print
	filled bool
	err    error
	taken  []Print
}

func newQueue(known iter.Seq2[Print, error]) *queue {
	if known == nil {
		known = func(func(Print, error) bool) {}
	}
	q := new(queue)
	q.next, q.stop = iter.Pull2(known)
	q.advance()
	return q
}

func (q *queue) advance() {
	q.print, q.err, q.filled = q.next()
	q.filled = q.filled && q.err == nil
}

// first returns the lead that comes next; ok is false if none does.
func (q *queue) first() (who uint64, ok bool) { return q.print.Lead, q.filled }

// take returns all prints of the lead that comes next. They are good until the next call.
func (q *queue) take(who uint64) []Print {
	for q.taken = q.taken[:0]; q.filled && q.print.Lead == who; q.advance() {
		q.taken = append(q.taken, q.print)
	}
	return q.taken
}
