package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

// Each case of the table starts with this lead.
const before = `"uuid":"u1","name":"Old","email":"old@example.com","phone":"1","dialCode":"+49","status":"REVIEW","tags":["a","b"],` +
	`"notes":[{"title":"T","description":"D"}],"attributes":[{"key":"k","value":"1"},{"key":"l","value":"2"}]`

// show returns a lead's writable fields in one line.
func show(c chat) string {
	d := c.Profile.UserDetails
	var parts []string
	for _, n := range c.Profile.Notes {
		parts = append(parts, n.Title+":"+n.Description)
	}
	notes := strings.Join(parts, ";")
	parts = nil
	for _, a := range d.Attributes {
		parts = append(parts, a.Key+"="+a.Value)
	}
	return fmt.Sprintf("%s %s +%s %s %s %v [%s] [%s]", d.Name, d.Contact.Email, d.Contact.Phone.Prefix, d.Contact.Phone.Number, c.Status,
		d.Tags, notes, strings.Join(parts, ";"))
}

func TestPut(t *testing.T) {
	t.Parallel()
	type options = sandbox.Options
	for name, test := range map[string]struct {
		o      options
		fields string
		status int
		want   string
	}{
		"texts": {options{}, `"name":"New","phone":"2","dialCode":"+91","status":"OPEN"`, 200,
			"New old@example.com +91 2 OPEN [a b] [T:D] [k=1;l=2]"},
		"null is not there": {options{}, `"name":null,"tags":null`, 200, "Old old@example.com +49 1 REVIEW [a b] [T:D] [k=1;l=2]"},
		"replace arrays": {options{}, `"tags":["b","c"],"notes":[{"title":"","description":"E"}],"attributes":[{"key":"k","value":"3"}]`, 200,
			"Old old@example.com +49 1 REVIEW [b c] [:E] [k=3]"},
		"replace strings": {options{}, `"tags":"b, c,,","notes":"E","attributes":"[{\"key\":\"k\",\"value\":\"3\"}]"`, 200,
			"Old old@example.com +49 1 REVIEW [b c] [:E] [k=3]"},
		"replace keeps doubles": {options{}, `"attributes":[{"key":"k","value":"3"},{"key":"k","value":"4"}],"tags":["x","x"]`, 200,
			"Old old@example.com +49 1 REVIEW [x x] [T:D] [k=3;k=4]"},
		"merge arrays": {options{Put: "merge"},
			`"tags":["b","c"],"notes":[{"title":"T","description":"D"},{"title":"","description":"E"}],"attributes":[{"key":"l","value":"3"},{"key":"m"}]`,
			200, "Old old@example.com +49 1 REVIEW [a b c] [T:D;:E] [k=1;l=3;m=]"},
		"merge strings": {options{Put: "merge"}, `"tags":"b,c","notes":"[{\"title\":\"x\",\"description\":\"y\"}]"`, 200,
			"Old old@example.com +49 1 REVIEW [a b c] [T:D;x:y] [k=1;l=2]"},
		"notes of two":      {options{}, `"notes":"[{\"title\":\"x\",\"description\":\"y\"},{\"description\":\"z\"}]"`, 200, "[x:y;:z] [k=1;l=2]"},
		"notes, other JSON": {options{}, `"notes":"[1]"`, 200, "[:[1]] [k=1;l=2]"},
		"strings only":      {options{Body: "strings"}, `"tags":["x"]`, 400, ""},
		"strings only, ok":  {options{Body: "strings"}, `"tags":"x"`, 200, "[x] [T:D] [k=1;l=2]"},
		"arrays only":       {options{Body: "arrays"}, `"notes":"x"`, 400, ""},
		"arrays only, ok":   {options{Body: "arrays"}, `"tags":["x,y"]`, 200, "[x,y] [T:D] [k=1;l=2]"},
		"clear":             {options{}, `"name":"","tags":"","notes":"","attributes":""`, 200, " old@example.com +49 1 REVIEW [] [] []"},
		"clear, merging":    {options{Put: "merge"}, `"name":"","tags":""`, 200, " old@example.com +49 1 REVIEW [] [T:D] [k=1;l=2]"},
		"empty arrays":      {options{Put: "merge", Empty: "reject"}, `"tags":[]`, 200, "[a b] [T:D] [k=1;l=2]"},
		"ignore":            {options{Empty: "ignore"}, `"name":"","tags":"","status":"OPEN"`, 200, "Old old@example.com +49 1 OPEN [a b] [T:D] [k=1;l=2]"},
		"reject":            {options{Empty: "reject"}, `"status":"OPEN","name":""`, 400, ""},
		"all or nothing":    {options{}, `"name":"New","attributes":"x"`, 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, test.o)
			start := before
			if test.o.Body == "strings" {
				start = `"uuid":"u1","name":"Old","email":"old@example.com","phone":"1","dialCode":"+49","status":"REVIEW","tags":"a,b",` +
					`"notes":"[{\"title\":\"T\",\"description\":\"D\"}]","attributes":"[{\"key\":\"k\",\"value\":\"1\"},{\"key\":\"l\",\"value\":\"2\"}]"`
			}
			write(t, s, start)
			was := show(lookup(t, s, "u1"))
			e := write(t, s, `"uuid":"u1",`+test.fields)
			got := show(lookup(t, s, "u1"))
			if e.status != test.status || test.status == 200 && !strings.HasSuffix(got, test.want) || test.status != 200 && got != was {
				t.Errorf("%d %s\ngot  %s\nwant %s", e.status, e.text, got, test.want)
			}
		})
	}
}

