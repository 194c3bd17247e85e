package listing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
)

// world is a platform that tests bend: its own model of listings that move, with clocks, caches and
// page numbers that are not what they should be. It shares nothing with the code under test, and
// knows who was there all the time.
type world struct {
	mu       sync.Mutex
	rng      *rand.Rand
	lists    map[lead.Type][]*soul
	all      []*soul
	next     int // number of the next soul
	requests int

	order string               // newest, oldest or updated
	size  int                  // of a page
	first int                  // number of the first page
	skew  func() time.Duration // how far a stamp is behind; nil = not at all
	dated bool                 // answers carry a Date
	move  func()               // what happens before an answer; nil = nothing
	asked func(page int)       // the same, by who knows the page, counted from 1; nil = nothing
	until int                  // the last request before which anything happens
	end   string               // of the listing: empty, 404 or repeat
	cap   int                  // leads that are shown at most; 0 = all
	shown func(page int, list, on []*soul) []*soul
	lag   func() time.Duration                 // how old what an answer shows is; nil = not at all
	alter func(s *soul, record map[string]any) // what an answer says of a soul; nil = the truth
	date  func(now time.Time) time.Time        // what an answer says of the time, zero = nothing; nil = the truth
	late  func() time.Duration                 // what an answer takes on its way back, in addition; nil = nothing
	busy  bool                                 // things happen in pauses too
	past  []moment                             // what there was, if there is a lag
	cache time.Duration                        // for how long an answer is given again
	aged  bool                                 // and says so
	slow  time.Duration                        // what each request takes, in addition
	kept  map[string]*convertalk.Page
}

// moment is what there was at some time.
type moment struct {
	at    time.Time
	lists map[lead.Type][]*soul
}

// soul is a chat of either type.
type soul struct {
	number           int
	uuid, id         string
	created, updated time.Time
	left             bool // it was not there at some moment
	bare             bool // it has neither uuid nor _id, and nothing else of its own
}

func newWorld(rng *rand.Rand, leads, chats int) *world {
	w := &world{
		rng: rng, lists: map[lead.Type][]*soul{}, order: orders[rng.IntN(len(orders))], size: 4 + rng.IntN(9), first: 1,
		dated: true, until: 20 + rng.IntN(400), end: []string{"empty", "404", "repeat"}[rng.IntN(3)], kept: map[string]*convertalk.Page{},
	}
	for range leads {
		w.insert(lead.TypeLead, time.Now().Add(-w.age()))
	}
	for range chats {
		w.insert(lead.TypeNonLead, time.Now().Add(-w.age()))
	}
	return w
}

// age is a time that most leads are older than, and some are not.
func (w *world) age() time.Duration {
	if w.rng.IntN(20) == 0 {
		return time.Duration(w.rng.IntN(3000)) * time.Second
	}
	return time.Duration(w.rng.IntN(400*24)) * time.Hour
}

// insert adds a soul that came in at that time.
func (w *world) insert(kind lead.Type, at time.Time) {
	w.next++
	s := &soul{number: w.next, uuid: fmt.Sprintf("u%d", w.next), created: at, updated: at}
	s.id = fmt.Sprintf("%08x%016x", at.Unix(), w.next)
	w.all = append(w.all, s)
	w.put(kind, s)
}

// put lists a soul where the order wants it, which no lying clock changes.
func (w *world) put(kind lead.Type, s *soul) {
	list := w.lists[kind]
	if w.order == "updated" {
		w.lists[kind] = slices.Insert(list, 0, s)
		return
	}
	i := 0
	for i < len(list) && (list[i].number > s.number) == (w.order == "newest") {
		i++
	}
	w.lists[kind] = slices.Insert(list, i, s)
}

func (w *world) stamp() time.Time {
	if w.skew == nil {
		return time.Now()
	}
	return time.Now().Add(-w.skew())
}

// take takes a soul out of its listing; nil if there is none.
func (w *world) take(kind lead.Type) *soul {
	list := w.lists[kind]
	if len(list) == 0 {
		return nil
	}
	i := w.rng.IntN(len(list))
	s := list[i]
	w.lists[kind] = slices.Delete(list, i, i+1)
	return s
}

