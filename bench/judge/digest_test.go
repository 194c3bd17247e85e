package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

const (
	records = `{"uuid":"u1","updatedAt":"2026","profile":{"userDetails":{"name":"=Ann",` +
		`"contact":{"email":"a@example.org","phone":{"number":"151","prefix":"49"}},` +
		`"attributes":[{"key":"plan","value":"pro"},{"key":"none","value":""}]}}}
{"uuid":"u2","updatedAt":"2025","profile":{"userDetails":{"name":"'=Bob"}}}
`
	guardedCSV = "name,uuid,email,dialCode,phone,updatedAt,attributes.plan\n" +
		"''=Bob,u2,,,,2025,\n" +
		"'=Ann,u1,a@example.org,+49,151,2026,pro\n"
)

func digestOf(t *testing.T, fields string, add func(*digester) error) string {
	t.Helper()
	d := &digester{fields: strings.Split(fields, ",")}
	if err := add(d); err != nil {
		t.Fatal(err)
	}
	return d.String()
}

// TestDigestsAgree: the same leads have one digest, in either form and order, and one changed cell
// makes another.
func TestDigestsAgree(t *testing.T) {
	t.Parallel()
	const fields = "uuid,name,email,phone,number,updatedAt,attributes"
	fromCSV := func(text string, guarded bool) string {
		return digestOf(t, fields, func(d *digester) error { return d.addCSV(strings.NewReader(text), guarded) })
	}
	want := digestOf(t, fields, func(d *digester) error { return d.addRecords(strings.NewReader(records)) })
	if got := fromCSV(guardedCSV, true); got != want {
		t.Errorf("CSV %s, records %s", got, want)
	}
	for _, other := range []string{
		fromCSV(guardedCSV, false),
		fromCSV(strings.Replace(guardedCSV, "pro", "free", 1), true),
		fromCSV(strings.Replace(guardedCSV, "a@example.org", "b@example.org", 1), true),
		fromCSV(strings.Join(strings.SplitAfter(guardedCSV, "\n")[:2], ""), true),
	} {
		if other == want {
			t.Errorf("other leads have the digest %s, too", other)
		}
	}
}

// TestDigestOfListing: the listing of a server has the digest of its records.
func TestDigestOfListing(t *testing.T) {
	server, err := sandbox.New(sandbox.Options{Leads: 1234})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.Handler(server))
	defer web.Close()
	for name, value := range map[string]string{
		"BASE_URL": web.URL, "TOKEN": sandbox.DefaultToken,
		"BOT_ID": sandbox.DefaultBotID, "CUSTOMER_ID": sandbox.DefaultCustomerID,
	} {
		t.Setenv("CONVERTALK_"+name, value)
	}
	var text strings.Builder
	for _, record := range server.All("lead") {
		text.Write(append(record, '\n'))
	}
	const fields = "uuid,name,attributes"
	want := digestOf(t, fields, func(d *digester) error { return d.addRecords(strings.NewReader(text.String())) })
	got := digestOf(t, fields, (*digester).addListing)
	if got != want || !strings.HasPrefix(got, "1234 leads ") {
		t.Errorf("the listing has %s, the records have %s", got, want)
	}
}
