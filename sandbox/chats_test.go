package sandbox_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

func TestEnd(t *testing.T) {
	t.Parallel()
	for end, want := range map[string]struct {
		status int
		text   string // "" = a page of records
		page   int    // the page that comes again
	}{
		"":        {status: 200, text: `{"success":true,"message":"ok","code":200,"data":[]}`},
		"null":    {status: 200, text: `{"success":true,"message":"ok","code":200,"data":null}`},
		"missing": {status: 200, text: `{"success":true,"message":"ok","code":200}`},
		"repeat":  {status: 200, page: 3},
		"first":   {status: 200, page: 1},
		"404":     {status: 404, text: `{"success":false,"message":"no such page","code":404}`},
		"400":     {status: 400, text: `{"success":false,"message":"no such page","code":400}`},
	} {
		t.Run("end="+end, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Options{Leads: 25, PageSize: 10, End: end})
			if e := read(t, s, "lead", 3); len(e.Data) != 5 {
				t.Errorf("the last page has %d", len(e.Data))
			}
			for _, page := range []int{4, 99} {
				e := read(t, s, "lead", page)
				if e.status != want.status || want.text != "" && e.text != want.text {
					t.Errorf("page %d: %d %s", page, e.status, e.text)
				}
				if want.page > 0 && !equal(e.Data, read(t, s, "lead", want.page).Data) {
					t.Errorf("page %d is not page %d", page, want.page)
				}
			}
			if e := read(t, s, "non-lead", 1); e.status != 200 || len(e.Data) != 0 {
				t.Errorf("page 1 of nothing: %s", e.text)
			}
		})
	}
}

// walk reads all pages.
func walk(t *testing.T, s *sandbox.Server) (all []json.RawMessage) {
	t.Helper()
	for page := 1; ; page++ {
		e := read(t, s, "lead", page)
		if len(e.Data) == 0 {
			return all
		}
		all = append(all, e.Data...)
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	for order, key := range map[string]func(chat) string{
		"newest":  func(c chat) string { return c.CreatedAt + c.ID },
		"oldest":  func(c chat) string { return c.CreatedAt + c.ID },
		"updated": func(c chat) string { return c.UpdatedAt },
	} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			s := start(t, sandbox.Options{Leads: 333, Order: order})
			s.Insert()
			bumped := s.Insert()
			var first chat
			decode(t, s.All("lead")[100], &first)
			s.Bump(first.UUID)
			s.Bump(bumped)
			write(t, s, `"uuid":"u1"`)
			var keys []string
			all := walk(t, s)
			for _, raw := range all {
				var c chat
				decode(t, raw, &c)
				keys = append(keys, key(c))
			}
			if order != "oldest" {
				slices.Reverse(keys)
			}
			if !slices.IsSorted(keys) || len(keys) != 336 || !equal(all, s.All("lead")) {
				t.Errorf("%d leads, not in order", len(keys))
			}
			if !s.Delete(first.UUID) || s.Delete(first.UUID) || s.Bump(first.UUID) || s.Count("lead") != 335 {
				t.Error("a deleted lead is still there")
			}
		})
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	o := sandbox.Options{Leads: 200, NonLeads: 20, Strange: 60, Seed: 7, Churn: sandbox.Churn{Bump: 1, Delete: 1}, Faults: []sandbox.Fault{{Kind: "500", Percent: 30}}}
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	o.Now = func() time.Time { return now }
	run := func() (all []json.RawMessage, faults string) {
		s := start(t, o)
		for range 20 {
			read(t, s, "lead", 1)
		}
		for _, e := range s.Ledger() {
			faults += e.Fault + ","
		}
		return append(s.All("lead"), s.All("non-lead")...), faults
	}
	a, faultsA := run()
	b, faultsB := run()
	if !equal(a, b) || faultsA != faultsB {
		t.Error("one seed, two worlds")
	}
	o.Seed = 8
	if c, _ := run(); equal(a, c) {
		t.Error("two seeds, one world")
	}
}

func TestBelievable(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Believable())
	uuids, size, guarded, keys := map[string]bool{}, 0, 0, map[string]bool{}
	for _, raw := range s.All("lead") {
		var c chat
		decode(t, raw, &c)
		uuids[c.UUID] = true
		size += len(raw)
		created, err := time.Parse(time.RFC3339, c.CreatedAt)
		second, err2 := hex.DecodeString(c.ID[:8])
		if err != nil || err2 != nil || len(c.ID) != 24 || fmt.Sprintf("%08x", created.Unix()) != c.ID[:8] {
			t.Fatalf("%s and %s (%x) do not agree", c.ID, c.CreatedAt, second)
		}
		if got := lookup(t, s, c.UUID); got.ID != c.ID {
			t.Fatalf("%s is found as %s", c.UUID, got.ID)
		}
		if c.UpdatedAt < c.CreatedAt || c.UpdatedAt > "2026-11-01T" || len(c.UUID) != 36 || c.UUID[14] != '4' {
			t.Fatalf("%s", raw)
		}
		for _, a := range c.Profile.UserDetails.Attributes {
			keys[a.Key] = true
		}
		if n := len(c.Profile.UserDetails.Attributes); n < 2 || n > 6 || c.Profile.UserDetails.Contact.Email == "" {
			t.Fatalf("%s", raw)
		}
		if name := c.Profile.UserDetails.Name; strings.ContainsAny(name[:1], "=+-@") {
			guarded++
		}
	}
	mean := size / len(uuids)
	if len(uuids) != 2500 || s.Count("non-lead") != 400 || mean < 1000 || mean > 1300 || guarded < 10 || len(keys) < 15 {
		t.Errorf("%d leads of %d bytes, %d to guard, %d keys", len(uuids), mean, guarded, len(keys))
	}
}

