package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

func start(t *testing.T, o sandbox.Options) *sandbox.Server {
	t.Helper()
	s, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends one request through a door and returns status and body; a dropped connection has status 0.
func ask(t *testing.T, door http.RoundTripper, base, method, path, token, body string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(map[string]string{"GET": "x-bot-token", "PUT": "x-bp-token"}[method], token)
	resp, err := door.RoundTrip(r)
	if err != nil {
		return 0, err.Error(), nil
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, "broken off", resp.Header
	}
	return resp.StatusCode, string(text), resp.Header
}

func list(page int) string {
	return fmt.Sprintf("/inbox/direct/chats?botId=%s&customerId=%s&type=lead&page=%d", sandbox.DefaultBotID, sandbox.DefaultCustomerID, page)
}

func put(fields string) string {
	return fmt.Sprintf(`{"botId":%q,"customerId":%q,%s}`, sandbox.DefaultBotID, sandbox.DefaultCustomerID, fields)
}

const base, good = "http://127.0.0.1", sandbox.DefaultToken

func TestDocumentedAnswers(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 3})
	for name, tc := range map[string]struct {
		method, path, token, body string
		status                    int
		has                       string
	}{
		"page":         {"GET", list(1), good, "", 200, `{"success":true,"message":"ok","code":200,"data":[{"_id":`},
		"no token":     {"GET", list(1), "", "", 401, `"success":false`},
		"wrong token":  {"PUT", "/inbox/direct/lead", "x", put(`"uuid":"u"`), 401, `"code":401`},
		"page 0":       {"GET", list(0), good, "", 400, `"code":400`},
		"no page":      {"GET", strings.TrimSuffix(list(0), "&page=0"), good, "", 400, "page is required"},
		"wrong type":   {"GET", strings.Replace(list(1), "type=lead", "type=x", 1), good, "", 400, "type must be"},
		"wrong bot":    {"GET", strings.Replace(list(1), "botId=", "botId=x", 1), good, "", 400, "no such bot"},
		"other path":   {"GET", "/other", good, "", 404, `"success":false`},
		"other method": {"PUT", list(1), good, "", 405, `"success":false`},
		"upsert":       {"PUT", "/inbox/direct/lead", good, put(`"uuid":"new","name":"N"`), 200, `{"success":true,"message":"ok","code":200}`},
		"no uuid":      {"PUT", "/inbox/direct/lead", good, put(`"name":"N"`), 400, "uuid is required"},
		"bad status":   {"PUT", "/inbox/direct/lead", good, put(`"uuid":"u","status":"open"`), 400, "DEPENDANCY"},
		"no json":      {"PUT", "/inbox/direct/lead", good, "x", 400, "not a JSON object"},
	} {
		status, body, _ := ask(t, s.Transport(), base, tc.method, tc.path, tc.token, tc.body)
		if status != tc.status || !strings.Contains(body, tc.has) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if s.Count("lead") != 4 {
		t.Errorf("%d leads", s.Count("lead"))
	}
}

