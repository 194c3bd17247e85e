package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

func TestDocumentedAnswers(t *testing.T) {
	t.Parallel()
	for name, connect := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Options{Leads: 3, NonLeads: 2})
			base, c := connect(t, s)
			for kind, want := range map[string]int{"lead": 3, "non-lead": 2} {
				e := send(t, c, get(t, base, chatsURL(kind, 1)))
				if e.status != 200 || !e.Success || e.Message != "ok" || e.Code != 200 || len(e.Data) != want || !equal(e.Data, s.All(kind)) {
					t.Errorf("%s: %+v", kind, e)
				}
				if _, err := http.ParseTime(e.header.Get("Date")); err != nil {
					t.Error(err)
				}
			}
			if e := send(t, c, put(t, base, `"uuid":"u1","name":"New"`)); e.text != `{"success":true,"message":"ok","code":200}` {
				t.Error(e.text)
			}
			if got := lookup(t, s, "u1"); got.Profile.UserDetails.Name != "New" || got.Status != "OPEN" || s.Count("lead") != 4 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 3})
	c := client(s.Transport())
	ids := "botId=" + sandbox.DefaultBotID + "&customerId=" + sandbox.DefaultCustomerID
	wrong := func(r *http.Request) *http.Request { r.Header = http.Header{"X-Bot-Token": {"wrong"}}; return r }
	kind := func(r *http.Request, kind string) *http.Request { r.Header.Set("Content-Type", kind); return r }
	chats, lead := "http://h/inbox/direct/chats?", "http://h/inbox/direct/lead"
	bare := func(body string) *http.Request { return newRequest(t, http.MethodPut, lead, "x-bp-token", body) }
	for name, test := range map[string]struct {
		request *http.Request
		want    int
	}{
		"wrong token":        {wrong(get(t, "http://h", chatsURL("lead", 1))), 401},
		"the other's header": {newRequest(t, http.MethodGet, "http://h"+chatsURL("lead", 1), "x-bp-token", ""), 401},
		"write, no token":    {wrong(put(t, "http://h", `"uuid":"u"`)), 401},
		"no page":            {get(t, chats, ids+"&type=lead"), 400},
		"page 0":             {get(t, "http://h", chatsURL("lead", 0)), 400},
		"page -1":            {get(t, "http://h", chatsURL("lead", -1)), 400},
		"page one":           {get(t, "http://h", chatsURL("lead", "one")), 400},
		"page beyond int":    {get(t, "http://h", chatsURL("lead", "99999999999999999999")), 200},
		"no type":            {get(t, chats, ids+"&page=1"), 400},
		"odd type":           {get(t, "http://h", chatsURL("leads", 1)), 400},
		"no bot":             {get(t, chats, "customerId="+sandbox.DefaultCustomerID+"&page=1&type=lead"), 400},
		"another customer":   {get(t, chats, "botId="+sandbox.DefaultBotID+"&customerId=x&page=1&type=lead"), 400},
		"post":               {newRequest(t, http.MethodPost, "http://h"+chatsURL("lead", 1), "x-bot-token", ""), 405},
		"get a lead":         {newRequest(t, http.MethodGet, lead, "x-bp-token", ""), 405},
		"elsewhere":          {get(t, "http://h", "/inbox"), 404},
		"no JSON":            {bare(`{"uuid":`), 400},
		"an array":           {bare(`[]`), 400},
		"null":               {bare(`null`), 400},
		"no uuid":            {put(t, "http://h", `"name":"x"`), 400},
		"uuid a number":      {put(t, "http://h", `"uuid":7`), 400},
		"no IDs":             {bare(`{"uuid":"u"}`), 400},
		"status":             {put(t, "http://h", `"uuid":"u","status":"DEPENDENCY"`), 400},
		"name a number":      {put(t, "http://h", `"uuid":"u","name":7`), 400},
		"tags of numbers":    {put(t, "http://h", `"uuid":"u","tags":[1]`), 400},
		"tags an object":     {put(t, "http://h", `"uuid":"u","tags":{}`), 400},
		"attributes no JSON": {put(t, "http://h", `"uuid":"u","attributes":"plan=Pro"`), 400},
		"attribute, no key":  {put(t, "http://h", `"uuid":"u","attributes":[{"value":"x"}]`), 400},
		"a note's title":     {put(t, "http://h", `"uuid":"u","notes":[{"title":1,"description":"x"}]`), 400},
		"over 1 MiB":         {put(t, "http://h", `"uuid":"u","name":"`+strings.Repeat("x", 1<<20)+`"`), 413},
		"a form":             {kind(put(t, "http://h", `"uuid":"u"`), "application/x-www-form-urlencoded"), 400},
		"JSON, said so":      {kind(put(t, "http://h", `"uuid":"u","extra":[1]`), "application/json; charset=utf-8"), 200},
	} {
		t.Run(name, func(t *testing.T) {
			e := send(t, c, test.request)
			if e.status != test.want || e.Code != test.want || e.Success != (test.want == 200) || e.Message == "" {
				t.Errorf("%d %s, want %d", e.status, e.text, test.want)
			}
		})
	}
	if s.Count("lead") != 4 {
		t.Errorf("%d leads: a refused write was stored", s.Count("lead"))
	}
}

