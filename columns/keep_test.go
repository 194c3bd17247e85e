package columns_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/lead"
)

// TestPairs: the kept mapping of a header maps it as it was mapped.
func TestPairs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"Phone", "Mobile", "Doe, John", `"q"`, "a=b", "x", "First Name", "Surname", "Name", "email", "City", "_row",
			"IsDeleted", "MasterRecordId", "MobilePhone", `say "x", y`, "-"})
		header := rapid.SliceOfNDistinct(word, 1, 8, func(s string) string { return s }).Draw(t, "header")
		given := rapid.SampledFrom([][]string{nil, {"Phone,Mobile=phone"}, {`"Doe, John",x=name`}, {"x=-"}, {"x|Phone,Mobile=name"}, {"Phone|x=name"}}).Draw(t, "given")
		m, err := columns.Map(header, given)
		if err != nil {
			t.Skip()
		}
		var kept []string
		for _, p := range m.Pairs() {
			kept = append(kept, p.String())
		}
		again, err := columns.Map(header, kept)
		if err != nil {
			t.Fatalf("%q: %v", kept, err)
		}
		var in lead.Row
		for i, h := range header {
			cell := rapid.SampledFrom([]string{"", fmt.Sprint(i)}).Draw(t, "cell")
			if c, ok := lead.ColumnOf(h); ok {
				in.Base[c] = cell
			} else {
				in.Dynamic = append(in.Dynamic, lead.Cell{Column: h, Value: cell})
			}
		}
		want, got := m.Row(&in, nil), again.Row(&in, nil)
		if want.Base[lead.Name] == "" || got.Base[lead.Name] != "" { // the parts beside a blank whole name are not kept
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%q: %s", kept, diff)
			}
		}
	})
}

// TestCalledKept: what people call themselves makes up a blank name with the kept mapping, too.
func TestCalledKept(t *testing.T) {
	t.Parallel()
	header := []string{"Email", "First Name", "Last Name", "Display name"}
	m, err := columns.Map(header, nil)
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, p := range m.Pairs() {
		kept = append(kept, p.String())
	}
	if diff := cmp.Diff([]string{"Email=email", "First Name,Last Name|Display name=name"}, kept); diff != "" {
		t.Error(diff)
	}
	for cells, want := range map[string]string{"a@b.co,Ann,Lee,annie": "Ann Lee", "a@b.co,,,annie": "annie"} {
		if row := rowOf(t, header, strings.Split(cells, ","), kept...); row.Base[lead.Name] != want {
			t.Errorf("%s: %v", cells, row)
		}
	}
}

// TestMerge: what is given wins over what is kept, and an attribute that is not there is skipped.
func TestMerge(t *testing.T) {
	t.Parallel()
	kept := []columns.Pair{{Headers: "Phone,Mobile", Field: "phone"}, {Headers: "Gone", Field: "attributes.Gone"}, {Headers: "Old", Field: "-"}, {Headers: "E", Field: "email"}}
	got, err := columns.Merge([]string{"Phone", "Mobile", "E"}, kept, []string{"E=attributes.E"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"E=attributes.E", "Phone,Mobile=phone"}, got); diff != "" {
		t.Error(diff)
	}
	_, err = columns.Merge([]string{"Phone", "E"}, kept, nil)
	if err == nil || !strings.Contains(err.Error(), "takes phone from column Phone,Mobile, which this file does not have") {
		t.Error(err)
	}
}

// TestExported: the columns of an export are known by its names, and what cannot be imported is left out. A
// file need not have them, and what was kept before wins.
func TestExported(t *testing.T) {
	t.Parallel()
	names := map[string]string{"email": "Post", "createdAt": "Vom", "attributes.plan": "Tarif, alt"}
	kept := append([]columns.Pair{{Headers: "Nummer", Field: "phone"}}, columns.Exported([]string{"uuid", "email", "phone", "createdAt", "attributes.plan", "city"}, names)...)
	got, err := columns.Merge([]string{"Nummer", "Post", "Vom", "Tarif, alt", "city", "uuid"}, kept, []string{"uuid=attributes.u"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"uuid=attributes.u", "Nummer=phone", "Post=email", "Vom=-", "Tarif, alt=attributes.plan", "city=-"}, got); diff != "" {
		t.Error(diff)
	}
	if got, err := columns.Merge([]string{"Nummer"}, append(kept, columns.Pair{Headers: "Nummer", Field: "email"}), nil); err != nil || len(got) != 1 || got[0] != "Nummer=phone" {
		t.Error(got, err)
	}
}

// TestMapFlag: the flag is one line that a shell takes.
func TestMapFlag(t *testing.T) {
	t.Parallel()
	for want, headers := range map[string][]string{
		`--map "Mobile=phone"`:        {"Mobile"},
		`--map "Phone,Mobile=phone"`:  {"Phone", "Mobile"},
		`--map "a b=phone"`:           {"a\nb"},
		`--map '"Doe, John",x=phone'`: {"Doe, John", "x"},
		`--map '$5, it'\''s=phone'`:   {"$5, it's"},
	} {
		if got := columns.MapFlag(headers, "phone"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
