package people_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/people"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/internal/problem"
)

// known is what a row says of whom it means.
type known struct{ uuid, email, phone string }

// TestPeople: rows mean one person if they say the same uuid, e-mail or phone, in whatever order they come. The
// importer's check tries all this against a model, with the leads of a bot besides.
func TestPeople(t *testing.T) {
	t.Parallel()
	who := live.Identifier{BotID: "bot", Fields: []live.Field{live.Email, live.Phone}, Phones: contact.NewPhones()}
	ids := func(r known) []live.Identity {
		var phone contact.Phone
		if r.phone != "" {
			var flaw *problem.Problem
			if phone, flaw = who.Phones.Parse(r.phone, "", ""); flaw != nil {
				t.Fatal(flaw)
			}
		}
		return who.RowIDs(nil, r.email, phone)
	}
	const one, other = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
	for name, tc := range map[string]struct {
		rows []known
		is   []string // the uuid that each row means; rows with the same sign in place of one mean one person
	}{
		"the same e-mail":            {[]known{{email: "a@x.org"}, {email: "a@x.org", phone: "+491711234567"}, {email: "b@x.org"}}, []string{"a", "a", "b"}},
		"by the phone beside":        {[]known{{email: "a@x.org", phone: "+491711234567"}, {phone: "+491711234567"}}, []string{"a", "a"}},
		"one phone, two e-mails":     {[]known{{email: "a@x.org", phone: "+491711234567"}, {email: "b@x.org", phone: "+491711234567"}}, []string{"a", "b"}},
		"a uuid beside the e-mail":   {[]known{{uuid: one, email: "a@x.org"}, {email: "a@x.org"}}, []string{one, one}},
		"two uuids, a phone of both": {[]known{{uuid: one, phone: "+491711234567"}, {uuid: other, phone: "+491711234567"}, {phone: "+491711234567"}}, []string{one, other, "several"}},
	} {
		for seed := range uint64(6) {
			p := people.New(row.NewLeads(), live.Email)
			first := make([]int, len(tc.rows))
			for _, i := range rand.New(rand.NewPCG(seed, 0)).Perm(len(tc.rows)) {
				first[i] = p.Note(tc.rows[i].uuid, ids(tc.rows[i]))
			}
			p.Settle(nil)
			met := map[string]uint32{}
			for i, r := range tc.rows {
				switch sign := tc.is[i]; {
				case r.uuid != "": // which says it itself
				case sign == "several":
					if of := p.Lead(uint32(first[i] - 1)); of != people.Several {
						t.Errorf("%s: row %d is of %d", name, i+1, of)
					}
				default:
					of := p.Lead(uint32(first[i] - 1))
					if _, err := uuid.Parse(sign); err == nil && p.UUID(of) != sign {
						t.Errorf("%s: row %d is of %s", name, i+1, p.UUID(of))
					}
					for other, had := range met {
						if (had == of) != (other == sign) {
							t.Errorf("%s: row %d (%s) is of %d, and %s of %d", name, i+1, sign, of, other, had)
						}
					}
					met[sign] = of
				}
			}
		}
	}
}
