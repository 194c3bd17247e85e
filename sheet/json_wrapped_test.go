package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/lead"
)

// TestWrapped: fields within the objects of HubSpot, Facebook, Airtable, Notion and others are columns, and what only looks like them stays.
func TestWrapped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"id":"1","properties":{"firstname":"Ann","email":"a@x.com","score":9876543210123456789,"vip":true,"city":null}}`:                                                                               "email=a@x.com id=1 firstname=Ann score=9876543210123456789 vip=true",
		`{"field_data":[{"name":"email","values":["a@x.com"]},{"name":"likes","values":["a","b"]},{"name":"x","values":[]}]}`:                                                                            `email=a@x.com likes=["a","b"]`,
		`{"id":"1","vip":"no","properties":{"id":"2","vip":true}}`:                                                                                                                                       "id=1 vip=no properties.id=2 properties.vip=true",
		`{"email":"a@x.com","properties":{"size":{"w":1}}}`:                                                                                                                                              `email=a@x.com size={"w":1}`,
		`{"id":"rec1","fields":{"Naam":"Ann","Tags":[ "a", "b" ],"File":[{"url":"u"}],"None":[]}}`:                                                                                                       `id=rec1 File=[{"url":"u"}] Naam=Ann None=[] Tags=["a","b"]`,
		`{"email":"a@x.com","attributes":{"NOM":"Ann","email":"b@x.com"}}`:                                                                                                                               "email=a@x.com NOM=Ann attributes.email=b@x.com",
		`{"properties":{"email":{"value":"a@x.com","versions":[{"value":"b@x.com"}]}}}`:                                                                                                                  "email=a@x.com",
		`{"properties":{"a":{"type":"email","email":"a@x.com"},"b":{"type":"select","select":{"name":"B"}},"c":{"type":"select","select":null}}}`:                                                        "a=a@x.com b=B",
		`{"properties":{"t":{"type":"title","title":[{"plain_text":"A"},{"plain_text":"nn"}]},"m":{"type":"multi_select","multi_select":[{"name":"x"},{"name":"y"}]},"e":{"type":"title","title":[]}}}`:  `m=["x","y"] t=Ann`,
		`{"properties":{"d":{"type":"date","date":{"start":"2026-01-02","end":null}},"s":{"type":"date","date":{"start":"1","end":"2"}},"f":{"type":"formula","formula":{"type":"number","number":7}}}}`: `d=2026-01-02 f=7 s={"start":"1","end":"2"}`,
		`{"properties":{"p":{"type":"home","name":"x"}}}`:                                                                                                                                                `p={"type":"home","name":"x"}`,
		`{"email":"a@x.com","properties":"none"}`:                                                                                                                                                        "email=a@x.com properties=none",
		`{"field_data":[{"name":"a","values":["1"],"more":"x"}]}`:                                                                                                                                        `field_data=[{"name":"a","values":["1"],"more":"x"}]`,
		`{"field_data":[{"name":"a","values":["1"]},{"name":"a","values":[]}]}`:                                                                                                                          `field_data=[{"name":"a","values":["1"]},{"name":"a","values":[]}]`,
	} {
		in, err := NewReader(strings.NewReader(text+"\n{}\n"), JSONL, ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for row, err := range in.Rows() {
			if err != nil || row.Err != nil {
				t.Fatal(text, err, row.Err)
			}
			for i, name := range lead.BaseColumns() {
				if cell := row.Base[i]; cell != "" {
					got = append(got, name+"="+cell)
				}
			}
			for _, cell := range row.Dynamic {
				got = append(got, cell.Column+"="+cell.Value)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}
