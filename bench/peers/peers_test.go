package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadferry/leadferry/sandbox"
)

func newTestAPI(t *testing.T, o sandbox.Options) (*sandbox.Server, *api) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	return server, &api{
		url: web.URL, token: sandbox.DefaultToken, botID: sandbox.DefaultBotID, customerID: sandbox.DefaultCustomerID,
		client: web.Client(),
	}
}

// TestExport: the yardstick writes every lead with its attributes, so that its time is comparable.
func TestExport(t *testing.T) {
	t.Parallel()
	server, api := newTestAPI(t, sandbox.Options{Leads: 120})
	name := filepath.Join(t.TempDir(), "leads.csv")
	writeSheet(name, readListing(api, 4))
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := server.All("lead")
	if len(lines) != len(all)+1 {
		t.Fatalf("%d lines for %d leads", len(lines), len(all))
	}
	for i, cells := range lines[1:] {
		row := map[string]string{}
		for j, column := range lines[0] {
			row[column] = cells[j]
		}
		var want record
		if err := json.Unmarshal(all[i], &want); err != nil {
			t.Fatal(err)
		}
		if row["uuid"] != want.UUID || row["name"] != want.Profile.Details.Name || row["id"] != want.ID {
			t.Errorf("lead %d is written as %v", i, row)
		}
		for _, a := range want.Profile.Details.Attributes {
			if row["attributes."+a.Key] != a.Value {
				t.Errorf("lead %d: attribute %s is %q, want %q", i, a.Key, row["attributes."+a.Key], a.Value)
			}
		}
	}
}

// TestImportBody: the yardstick sends a row as the API documents it.
func TestImportBody(t *testing.T) {
	t.Parallel()
	server, api := newTestAPI(t, sandbox.Options{})
	row := &sheetRow{UUID: "7e88d192-9b20-4035-9b68-d4ac3d58a34f", Name: "Ann", Tags: "vip, demo", Plan: "pro"}
	if err := api.put(api.body(row)); err != nil {
		t.Fatal(err)
	}
	const want = `{"uuid":"7e88d192-9b20-4035-9b68-d4ac3d58a34f","botId":"` + sandbox.DefaultBotID +
		`","customerId":"` + sandbox.DefaultCustomerID + `","name":"Ann","tags":"vip,demo",` +
		`"attributes":"[{\"key\":\"plan\",\"value\":\"pro\"}]"}`
	if got := string(server.Ledger()[0].Body); got != want {
		t.Errorf("sent %s\nwant %s", got, want)
	}
}
