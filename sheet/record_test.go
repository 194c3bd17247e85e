package sheet

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet/dialect"
)

func TestRecordLines(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, line string
		want       lead.Row
		err        string
	}{
		{"by its id", `{"_id":"1","uuid":"u"}`, lead.Row{Base: lead.Base{lead.ID: "1", lead.UUID: "u"}}, ""},
		{"by its id, whatever it is and wherever it stands", `{"uuid":"u","status":"OPEN","_id":null}`,
			lead.Row{Base: lead.Base{lead.UUID: "u", lead.Status: "OPEN"}}, ""},
		{"by an id spelled otherwise", `{"\u005fid":"1"}`, lead.Row{Base: lead.Base{lead.ID: "1"}}, ""},
		{"by its profile", `{"uuid":"u","profile":{"userDetails":{"name":"Asha","contact":{"phone":{"number":98,"prefix":"91"}}}}}`,
			lead.Row{Base: lead.Base{lead.UUID: "u", lead.Name: "Asha", lead.Phone: "98", lead.DialCode: "+91"}}, ""},
		{"a profile that is no object", `{"uuid":"u","profile":"x"}`,
			lead.Row{Base: lead.Base{lead.UUID: "u"}, Dynamic: []lead.Cell{{Column: "profile", Value: "x"}}}, ""},
		{"an id further in", `{"uuid":"u","x":{"_id":1}}`, lead.Row{Base: lead.Base{lead.UUID: "u"}, Dynamic: []lead.Cell{{Column: "x._id", Value: "1"}}}, ""},
		{"a name that repeats", `{"_id":"1","status":"OPEN","status":"CLOSED"}`,
			lead.Row{Base: lead.Base{lead.ID: "1", lead.Status: "CLOSED"}, Dynamic: []lead.Cell{{Column: "extra.status", Value: "OPEN"}}}, ""},
		{"a name that repeats before the id", `{"uuid":"u","x":1,"x":[2],"_id":"1"}`,
			lead.Row{Base: lead.Base{lead.ID: "1", lead.UUID: "u"}, Dynamic: []lead.Cell{{Column: "extra.x", Value: "[1,[2]]"}}}, ""},
		{"a name that repeats further in", `{"lastMessage":{"at":"1","at":"2"},"profile":{}}`,
			lead.Row{Base: lead.Base{lead.LastMessageAt: "2"}, Dynamic: []lead.Cell{{Column: "extra.lastMessage.at", Value: "1"}}}, ""},
		{"the id repeats", `{"_id":"1","_id":"2"}`, lead.Row{Base: lead.Base{lead.ID: "2"}, Dynamic: []lead.Cell{{Column: "extra._id", Value: "1"}}}, ""},
		{"empty attributes are nothing", `{"profile":{"userDetails":{"attributes":[{"key":"a","value":""},{"key":"b","value":"2"}]}}}`,
			lead.Row{Dynamic: []lead.Cell{{Column: "attributes.b", Value: "2"}}}, ""},
		{"not guarded", `{"_id":"'=1"}`, lead.Row{Base: lead.Base{lead.ID: "'=1"}}, ""},
		{"a flat row in which a name repeats", `{"uuid":"u","x":{},"x":1}`, lead.Row{}, `a member stands twice in this line ("x"`},
		{"a flat row in which a profile repeats", `{"profile":"x","profile":"y"}`, lead.Row{}, `a member stands twice in this line ("profile"`},
		{"broken before the id", `{"x":1,"x":2,,"_id":"1"}`, lead.Row{}, `a member stands twice in this line ("x"`},
		{"broken behind the id", `{"_id":"1","x" 1}`, lead.Row{}, "at character 16 of the line"},
		{"torn", `{"_id":"1","profile":{"x":"a`, lead.Row{}, "the line ends within its JSON object"},
		{"two", `{"_id":"1"} {"_id":"2"}`, lead.Row{}, "something follows the JSON object"},
		{"an array of no objects", `["_id"]`, lead.Row{}, "this is not a JSON object"},
		{"an array of one", `[{"_id":"1"}]`, lead.Row{Base: lead.Base{lead.ID: "1"}}, ""},
		{"broken text", "{\"_id\":\"1\",\"x\":\"\xff\"}", lead.Row{Base: lead.Base{lead.ID: "1"}, Dynamic: []lead.Cell{{Column: "extra.x", Value: "\ufffd"}}}, ""},
		{"half a letter", `{"_id":"1","x":"\ud83d"}`, lead.Row{Base: lead.Base{lead.ID: "1"}, Dynamic: []lead.Cell{{Column: "extra.x", Value: "\ufffd"}}}, ""},
		{"half a letter in a name", `{"_id":"1","\ud83d":1}`, lead.Row{Base: lead.Base{lead.ID: "1"}, Dynamic: []lead.Cell{{Column: "extra.\ufffd", Value: "1"}}}, ""},
		{"nested too deep", `{"_id":"1","x":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + "}", lead.Row{}, "it nests too deep"},
		{"too many members of a flat row", `{"uuid":"u"` + manyNames(dialect.MaxCells+1) + "}", lead.Row{}, "more than 16384 members"},
		{"too many names", `{"_id":"1"` + manyNames(lead.MaxUnknown+1) + "}", lead.Row{}, "more than 10000 unknown members"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, f := range []Format{JSONL, Raw} {
				rows := read(t, f, ReaderOptions{}, tt.line+"\r\n")
				if diff := cmp.Diff(tt.want, rows[0].Row, cmpopts.EquateEmpty()); diff != "" || len(rows) != 1 {
					t.Errorf("%d rows, %s", len(rows), diff)
				}
				if err := rows[0].Err; (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
			}
		})
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d":1`, i)
	}
	return b.String()
}

// Every line decides for itself, and a bad one spoils no other.
func TestRecordLinesAmongRows(t *testing.T) {
	t.Parallel()
	text := strings.Join([]string{`{"uuid":"a","x":1}`, "", `{"uuid":"b","_id":"1","x":1,"x":2}`, `{"uuid":"c","x":1,"x":2}`, `{"_id":`,
		`{"uuid":"e","profile":{}}`, `{"uuid":"f","x":2}`}, "\n")
	want := []place{{1, 1, "a", ""}, {3, 3, "b", ""}, {4, 4, "", `a member stands twice in this line ("x"): remove one`},
		{5, 5, "", "the line ends within its JSON object: get the whole file if it was cut off; write each object on one line"}, {6, 6, "e", ""},
		{7, 7, "f", ""}}
	if diff := cmp.Diff(want, places(read(t, JSONL, ReaderOptions{}, text))); diff != "" {
		t.Error(diff)
	}
}

// The law: a record reads as the row it would have been exported as.
func TestRecordLinesReadAsTheirExport(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var raw bytes.Buffer
		var records []lead.Record
		w := NewRawWriter(&raw)
		for range rapid.IntRange(1, 5).Draw(t, "records") {
			text := []byte(drawRecord(t))
			record, err := lead.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			records = append(records, record)
			if err := w.Write(text); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var f lead.Flattener
		exported := write(t, JSONL, WriterOptions{}, f.Flatten(records, ""))
		want := leads(t, read(t, JSONL, ReaderOptions{}, exported))
		if diff := cmp.Diff(want, leads(t, read(t, Raw, ReaderOptions{}, raw.String())), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\nrecords: %s", diff, raw.String())
		}
	})
}

