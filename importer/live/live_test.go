package live_test

import (
	"os"
	"testing"

	"github.com/google/uuid"

	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// TestLeads: the wanted leads are kept, by uuid and by person; of a lead that is listed twice the
// later one counts.
func TestLeads(t *testing.T) {
	t.Parallel()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	who := live.Identifier{BotID: "bot", Fields: []live.Field{live.Email, live.Phone}, DialCode: "+49", Phones: contact.NewPhones()}
	ann, twin, mute := contact.EmailID("bot", "ann@example.org"), contact.EmailID("bot", "twin@example.org"), contact.EmailID("bot", "mute@example.org")
	phone := contact.PhoneID("bot", "+4915112345678")
	wanted := map[uuid.UUID]bool{ann: true, twin: true, mute: true, phone: true, row.Key("u5"): true}
	l := live.New(f, &who, func(id, _ uuid.UUID) bool { return wanted[id] })
	for _, r := range []lead.Base{
		{lead.UUID: "u1", lead.Email: " ANN@example.org", lead.Name: "first"}, {lead.UUID: "u2", lead.Email: "twin@example.org"}, {lead.UUID: "u3", lead.Email: "twin@example.org"},
		{lead.Email: "mute@example.org"}, {lead.UUID: "u5"}, {lead.UUID: "u6", lead.Email: "other@example.org"}, {lead.UUID: "u7", lead.Phone: "0151 12345678"},
		{lead.UUID: "u1", lead.Email: "ann@example.org", lead.Name: "second"}, {lead.UUID: "u8", lead.Email: "no address", lead.Phone: "no phone"},
	} {
		if err := l.Add([]lead.Row{{Base: r}}); err != nil {
			t.Fatal(err)
		}
	}
	if l.Count != 9 {
		t.Errorf("%d leads", l.Count)
	}
	for id, want := range map[uuid.UUID]live.Person{
		ann: {Lead: row.Key("u1")}, twin: {Lead: row.Key("u2"), Several: true}, mute: {Lead: row.Key(""), Mute: true}, phone: {Lead: row.Key("u7")},
	} {
		if got, ok := l.Person(id); !ok || got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if _, ok := l.Person(contact.EmailID("bot", "other@example.org")); ok {
		t.Error("a person is kept that is not wanted")
	}
	for key, want := range map[string]string{"u1": "second", "u5": "", "u6": "none", "u8": "none"} {
		r, err := l.Lead(row.Key(key))
		got := "none"
		if r != nil {
			got = r.Base[lead.Name]
		}
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", key, got, err)
		}
	}
}

// A number that the bot keeps without its country, but with the country's code, is found by it, as long as
// no country is given for numbers without one.
func TestWholeNumbers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ number, code, home, want string }{
		{"4915112345678", "", "", "+4915112345678"}, {"4915112345678", "", "+49", "+4915112345678"},
		{"15112345678", "", "", ""}, {"015112345678", "", "+49", "+4915112345678"}, {"4915112345678", "+49", "", "+4915112345678"},
	} {
		who := live.Identifier{BotID: "bot", Fields: []live.Field{live.Phone}, DialCode: tt.home, Phones: contact.NewPhones()}
		ids := who.IDsOf(&lead.Row{Base: lead.Base{lead.Phone: tt.number, lead.DialCode: tt.code}})
		if (len(ids) == 0) != (tt.want == "") || len(ids) > 0 && ids[0].UUID != contact.PhoneID("bot", tt.want) {
			t.Errorf("%+v: %v", tt, ids)
		}
	}
}
