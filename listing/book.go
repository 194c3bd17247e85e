package listing

// moment is a time in a reading, up to which some answers had come. Moments count from 1.
type moment uint16

// book is what the tables of all listings share: the present moment, and which rows were given out.
// Several listings may show a lead one after the other, as a chat becomes a lead.
type book struct {
	moment moment // the present one
	tables []*table

	superseded []bool // of each row that was given out: there is a later one
	drops      int
	duplicates int // times a lead was read twice in one pass
	moved      int // leads seen on another page than before
	alike      int // rows of records that cannot be told from another one
}

// table begins the table of one more listing.
func (b *book) table() *table {
	t := &table{book: b}
	b.tables = append(b.tables, t)
	return t
}

// leads returns how many leads have a row.
func (b *book) leads() int { return len(b.superseded) - b.drops }

// elsewhere returns when another listing showed a lead last; 0 if none did.
func (t *table) elsewhere(key uint64) (seen moment) {
	for _, other := range t.tables {
		if other == t {
			continue
		}
		if e := other.find(key); e != nil {
			seen = max(seen, e.seen)
		}
	}
	return seen
}

// takeOver drops the row that a lead has from another listing, so that this reading has one instead. It
// reports false if that row is the newer one. Where it may be the row of another record, both stay.
func (t *table) takeOver(s *sighting) bool {
	for _, other := range t.tables {
		was := other.find(s.key)
		switch {
		case other == t || was == nil || was.row == 0:
		case s.known != firm || s.uuid != was.uuid:
			t.alike++
		case s.changed < was.changed:
			return false
		default:
			t.superseded[was.row-1] = true
			t.drops++
			was.row = 0
		}
	}
	return true
}
