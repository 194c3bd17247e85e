package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// TestPlaceholders: what programs write for none is nobody's name, e-mail or phone, and noted; an export of
// ours keeps what it has.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text   string
		null   []string
		name   string
		noted  int
		status row.Outcome
	}{
		{"name,email\nNULL,a@x.com\n", nil, "", 1, row.Upserted},
		{"name,email\n#N/A,a@x.com\n", nil, "", 1, row.Upserted},
		{"name,email\nNone,a@x.com\n", []string{}, "None", 0, row.Upserted},
		{"name,email\nNone,a@x.com\n", []string{"none"}, "", 0, row.Upserted},
		{"name,email\nAnn,n/a\n", nil, "Ann", 1, row.Rejected},
		{"name,email,phone\nAnn,a@x.com,-\n", nil, "Ann", 1, row.Upserted},
		{"name,email,plan\nAnn,a@x.com,n/a\n", nil, "Ann", 0, row.Upserted},
		{"name,email\n?,a@x.com\n", nil, "", 1, row.Upserted},
		{"name,email,phone\nAnn,a@x.com,k.A.\n", nil, "Ann", 1, row.Upserted},
		{"name,email,phone\nAnn,a@x.com,Not provided\n", nil, "Ann", 1, row.Upserted},
		{"name,email,phone\nAnn,a@x.com,0\n", nil, "Ann", 1, row.Upserted},
		{"name,email\nNancy,a@x.com\n", nil, "Nancy", 0, row.Upserted},
		{"uuid,name,id\n" + uuid(1) + ",null,7\n", nil, "null", 0, row.Upserted},
	} {
		o := options(t)
		o.Null = test.null
		r := checked(t, test.text, o, nil)
		noted := 0
		for _, f := range r.Warnings {
			if f.Code == "placeholder" {
				noted += f.Count
			}
		}
		one := rows(t, r)[0]
		if one.Cells.Base[lead.Name] != test.name || noted != test.noted || one.Outcome != test.status {
			t.Errorf("%q: name %q, %d noted, %s", test.text, one.Cells.Base[lead.Name], noted, one.Outcome)
		}
	}
}

// TestFirstThatIsUsable: of several columns the first cell that can be a phone counts, and what is wrong is
// told of its own column.
func TestFirstThatIsUsable(t *testing.T) {
	t.Parallel()
	for cells, want := range map[string]struct{ phone, column, code string }{
		"n/a,+919876543210":           {"9876543210", "Phone", "placeholder"},
		"call me,+919876543210":       {"9876543210", "Phone", "phone-no-digits"},
		"+919876543210,call me":       {"9876543210", "Mobile", "phone-no-digits"},
		",call me":                    {"call me", "Mobile", "phone-no-digits"},
		"+919876543210,+919876543211": {"9876543210", "", ""},
	} {
		o := options(t)
		o.Assignments = []string{"Phone,Mobile=phone"}
		r := checked(t, "email,Phone,Mobile\na@x.com,"+cells+"\n", o, nil)
		got := struct{ phone, column, code string }{phone: rows(t, r)[0].Cells.Base[lead.Phone]}
		for _, f := range findings(r) {
			got.column, got.code = f.Column, f.Code
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(want)); diff != "" {
			t.Errorf("%s: %s", cells, diff)
		}
	}
}

// TestLists: of a list in one cell, as Google writes it, the first usable value counts, and none is lost.
func TestLists(t *testing.T) {
	t.Parallel()
	r := checked(t, "E-mail,Phone\na@x.com ::: b@x.com,call ::: +919876543210 ::: +919876543211\nnone ::: no,+919876543212\n", options(t), nil)
	all := rows(t, r)
	want := lead.Row{Base: lead.Base{lead.UUID: all[0].UUID(), lead.Email: "a@x.com", lead.DialCode: "+91", lead.Phone: "9876543210"}, Dynamic: []lead.Cell{
		{Column: "attributes.E-mail", Value: "b@x.com"}, {Column: "attributes.Phone", Value: "call, +919876543211"},
	}}
	if diff := cmp.Diff(want, all[0].Cells); diff != "" || len(r.Warnings) != 2 || all[1].Outcome != row.Rejected {
		t.Errorf("%s, %+v, %+v", diff, r.Warnings, all[1])
	}
}

