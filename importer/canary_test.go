package importer_test

import (
	"context"
	"errors"
	"strings"
	"testing"

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