func TestPutDetails(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 10})
	var old chat
	decode(t, s.All("lead")[5], &old)
	write(t, s, fmt.Sprintf(`"uuid":%q,"agentId":"a1","picture":"p","city":"X","createdAt":"x","notes":"n"`, old.UUID))
	got := lookup(t, s, old.UUID)
	if got.Agent != "a1" || got.Profile.UserDetails.Picture != "p" || got.CreatedAt != old.CreatedAt || got.ID != old.ID {
		t.Errorf("%+v", got)
	}
	raw, _ := s.Lookup(old.UUID)
	if strings.Contains(string(raw), `"city":"X"`) || strings.Count(string(raw), `"_id":"`) != 2 {
		t.Errorf("%s", raw)
	}
}

func TestUnknownUUID(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]struct{ status, leads int }{"accept": {200, 1}, "reject": {400, 0}, "swallow": {200, 0}} {
		s := start(t, sandbox.Options{UnknownUUID: mode})
		e := write(t, s, `"uuid":"u1","name":"x"`)
		entry := s.Ledger()[0]
		if e.status != want.status || s.Count("lead") != want.leads || entry.Applied != (want.leads == 1) {
			t.Errorf("%s: %s, %d leads, %+v", mode, e.text, s.Count("lead"), entry)
		}
	}
}

func TestTouch(t *testing.T) {
	t.Parallel()
	for _, touch := range []string{"yes", "no"} {
		for _, order := range []string{"newest", "updated"} {
			s := start(t, sandbox.Options{Leads: 60, Order: order, Touch: touch})
			var old chat
			decode(t, s.All("lead")[40], &old)
			write(t, s, fmt.Sprintf(`"uuid":%q,"name":"x"`, old.UUID))
			got := lookup(t, s, old.UUID)
			if moved := got.UpdatedAt > old.UpdatedAt; moved != (touch == "yes") {
				t.Errorf("touch %s: %s, then %s", touch, old.UpdatedAt, got.UpdatedAt)
			}
			var first chat
			decode(t, s.All("lead")[0], &first)
			if isFirst := first.UUID == old.UUID; isFirst != (touch == "yes" && order == "updated") {
				t.Errorf("touch %s, order %s: first is %v", touch, order, isFirst)
			}
		}
	}
}

func TestWriteMakesLead(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 3, NonLeads: 3})
	var c chat
	decode(t, s.All("non-lead")[1], &c)
	write(t, s, fmt.Sprintf(`"uuid":%q,"email":"a@example.com"`, c.UUID))
	if s.Count("lead") != 4 || s.Count("non-lead") != 2 {
		t.Error(s.Count("lead"), s.Count("non-lead"))
	}
}

// Whatever the shape of a lead, an empty write changes nothing, and any other write is stored.
func TestPutStrange(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 80, Strange: 80, Touch: "no"})
	for _, raw := range s.All("lead") {
		var id struct{ UUID string }
		decode(t, raw, &id)
		if id.UUID == "" {
			continue
		}
		write(t, s, fmt.Sprintf(`"uuid":%q`, id.UUID))
		if got, _ := s.Lookup(id.UUID); string(got) != string(raw) {
			t.Fatalf("an empty write changed\n%s\nto\n%s", raw, got)
		}
		write(t, s, fmt.Sprintf(`"uuid":%q,"name":"N","phone":"1","tags":["x"],"notes":"n"`, id.UUID))
		got, _ := s.Lookup(id.UUID)
		var d struct {
			Profile struct {
				UserDetails struct {
					Name    string
					Contact struct{ Phone struct{ Number string } }
					Tags    []string
				}
			}
		}
		decode(t, got, &d)
		if u := d.Profile.UserDetails; u.Name != "N" || u.Contact.Phone.Number != "1" || len(u.Tags) != 1 {
			t.Fatalf("%s", got)
		}
	}
}