func TestUpsertModes(t *testing.T) {
	t.Parallel()
	const both = `{"uuid":"u1","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z","profile":{"notes":[{"title":"a","description":"b","_id":"1"}],"userDetails":{"name":"Old","contact":{"email":"old@example.org","phone":{"number":"1","prefix":"49"}},"tags":["x","y"],"attributes":[{"key":"k","value":"1"},{"key":"l","value":"2"}]}}}`
	arrays := `"uuid":"u1","tags":["y","z"],"attributes":[{"key":"k","value":"9"}],"notes":[{"title":"n","description":"m"}]`
	texts := `"uuid":"u1","tags":"y,z","attributes":"[{\"key\":\"k\",\"value\":\"9\"}]","notes":"[{\"title\":\"n\",\"description\":\"m\"}]"`
	for name, tc := range map[string]struct {
		o      sandbox.Options
		body   string
		status int
		want   map[string]string // path -> JSON
	}{
		"replace arrays":     {sandbox.Options{}, arrays, 200, map[string]string{"tags": `["y","z"]`, "attributes": `[{"key":"k","value":"9"}]`, "titles": `["n"]`}},
		"replace texts":      {sandbox.Options{}, texts, 200, map[string]string{"tags": `["y","z"]`, "attributes": `[{"key":"k","value":"9"}]`, "titles": `["n"]`}},
		"merge arrays":       {sandbox.Options{Put: "merge"}, arrays, 200, map[string]string{"tags": `["x","y","z"]`, "attributes": `[{"key":"k","value":"9"},{"key":"l","value":"2"}]`, "titles": `["a","n"]`}},
		"merge texts":        {sandbox.Options{Put: "merge"}, texts, 200, map[string]string{"tags": `["x","y","z"]`, "titles": `["a","n"]`}},
		"texts refused":      {sandbox.Options{Body: "arrays"}, texts, 400, map[string]string{"tags": `["x","y"]`}},
		"arrays refused":     {sandbox.Options{Body: "strings"}, arrays, 400, map[string]string{"tags": `["x","y"]`}},
		"plain note":         {sandbox.Options{}, `"uuid":"u1","notes":"just text"`, 200, map[string]string{"titles": `[""]`}},
		"empty clears":       {sandbox.Options{}, `"uuid":"u1","name":"","tags":""`, 200, map[string]string{"name": `""`, "tags": `[]`}},
		"empty is ignored":   {sandbox.Options{Empty: "ignore"}, `"uuid":"u1","name":"","tags":""`, 200, map[string]string{"name": `"Old"`, "tags": `["x","y"]`}},
		"empty is rejected":  {sandbox.Options{Empty: "reject"}, `"uuid":"u1","name":""`, 400, map[string]string{"name": `"Old"`}},
		"dial code":          {sandbox.Options{}, `"uuid":"u1","dialCode":"+91","phone":"2"`, 200, map[string]string{"prefix": `"91"`, "number": `"2"`}},
		"touch":              {sandbox.Options{}, `"uuid":"u1","name":"N"`, 200, map[string]string{"updatedAt": `"2026-11-02T03:04:05.000Z"`}},
		"no touch":           {sandbox.Options{Touch: "no"}, `"uuid":"u1","name":"N"`, 200, map[string]string{"updatedAt": `"2026-01-01T00:00:00.000Z"`, "name": `"N"`}},
		"nothing else moves": {sandbox.Options{}, `"uuid":"u1","city":"X","foo":1`, 200, map[string]string{"name": `"Old"`, "city": `null`}},
	} {
		t.Run(name, func(t *testing.T) {
			tc.o.Records = []json.RawMessage{json.RawMessage(both)}
			tc.o.Now = func() time.Time { return time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC) }
			s := start(t, tc.o)
			if status, body, _ := ask(t, s.Transport(), base, "PUT", "/inbox/direct/lead", good, put(tc.body)); status != tc.status {
				t.Fatalf("%d %s", status, body)
			}
			raw, _ := s.Lookup("u1")
			for path, want := range tc.want {
				if got := at(t, raw, path); got != want {
					t.Errorf("%s is %s, want %s", path, got, want)
				}
			}
		})
	}
}

// at returns a part of a record as JSON.
func at(t *testing.T, raw []byte, path string) string {
	t.Helper()
	var r struct {
		UpdatedAt any `json:"updatedAt"`
		Profile   struct {
			Notes   []struct{ Title any }
			Details struct {
				Name, City       any
				Tags, Attributes any
				Contact          struct{ Phone struct{ Number, Prefix any } }
			} `json:"userDetails"`
		}
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	titles := []any{}
	for _, n := range r.Profile.Notes {
		titles = append(titles, n.Title)
	}
	d := r.Profile.Details
	b, err := json.Marshal(map[string]any{"updatedAt": r.UpdatedAt, "titles": titles, "name": d.Name, "city": d.City, "tags": d.Tags, "attributes": d.Attributes,
		"number": d.Contact.Phone.Number, "prefix": d.Contact.Phone.Prefix}[path])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestUnknownUUID(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string][2]int{"accept": {200, 1}, "reject": {400, 0}, "swallow": {200, 0}} {
		s := start(t, sandbox.Options{UnknownUUID: mode})
		status, _, _ := ask(t, s.Transport(), base, "PUT", "/inbox/direct/lead", good, put(`"uuid":"u","name":"N"`))
		if got := [2]int{status, s.Count("lead")}; got != want || s.Ledger()[0].Applied != (want[1] == 1) {
			t.Errorf("%s: %v, ledger %+v", mode, got, s.Ledger()[0])
		}
	}
}

func TestEnds(t *testing.T) {
	t.Parallel()
	for end, want := range map[string]string{"empty": `"data":[]}`, "null": `"data":null}`, "missing": `"code":200}`, "404": `"code":404}`, "400": `"code":400}`} {
		s := start(t, sandbox.Options{Leads: 10, PageSize: 4, End: end})
		if _, body, _ := ask(t, s.Transport(), base, "GET", list(4), good, ""); !strings.HasSuffix(body, want) {
			t.Errorf("%s: %s", end, body)
		}
	}
	for end, page := range map[string]int{"repeat": 3, "first": 1} {
		s := start(t, sandbox.Options{Leads: 10, PageSize: 4, End: end})
		_, want, _ := ask(t, s.Transport(), base, "GET", list(page), good, "")
		if _, body, _ := ask(t, s.Transport(), base, "GET", list(99), good, ""); body != want {
			t.Errorf("%s: %s", end, body)
		}
	}
}

func TestOrderAndSeed(t *testing.T) {
	t.Parallel()
	for order, key := range map[string]string{"newest": "createdAt", "oldest": "createdAt", "updated": "updatedAt"} {
		o := sandbox.Options{Leads: 500, Order: order, Seed: 5}
		s := start(t, o)
		var last string
		for i, raw := range s.All("lead") {
			var r map[string]any
			if err := json.Unmarshal(raw, &r); err != nil {
				t.Fatal(err)
			}
			now := r[key].(string)
			if i > 0 && (order == "oldest") != (now > last) && now != last {
				t.Fatalf("%s: %s after %s", order, now, last)
			}
			last = now
		}
		if !reflect.DeepEqual(s.All("lead"), start(t, o).All("lead")) {
			t.Errorf("%s: the same seed makes other leads", order)
		}
	}
}

func TestFaultsThroughBothDoors(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{"500": "500 ", "408": "408 ", "429": "429 ", "reset": "0 ", "reset-after": "0 ", "cut": "200 broken off",
		"html": "200 <html>", "false": `200 {"success":false`, "redirect": "302 ", "duplicate": "200 {"} {
		s := start(t, sandbox.Options{Leads: 5, Faults: []sandbox.Fault{{Kind: kind, Percent: 100}}})
		web := httptest.NewServer(s)
		for door, to := range map[string]struct {
			t    http.RoundTripper
			base string
		}{"memory": {s.Transport(), base}, "socket": {web.Client().Transport, web.URL}} {
			status, body, _ := ask(t, to.t, to.base, "GET", list(1), good, "")
			if got := fmt.Sprintf("%d %s", status, body); !strings.HasPrefix(got, want) {
				t.Errorf("%s %s: %.60s", door, kind, got)
			}
			if n := strings.Count(body, `"uuid":`); kind == "duplicate" && n != 6 {
				t.Errorf("%s: %d records", door, n)
			}
		}
		web.Close()
	}
}

func TestLimitHints(t *testing.T) {
	t.Parallel()
	for hint, header := range map[string]string{"seconds": "Retry-After", "date": "Retry-After", "ratelimit": "Ratelimit", "x-ratelimit": "X-Ratelimit-Reset", "none": "", "body": ""} {
		l, err := sandbox.ParseLimit("1/m,burst=2,hint=" + hint)
		if err != nil {
			t.Fatal(err)
		}
		s := start(t, sandbox.Options{Limit: l})
		for n := range 3 {
			status, body, h := ask(t, s.Transport(), base, "GET", list(1), good, "")
			throttled := status == 429 || strings.Contains(body, `"code":429`)
			if throttled != (n == 2) || throttled && header != "" && h.Get(header) == "" {
				t.Errorf("%s, request %d: %d %s %v", hint, n, status, body, h)
			}
		}
	}
}

func TestLatencyPassesOnAFakeClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sandbox.Options{Leads: 1, Latency: time.Hour})
		began := time.Now()
		if status, _, _ := ask(t, s.Transport(), base, "GET", list(1), good, ""); status != 200 || time.Since(began) != time.Hour {
			t.Error(status, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, "GET", base+list(1), nil)
		if _, err := s.Transport().RoundTrip(r); err == nil || time.Since(began) != time.Hour+time.Minute {
			t.Error(err, time.Since(began))
		}
	})
}