func TestStrange(t *testing.T) {
	t.Parallel()
	plain, odd := start(t, sandbox.Options{Leads: 600}), start(t, sandbox.Options{Leads: 600, Strange: 120})
	a, b := plain.All("lead"), odd.All("lead")
	differ, text := 0, ""
	if len(a) != len(b) {
		t.Fatal(len(a), len(b))
	}
	for i := range a {
		if !json.Valid(b[i]) {
			t.Fatalf("%s", b[i])
		}
		if string(a[i]) != string(b[i]) {
			differ++
			text += string(b[i])
		}
	}
	if differ != 120 {
		t.Errorf("%d strange leads", differ)
	}
	for _, part := range []string{
		`:4155550142`, `9007199254740993`, `12345678901234567890`, `"tags":null`, `"profile":null`, `1e400`, `-0.0`, `\ud83d surr`, `"\u0061bc`, `"WAITING"`,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("no lead with %s", part)
		}
	}
}

func TestRecords(t *testing.T) {
	t.Parallel()
	raw := json.RawMessage("{ \"uuid\" : \"u1\",\n \"x\": 1.50, \"\\u0079\": \"\\ud800\", \"createdAt\": \"2030-01-01T00:00:00.000Z\" }")
	s := start(t, sandbox.Options{Leads: 5, Records: []json.RawMessage{raw, []byte(`{}`)}})
	if got := read(t, s, "lead", 1).Data; len(got) != 7 || string(got[0]) != string(raw) {
		t.Errorf("%d leads, the first is %s", len(got), got[0])
	}
	write(t, s, `"uuid":"u1","name":"N"`)
	got, _ := s.Lookup("u1")
	if !strings.HasPrefix(string(got), `{"uuid":"u1","x":1.50,"\u0079":"\ud800","createdAt":`) {
		t.Errorf("a write changed what it does not know: %s", got)
	}
}

func TestChurn(t *testing.T) {
	t.Parallel()
	churn, err := sandbox.ParseChurn("insert=1.5, bump=2,delete=0.5")
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range []string{"newest", "oldest", "updated"} {
		s := start(t, sandbox.Options{Leads: 500, Order: order, Churn: churn})
		for range 40 {
			if e := read(t, s, "lead", 1); len(e.Data) != 50 {
				t.Fatalf("%s: %d on page 1", order, len(e.Data))
			}
		}
		if n := s.Count("lead"); n < 525 || n > 555 || len(s.Ledger()) != 40 {
			t.Errorf("%s: %d leads, %d requests", order, n, len(s.Ledger()))
		}
		compare := map[string]func(a, b chat) int{
			"newest":  func(a, b chat) int { return strings.Compare(b.CreatedAt, a.CreatedAt) },
			"oldest":  func(a, b chat) int { return strings.Compare(a.CreatedAt, b.CreatedAt) },
			"updated": func(a, b chat) int { return strings.Compare(b.UpdatedAt, a.UpdatedAt) },
		}[order]
		var all []chat
		for _, raw := range s.All("lead") {
			var c chat
			decode(t, raw, &c)
			all = append(all, c)
		}
		if !slices.IsSortedFunc(all, compare) {
			t.Errorf("%s: out of order", order)
		}
	}
	for _, bad := range []string{"", "x=1", "insert=x", "bump=-1", "bump=NaN"} {
		if _, err := sandbox.ParseChurn(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

// TestListingsThatFool: each switch does what it says, and no more.
func TestListingsThatFool(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	uuids := func(s *sandbox.Server, page int) (uuids []string, header http.Header) {
		t.Helper()
		w := httptest.NewRecorder()
		url := fmt.Sprintf("/inbox/direct/chats?botId=%s&customerId=%s&page=%d&type=lead", sandbox.DefaultBotID, sandbox.DefaultCustomerID, page)
		r := httptest.NewRequest(http.MethodGet, url, nil)
		r.Header.Set("x-bot-token", sandbox.DefaultToken)
		s.ServeHTTP(w, r)
		var body struct {
			Data []struct{ UUID, UpdatedAt string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		for _, d := range body.Data {
			uuids = append(uuids, d.UUID)
		}
		return uuids, w.Header()
	}
	server := func(o sandbox.Options) *sandbox.Server {
		t.Helper()
		o.Leads, o.PageSize, o.Now = 20, 5, clock
		s, err := sandbox.New(o)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	calm := server(sandbox.Options{})
	first, _ := uuids(calm, 1)
	second, _ := uuids(calm, 2)
	if got, _ := uuids(server(sandbox.Options{Ties: 1}), 2); got[0] != first[4] || !slices.Equal(got[1:], second[1:]) {
		t.Errorf("ties: %v", got)
	}
	if got, _ := uuids(server(sandbox.Options{Cap: 7}), 2); !slices.Equal(got, second[:2]) {
		t.Errorf("cap: %v", got)
	}
	skewed := server(sandbox.Options{ClockSkew: time.Hour})
	raw, _ := skewed.Lookup(skewed.Insert())
	if !strings.Contains(string(raw), `"createdAt":"2026-11-30T23:00:00.000Z"`) {
		t.Errorf("clock skew: %s", raw)
	}
	stale := server(sandbox.Options{Stale: time.Minute})
	_, fresh := uuids(stale, 1)
	stale.Insert()
	now = now.Add(40 * time.Second)
	again, header := uuids(stale, 1)
	if !slices.Equal(again, first) || header.Get("Age") != "40" || header.Get("Date") != fresh.Get("Date") {
		t.Errorf("stale: %v", header)
	}
	now = now.Add(30 * time.Second)
	if later, _ := uuids(stale, 1); slices.Equal(later, first) {
		t.Error("an answer is kept for longer than a minute")
	}
}
