package sheet

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// TestFlatten reads objects within objects as columns, and those that are no records as the text that they are.
func TestFlatten(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want lead.Row
	}{
		"columns by the way to them": {
			`{"name":"Ann","customer":{"email":"ann@x.example","address":{"city":"Brno","zip":null}},"plan":"pro"}`,
			lead.Row{Base: lead.Base{lead.Name: "Ann"}, Dynamic: []lead.Cell{
				{Column: "customer.email", Value: "ann@x.example"}, {Column: "customer.address.city", Value: "Brno"}, {Column: "plan", Value: "pro"},
			}},
		},
		"a list stays": {
			`{"customer":{"orders":[{"no": 1}],"new":true}}`,
			lead.Row{Dynamic: []lead.Cell{{Column: "customer.orders", Value: `[{"no": 1}]`}, {Column: "customer.new", Value: "true"}}},
		},
		"a text that is JSON stays": {
			`{"customer":"{\"email\":\"ann@x.example\"}"}`,
			lead.Row{Dynamic: []lead.Cell{{Column: "customer", Value: `{"email":"ann@x.example"}`}}},
		},
		"IDs are no names of columns": {
			`{"scores":{"63d9ffa77a8d152facbe2f2f": 1}}`,
			lead.Row{Dynamic: []lead.Cell{{Column: "scores", Value: `{"63d9ffa77a8d152facbe2f2f": 1}`}}},
		},
		"two values of one name": {
			`{"a":{"b": 1},"a.b": 2}`,
			lead.Row{Dynamic: []lead.Cell{{Column: "a", Value: `{"b": 1}`}, {Column: "a.b", Value: "2"}}},
		},
		"a word for a field": {
			`{"full name":{"first": "Ann", "last": "Berg"},"contact":{"email":"ann@x.example","phone":"+420601555142"}}`,
			lead.Row{Dynamic: []lead.Cell{
				{Column: "full name", Value: `{"first": "Ann", "last": "Berg"}`},
				{Column: "contact.email", Value: "ann@x.example"}, {Column: "contact.phone", Value: "+420601555142"},
			}},
		},
		"names of ours": {
			`{"email":{"a": 1},"attributes.x":{"a": 1},"extra":{"a": 1}}`,
			lead.Row{Base: lead.Base{lead.Email: `{"a": 1}`}, Dynamic: []lead.Cell{{Column: "attributes.x", Value: `{"a": 1}`}, {Column: "extra", Value: `{"a": 1}`}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			rows := read(t, JSONL, ReaderOptions{}, tt.text+"\n")
			if len(rows) != 1 || rows[0].Err != nil {
				t.Fatal(rows)
			}
			if diff := cmp.Diff(tt.want, rows[0].Row); diff != "" {
				t.Error(diff)
			}
		})
	}
}
