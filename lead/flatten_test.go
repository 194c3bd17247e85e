package lead_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
)

const documented = `{
  "_id":"63d9ffa77a8d152facbe2f2f","uuid":"7e88d192-9b20-4035-9b68-d4ac3d58a34f","createdAt":"2023-02-01T05:59:03.533Z",
  "isOnline":false,"lastMessage":{"at":"2023-02-01T06:00:20.000Z","by":"bot","text":"Welcome to Convertalk. I am here to help you."},
  "lastSeenAt":"2023-02-01T06:00:21.000Z",
  "profile":{"notes":[{"title":"Sample title","description":"Sample description","_id":"63db5c4abcbc3be2e95b20ae"}],
    "userDetails":{"name":"Sample name","picture":"my-picture",
      "contact":{"email":"Sample email","phone":{"number":"Sample number","prefix":"91"}},
      "city":"Sample city","country":"Sample country","gender":"MALE","tags":["Sample tag"],
      "attributes":[{"key":"ID","value":"BP001"}]}},
  "status":"INPROGRESS","updatedAt":"2023-02-02T06:46:34.119Z","websiteVisits":1,"_agentAssigned":"631aa793bcfa100487d13d0d"}`

func flatten(t *testing.T, text string) lead.Row {
	t.Helper()
	r, err := lead.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var f lead.Flattener
	return f.Flatten([]lead.Record{r}, lead.TypeLead)[0]
}

// filled returns the cells of a row that are not empty, by column.
func filled(r lead.Row) map[string]string {
	cells := map[string]string{}
	for i, v := range r.Base {
		if v != "" {
			cells[lead.BaseColumns()[i]] = v
		}
	}
	for _, c := range r.Dynamic {
		cells[c.Column] = c.Value
	}
	return cells
}

func TestFlattenDocumentedRecord(t *testing.T) {
	want := map[string]string{
		"uuid": "7e88d192-9b20-4035-9b68-d4ac3d58a34f", "name": "Sample name", "email": "Sample email", "dialCode": "+91",
		"phone": "Sample number", "status": "INPROGRESS", "tags": "Sample tag", "notes": "Sample title: Sample description",
		"picture": "my-picture", "agentId": "631aa793bcfa100487d13d0d", "city": "Sample city", "country": "Sample country",
		"gender": "MALE", "type": "lead", "createdAt": "2023-02-01T05:59:03.533Z", "updatedAt": "2023-02-02T06:46:34.119Z",
		"lastSeenAt": "2023-02-01T06:00:21.000Z", "isOnline": "false", "websiteVisits": "1", "lastMessageAt": "2023-02-01T06:00:20.000Z",
		"lastMessageBy": "bot", "lastMessageText": "Welcome to Convertalk. I am here to help you.", "id": "63d9ffa77a8d152facbe2f2f",
		"attributes.ID":       "BP001",
		"extra.profile.notes": `[{"title":"Sample title","description":"Sample description","_id":"63db5c4abcbc3be2e95b20ae"}]`,
	}
	if diff := cmp.Diff(want, filled(flatten(t, documented))); diff != "" {
		t.Error(diff)
	}
}