func TestChurnChangesTheListing(t *testing.T) {
	t.Parallel()
	churn, err := sandbox.ParseChurn("insert=1,bump=2,delete=0.5")
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range []string{"newest", "oldest", "updated"} {
		s := start(t, sandbox.Options{Leads: 200, Order: order, Churn: churn})
		for range 100 {
			ask(t, s.Transport(), base, "GET", list(1), good, "")
		}
		if n := s.Count("lead"); n < 230 || n > 270 {
			t.Errorf("%s: %d leads", order, n)
		}
		seen := map[string]bool{}
		for _, raw := range s.All("lead") {
			if seen[string(raw)] {
				t.Errorf("%s: a lead is listed twice", order)
			}
			seen[string(raw)] = true
		}
	}
}

func TestStrangeLeadsAreJSON(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 100, Strange: 50})
	for _, raw := range s.All("lead") {
		if !json.Valid(raw) {
			t.Errorf("%s", raw)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, o := range []sandbox.Options{{Put: "x"}, {Body: "x"}, {Empty: "x"}, {UnknownUUID: "x"}, {Touch: "x"}, {Order: "x"}, {End: "x"}, {Leads: -1},
		{PageSize: -1}, {Latency: -1}, {Faults: []sandbox.Fault{{Kind: "x"}}}, {Faults: []sandbox.Fault{{Kind: "500", Percent: 101}}}} {
		if _, err := sandbox.New(o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	for _, text := range []string{"", "x/s", "10/y", "10/s,hint=x", "10/s,burst=x", "concurrent=x", "-1/s"} {
		if _, err := sandbox.ParseLimit(text); err == nil {
			t.Errorf("limit %q is accepted", text)
		}
	}
	for _, text := range []string{"", "500", "x=1%", "500=x%", "500@x", "500=200%"} {
		if _, err := sandbox.ParseFault(text); err == nil {
			t.Errorf("fault %q is accepted", text)
		}
	}
	for _, text := range []string{"", "x=1", "insert=x", "insert=-1"} {
		if _, err := sandbox.ParseChurn(text); err == nil {
			t.Errorf("churn %q is accepted", text)
		}
	}
}
