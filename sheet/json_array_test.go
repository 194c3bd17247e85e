package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// TestJSONArray: one array of objects is read like one object a line, whatever its layout.
func TestJSONArray(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want []place
	}{
		{`[{"uuid":"a"},{"uuid":"b"}]`, []place{{1, 1, "a", ""}, {1, 2, "b", ""}}},
		{"\ufeff\r\n [\r\n  {\r\n    \"uuid\": \"a\"\r\n  },\r\n  {\"uuid\": \"b\"}\r\n]\r\n", []place{{3, 1, "a", ""}, {6, 2, "b", ""}}},
		{"[{\"uuid\":\"a\\n\"},\n5,\n\n{\"_id\":1,\"uuid\":\"c\"}]", []place{{1, 1, "a\n", ""}, {2, 2, "", errNoObject.Error()}, {4, 3, "c", ""}}},
		{`{"data":[{"uuid":"a"},{"uuid":"b"}]}`, []place{{1, 1, "a", ""}, {1, 2, "b", ""}}},
		{"{\n \"success\": true,\n \"ids\": [1],\n \"leads\" : [\n  {\"uuid\": \"a\"},\n  {\"uuid\": \"b\", \"more\": [{}]}],\n \"page\": {\"of\": [{}]}\n}", []place{{5, 1, "a", ""}, {6, 2, "b", ""}}},
		{`{"uuid":"a","items":[{"x":1}]}`, []place{{1, 1, "a", ""}}},
		{`[{"mejl":"a@b.co","uuid2":"x","notes":[{"email":"b@b.co"}]}]`, []place{{1, 1, "", ""}}},
		{`{"errors":[{"x":1}],"leads":{"data":[{"uuid":"a"}]}}`, []place{{1, 1, "a", ""}}},
		{"{\"items\":[{\"x\":1}]}\n{\"uuid\":\"b\",\"items\":[{\"x\":1}]}", []place{{1, 1, "", ""}, {2, 2, "b", ""}}},
		{"[{\"uuid\":1,\n\"uuid\":2}]", []place{{1, 1, "", `a member stands twice in this line ("uuid"): remove one`}}},
	} {
		for _, in := range []string{tt.text, tt.text + strings.Repeat("\n", 300_000)} {
			if diff := cmp.Diff(tt.want, places(read(t, JSONL, ReaderOptions{}, in))); diff != "" {
				t.Errorf("%.40q: %s", in, diff)
			}
		}
	}
	for text, want := range map[string]string{
		"[{\"uuid\":1},\n{\"uuid\":}]":                                                   "line 2: broken JSON behind object 1",
		"[{\"uuid\":1},\n{\"uuid\":2}":                                                   "the file ends within its JSON array, behind object 2",
		`{"leads":[{"uuid":1}],"firms":[{"x":2}]}`:                                       `the JSON holds two lists of objects, "leads" and "firms"`,
		`{"leads":[{"uuid":1}],"page":`:                                                  "the file ends within its JSON array, behind object 1",
		`{"data":[{"name":"Form","leads":{"data":[{"email":"a@b.co"}]}}]}`:               `the objects of this JSON are no leads, but each holds a list of them, "leads.data"`,
		`[{"form":"x","leads":[{"field_data":[{"name":"email","values":["a@b.co"]}]}]}]`: `no leads, but each holds a list of them, "leads"`,
		`{"a":{"list":[{"uuid":1}]},"b":{"list":[{"uuid":2}]}}`:                          `the JSON holds two lists of objects, "a.list" and "b"`,
		"[{\"uuid\":1}]\n{}":                                                             "line 2: something follows the JSON array",
		"[{\"uuid\":1} {\"uuid\":2}]":                                                    "line 1: broken JSON behind object 1",
		"[{\"a\":\"" + strings.Repeat("x", 50<<20):                                       "longer than",
		"[{}," + strings.Repeat("\n", 3<<20) + "{}]":                                     "line 1: the next",
	} {
		if err := readError(strings.NewReader(text), JSONL); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "read error") {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func TestJSONMemberNotes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`[{"uuid":"a"}]`:                                  nil,
		`{"data":[{"uuid":"a"}]}`:                         {`the rows are the objects of "data"`},
		`{"success":true,"data":[{"uuid":"a"}],"next":5}`: {`the rows are the objects of "data"; what stands beside it is left out: success, next`},
		`{"uuid":"a"}`:                                    nil,
	} {
		r, err := NewReader(strings.NewReader(text), JSONL, ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for row, err := range r.Rows() {
			if err != nil || row.Base[lead.UUID] != "a" {
				t.Errorf("%s: %+v, %v", text, row, err)
			}
		}
		if diff := cmp.Diff(want, r.Notes()); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}
