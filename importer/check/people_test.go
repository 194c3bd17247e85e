package check_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// someone is a row of a file, or a lead of the bot.
type someone struct{ uuid, email, phone string }

// ids returns what a row is known by.
func (s someone) ids() (all []string) {
	if s.email != "" {
		all = append(all, contact.EmailID("bot", s.email).String())
	}
	if s.phone != "" {
		all = append(all, contact.PhoneID("bot", s.phone).String())
	}
	return all
}

func (s someone) has(id string) bool { return slices.Contains(s.ids(), id) }

// world is a file and the leads of the bot: a model of whom the rows mean, in sets.
type world struct{ file, bot []someone }

const unclear = "ambiguous"

// only returns the only one of a set, unclear if there are several and "" if there is none.
func only(all []string) string {
	slices.Sort(all)
	switch all = slices.Compact(all); len(all) {
	case 0:
		return ""
	case 1:
		return all[0]
	}
	return unclear
}

// uuids returns the uuids in some of all that have what is asked for.
func uuids(all []someone, id string) (found []string) {
	for _, s := range all {
		if s.uuid != "" && s.has(id) {
			found = append(found, s.uuid)
		}
	}
	return found
}

// sure returns whose an id is by the bot, or else by the uuids of the file.
func (w *world) sure(id string) string {
	if owner := only(uuids(w.bot, id)); owner != "" {
		return owner
	}
	all := uuids(w.file, id)
	if slices.ContainsFunc(w.file, func(s someone) bool { return s.uuid == id }) {
		all = append(all, id)
	}
	return only(all)
}

// owner returns whose an id is, and of rows without a uuid by what stands beside it.
func (w *world) owner(id string) string {
	if owner := w.sure(id); owner != "" {
		return owner
	}
	var beside []string
	for _, r := range w.file {
		ids := r.ids()
		if r.uuid != "" || len(ids) < 2 || !r.has(id) {
			continue
		}
		if id == ids[1] {
			if owner := w.owner(ids[0]); owner != ids[0] || w.sure(ids[0]) != "" {
				beside = append(beside, owner)
			} else {
				beside = append(beside, ids[0])
			}
			continue
		}
		owner, nameless := w.sure(ids[1]), true
		for _, other := range w.file {
			nameless = nameless && (other.uuid != owner || other.email == "")
		}
		if len(uuids(w.bot, ids[1])) > 0 || owner != unclear && nameless {
			beside = append(beside, owner)
		}
	}
	if owner := only(slices.DeleteFunc(beside, func(s string) bool { return s == "" })); owner != "" {
		return owner
	}
	return id
}

// means returns the uuid of the lead that a row means, or the code of a problem.
func (w *world) means(r someone) string {
	ids := r.ids()
	if r.uuid != "" {
		known := slices.ContainsFunc(w.bot, func(s someone) bool { return s.uuid == r.uuid })
		if !known && slices.ContainsFunc(ids, func(id string) bool { return len(uuids(w.bot, id)) > 0 }) {
			return "uuid-unknown"
		}
		return r.uuid
	}
	switch len(ids) {
	case 0:
		return "no-identity"
	case 2:
		first, second := uuids(w.bot, ids[0]), uuids(w.bot, ids[1])
		if a, b := only(first), only(second); a != "" && b != "" && a != b && b != unclear {
			if a == unclear && slices.Contains(first, b) {
				return b
			}
			return unclear
		}
	}
	owner := w.owner(ids[0])
	isKnown := slices.ContainsFunc(w.bot, func(s someone) bool { return s.uuid == owner })
	if len(ids) == 2 && !isKnown && owner != unclear && len(uuids(w.bot, ids[1])) > 0 {
		return unclear
	}
	return owner
}

func (w *world) text() string {
	var text strings.Builder
	text.WriteString("uuid,email,phone,name\n")
	for _, r := range w.file {
		fmt.Fprintf(&text, "%s,%s,%s,Ann\n", r.uuid, r.email, r.phone)
	}
	return text.String()
}