// drawRecord draws a record whose members may be missing, repeated, unknown or of any kind.
func drawRecord(t *rapid.T) string {
	value := rapid.SampledFrom([]string{`"a"`, `""`, `null`, `1`, `1.50`, `true`, `[]`, `["a","b, c",{"k":1}]`, `{}`, `{"k":1,"k":2}`,
		`"\u00e9\n"`, `[{"key":"a","value":"1"}]`, `[{"key":"a"},{"key":"a","value":2}]`, `[{"title":"t","description":"d","_id":"n"}]`, `"91"`})
	object := func(names ...string) string {
		var members []string
		for range rapid.IntRange(0, 5).Draw(t, "members") {
			members = append(members, fmt.Sprintf(`"%s":%s`, rapid.SampledFrom(names).Draw(t, "name"), value.Draw(t, "value")))
		}
		return strings.Join(members, ", ")
	}
	join := func(parts ...string) string {
		return "{" + strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ",") + "}"
	}
	contact := join(object("email", "phone", "x"), `"phone":`+join(object("number", "prefix", "x")))
	details := join(object("name", "city", "contact", "tags", "attributes", "x.y"), `"contact":`+contact)
	profile := join(`"userDetails":`+details, object("notes", "userDetails", "x"))
	marker := rapid.SampledFrom([]string{`"_id":"63d9ffa77a8d152facbe2f2f"`, `"profile":` + profile}).Draw(t, "marker")
	return join(object("uuid", "status", "lastMessage", "uuid", "x", "isOnline"), marker, object("_id", "profile", "createdAt", "y"))
}
