package columns_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// TestSlips: headers that may be misspelled, and their fields. They are attributes all the same.
func TestSlips(t *testing.T) {
	t.Parallel()
	for header, meant := range map[string]string{
		"emial": "email", "emal": "email", "e-mial": "email", "phoen": "phone", "phne": "phone", "Stauts": "status", "Statsu": "status",
		"pictrue": "picture", "E-mial Adrdess": "email", "Phone Nmber": "phone", "Mobil Number": "phone", "Telehpone": "phone",
		"Full Naem": "name", "Lst Name": "lastName", "Contry Code": "dialCode", "Dail Code": "dialCode", "agnetId": "agentId", "notse": "notes",
		"Lead Stauts": "status", "naem": "name", "tgas": "tags", "Surnmae": "lastName", "Contcat Name": "name",
		"attribute.plan": "attributes.plan", "Attribuets.x": "attributes.x", "attri butes.x": "attributes.x",
		"Source": "", "Company": "", "Date": "", "Email2": "", "Birthday": "", "creatd at": "", "Deal - Status": "", "मोबाइन": "", "पता का नाम": "", "電許番号": "", // what cannot be written is not meant
	} {
		m, err := columns.Map([]string{header}, nil)
		if err != nil {
			t.Errorf("%q: %v", header, err)
			continue
		}
		if c := m.Columns()[0]; c.Slip != meant || c.Use != columns.Attribute || c.How != columns.Unknown {
			t.Errorf("%q: %+v, want a slip of %s", header, c, meant)
		}
	}
}

// TestInvisible: invisible characters in a header do not matter.
func TestInvisible(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]columns.Column{
		"\ufeffattributes.plan ": {Use: columns.Attribute, Field: "attributes.plan ", How: columns.Recognised},
		"\ufeff_row":             {Use: columns.Ignored},
		"\ufeff":                 {Use: columns.Ignored},
		"\u200b\u00a0":           {Use: columns.Ignored},
		"em\u200bail\u00a0":      {Use: columns.Written, Field: "email", How: columns.Recognised},
	} {
		want.Header = header
		m, err := columns.Map([]string{header}, nil)
		if err != nil {
			t.Fatal(err)
		}
		c := m.Columns()[0]
		if got := (columns.Column{Header: c.Header, Use: c.Use, Field: c.Field, How: c.How}); got != want {
			t.Errorf("%q: %+v", header, got)
		}
	}
}

// TestConflicts: the fix for two columns of one field works, and does not touch the user's own
// assignment.
func TestConflicts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header, assignments []string
		fix                 string
	}{
		{[]string{"Phone", "Mobile"}, nil, `--map "Phone=attributes.Phone"`},
		{[]string{"Phone", "Mobile"}, []string{"Mobile=phone"}, `--map "Phone=attributes.Phone"`},
		{[]string{"Mobile", "Phone"}, []string{"Mobile=phone"}, `--map "Phone=attributes.Phone"`},
		{[]string{"plan", "attributes.plan"}, nil, `--map "attributes.plan=-" leaves it out`},
		{[]string{"name", "v"}, []string{"v=firstName"}, `--map "name=attributes.name"`},
		{[]string{"x", "x"}, nil, "give one of them another name"},
		{[]string{"First Name", "Given Name"}, nil, `choose one: --map "Given Name=attributes.Given Name"`},
		{[]string{"a", "b"}, []string{"a=firstName", "b=firstName"}, `--map "a,b=firstName" joins them`},
		{[]string{"a", "b"}, []string{"a=phone", "b=phone"}, `--map "a,b=phone" takes the first one that is filled`},
	} {
		_, err := columns.Map(test.header, test.assignments)
		e, ok := errors.AsType[*columns.Error](err)
		if !ok || len(e.Problems) != 1 || !strings.Contains(e.Problems[0].Fix, test.fix) {
			t.Errorf("%q %q: %+v", test.header, test.assignments, e)
		}
	}
}

// TestAssignExact: a header that matches to the letter wins over one that is only spelled alike.
func TestAssignExact(t *testing.T) {
	t.Parallel()
	m, err := columns.Map([]string{"a", "A=b"}, []string{"A=b=email"})
	if err != nil || m.Columns()[0].Use != columns.Attribute || m.Columns()[1].Field != "email" {
		t.Errorf("%+v, %v", m, err)
	}
}

// TestLongPrefixed: a column of an export is read back, however long its key is.
func TestLongPrefixed(t *testing.T) {
	t.Parallel()
	header := "attributes." + strings.Repeat("k", 300)
	if m, err := columns.Map([]string{header}, nil); err != nil || m.Columns()[0].Field != header {
		t.Error(m, err)
	}
}

// TestOneLine: no message steers a terminal, whatever the header holds.
func TestOneLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"email", "emial", "Mobile", "phone", "attributes.", "attribute.",
			"\x1b[2J", "\u202e", "\n", "x", "=", ""})
		header := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(word, 0, 4), func(w []string) string { return strings.Join(w, "") }), 1, 4)
		_, err := columns.Map(header.Draw(t, "header"), header.Draw(t, "assignments"))
		e, ok := errors.AsType[*columns.Error](err)
		if !ok {
			return
		}
		for _, text := range []string{e.Error(), strings.ReplaceAll(e.Remedy(), "\n  fix: ", "; ")} {
			if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
				t.Fatalf("%q", text)
			}
		}
	})
}

// TestRowWhole: a row of base cells comes back with the writable cells, and is not changed.
func TestRowWhole(t *testing.T) {
	t.Parallel()
	m, err := columns.Map(lead.BaseColumns(), nil)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var cells lead.Base
		for i := range cells {
			cells[i] = rapid.String().Draw(t, "cell")
		}
		var in, want lead.Row
		in.Base = cells
		kept := cells
		clear(kept[len(columns.Writable()):])
		want.Base = kept
		if got := m.Row(&in, nil); got.Base != want.Base || got.Dynamic != nil || in.Base != cells {
			t.Fatalf("%+v", got)
		}
	})
}
