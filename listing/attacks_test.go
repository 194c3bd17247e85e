package listing_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadferry/leadferry/lead"
)

// attack is a kind of server that a proof must not be fooled by.
type attack struct {
	name  string
	types []lead.Type   // nil = leads alone
	vague bool          // its records do not say reliably whom they are of, so that one lead may have two rows
	wrong bool          // it breaks what the package document says that a proof assumes
	lag   time.Duration // that the reading allows for; 0 = a second
	arm   func(*world)
}

// attacks are the kinds that were seen, or thought of, to give a false proof. Each begins with an
// honest listing that moves.
func attacks() []attack {
	both := []lead.Type{lead.TypeLead, lead.TypeNonLead}
	list := []attack{
		{name: "honest", arm: func(*world) {}},
		{name: "honest, both listings", types: both, arm: func(*world) {}},
		{name: "no Date", arm: func(w *world) { w.dated = false }},
		{name: "clocks that differ", arm: func(w *world) {
			lags := []time.Duration{0, 10 * time.Second, time.Minute, 10 * time.Hour}
			w.skew = func() time.Duration { return lags[w.rng.IntN(4)] }
		}},
		{name: "one uuid, several chats", arm: func(w *world) {
			for i, s := range w.all {
				if w.rng.IntN(3) == 0 {
					s.uuid = []string{"undefined", " ", "", w.all[i/2].uuid}[w.rng.IntN(4)]
				}
			}
		}},
		{name: "one _id, several chats", arm: func(w *world) {
			for _, s := range w.all {
				if w.rng.IntN(3) == 0 {
					s.id = []string{"undefined", " "}[w.rng.IntN(2)]
				}
			}
		}},
		{name: "no _id and one uuid", arm: func(w *world) {
			for _, s := range w.all {
				if w.rng.IntN(10) == 0 {
					s.id, s.uuid = "", "undefined"
				}
			}
		}},
		{name: "records that are alike", arm: func(w *world) {
			for _, s := range w.all {
				s.bare = w.rng.IntN(10) == 0
			}
		}},
		{name: "inserts when pages count from 0", arm: func(w *world) {
			w.first = 0
			burst := 1 + w.rng.IntN(2*w.size)
			w.move = func() { // between page 0 and page 1
				if w.requests == 2 {
					for range burst {
						w.insert(lead.TypeLead, w.stamp())
					}
				}
			}
		}},
		{name: "pages that count from 0, moving", arm: func(w *world) { w.first = 0 }},
		{name: "ties that stand", arm: func(w *world) {
			at := 2 + w.rng.IntN(3)
			w.move = nil
			w.shown = func(page int, list, on []*soul) []*soul {
				if page == at && len(on) > 0 {
					on = slices.Clone(on)
					on[0] = list[(page-1)*w.size-1]
				}
				return on
			}
		}},
		{name: "ties that shift", arm: func(w *world) {
			w.shown = func(page int, list, on []*soul) []*soul {
				if page > 1 && len(on) > 0 && w.requests <= w.until && w.rng.IntN(4) == 0 {
					on = slices.Clone(on)
					on[0] = list[(page-1)*w.size-1]
				}
				return on
			}
		}},
		{name: "a lead twice on each page", arm: func(w *world) {
			w.move = nil
			w.shown = func(_ int, _, on []*soul) []*soul {
				if len(on) > 2 {
					on = slices.Clone(on)
					on[1] = on[2]
				}
				return on
			}
		}},
		{name: "a cache that tells its age", arm: func(w *world) { w.cache, w.aged = time.Duration(1+w.rng.IntN(30))*time.Second, true }},
		{name: "a cache of two seconds that tells its age", arm: func(w *world) { w.cache, w.aged = 2*time.Second, true }},
		{name: "a cache within the lag that tells its age", arm: func(w *world) { w.cache, w.aged = 900*time.Millisecond, true }},
		{name: "a cache with old Dates", arm: func(w *world) {
			w.cache, w.slow = time.Duration(4+w.rng.IntN(30))*time.Second, time.Second // in which an answer may always be old
		}},
		{name: "page size that changes", arm: func(w *world) {
			sizes, calm := []int{w.size, 1 + w.rng.IntN(30)}, w.move
			odds := 1 + w.rng.IntN(60)
			w.move = func() {
				calm()
				if w.rng.IntN(odds) == 0 {
					w.size = sizes[w.rng.IntN(2)]
				}
			}
		}},
		{name: "leads that leave and come back", arm: func(w *world) { w.leave(lead.TypeLead, "", true) }},
		{name: "leads that hide for a moment", arm: func(w *world) { w.leave(lead.TypeLead, "", false) }},
		{name: "leads that become chats", arm: func(w *world) { w.leave(lead.TypeLead, lead.TypeNonLead, true) }},
		{name: "chats that become leads", arm: func(w *world) { w.leave(lead.TypeNonLead, lead.TypeLead, true) }},
		{name: "chats that become leads, both listings", types: both, arm: func(w *world) { w.leave(lead.TypeNonLead, lead.TypeLead, true) }},
		{name: "leads that become chats, both listings", types: both, arm: func(w *world) { w.leave(lead.TypeLead, lead.TypeNonLead, true) }},
		{name: "leads and chats that change sides, both listings", types: both, arm: func(w *world) {
			w.leave(lead.TypeLead, lead.TypeNonLead, true)
			w.leave(lead.TypeNonLead, lead.TypeLead, true)
		}},
		{name: "the same, with their old updatedAt", types: both, arm: func(w *world) {
			w.leave(lead.TypeLead, lead.TypeNonLead, false)
			w.leave(lead.TypeNonLead, lead.TypeLead, false)
		}},
		{name: "chats that become leads with their old updatedAt, both listings", types: both, arm: func(w *world) {
			w.leave(lead.TypeNonLead, lead.TypeLead, false)
		}},
		{name: "leads that become chats with their old updatedAt, both listings", types: both, arm: func(w *world) {
			w.leave(lead.TypeLead, lead.TypeNonLead, false)
		}},
		{name: "leads that leave and come back, both listings", types: both, arm: func(w *world) { w.leave(lead.TypeLead, "", true) }},
		{name: "records that are alike, both listings", types: both, arm: func(w *world) {
			for _, s := range w.all {
				s.bare = w.rng.IntN(10) == 0
			}
		}},
		{name: "no _id and one uuid, both listings", types: both, arm: func(w *world) {
			for _, s := range w.all {
				if w.rng.IntN(10) == 0 {
					s.id, s.uuid = "", "undefined"
				}
			}
		}},
		{name: "one ObjectId, several uuids", arm: func(w *world) {
			for i, s := range w.all {
				if w.rng.IntN(10) == 0 {
					s.id = w.all[i/2].id
				}
			}
		}},
		{name: "uuids that change case", arm: func(w *world) {
			w.alter = func(s *soul, m map[string]any) {
				if w.rng.IntN(2) == 0 {
					m["uuid"] = strings.ToUpper(s.uuid)
				}
			}
		}},
		{name: "an _id that some answers leave out", vague: true, arm: func(w *world) {
			odds := 2 + w.rng.IntN(10)
			w.alter = func(_ *soul, m map[string]any) {
				if w.rng.IntN(odds) == 0 {
					delete(m, "_id")
				}
			}
		}},
		{name: "an _id that some answers give as null, and a uuid too", vague: true, arm: func(w *world) {
			odds := 2 + w.rng.IntN(10)
			w.alter = func(_ *soul, m map[string]any) {
				if w.rng.IntN(odds) == 0 {
					m[[]string{"_id", "uuid"}[w.rng.IntN(2)]] = nil
				}
			}
		}},
		{name: "no _id at all", arm: func(w *world) {
			w.alter = func(_ *soul, m map[string]any) { delete(m, "_id") }
		}},
		{name: "no _id at all, both listings", types: both, arm: func(w *world) {
			w.alter = func(_ *soul, m map[string]any) { delete(m, "_id") }
			w.leave(lead.TypeNonLead, lead.TypeLead, true)
		}},
		{name: "updatedAt of the future, or none", arm: func(w *world) {
			w.alter = func(s *soul, m map[string]any) {
				switch s.number % 4 {
				case 0:
					m["updatedAt"] = "2099-01-01T00:00:00.000Z"
				case 1:
					delete(m, "updatedAt")
				case 2:
					m["updatedAt"] = nil
				}
			}
		}},
		{name: "updatedAt that some answers leave out", arm: func(w *world) {
			w.alter = func(_ *soul, m map[string]any) {
				if w.rng.IntN(3) == 0 {
					delete(m, "updatedAt")
				}
			}
		}},
		{name: "a Date on some answers only", arm: func(w *world) {
			w.date = func(now time.Time) time.Time { return []time.Time{now, {}}[w.rng.IntN(2)] }
		}},
		{name: "a Date on some answers only, ten hours off", arm: func(w *world) {
			off := time.Duration(w.rng.IntN(21)-10) * time.Hour
			w.date = func(now time.Time) time.Time { return []time.Time{now.Add(off), {}}[w.rng.IntN(2)] }
		}},
		{name: "a clock that jumps", arm: func(w *world) {
			off, odds := time.Duration(0), 5+w.rng.IntN(60)
			w.date = func(now time.Time) time.Time {
				if w.rng.IntN(odds) == 0 {
					off = time.Duration(w.rng.IntN(21)-10) * time.Hour
				}
				return now.Add(off)
			}
		}},
		{name: "two replicas, one less than a second behind", arm: func(w *world) {
			w.lag = func() time.Duration { return time.Duration(w.rng.IntN(2)) * 990 * time.Millisecond }
		}},
		{name: "the same, both listings", types: both, arm: func(w *world) {
			w.lag = func() time.Duration { return time.Duration(w.rng.IntN(2)) * 990 * time.Millisecond }
		}},
		{name: "two replicas, one far behind", wrong: true, arm: func(w *world) {
			behind := time.Duration(2+w.rng.IntN(60)) * time.Second
			w.lag = func() time.Duration { return time.Duration(w.rng.IntN(2)) * behind }
		}},
		{name: "two replicas, one as far behind as was said", lag: time.Minute, arm: func(w *world) {
			behind := time.Duration(1+w.rng.IntN(59)) * time.Second
			w.lag = func() time.Duration { return time.Duration(w.rng.IntN(2)) * behind }
		}},
		{name: "leads deleted around the end, and a replica behind", arm: func(w *world) { w.atEnd(false) }},
		{name: "leads created and deleted around the end, and a replica behind", arm: func(w *world) { w.atEnd(true) }},
		{name: "an _id of another kind, and uuids that change", arm: func(w *world) {
			for _, s := range w.all {
				s.id = strconv.Itoa(s.number)
			}
			calm := w.move
			w.move = func() {
				if calm(); w.rng.IntN(20) == 0 {
					w.all[w.rng.IntN(len(w.all))].uuid = "changed"
				}
			}
		}},
		{name: "leads that are away when the end is looked at, and another that hides", arm: func(w *world) { w.flap() }},
		{name: "a listing that grows by a page each request", arm: func(w *world) {
			w.until = 1 << 20
			w.move = func() {
				for range w.size {
					w.insert(lead.TypeLead, w.stamp())
				}
			}
		}},
		{name: "two replicas that tell their Dates, one far behind", arm: func(w *world) {
			behind, lag := time.Duration(4+w.rng.IntN(60))*time.Second, time.Duration(0)
			w.lag = func() time.Duration { lag = time.Duration(w.rng.IntN(2)) * behind; return lag }
			w.date = func(now time.Time) time.Time { return now.Add(-lag) }
			w.slow = time.Second
		}},
		{name: "records that are filtered after paging", arm: func(w *world) {
			odds := 2 + w.rng.IntN(10)
			w.shown = func(_ int, _, on []*soul) (shown []*soul) {
				for _, s := range on {
					if s.number%odds > 0 {
						shown = append(shown, s)
					} else {
						s.left = true
					}
				}
				return shown
			}
		}},
		{name: "page size that changes once", arm: func(w *world) {
			calm, at, size := w.move, 5+w.rng.IntN(60), 1+w.rng.IntN(30)
			w.move = func() {
				if calm(); w.requests == at {
					w.size = size
				}
			}
		}},
		{name: "page size that each answer chooses", arm: func(w *world) {
			sizes := []int{w.size, w.size + 1 + w.rng.IntN(3)}
			calm := w.move
			w.move = func() { calm(); w.size = sizes[w.rng.IntN(2)] }
		}},
		{name: "an order that changes", arm: func(w *world) {
			calm, odds := w.move, 1+w.rng.IntN(40)
			w.move = func() {
				if calm(); w.rng.IntN(odds) == 0 {
					list := w.lists[lead.TypeLead]
					w.rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				}
			}
		}},
		{name: "answers that are long on their way", arm: func(w *world) {
			w.late = func() time.Duration { return time.Duration(w.rng.IntN(20)/19*w.rng.IntN(30)) * time.Second }
		}},
		{name: "pages that are empty now and then", arm: func(w *world) {
			odds := 10 + w.rng.IntN(100)
			w.shown = func(_ int, _, on []*soul) []*soul {
				if w.rng.IntN(odds) == 0 && w.requests <= w.until {
					return nil
				}
				return on
			}
		}},
		{name: "pages that are empty whenever they were not asked for of late", arm: func(w *world) {
			asked := map[int]time.Time{}
			w.shown = func(page int, _, on []*soul) []*soul {
				of := asked[page]
				if asked[page] = time.Now(); page%3 == 0 && time.Since(of) > 2*time.Second && w.requests <= w.until {
					return nil
				}
				return on
			}
		}},
		{name: "a page that is short at first", arm: func(w *world) { w.clip(lead.TypeLead) }},
		{name: "a page of chats that is short at first", types: both[1:], arm: func(w *world) { w.clip(lead.TypeNonLead) }},
		{name: "pages that are short at first, both listings", types: both, arm: func(w *world) {
			w.clip(lead.TypeLead)
			w.clip(lead.TypeNonLead)
		}},
		{name: "pages that lack a record now and then", wrong: true, arm: func(w *world) {
			odds := 10 + w.rng.IntN(100)
			w.shown = func(_ int, _, on []*soul) []*soul {
				if w.rng.IntN(odds) == 0 && w.requests <= w.until && len(on) > 0 {
					return on[:len(on)-1]
				}
				return on
			}
		}},
		{name: "pauses in which much happens", arm: func(w *world) { w.busy = true }},
		{name: "pauses in which much happens, both listings", types: both, arm: func(w *world) {
			w.leave(lead.TypeLead, lead.TypeNonLead, true)
			w.leave(lead.TypeNonLead, lead.TypeLead, true)
			w.busy = true
		}},
	}
	return list
}

