package check_test

import (
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/lead"
)

// TestNested: what is a list or an object of JSON is read where it is clear, and never stored as it is.
func TestNested(t *testing.T) {
	t.Parallel()
	type cells [3]string // name, email, phone
	rejected := cells{"rejected"}
	for in, want := range map[cells]cells{
		{`{"first":"Ann","last":"Lee"}`, "a@x.com"}:          {"Ann Lee", "a@x.com"},
		{`{"family":"Lee","given":"Ann"}`, "a@x.com"}:        {"Ann Lee", "a@x.com"},
		{`{"Nachname":"Lee","Vorname":"Ann"}`, "a@x.com"}:    {"Ann Lee", "a@x.com"},
		{`["Ann"]`, `["a@x.com"]`, `[]`}:                     {"Ann", "a@x.com"},
		{`{}`, `["a@x.com","b@x.com"]`, `["+919876543210"]`}: {"", "a@x.com", "9876543210"},
		{`Ann`, `[{"value":"b@x.com","label":"home"},{"value":"a@x.com","primary":true}]`, `[{"value":"+919876543210","type":"mobile"}]`}: {"Ann", "a@x.com", "9876543210"},
		{`Ann`, `[{"email":"a@x.com","type":"office"}]`, `[{"phone":"+919876543210"}]`}:                                                   {"Ann", "a@x.com", "9876543210"},
		{`Ann`, `[{"value":"a@x.com","email":"b@x.com"}]`}:                                                                                rejected,
		{`Ann`, `[{"mail":"a@x.com"}]`}:                                   rejected,
		{`[Ann]`, "a@x.com"}:                                              {"[Ann]", "a@x.com"},
		{`{"x":"Ann"}`, "a@x.com"}:                                        rejected,
		{`["Ann","Lee"]`, "a@x.com"}:                                      rejected,
		{`Ann`, `{"address":"a@x.com"}`}:                                  rejected,
		{`{"first":"Ann","last":"Lee","age":{"years":7}}`, `["a@x.com"]`}: rejected,
	} {
		var quoted []string
		for _, cell := range in {
			quoted = append(quoted, `"`+strings.ReplaceAll(cell, `"`, `""`)+`"`)
		}
		one := rows(t, checked(t, "name,email,phone\n"+strings.Join(quoted, ",")+"\n", options(t), nil))[0]
		got := cells{one.Cells.Base[lead.Name], one.Cells.Base[lead.Email], one.Cells.Base[lead.Phone]}
		if one.Outcome == row.Rejected {
			got = rejected
		}
		if got != want {
			t.Errorf("%q: %q, %+v; want %q", in, got, one.Problems, want)
		}
	}
}