func TestFlattenOddShapes(t *testing.T) {
	details := func(s string) string { return `{"profile":{"userDetails":{` + s + `}}}` }
	for name, tc := range map[string]struct {
		in   string
		want map[string]string
	}{
		"phone a number":       {details(`"contact":{"phone":{"number":919876543210,"prefix":91}}`), map[string]string{"phone": "919876543210", "dialCode": "+91"}},
		"phone bare":           {details(`"contact":{"phone":4915112345678}`), map[string]string{"phone": "4915112345678"}},
		"prefix with plus":     {details(`"contact":{"phone":{"prefix":"+49"}}`), map[string]string{"dialCode": "+49"}},
		"prefix no number":     {details(`"contact":{"phone":{"prefix":"IN"}}`), map[string]string{"dialCode": "IN"}},
		"integer beyond 2^53":  {`{"websiteVisits":9007199254740993}`, map[string]string{"websiteVisits": "9007199254740993"}},
		"tags null":            {details(`"tags":null`), map[string]string{}},
		"tags a text":          {details(`"tags":"a,b"`), map[string]string{"tags": "a, b"}},
		"tags odd":             {details(`"tags":["a",1,{"x":2}]`), map[string]string{"tags": "a, 1", "extra.profile.userDetails.tags": `["a",1,{"x":2}]`}},
		"profile missing":      {`{"uuid":"u"}`, map[string]string{"uuid": "u"}},
		"profile null":         {`{"profile":null}`, map[string]string{}},
		"profile a text":       {`{"profile":"x"}`, map[string]string{"extra.profile": "x"}},
		"contact null":         {details(`"contact":null`), map[string]string{}},
		"contact an array":     {details(`"contact":[1]`), map[string]string{"extra.profile.userDetails.contact": "[1]"}},
		"name an object":       {details(`"name":{"first":"A"}`), map[string]string{"name": `{"first":"A"}`}},
		"attribute values":     {details(`"attributes":[{"key":"n","value":12345678901234567890},{"key":"b","value":true},{"key":"o","value":{"a":[1]}},{"key":"z","value":null},{"key":"m"}]`), map[string]string{"attributes.n": "12345678901234567890", "attributes.b": "true", "attributes.o": `{"a":[1]}`, "attributes.z": "", "attributes.m": ""}},
		"attribute twice":      {details(`"attributes":[{"key":"a","value":"1"},{"key":"b","value":"2"},{"key":"a","value":"3"}]`), map[string]string{"attributes.b": "2", "extra.profile.userDetails.attributes": `[{"key":"a","value":"1"},{"key":"b","value":"2"},{"key":"a","value":"3"}]`}},
		"attribute keys":       {details(`"attributes":[{"key":"name","value":"1"},{"key":"a.b,c","value":"2"},{"key":"😀","value":"3"},{"key":"","value":"4"},{"key":" x ","value":"5"}]`), map[string]string{"attributes.name": "1", "attributes.a.b,c": "2", "attributes.😀": "3", "attributes.": "4", "attributes. x ": "5"}},
		"attributes twice":     {details(`"attributes":[{"key":"a","value":"1"}],"attributes":[{"key":"a","value":"2"}]`), map[string]string{"extra.profile.userDetails.attributes": `[[{"key":"a","value":"1"}],[{"key":"a","value":"2"}]]`}},
		"broken text repeats":  {"{\"x\":\"\xff\",\"x\":\"b\",\"x\":\"\xfe\"}", map[string]string{"extra.x": "[\"\ufffd\",\"b\",\"\ufffd\"]"}},
		"attribute with more":  {details(`"attributes":[{"key":"a","value":"1","_id":"x"}]`), map[string]string{"attributes.a": "1", "extra.profile.userDetails.attributes": `[{"key":"a","value":"1","_id":"x"}]`}},
		"attribute no object":  {details(`"attributes":["a"]`), map[string]string{"extra.profile.userDetails.attributes": `["a"]`}},
		"attribute number key": {details(`"attributes":[{"key":5,"value":"1"}]`), map[string]string{"extra.profile.userDetails.attributes": `[{"key":5,"value":"1"}]`}},
		"attributes an object": {details(`"attributes":{"a":1}`), map[string]string{"extra.profile.userDetails.attributes": `{"a":1}`}},
		"notes a text":         {`{"profile":{"notes":"a: b"}}`, map[string]string{"notes": `"a: b"`}},
		"notes empty":          {`{"profile":{"notes":[{},{"title":"a"},null]}}`, map[string]string{"notes": "\"\"\na: \"\"", "extra.profile.notes": `[{},{"title":"a"},null]`}},
		"notes of texts":       {`{"profile":{"notes":["x"]}}`, map[string]string{"notes": "x", "extra.profile.notes": `["x"]`}},
		"unknown everywhere":   {`{"a":1,"lastMessage":{"b":"2"},"profile":{"c":[3],"userDetails":{"d":{"x":null},"contact":{"e":true,"phone":{"f":"6"}}}}}`, map[string]string{"extra.a": "1", "extra.lastMessage.b": "2", "extra.profile.c": "[3]", "extra.profile.userDetails.d": `{"x":null}`, "extra.profile.userDetails.contact.e": "true", "extra.profile.userDetails.contact.phone.f": "6"}},
		"paths do not meet":    {`{"profile.c":1,"profile":{"c":2},"":3,"q\"":4}`, map[string]string{`extra."profile.c"`: "1", "extra.profile.c": "2", `extra.""`: "3", `extra."q\""`: "4"}},
		"names repeat":         {`{"uuid":"a","uuid":"b","x":1,"x":"2","x":3}`, map[string]string{"uuid": "b", "extra.uuid": "a", "extra.x": `[1,"2",3]`}},
		"not an object":        {`[1]`, map[string]string{"extra": "[1]"}},
		"case matters":         {`{"UUID":"a"}`, map[string]string{"extra.UUID": "a"}},
		"escaped name":         {`{"\u0075uid":"a"}`, map[string]string{"uuid": "a"}},
		"type member":          {`{"type":"x"}`, map[string]string{"extra.type": "x"}},
		"nothing said":         {`{"a":null,"b":"","c":[],"d":{}}`, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			tc.want["type"] = "lead"
			if diff := cmp.Diff(tc.want, filled(flatten(t, tc.in))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFlattenCountsReplacedText(t *testing.T) {
	r, err := lead.Parse([]byte("{\"status\":\"a\\ud83d\",\"uuid\":\"\xff\"}"))
	if err != nil {
		t.Fatal(err)
	}
	var f lead.Flattener
	row := f.Flatten([]lead.Record{r}, lead.TypeLead)[0]
	if row.Base[lead.Status] != "a\ufffd" || row.Base[lead.UUID] != "\ufffd" || f.Replaced != 2 {
		t.Errorf("status %q uuid %q replaced %d", row.Base[lead.Status], row.Base[lead.UUID], f.Replaced)
	}
}

// TestFlattenManyAttributes crosses the point where columns are found through an index.
func TestFlattenManyAttributes(t *testing.T) {
	var list []string
	for i := range 100 {
		list = append(list, `{"key":"k`+strings.Repeat("x", i)+`","value":"`+strings.Repeat("v", i)+`"}`)
	}
	list = append(list, list[3], list[90])
	cells := filled(flatten(t, `{"profile":{"userDetails":{"attributes":[`+strings.Join(list, ",")+`]}}}`))
	if len(cells) != 98+2 { // 98 keys that come once, type, and the whole array
		t.Errorf("%d cells", len(cells))
	}
	if cells["attributes.kxxxx"] != "vvvv" || cells["attributes.kxxx"] != "" {
		t.Error("wrong cells")
	}
}

// TestFlattenEndlessAttributes: a list longer than any is kept whole, and only its beginning in cells.
func TestFlattenEndlessAttributes(t *testing.T) {
	var list strings.Builder
	for i := range lead.MaxUnknown + 5 {
		fmt.Fprintf(&list, `,{"key":"k%d","value":"v"}`, i)
	}
	whole := "[" + list.String()[1:] + "]"
	r, err := lead.Parse([]byte(`{"profile":{"userDetails":{"attributes":` + whole + `}}}`))
	if err != nil {
		t.Fatal(err)
	}
	cells := new(lead.Flattener).Flatten([]lead.Record{r}, "")[0].Dynamic
	if last := cells[len(cells)-1]; len(cells) != lead.MaxUnknown+1 || last.Column != "extra.profile.userDetails.attributes" || last.Value != whole {
		t.Errorf("%d cells, the last is %s", len(cells), last.Column)
	}
}

func TestParseRefuses(t *testing.T) {
	many := `{` + strings.TrimSuffix(strings.Repeat(`"x":1,`, lead.MaxUnknown+1), ",") + `}`
	for _, in := range []string{``, `{`, `{"uuid":}`, `{"profile":{"notes":[}}}`, `{} x`, many} {
		if _, err := lead.Parse([]byte(in)); err == nil {
			t.Errorf("%.30q: no error", in)
		}
	}
}

func TestRecordKeys(t *testing.T) {
	r, err := lead.Parse([]byte(" " + documented + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	uuid, id, updated := string(r.AppendUUID(nil)), string(r.AppendID(nil)), string(r.AppendUpdatedAt(nil))
	if uuid != "7e88d192-9b20-4035-9b68-d4ac3d58a34f" || id != "63d9ffa77a8d152facbe2f2f" || updated != "2023-02-02T06:46:34.119Z" {
		t.Error(uuid, id, updated)
	}
	if string(r.Raw) != documented {
		t.Errorf("raw is %q", r.Raw)
	}
}

// TestUnflattenLaw: unflatten(flatten(x)) flattens to the same cells, for the fields that can be
// written.
func TestUnflattenLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := flatten2(t, genRecord().Draw(t, "record"))
		l := lead.Unflatten(&row)
		again := l.Row()
		want := writable(row)
		if diff := cmp.Diff(want, writable(again)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func flatten2(t *rapid.T, text string) lead.Row {
	r, err := lead.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var f lead.Flattener
	return f.Flatten([]lead.Record{r}, lead.TypeLead)[0]
}

func writable(r lead.Row) map[string]string {
	w := map[string]string{"uuid": r.Base[lead.UUID], "agentId": r.Base[lead.AgentID], "name": r.Base[lead.Name], "email": r.Base[lead.Email], "phone": r.Base[lead.Phone], "status": r.Base[lead.Status],
		"picture": r.Base[lead.Picture], "dialCode": r.Base[lead.DialCode], "tags": r.Base[lead.Tags], "notes": r.Base[lead.Notes]}
	for _, c := range r.Dynamic {
		if _, ok := lead.AttributeKey(c.Column); ok {
			w[c.Column] = c.Value
		}
	}
	return w
}

func BenchmarkFlatten(b *testing.B) {
	text := []byte(documented)
	var f lead.Flattener
	records := make([]lead.Record, 50)
	for i := range records {
		var err error
		if records[i], err = lead.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(records) * len(text)))
	b.ReportAllocs()
	for b.Loop() {
		f.Flatten(records, lead.TypeLead)
	}
}

func BenchmarkParse(b *testing.B) {
	text := []byte(documented)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lead.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

// TestColumnsAreThoseOfTheRows holds the columns found without their texts against those of rows.
func TestColumnsAreThoseOfTheRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var records []lead.Record
		for _, text := range rapid.SliceOfN(genRecord(), 1, 6).Draw(t, "records") {
			r, err := lead.Parse([]byte(text))
			if err != nil {
				t.Skip(err)
			}
			records = append(records, r)
		}
		var want, got []string
		note := func(to *[]string) func(string) {
			return func(column string) {
				if !slices.Contains(*to, column) {
					*to = append(*to, column)
				}
			}
		}
		for _, row := range new(lead.Flattener).Flatten(records, "") {
			for _, cell := range row.Dynamic {
				if cell.Value != "" {
					note(&want)(cell.Column)
				}
			}
		}
		var f lead.Flattener
		for i := range records {
			f.Columns(&records[i], note(&got))
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}
