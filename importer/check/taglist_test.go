package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/lead"
)

// TestTagLists: lists as other systems write them become their tags, and what is no list stays one tag.
func TestTagLists(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]struct {
		tags string // separated by /
		note string // a part of it, "" for none
	}{
		"vip":                             {"vip", ""},
		"vip,new":                         {"vip/new", ""},
		"vip, ,new":                       {"vip/new", ""},
		`"Berlin, Mitte", x`:              {"Berlin, Mitte/x", ""},
		`"vip","new"`:                     {"vip/new", ""},
		`tag "with" quote`:                {`tag "with" quote`, ""},
		"vip & new":                       {"vip & new", ""},
		"B2B: SaaS":                       {"B2B: SaaS", ""},
		"[vip]":                           {"[vip]", ""},
		"#1":                              {"#1", ""},
		"C# #dotnet":                      {"C# #dotnet", ""},
		"vip;new":                         {"vip/new", "a semicolon"},
		" vip ; new ; ":                   {"vip/new", "a semicolon"},
		`"Berlin, Mitte"; x`:              {"Berlin, Mitte/x", "a semicolon"},
		`"a;b"`:                           {"a;b", ""},
		`"a;b", c`:                        {"a;b/c", ""},
		"vip | new":                       {"vip/new", `"|"`},
		"Friends ::: * myContacts":        {"Friends", `":::"`},
		"* myContacts":                    {"", "Google's mark"},
		"* friends":                       {"friends", "Google's mark"},
		"vip\nnew":                        {"vip/new", "a line break"},
		"vip\r\n\"a, b\"\r\n\r\nold":      {"vip/a, b/old", "a line break"},
		"vip、new":                         {"vip/new", "a list comma"},
		"vip，new":                         {"vip/new", "a wide comma"},
		"أ، ب":                            {"أ/ب", "an Arabic comma"},
		"vip\u200b,\u00a0new\u200b":       {"vip/new", ""},
		`["vip","new"]`:                   {"vip/new", "brackets"},
		`["a, b", "caf\u00e9", ""]`:       {"a, b/café", "brackets"},
		`['vip', 'Berlin, Mitte']`:        {"vip/Berlin, Mitte", "brackets"},
		`['it\'s', "new"]`:                {"it's/new", "brackets"},
		"[it's, new]":                     {"it's/new", "brackets"},
		"{vip,new}":                       {"vip/new", "brackets"},
		"['vip']":                         {"vip", "brackets"},
		"[]":                              {"", ""},
		"#vip #new":                       {"#vip/#new", "a blank before #"},
		"vip; new, old":                   {"", "unclear"},
		"a | b\nc":                        {"", "unclear"},
		`[{"name":"vip"},{"name":"new"}]`: {"vip/new", "names of the objects"},
		`{"type":"list","data":[{"id":"1","name":"vip"}]}`: {"vip", "names of the objects"},
		`[{"name":"vip","value":"1"}]`:                     {"", "unclear"},
	} {
		quoted := `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		o := options(t)
		o.Wire = "arrays" // where a tag may hold a comma
		r := checked(t, "email,name,tags\na@example.org,A,"+quoted+"\n", o, nil)
		one := rows(t, r)[0]
		var wantTags []string
		if want.tags != "" {
			wantTags = strings.Split(want.tags, "/")
		}
		said := ""
		for _, f := range findings(r) {
			said += f.Text
		}
		if diff := cmp.Diff(wantTags, one.Lead().Tags, cmpopts.EquateEmpty()); diff != "" && want.note != "unclear" {
			t.Errorf("%q: %s", cell, diff)
		}
		if !strings.Contains(said, want.note) || (want.note == "") != (said == "") || one.IsReady() == (want.note == "unclear") {
			t.Errorf("%q: %v, %q, want %q", cell, one.Outcome, said, want.note)
		}
	}
}

// TestTagsOfExports: what looks like a list is one tag if the lead has it so, and in our own exports.
func TestTagsOfExports(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"vip;new", "[a,b]", "a ::: b", "#a #b", "vip; new, old"} {
		cell := lead.FormatTags([]string{tag})
		quoted := `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		live := []lead.Row{{Base: lead.Base{lead.UUID: uuid(1), lead.Tags: cell}}}
		r := checked(t, "uuid,tags\n"+uuid(1)+","+quoted+"\n", options(t), live)
		if one := rows(t, r)[0]; !one.Same || len(findings(r)) > 0 {
			t.Errorf("%q: %+v, %+v", tag, one, findings(r))
		}
		r = checked(t, "uuid,tags,id\n"+uuid(1)+","+quoted+",63d9ffa77a8d152facbe2f2f\n", options(t), nil)
		if one := rows(t, r)[0]; one.Cells.Base[lead.Tags] != cell || r.Ready() != 1 {
			t.Errorf("%q: %+v, %+v", tag, one, findings(r))
		}
	}
}

