package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/sandbox"
)

// outcome is the result of one request for a client.
type outcome struct {
	status   int
	err      bool // no answer at all
	torn     bool // the body breaks off
	notJSON  bool
	success  bool
	location string
}

func try(t *testing.T, c *http.Client, r *http.Request) (o outcome) {
	t.Helper()
	resp, err := c.Do(r)
	if err != nil {
		return outcome{err: true}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a body that ends in %v", err)
	}
	var e envelope
	parsed := json.Unmarshal(body, &e) == nil
	return outcome{resp.StatusCode, false, err != nil, !parsed && err == nil, e.Success, resp.Header.Get("Location")}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	type want struct {
		outcome
		applied bool
	}
	tests := map[string]want{
		"reset":       {outcome{err: true}, false},
		"reset-after": {outcome{err: true}, true},
		"cut":         {outcome{status: 200, torn: true}, true},
		"html":        {outcome{status: 200, notJSON: true}, false},
		"false":       {outcome{status: 200}, false},
		"redirect":    {outcome{status: 302, location: "http://elsewhere.example/inbox/direct/chats"}, false},
		"duplicate":   {outcome{status: 200, success: true}, true},
	}
	for _, status := range []int{401, 408, 425, 429, 500, 502, 503, 504} {
		tests[strconv.Itoa(status)] = want{outcome{status: status}, false}
	}
	for kind, want := range tests {
		for name, connect := range transports {
			t.Run(kind+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := start(t, sandbox.Options{Leads: 60, Faults: []sandbox.Fault{{Kind: kind, Percent: 100}}})
				base, c := connect(t, s)
				if got := try(t, c, get(t, base, chatsURL("lead", 1))); got != want.outcome {
					t.Errorf("read: %+v", got)
				}
				if got := try(t, c, put(t, base, `"uuid":"u1","name":"x"`)); got != want.outcome {
					t.Errorf("write: %+v", got)
				}
				if _, stored := s.Lookup("u1"); stored != want.applied {
					t.Errorf("stored: %v", stored)
				}
				for _, e := range s.Ledger() {
					if e.Applied != want.applied || e.Status != want.status || e.Fault != kind && kind != "duplicate" {
						t.Errorf("%+v", e)
					}
				}
			})
		}
	}
}

func TestFaultOfOnePage(t *testing.T) {
	t.Parallel()
	fault, err := sandbox.ParseFault("500@2")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, sandbox.Options{Leads: 150, Faults: []sandbox.Fault{fault}})
	for page, want := range map[int]int{1: 200, 2: 500, 3: 200} {
		if e := read(t, s, "lead", page); e.status != want {
			t.Errorf("page %d: %d", page, e.status)
		}
	}
	if e := write(t, s, `"uuid":"u1"`); e.status != 200 {
		t.Error(e.text)
	}
}

// TestFaultOfSomeLeads: every write to the same leads fails, and no other.
func TestFaultOfSomeLeads(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 1, Faults: []sandbox.Fault{{Kind: "422", Percent: 100, Share: 7}}})
	bad := 0
	for i := range 700 {
		uuid := fmt.Sprintf(`"uuid":"u%d"`, i)
		first, second := write(t, s, uuid), write(t, s, uuid)
		if first.status != second.status {
			t.Fatalf("%s: %d, then %d", uuid, first.status, second.status)
		}
		if first.status == 422 {
			bad++
		}
	}
	if bad < 60 || bad > 140 {
		t.Errorf("%d of 700 leads fail", bad)
	}
	if e := read(t, s, "lead", 1); e.status != 200 {
		t.Error(e.status)
	}
}

func TestFaultFromThenOn(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 1, Faults: []sandbox.Fault{{Kind: "401", Percent: 100, After: 3}}})
	for i := range 6 {
		if e := read(t, s, "lead", 1); (e.status == 401) != (i >= 3) {
			t.Errorf("request %d: %d", i, e.status)
		}
	}
}

func TestFaultShare(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Faults: []sandbox.Fault{{Kind: "503", Percent: 10}, {Kind: "500", Percent: 10}}})
	for range 1000 {
		read(t, s, "lead", 1)
	}
	n := map[string]int{}
	for _, e := range s.Ledger() {
		n[e.Fault]++
	}
	if n["503"] < 70 || n["503"] > 130 || n["500"] < 60 || n["500"] > 120 {
		t.Error(n)
	}
}

func TestDuplicate(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 60, Faults: []sandbox.Fault{{Kind: "duplicate", Percent: 100}}})
	seen := map[string]bool{}
	e := read(t, s, "lead", 1)
	for _, raw := range e.Data {
		seen[string(raw)] = true
	}
	if len(e.Data) != 51 || len(seen) != 50 {
		t.Errorf("%d records, %d different", len(e.Data), len(seen))
	}
}

func TestSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sandbox.Options{Leads: 60, Faults: []sandbox.Fault{{Kind: "slow", Percent: 100}}})
		c, begin := client(s.Transport()), time.Now()
		resp, err := c.Do(get(t, "http://h", chatsURL("lead", 1)))
		if err != nil || time.Since(begin) != 0 {
			t.Fatalf("the header took %v: %v", time.Since(begin), err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || !json.Valid(body) || time.Since(begin) != 2*time.Second {
			t.Errorf("%d bytes in %v: %v", len(body), time.Since(begin), err)
		}
		resp.Body.Close()

		resp, err = c.Do(get(t, "http://h", chatsURL("lead", 1)))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close() // in the middle: the bubble would not end if the platform continued

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		resp, err = c.Do(get(t, "http://h", chatsURL("lead", 1)).WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if _, err = io.ReadAll(resp.Body); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

func TestSlowSocket(t *testing.T) {
	t.Parallel()
	s := start(t, sandbox.Options{Leads: 60, Faults: []sandbox.Fault{{Kind: "slow", Percent: 100}}})
	base, c := transports["socket"](t, s)
	ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
	defer cancel()
	resp, err := c.Do(get(t, base, chatsURL("lead", 1)).WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); !errors.Is(err, context.DeadlineExceeded) || len(body) == 0 {
		t.Errorf("%d bytes, %v", len(body), err)
	}
}