// clip makes the first answers about a page of a listing lack records: five about a page before the
// last one, two about the last one, or some fewer.
func (w *world) clip(kind lead.Type) {
	shown := w.shown
	if w.rng.IntN(2) == 0 {
		w.move = nil
	}
	pages := max(1, (len(w.lists[kind])+w.size-1)/w.size)
	at, answers := 1+w.rng.IntN(pages), 1+w.rng.IntN(5)
	if at == pages {
		answers = 1 + w.rng.IntN(2)
	}
	w.shown = func(page int, list, on []*soul) []*soul {
		if shown != nil {
			on = shown(page, list, on)
		}
		if page != at || answers == 0 || len(on) < 2 || !slices.Contains(w.lists[kind], on[0]) {
			return on
		}
		answers--
		from := w.rng.IntN(len(on) - 1)
		return slices.Delete(slices.Clone(on), from, from+1+w.rng.IntN(len(on)-1-from))
	}
}

// leave makes souls leave a listing, for another one or for nowhere, from where they come back later.
// If it is stamped, updatedAt tells of both.
func (w *world) leave(from, to lead.Type, stamped bool) {
	calm, odds := w.move, 2+w.rng.IntN(30)
	var gone []*soul
	stamp := func(s *soul) {
		if stamped {
			s.updated = w.stamp()
		}
	}
	w.move = func() {
		calm()
		if w.rng.IntN(odds) > 0 {
			return
		}
		if to != "" {
			if s := w.take(from); s != nil {
				stamp(s)
				w.put(to, s)
			}
			return
		}
		if len(gone) > 0 && w.rng.IntN(2) == 0 {
			s := gone[0]
			gone = gone[1:]
			stamp(s)
			w.put(from, s)
		} else if s := w.take(from); s != nil {
			s.left = true
			gone = append(gone, s)
		}
	}
}

