package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/lead"
)

// someone is a row of the file of TestPeople.
type someone struct{ uuid, email, phone string }

// TestPeople: whom rows mean that come in any order, with and without a uuid, held against a model of
// plain maps. An import that keeps the rows and an offline check come to the same.
func TestPeople(t *testing.T) {
	t.Parallel()
	o := options(t)
	made := contact.EmailID("bot", "a@example.org").String() // which a row may have as its own uuid, too
	rapid.Check(t, func(rt *rapid.T) {
		file := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) someone {
			return someone{
				rapid.SampledFrom([]string{"", "", "", uuid(1), uuid(2), made}).Draw(t, "uuid"),
				rapid.SampledFrom([]string{"", "a@example.org", "b@example.org", "c@example.org"}).Draw(t, "email"),
				rapid.SampledFrom([]string{"", "+4915112345671", "+4915112345672"}).Draw(t, "phone"),
			}
		}), 1, 12).Draw(rt, "rows")
		var text strings.Builder
		text.WriteString("uuid,email,phone,name\n")
		for i, r := range file {
			fmt.Fprintf(&text, "%s,%s,%s,Ann %d\n", r.uuid, r.email, r.phone, i%2)
		}
		o.Duplicates = rapid.SampledFrom([]check.Duplicates{"", check.ApplyLast, check.ApplyFirst, check.RejectAll}).Draw(rt, "duplicates")
		first := checked(t, text.String(), o, nil)
		compare(t, rt, first, file, map[string]string{})
		offline := o
		offline.Offline = true
		if counted := checked(t, text.String(), offline, nil); counted.Tally != first.Tally || counted.Own != first.Own || counted.New != first.New {
			rt.Fatalf("offline %+v, want %+v", counted.Totals, first.Totals)
		}
		own := map[string]string{}
		if first.Own > 0 && first.Derived > 0 { // or it does not matter
			own = owners(file)
		}
		compare(t, rt, checked(t, text.String(), o, []lead.Row{}), file, own)
	})
}

// ids returns what a row is known by.
func (s *someone) ids() (all []string) {
	if s.email != "" {
		all = append(all, contact.EmailID("bot", s.email).String())
	}
	if s.phone != "" {
		all = append(all, contact.PhoneID("bot", s.phone).String())
	}
	return all
}

// owners returns the uuids of the rows that have one by what else they are known by, "" if there are
// several.
func owners(file []someone) map[string]string {
	all := map[string]string{}
	for _, r := range file {
		if r.uuid != "" {
			claim(all, r.ids(), r.uuid)
		}
	}
	return all
}

func claim(known map[string]string, ids []string, uuid string) {
	for _, id := range ids {
		if other, ok := known[id]; ok && other != uuid {
			known[id] = ""
		} else {
			known[id] = uuid
		}
	}
}

// compare holds the uuids of a result's rows against those of the model.
func compare(t *testing.T, rt *rapid.T, r *check.Result, file []someone, own map[string]string) {
	t.Helper()
	leads, made := map[string]bool{}, map[string]string{}
	for i, got := range rows(t, r) {
		ids, want := file[i].ids(), file[i].uuid
		switch {
		case want != "": // its own
		case ids == nil:
			want = "none"
		default:
			known, ok := own[ids[0]]
			if !ok {
				known, ok = made[ids[0]]
			}
			if want = known; !ok {
				want = ids[0]
				for _, id := range slices.Backward(ids) {
					if leads[id] {
						want = id
					}
				}
			}
		}
		uuid, code := got.UUID(), ""
		if len(got.Problems) > 0 {
			code = got.Problems[0].Code
		}
		switch {
		case want == "none" && code != "no-identity", want == "" && code != "ambiguous", want != "" && want != "none" && uuid != want:
			rt.Fatalf("row %d of %v: uuid %q, code %q; want %q", i, file, uuid, code, want)
		}
		if want == "none" || want == "" || file[i].phone+file[i].email == "" {
			continue
		}
		if leads[want] = true; file[i].uuid == "" {
			claim(made, slices.DeleteFunc(ids, func(id string) bool { return id == want }), want)
		}
	}
}
