package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestTagModes: tags of rows replace those of their leads, are added to them, or taken away, also by several rows of one lead; with a
// plan and without.
func TestTagModes(t *testing.T) {
	for _, tc := range []struct {
		mode importer.TagMode
		rows []string
		want string // "-" for none
		sent int
	}{
		{importer.ReplaceTags, []string{"new"}, "new", 1},
		{importer.AddTags, []string{"new"}, "red, blue, new", 1},
		{importer.AddTags, []string{"red"}, "red, blue", 0},
		{importer.AddTags, []string{"one", "two"}, "red, blue, one, two", 2},
		{importer.RemoveTags, []string{"red"}, "blue", 1},
		{importer.RemoveTags, []string{"green"}, "red, blue", 0},
		{importer.RemoveTags, []string{"red", "blue"}, "-", 2},
		{importer.RemoveTags, []string{`"red, blue"`}, "-", 1},
	} {
		for _, planned := range []bool{false, true} {
			t.Run(fmt.Sprint(tc.mode, tc.rows, planned), func(t *testing.T) {
				server, c := platform(t, sandbox.Options{Records: records(`{"uuid":"` + uuid(1) + `","profile":{"userDetails":{"tags":["red","blue"]}}}`)}, ratelimit.Options{Workers: 8})
				text := "uuid,tags\n"
				for _, cell := range tc.rows {
					text += uuid(1) + "," + cell + "\n"
				}
				o := options(text)
				o.TagMode = tc.mode
				b := check(t, o, server)
				if planned {
					if err := b.Plan(t.Context(), temp(t), importer.PlanOptions{}); err != nil {
						t.Fatal(err)
					}
				}
				send(t.Context(), t, b, server, c)
				got := rowsOf(t, server)[uuid(1)].Base[lead.Tags]
				if got != strings.TrimPrefix(tc.want, "-") {
					t.Errorf("the tags are %q, want %q", got, tc.want)
				}
				if n := len(server.Ledger()); n != tc.sent {
					t.Errorf("%d requests, want %d", n, tc.sent)
				}
			})
		}
	}
}
