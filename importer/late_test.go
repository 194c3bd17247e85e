package importer_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestLateAnswers: a cache in front of the platform, no older than the lag, makes no run accuse the
// platform or overlook what the run just before it sent: everything reads back as sent, and an undo at
// once restores all.
func TestLateAnswers(t *testing.T) {
	for name, canary := range map[string]int{"verify": 0, "canary": 5} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, c := platform(t, sandbox.Options{Leads: 7, Stale: 900 * time.Millisecond}, ratelimit.Options{Workers: 1})
				before := rowsOf(t, server)
				var text strings.Builder
				text.WriteString("uuid,name\n")
				for uuid := range before {
					text.WriteString(uuid + ",Zed\n")
				}
				conn := connection(server, c)
				conn.Listing = &listing.Reader{Lister: c, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: 1, Lag: time.Second}
				o, of := planning(t, text.String()), newFolder(t)
				o.Canary, o.Verify = canary, canary == 0
				s, err := importer.Import(t.Context(), o, conn, of, &talk{})
				if err != nil || s.ExitCode != 0 || s.Updated != 7 || s.ReadBack == nil || s.ReadBack.Differing > 0 {
					t.Fatalf("%+v, %v", s, err)
				}
				u := undo(t, of, false, conn)
				if u.ExitCode != 0 || u.Restored != 7 {
					t.Errorf("%+v", u)
				}
				for uuid, r := range rowsOf(t, server) {
					if r.Base[lead.Name] != before[uuid].Base[lead.Name] {
						t.Errorf("%s is called %q", uuid, r.Base[lead.Name])
					}
				}
			})
		})
	}
}

// TestLateEmptyListing: a bot that a cache shows empty is not taken for empty, if a run that ended just
// before made its first leads.
func TestLateEmptyListing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Leads: 0, Stale: 900 * time.Millisecond}, ratelimit.Options{Workers: 1})
		conn := connection(server, c)
		conn.Listing = &listing.Reader{Lister: c, Types: []lead.Type{lead.TypeLead, lead.TypeNonLead}, Workers: 1, Lag: time.Second}
		if res, err := conn.Listing.Prove(t.Context(), func([]lead.Row) error { return nil }); err != nil || res.Leads > 0 {
			t.Fatalf("%+v, %v", res, err)
		}
		if _, err := c.Upsert(t.Context(), lead.Lead{UUID: uuid(0), Name: "Ann"}); err != nil {
			t.Fatal(err)
		}
		s, err := importer.Import(t.Context(), planning(t, "uuid,name\n"+uuid(0)+",Ann\n"), conn, newFolder(t), &talk{})
		if err != nil || s.Unchanged != 1 {
			t.Errorf("%+v, %v", s, err)
		}
	})
}
