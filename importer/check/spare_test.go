package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// TestSpares: a row whose second e-mail or phone is that of a lead of the bot makes no second lead of it, and
// each way out that it names holds.
func TestSpares(t *testing.T) {
	t.Parallel()
	leads := []lead.Row{person(1, "ann@x.com", "+91", "9876543210"), person(2, "bob@x.com", "", "")}
	for _, test := range []struct {
		header, row string
		assigned    []string
		code        string
	}{
		{"email,Phone,Mobile", ",+919876543219,+919876543210", []string{"Phone,Mobile=phone"}, "ambiguous"},
		{"email,Phone,Mobile", ",+919876543219,+919876543218", []string{"Phone,Mobile=phone"}, ""},
		{"email,Phone,Mobile", ",+919876543210,+91 98765 43210", []string{"Phone,Mobile=phone"}, ""},
		{"email,Phone,Mobile", "ann@x.com,,+919876543219", []string{"Phone,Mobile=phone"}, ""},
		{"email,dialCode,Phone,Mobile", ",91,9876543219,9876543210", []string{"Phone,Mobile=phone"}, "ambiguous"},
		{"email,Phone", ",+919876543219 ::: +919876543210", nil, "ambiguous"},
		{"email,phone", "new@x.com ::: BOB@x.com,", nil, "ambiguous"},
		{"Email,Work email,name", "new@x.com,bob@x.com,Bob", nil, "ambiguous"},
		{"Email,Work email,name", "ann@x.com,bob@x.com,Ann", nil, ""},
		{"Email,Partner email,name", "new@x.com,bob@x.com,Ann", nil, ""},
		{"uuid,Email,Work email", uuid(9) + ",new@x.com,bob@x.com", nil, "ambiguous"},
	} {
		o := options(t)
		o.Assignments = test.assigned
		text := test.header + "\n" + test.row + "\n"
		found := findings(checked(t, text, o, leads))
		found = slices.DeleteFunc(found, func(f row.Finding) bool { return f.Code == "list" })
		if test.code == "" && len(found) == 0 {
			continue
		}
		if len(found) != 1 || found[0].Code != test.code {
			t.Errorf("%s: %+v", test.row, found)
			continue
		}
		for _, f := range flagsOf(t, found[0].Fix) {
			with := options(t)
			f.follow(t, &with)
			r := checked(t, text, with, leads)
			if bad := r.Rejections.All(); len(bad) != 0 && !strings.HasPrefix(test.header, "uuid") {
				t.Errorf("%s with %+v: %+v", test.row, f, bad)
			}
			if strings.Contains(f.value, ",") && r.New > 0 {
				t.Errorf("%s with %+v makes a second lead", test.row, f)
			}
		}
	}
}

// TestSharedSpares: rows of a file that share what only one of them is known by, or neither, are noted.
func TestSharedSpares(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		",+919876543211,+919876543212\n,+919876543212,\n":                            1,
		",+919876543212,\n,+919876543211,+919876543212\n":                            1,
		",+919876543211,+919876543212\n,+919876543213,+919876543212\n":               1,
		",+919876543211,+919876543212\n,+919876543211,+919876543212\n":               0,
		"a@x.com,+919876543211,+919876543212\na@x.com,+919876543213,+919876543212\n": 0,
		",+919876543211,+919876543212\n,+919876543213,+919876543214\n":               0,
	} {
		o := options(t)
		o.Assignments = []string{"Phone,Mobile=phone"}
		noted := 0
		for _, f := range checked(t, "email,Phone,Mobile\n"+text, o, []lead.Row{}).Warnings {
			if f.Code == "shared-spare" {
				noted += f.Count
			}
		}
		if noted != want {
			t.Errorf("%q: %d", text, noted)
		}
	}
}