func (w *world) leads() []lead.Row {
	all := []lead.Row{}
	for _, s := range w.bot {
		phone, code := "", ""
		if s.phone != "" {
			phone, code = s.phone[3:], s.phone[:3]
		}
		all = append(all, lead.Row{Base: lead.Base{lead.UUID: s.uuid, lead.Email: s.email, lead.DialCode: code, lead.Phone: phone}})
	}
	return all
}

// meant returns the uuids of a result's rows, or their problems.
func meant(t *testing.T, r *check.Result) (all []string) {
	t.Helper()
	for _, got := range rows(t, r) {
		who := got.UUID()
		if got.Outcome == row.Rejected {
			who = got.Code()
		}
		all = append(all, who)
	}
	return all
}

func drawWorld(t *rapid.T) *world {
	made := contact.EmailID("bot", "a@example.org").String() // which a row may have as its own uuid, too
	someones := func(uuids ...string) *rapid.Generator[someone] {
		return rapid.Custom(func(t *rapid.T) someone {
			return someone{
				rapid.SampledFrom(uuids).Draw(t, "uuid"),
				rapid.SampledFrom([]string{"", "", "a@example.org", "b@example.org", "c@example.org"}).Draw(t, "email"),
				rapid.SampledFrom([]string{"", "+4915112345671", "+4915112345672", "+4915112345673"}).Draw(t, "phone"),
			}
		})
	}
	file := rapid.SliceOfN(someones("", "", "", uuid(1), uuid(2), uuid(3), made), 1, 7).Draw(t, "file")
	bot := rapid.SliceOfNDistinct(someones(uuid(1), uuid(2), uuid(4), uuid(5)), 0, 3, func(s someone) string { return s.uuid }).Draw(t, "bot")
	return &world{file, bot}
}

// TestPeople: whom rows mean that come in any order, with and without a uuid, held against the model. The
// order does not matter, no row makes a second lead of a person whom the bot knows, and an offline check
// comes to the same as an import that keeps the rows.
func TestPeople(t *testing.T) {
	t.Parallel()
	o := options(t)
	o.DuplicatesChosen = true
	rapid.Check(t, func(rt *rapid.T) {
		w := drawWorld(rt)
		blind := world{file: w.file}
		r := checked(t, w.text(), o, nil)
		offline := o
		offline.Offline = true
		if counted := checked(t, w.text(), offline, nil); counted.Tally != r.Tally || counted.Own != r.Own || counted.New != r.New {
			rt.Fatalf("offline %+v, want %+v", counted.Totals, r.Totals)
		}
		got, want := meant(t, r), []string{}
		for _, one := range w.file {
			want = append(want, blind.means(one))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("the bot is not looked at: %+v: %s", w.file, diff)
		}
		r = checked(t, w.text(), o, w.leads())
		got, want = meant(t, r), nil
		for _, one := range w.file {
			want = append(want, w.means(one))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("%+v: %s", w, diff)
		}
		noSecondLead(t, rt, w, r)
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 0)).Perm(len(w.file))
		shuffled := &world{bot: w.bot}
		for _, place := range order {
			shuffled.file = append(shuffled.file, w.file[place])
		}
		for i, other := range meant(t, checked(t, shuffled.text(), o, w.leads())) {
			if other != got[order[i]] {
				rt.Fatalf("%+v means %q, and %q in the order of %+v", shuffled.file[i], got[order[i]], other, shuffled)
			}
		}
	})
}

// noSecondLead wants no row to make a lead of what the bot knows.
func noSecondLead(t *testing.T, rt *rapid.T, w *world, r *check.Result) {
	t.Helper()
	for i, got := range rows(t, r) {
		for _, id := range w.file[i].ids() {
			if got.IsReady() && got.New && len(uuids(w.bot, id)) > 0 {
				rt.Fatalf("%+v makes a second lead of %+v", w.file[i], w.bot)
			}
		}
	}
}
