package exporter_test

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// platform connects a client to a simulated platform on the fake clock.
func platform(t *testing.T, o sandbox.Options, pace ratelimit.Options) (*sandbox.Server, *convertalk.Client) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: server.Transport(), Pacer: ratelimit.New(pace), MaxWait: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, c
}

func truth(s *sandbox.Server) string {
	var b bytes.Buffer
	for _, record := range s.All("lead") {
		b.Write(record)
		b.WriteByte('\n')
	}
	return b.String()
}

// TestLimitsAreObeyed exports from platforms that allow 60 requests a minute and say so in every way there is.
func TestLimitsAreObeyed(t *testing.T) {
	for _, hint := range []string{"seconds", "date", "ratelimit", "x-ratelimit", "body", "none"} {
		t.Run(hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limit, err := sandbox.ParseLimit("60/m,window=60s,hint=" + hint)
				if err != nil {
					t.Fatal(err)
				}
				server, c := platform(t, sandbox.Options{Leads: 1500, PageSize: 5, Latency: 50 * time.Millisecond, Limit: limit}, ratelimit.Options{Workers: 8})
				var out bytes.Buffer
				o := options(8)
				o.Format = sheet.Raw
				if _, err := exporter.Run(t.Context(), c, &out, nil, o); err != nil {
					t.Fatal(err)
				}
				if out.String() != truth(server) {
					t.Error("the export is not what the platform holds")
				}
				refused := 0
				var pause, told time.Time // the pause told last: when, and until when
				for _, e := range server.Ledger() {
					if e.At.Before(pause) && e.At.Sub(told) > 100*time.Millisecond {
						t.Fatalf("a request at %v, in a pause until %v", e.At, pause)
					}
					if !e.Limited {
						continue
					}
					refused++
					if hint != "none" && hint != "body" {
						told, pause = e.Done, e.At.Truncate(time.Minute).Add(time.Minute-time.Second)
					}
				}
				if most := map[string]int{"none": 100, "body": 100}[hint]; refused > max(most, 60) {
					t.Errorf("%d requests were refused", refused)
				}
			})
		})
	}
}

// TestCeilingIsKept counts the requests of a paced export in every second of the ledger.
func TestCeilingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Leads: 6000, PageSize: 5, Latency: 20 * time.Millisecond}, ratelimit.Options{Workers: 8, Rate: 20})
		if _, err := exporter.Run(t.Context(), c, new(bytes.Buffer), spoolFile(t), options(8)); err != nil {
			t.Fatal(err)
		}
		ledger := server.Ledger()
		for i := range ledger {
			n := 0
			for _, e := range ledger[i:] {
				if e.At.Sub(ledger[i].At) >= time.Second {
					break
				}
				n++
			}
			if n > 22 {
				t.Fatalf("%d requests in one second", n)
			}
		}
		took := ledger[len(ledger)-1].At.Sub(ledger[0].At)
		if rate := float64(len(ledger)-1) / took.Seconds(); rate < 0.98*20 || rate > 20.01 {
			t.Errorf("%.2f requests a second", rate)
		}
		if most := server.InFlightMax(); most > 8 {
			t.Errorf("%d requests in flight", most)
		}
	})
}