// atEnd makes a lead leave when the last page is asked for, which for nearly a second some pages that
// showed it do not know. If one comes before that, it is the end that does not know.
func (w *world) atEnd(insert bool) {
	var at time.Time
	behind, times, from, to := false, 0, 0, 0
	when, late := 1+w.rng.IntN(3), 2+w.rng.IntN(4)
	w.order, w.lists = "newest", map[lead.Type][]*soul{}
	for i, s := range w.all {
		s.created = time.Now().Add(time.Duration(i-1000) * 24 * time.Hour)
		s.updated, s.id = s.created, fmt.Sprintf("%08x%016x", s.created.Unix(), s.number)
		w.put(lead.TypeLead, s)
	}
	remove := func(i int) {
		list := w.lists[lead.TypeLead]
		list[i].left = true
		w.lists[lead.TypeLead] = slices.Delete(list, i, i+1)
	}
	w.move, w.until = nil, 1<<20
	w.lag = func() time.Duration {
		if behind && time.Since(at) < 990*time.Millisecond {
			return 990 * time.Millisecond
		}
		return 0
	}
	w.asked = func(page int) {
		n := len(w.lists[lead.TypeLead])
		last := (n + w.size - 1) / w.size
		switch {
		case insert && at.IsZero() && page == 1:
			w.insert(lead.TypeLead, w.stamp())
			at, from, to = time.Now(), last, 1<<20
		case insert && page == late && time.Since(at) > time.Second/2:
			if times++; times == when {
				remove(w.rng.IntN((page - 1) * w.size))
			}
		case !insert && page == last && last > 2:
			if times++; times == when {
				from = 1 + w.rng.IntN(last-1)
				to = from + w.rng.IntN(last-from)
				remove((from - 1) * w.size)
				at = time.Now()
			}
		}
		behind = from <= page && page <= to
	}
}