// TestBlanks: blanks and zero-width signs come off the cells of other systems, and stay in an export's.
func TestBlanks(t *testing.T) {
	t.Parallel()
	const head = "uuid,name,notes,agentId,plan,attributes.note"
	row := uuid(1) + ",\"\u00a0Ann\u200b\",\" Hi \u2060\",631aa793bcfa100487d13d0d\ufeff,\u3000pro\u00a0,\u200b\n"
	got := rows(t, checked(t, head+"\n"+row, options(t), nil))[0].Lead()
	want := lead.Lead{
		UUID: uuid(1), Name: "Ann", AgentID: "631aa793bcfa100487d13d0d", Notes: []lead.Note{{Description: "Hi"}},
		Attributes: []lead.Attribute{{Key: "plan", Value: "pro"}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	exported := "uuid,name,attributes.plan,createdAt\n" + uuid(1) + ",\" Ann\u00a0\",\u200bpro ,2023-02-01T05:59:03.533Z\n"
	for name, live := range map[string][]lead.Row{
		"offline": nil,
		"live": {{
			Base:    lead.Base{lead.UUID: uuid(1), lead.Name: " Ann\u00a0"},
			Dynamic: []lead.Cell{{Column: "attributes.plan", Value: "\u200bpro "}},
		}},
	} {
		one := rows(t, checked(t, exported, options(t), live))[0]
		plan := one.Cells.Dynamic[0].Value
		if n := one.Cells.Base[lead.Name]; plan != "\u200bpro " || live == nil && n != " Ann\u00a0" || one.Same != (live != nil) {
			t.Errorf("%s: %q, %q, the same %v", name, n, plan, one.Same)
		}
	}
	// Joiners and variation selectors belong to the letter or sign before them.
	const kept = "❤\ufe0f"
	if one := rows(t, checked(t, "uuid,name\n"+uuid(1)+","+kept+" \n", options(t), nil))[0]; one.Cells.Base[lead.Name] != kept {
		t.Errorf("%q", one.Cells.Base[lead.Name])
	}
}

// TestOneTagInBrackets: a word in brackets is a list of one where others of the column are lists.
func TestOneTagInBrackets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"email,tags\na@x.com,\"[solar,nsw]\"\nb@x.com,[solar]\n": {"solar, nsw", "solar"},
		"email,tags\na@x.com,\"solar,nsw\"\nb@x.com,[solar]\n":   {"solar, nsw", "[solar]"},
	} {
		for i, one := range rows(t, checked(t, text, options(t), nil)) {
			if got := one.Cells.Base[lead.Tags]; got != want[i] {
				t.Errorf("%q: %q", text, got)
			}
		}
	}
}

// TestExactNumbers: of numbers that are longer than a spreadsheet keeps, one with all of its digits tells that the others
// of the column have theirs.
func TestExactNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"email,Task ID\na@x.com,1204567890123450\nb@x.com,1204567890123457\n": 0,
		"email,Task ID\na@x.com,1.20457E+15\nb@x.com,1204567890123457\n":      1,
		"email,Task ID\na@x.com,1204567890123450\nb@x.com,1204567890123000\n": 1,
	} {
		if r := checked(t, text, options(t), nil); len(r.Warnings) != want {
			t.Errorf("%q: %+v", text, r.Warnings)
		}
	}
}

// TestRounded: numbers that a spreadsheet has probably rounded are noted, and no others.
func TestRounded(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]bool{
		"123456789012345680": true, "12345678901234567890": true, "1000000000000000": true, "1.23457E+19": true, "1,2E+03": true, "1.2e20": true,
		"123456789012345": false, "123456789012345678": false, "100": false, "l:123456789012345680": false, "12E3AB": false, "1E": false, "3.0": false,
		"12e+3": false, "E12": false, "00012345": false,
	} {
		noted := func(r *check.Result) bool { return len(r.Warnings) == 1 && r.Warnings[0].Code == "rounded" }
		text := "uuid,name,attributes.order,createdAt\n" + uuid(1) + ",A,\"" + cell + "\","
		if r := checked(t, text+"\n", options(t), nil); noted(r) != want || r.Ready() != 1 {
			t.Errorf("%q: %+v", cell, r.Warnings)
		}
		if r := checked(t, text+"2023-02-01T05:59:03.533Z\n", options(t), nil); len(r.Warnings) > 0 {
			t.Errorf("%q of an export: %+v", cell, r.Warnings)
		}
	}
}
