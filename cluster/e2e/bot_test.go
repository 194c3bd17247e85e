package e2e

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/leadferry/leadferry/sandbox"
)

// bot is a bot as its platform knows it.
type bot struct {
	s      *stage
	server *sandbox.Server
}

func (s *stage) bot(n int) *bot { return &bot{s, s.platform.Server(s.platform.Bots()[n].Token)} }

// record is what matters here of a lead.
type record struct {
	UUID    string
	Profile struct {
		UserDetails struct {
			Name    string
			Contact struct{ Email string }
		}
	}
}

// records are the leads that the platform holds.
func (b *bot) records() (all []record) {
	b.s.t.Helper()
	for _, text := range b.server.All("lead") {
		var r record
		if err := json.Unmarshal(text, &r); err != nil {
			b.s.t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// names returns the name of each lead.
func (b *bot) names() map[string]string {
	all := map[string]string{}
	for _, r := range b.records() {
		all[r.UUID] = r.Profile.UserDetails.Name
	}
	return all
}

// writes is how many writes came.
func (b *bot) writes() (n int) {
	for _, e := range b.server.Ledger() {
		if e.Method == http.MethodPut {
			n++
		}
	}
	return n
}

// wantImported fails unless every new person is there once, each lead has the last of its names, the writes
// to each lead came in the order of the file, and no more than so many came twice.
func (b *bot) wantImported(leads, rows, again int) {
	t := b.s.t
	t.Helper()
	people, ends, last := map[string]int{}, 0, map[string]string{}
	for _, r := range b.records() {
		if email := r.Profile.UserDetails.Contact.Email; strings.HasPrefix(email, "new-") {
			people[email]++
		}
		if strings.HasPrefix(r.Profile.UserDetails.Name, "Name 2 of") {
			ends++
		}
	}
	for email, n := range people {
		if n != 1 {
			t.Errorf("%s is there %d times", email, n)
		}
	}
	for _, e := range b.server.Ledger() {
		var body struct{ UUID, Name string }
		if !e.Applied || e.Method != http.MethodPut {
			continue
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Fatal(err)
		}
		if body.Name < last[body.UUID] {
			t.Errorf("%q was written after %q", body.Name, last[body.UUID])
		}
		last[body.UUID] = body.Name
	}
	if n := b.writes(); len(people) != 3*leads || ends != leads || n < rows || n > rows+again {
		t.Errorf("%d new people of %d, %d leads of %d have their last name, %d writes for %d rows", len(people), 3*leads, ends, leads, n, rows)
	}
}