// flap makes leads leave when the end is looked at, come back with a new updatedAt, and moves another
// one from a page that will be read to a page that was read.
func (w *world) flap() {
	w.order = "updated" // in which any lead may move
	hidden, read := w.all[w.rng.IntN(len(w.all))], map[int]bool{}
	var gone []*soul
	odds := 1 + w.rng.IntN(3)
	w.asked = func(page int) {
		list := w.lists[lead.TypeLead]
		last := (len(list) + w.size - 1) / w.size
		switch {
		case w.requests > w.until:
		case page >= last && w.rng.IntN(odds) == 0 && len(gone) < 2:
			if s := w.take(lead.TypeLead); s != nil && s != hidden {
				s.left = true
				gone = append(gone, s)
			} else if s != nil {
				w.put(lead.TypeLead, s)
			}
		case page < last && len(gone) > 0 && w.rng.IntN(3) == 0:
			gone[0].updated = w.stamp()
			w.put(lead.TypeLead, gone[0])
			gone = gone[1:]
		}
		list = w.lists[lead.TypeLead]
		at := slices.Index(list, hidden)
		if at/w.size == page-1 { // it is about to be shown
			for i := range list {
				if read[i/w.size] && i/w.size != page-1 {
					list[at], list[i] = list[i], list[at]
					break
				}
			}
		}
		read[page-1] = true
	}
}
