package document_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/document"
)

// TestArray: the list of rows is found where it stands, and what is a row itself is none.
func TestArray(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"uuid":1}, {"uuid":2}]`:                       `1:1 {"uuid":1}, 2:1 {"uuid":2}`,
		"{\"page\":1,\n\"leads\":[\n{\"email\":\"a\"}]}": `1:3 {"email":"a"}; the rows are the objects of "leads"; what stands beside it is left out: page`,
		`{"a":{"b":[{"phone":"1"}]}}`:                    `1:1 {"phone":"1"}; the rows are the objects of "a.b"`,
		`{"email":"a","orders":[{"no":1}]}`:              "none",
		`{"_id":1,"leads":[{"email":"a"}]}`:              "none",
		`[1,2]`:                                          "none",
		`name,email`:                                     "none",
	} {
		a := document.NewArray(bufio.NewReader(strings.NewReader(text)))
		if a == nil {
			if want != "none" {
				t.Errorf("%s: no array", text)
			}
			continue
		}
		var objects []string
		for {
			o, err := a.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(text, err)
			}
			objects = append(objects, fmt.Sprintf("%d:%d %s", o.Number, o.Line, o.Text))
		}
		if diff := cmp.Diff(want, strings.Join(append([]string{strings.Join(objects, ", ")}, a.Notes()...), "; ")); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// TestFields: only what was an object becomes columns, and no name is given twice.
func TestFields(t *testing.T) {
	t.Parallel()
	row := lead.Row{Dynamic: []lead.Cell{{Column: "firm", Value: `{"city":"Brno","zip":null}`}, {Column: "note", Value: `{"city":"Ulm"}`}}}
	document.Flatten(&row, []string{"firm"})
	if diff := cmp.Diff([]lead.Cell{{Column: "firm.city", Value: "Brno"}, {Column: "note", Value: `{"city":"Ulm"}`}}, row.Dynamic); diff != "" {
		t.Error(diff)
	}
	row = lead.Row{Dynamic: []lead.Cell{{Column: "plan", Value: "pro"}, {Column: "properties", Value: `{"email":"a@x.com","plan":"free"}`}}}
	document.Unwrap(&row)
	want := lead.Row{Base: lead.Base{lead.Email: "a@x.com"}, Dynamic: []lead.Cell{{Column: "plan", Value: "pro"}, {Column: "properties.plan", Value: "free"}}}
	if diff := cmp.Diff(want, row); diff != "" {
		t.Error(diff)
	}
}