// churn is the movement of an honest listing: leads come, go and change.
func (w *world) churn(inserts, bumps, deletes float64) func() {
	return func() {
		if w.rng.Float64() < inserts {
			w.insert(lead.TypeLead, w.stamp())
		}
		if w.rng.Float64() < bumps {
			if s := w.take(lead.TypeLead); s != nil {
				s.updated = w.stamp()
				w.put(lead.TypeLead, s)
			}
		}
		if w.rng.Float64() < deletes {
			if s := w.take(lead.TypeLead); s != nil {
				s.left = true
			}
		}
	}
}

func (w *world) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	w.mu.Lock()
	there, back := time.Duration(w.rng.IntN(100))*time.Millisecond, time.Duration(w.rng.IntN(100))*time.Millisecond
	w.mu.Unlock()
	time.Sleep(there + w.slow)
	p, err := w.answer(kind, page)
	if w.late != nil {
		w.mu.Lock()
		back += w.late()
		w.mu.Unlock()
	}
	time.Sleep(back)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return p, err
}

func (w *world) answer(kind lead.Type, page int) (*convertalk.Page, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests++
	if w.move != nil && w.requests <= w.until {
		w.move()
	}
	if w.asked != nil && kind == lead.TypeLead {
		w.asked(page - w.first + 1)
	}
	name := fmt.Sprint(kind, page)
	if old := w.kept[name]; old != nil && time.Since(old.Date) < w.cache {
		again := *old
		if w.aged {
			again.Cached, again.Age = true, time.Since(old.Date).Truncate(time.Second)
		}
		return &again, nil
	}
	list := w.view()[kind]
	if w.cap > 0 {
		list = list[:min(len(list), w.cap)]
	}
	last := max(1, (len(list)+w.size-1)/w.size) // counted from 1
	number := page - w.first + 1
	if number > last && w.end == "repeat" {
		number = last
	}
	if number < 1 || number > last && w.end == "404" {
		return nil, &convertalk.Error{Kind: convertalk.Refused, Status: 404}
	}
	from := min((number-1)*w.size, len(list))
	on := list[from:min(from+w.size, len(list))]
	if w.shown != nil {
		on = w.shown(number, list, on)
	}
	p := new(convertalk.Page)
	if w.dated {
		p.Date = time.Now().Truncate(time.Second)
	}
	if w.date != nil {
		p.Date = w.date(time.Now()).Truncate(time.Second)
	}
	for _, s := range on {
		r, err := lead.Parse(s.record(w.alter))
		if err != nil {
			return nil, err
		}
		p.Records = append(p.Records, r)
	}
	if w.cache > 0 {
		w.kept[name] = p
	}
	return p, nil
}

// view is the listings that an answer shows.
func (w *world) view() map[lead.Type][]*soul {
	if w.lag == nil {
		return w.lists
	}
	now := moment{time.Now(), map[lead.Type][]*soul{}}
	for kind, list := range w.lists {
		for _, s := range list {
			then := *s
			now.lists[kind] = append(now.lists[kind], &then)
		}
	}
	w.past = append(w.past, now)
	i, until := len(w.past)-1, now.at.Add(-w.lag())
	for i > 0 && w.past[i].at.After(until) {
		i--
	}
	return w.past[i].lists
}

func (s *soul) record(alter func(*soul, map[string]any)) []byte {
	m := map[string]any{"updatedAt": s.updated.UTC().Format("2006-01-02T15:04:05.000Z")}
	if s.bare {
		m["updatedAt"] = "1999-01-01T00:00:00.000Z"
	} else {
		m["n"] = s.number
	}
	if s.uuid != "" && !s.bare {
		m["uuid"] = s.uuid
	}
	if s.id != "" && !s.bare {
		m["_id"] = s.id
	}
	if alter != nil {
		alter(s, m)
	}
	text, _ := json.Marshal(m)
	return text
}

// missing counts who was there all the time and has no record, and who has more than one. Those that
// cannot be told apart count together.
func (w *world) missing(before []*soul, records []string) (missing, twice int) {
	written, bare := map[int]int{}, 0
	for _, r := range records {
		var v struct{ N int }
		_ = json.Unmarshal([]byte(r), &v)
		if v.N == 0 {
			bare++
		}
		written[v.N]++
	}
	for _, s := range before {
		switch {
		case s.left:
		case s.bare:
			if bare--; bare < 0 {
				missing++
			}
		case written[s.number] == 0:
			missing++
		case written[s.number] > 1:
			twice++
		}
	}
	return missing, twice
}