// TestAttributeCase: an attribute that the bot has in another case is noted, with the flag that writes it.
func TestAttributeCase(t *testing.T) {
	t.Parallel()
	had := person(1, "a@x.com", "", "")
	had.Dynamic = []lead.Cell{{Column: "attributes.plan", Value: "pro"}}
	for header, want := range map[string]int{"Plan": 1, "plan": 0, "Course": 0} {
		r := checked(t, "email,"+header+"\na@x.com,free\n", options(t), []lead.Row{had})
		noted := 0
		for _, f := range r.Warnings {
			if f.Code == "attribute-case" {
				noted++
				o := options(t)
				o.Assignments = []string{"Plan=attributes.plan"}
				if again := checked(t, "email,Plan\na@x.com,free\n", o, []lead.Row{had}); len(again.Warnings) != 0 {
					t.Errorf("%+v", again.Warnings)
				}
			}
		}
		if noted != want {
			t.Errorf("%s: %+v", header, r.Warnings)
		}
	}
}

// TestAllFixes: the flags that a result names together make every row ready.
func TestAllFixes(t *testing.T) {
	t.Parallel()
	const text = "Reach,Backup,Lead status\na@x.com,,Geschlossen\n,b@x.com,Neu\nc@x.com,,Nicht so\n"
	o := options(t)
	o.Assignments = []string{"Lead status=status"}
	o.Assignments = append(o.Assignments, "Reach=email")
	r := checked(t, text, o, nil)
	with := options(t)
	flags := append([]string{"--map", "Reach,Backup=email"}, r.Fixes()...)
	for i := 0; i < len(flags); i += 2 {
		(flag{flags[i][2:], flags[i+1]}).followAlso(t, &with)
	}
	if r = checked(t, text, with, nil); r.Ready() != 3 {
		t.Errorf("%q: %+v", flags, findings(r))
	}

	const perhaps = "email,Estado\na@x.com,Nuevo\nb@x.com,En curso\nc@x.com,OPEN\n"
	with = options(t)
	for i, flags := 0, checked(t, perhaps, with, nil).Fixes(); i < len(flags); i += 2 {
		(flag{flags[i][2:], flags[i+1]}).followAlso(t, &with)
	}
	if r = checked(t, perhaps, with, nil); r.Ready() != 3 || len(r.Proposals) != 0 {
		t.Errorf("%+v, %+v", with.Rules, findings(r))
	}
}

// TestListsOfSystems: a comma stands between values only in files of systems that write it so, and only if each
// is a value.
func TestListsOfSystems(t *testing.T) {
	t.Parallel()
	const header = "Name,Email,Phone,Open deals,Closed deals\n"
	r := checked(t, header+"Ola,\"a@x.com, b@x.com\",\"+4722123456, +4791234567\",0,1\nEva,c@x.com,\"+4722123457, later\",0,1\n", options(t), nil)
	all := rows(t, r)
	want := lead.Row{Dynamic: []lead.Cell{{Column: "attributes.Open deals", Value: "0"}, {Column: "attributes.Closed deals", Value: "1"}, {Column: "attributes.Email", Value: "b@x.com"}, {Column: "attributes.Phone", Value: "+4791234567"}}}
	if diff := cmp.Diff(want.Dynamic, all[0].Cells.Dynamic); diff != "" || all[0].Cells.Base[lead.Email] != "a@x.com" || all[0].Cells.Base[lead.Phone] != "22123456" {
		t.Errorf("%+v %s", all[0], diff)
	}
	if len(all[1].Problems) != 1 || all[1].Problems[0].Column != "Phone" {
		t.Errorf("%+v", all[1].Problems)
	}
	if r := checked(t, "Name,Email\nOla,\"a@x.com, b@x.com\"\n", options(t), nil); r.Ready() != 0 {
		t.Error("a list in a file of no system was read")
	}
}