func TestOwnToken(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 1, Token: "t"})
	r := get(t, "http://h", chatsURL("lead", 1))
	r.Header.Set("X-Bot-Token", "t")
	if e := send(t, client(s.Transport()), r); e.status != 200 {
		t.Error(e.text)
	}
}

// TestKept: a server that is given what another one kept has the same chats, byte for byte, and goes on from
// there. What was refused is not kept, nor is a line that was cut off.
func TestKept(t *testing.T) {
	t.Parallel()
	var kept []byte
	o := sandbox.Options{Leads: 20, NonLeads: 3, Keep: func(line []byte) error {
		kept = append(kept, line...)
		return nil
	}}
	one := start(t, o)
	var known chat
	decode(t, one.All("lead")[0], &known)
	write(t, one, `"uuid":"u1","name":"x","notes":"a note"`)
	write(t, one, `"uuid":"`+known.UUID+`","tags":"a,b"`)
	write(t, one, `"uuid":"u2","status":"x"`)
	if n := bytes.Count(kept, []byte("\n")); n != 2 {
		t.Fatalf("%d lines are kept: %s", n, kept)
	}
	o.Keep, o.Kept = nil, append(slices.Clone(kept), `{"at":"20`...)
	other := start(t, o)
	if a, b := one.All("lead"), other.All("lead"); !equal(a, b) || len(a) != 21 {
		t.Errorf("%s\n%s", a, b)
	}
	o.Keep, o.Kept = func([]byte) error { return errors.New("full") }, nil
	if e := write(t, start(t, o), `"uuid":"u1","name":"x"`); e.status != 500 {
		t.Errorf("%+v", e)
	}
}

func TestLedger(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 120})
	read(t, s, "lead", 2)
	write(t, s, `"uuid":"u1","name":"x"`)
	write(t, s, `"uuid":"u1","status":"x"`)
	l := s.Ledger()
	if len(l) != 3 {
		t.Fatal(len(l))
	}
	if e := l[0]; e.Method != "GET" || e.Page != 2 || e.Type != "lead" || !e.HasToken || e.Status != 200 || !e.Applied || e.Done.Before(e.At) {
		t.Errorf("%+v", e)
	}
	if e := l[1]; e.Method != "PUT" || e.UUID != "u1" || e.Status != 200 || !e.Applied || !json.Valid(e.Body) {
		t.Errorf("%+v", e)
	}
	if e := l[2]; e.Status != 400 || e.Applied {
		t.Errorf("%+v", e)
	}
	if s.InFlightMax() != 1 {
		t.Error(s.InFlightMax())
	}
	alone := start(t, sandbox.Options{Leads: 120, Limit: sandbox.Limit{Concurrent: 1}})
	for i := range 100 { // who has the answer finds the request done
		read(t, alone, "lead", 1)
		if e := alone.Ledger()[i]; e.Limited || e.Done.IsZero() || alone.InFlightMax() != 1 {
			t.Fatalf("%+v, %d at once", e, alone.InFlightMax())
		}
	}
	quiet := start(t, sandbox.Options{NoLedger: true})
	if read(t, quiet, "lead", 1); len(quiet.Ledger()) != 0 || quiet.InFlightMax() != 1 {
		t.Error("NoLedger keeps a ledger, or does not count")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]sandbox.Options{
		"--put": {Put: "x"}, "--body": {Body: "x"}, "--empty": {Empty: "x"}, "--unknown-uuid": {UnknownUUID: "x"}, "--touch": {Touch: "x"},
		"--order": {Order: "x"}, "--end": {End: "x"}, "--leads": {Leads: -1}, "--strange": {Leads: 1, Strange: 2}, "--page-size": {PageSize: -1},
		"--latency": {Latency: -time.Second}, "--fault": {Faults: []sandbox.Fault{{Kind: "x"}}}, "--churn": {Churn: sandbox.Churn{Bump: -1}},
		"--limit": {Limit: sandbox.Limit{Rate: -1}}, "record 1": {Records: []json.RawMessage{[]byte(`[]`)}},
	} {
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := sandbox.New(o); err == nil {
			t.Errorf("%s: New took it", name)
		}
	}
	if err := sandbox.Believable().Validate(); err != nil {
		t.Error(err)
	}
}
