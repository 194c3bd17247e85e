package importer_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// unread is a listing that cannot be read after the plan was made.
type unread struct{ truth }

var errUnread = errors.New("the listing cannot be read")

func (unread) Walk(context.Context, func([]lead.Row) error) error { return errUnread }

// TestReadBackFails: the error says how many rows are on the platform by then: the first ones, or all.
func TestReadBackFails(t *testing.T) {
	t.Parallel()
	for canary, want := range map[int]string{2: "only the first rows were sent, but not read back", 0: "all rows were sent, but not read back"} {
		server, c := platform(t, sandbox.Options{Leads: 9}, ratelimit.Options{Workers: 1})
		var text strings.Builder
		text.WriteString("uuid,status\n")
		for uuid := range rowsOf(t, server) {
			text.WriteString(uuid + ",DEPENDANCY\n")
		}
		o := planning(t, text.String())
		o.Canary, o.Verify = canary, true
		conn := connection(server, c)
		conn.Listing = unread{truth{server}}
		f := newFolder(t)
		s, err := importer.Import(t.Context(), o, conn, f, &talk{})
		puts := 0
		for _, e := range server.Ledger() {
			if e.Method == "PUT" {
				puts++
			}
		}
		if !errors.Is(err, errUnread) || !strings.HasPrefix(err.Error(), want) || s.Finished {
			t.Errorf("%v, %+v", err, s)
		}
		if most := map[bool]int{true: canary, false: 9}[canary > 0]; puts == 0 || puts > most || s.Stored() != puts {
			t.Errorf("%d requests of %d, %+v", puts, most, s)
		}
	}
}

// deleting is an Upserter before whose first row somebody deletes a lead on the platform.
type deleting struct {
	*convertalk.Client
	once   sync.Once
	delete func()
}

func (d *deleting) Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error) {
	d.once.Do(d.delete)
	return d.Client.Upsert(ctx, l)
}

// TestDeletedLead: a lead that is deleted after the plan is not sent, if the bot is looked at once more.
// If it is deleted after the last look, the row makes it anew with what was sent alone, which --verify
// tells; the other rows are as sent.
func TestDeletedLead(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		server, c := platform(t, sandbox.Options{Leads: 9}, ratelimit.Options{Workers: 1})
		text, gone := "uuid,status,attributes.seen\n", ""
		for uuid := range rowsOf(t, server) {
			text, gone = text+uuid+",DEPENDANCY,yes\n", uuid
		}
		remove := func() {
			if !server.Delete(gone) {
				t.Error("there is no such lead")
			}
		}
		o := planning(t, text)
		o.PlanOnly, o.Verify = true, true
		plan := run(t.Context(), t, o, server, c)
		u := &deleting{Client: c, delete: remove}
		if !late {
			u.once.Do(remove)
		}
		d := apply(t, plan.folder, o, connection(server, u))
		want := "skipped/gone"
		if late {
			want = "updated/differs"
		}
		others := 0
		for _, r := range d.results(t) {
			code := strings.TrimSuffix(r.Outcome.String()+"/"+r.Code, "/")
			switch {
			case string(r.UUID) != gone && code == "updated":
				others++
			case code != want, late && !strings.Contains(string(r.Message), "deleted on the platform"):
				t.Errorf("late %v: %+v", late, r)
			}
		}
		if others != 8 || server.Count("lead") != map[bool]int{false: 8, true: 9}[late] || d.ExitCode != 3 {
			t.Errorf("late %v: %d others, %d leads, exit code %d", late, others, server.Count("lead"), d.ExitCode)
		}
	}
}
