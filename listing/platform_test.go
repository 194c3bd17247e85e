package listing_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seeds returns how many seeds to try a property with: a few, one where tests are to be short, or
// LEADFERRY_SOAK of them.
func seeds(t *testing.T, few int) uint64 {
	t.Helper()
	if text := os.Getenv("LEADFERRY_SOAK"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return uint64(n)
	}
	if testing.Short() {
		return 1
	}
	return uint64(few)
}

// years lie between the beginning of the fake clock and the sandbox's leads.
const years = 27 * 366 * 24 * time.Hour

func later() time.Time { return time.Now().Add(years) }

// platform connects a client to a simulated platform on the fake clock.
func platform(t *testing.T, o sandbox.Options, pace ratelimit.Options) (*sandbox.Server, *convertalk.Client) {
	t.Helper()
	server, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return server, clientOf(t, server, pace)
}

// clientOf returns one more client of a platform.
func clientOf(t *testing.T, server *sandbox.Server, pace ratelimit.Options) *convertalk.Client {
	t.Helper()
	c, err := convertalk.New(convertalk.Options{
		BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
		Transport: server.Transport(), Pacer: ratelimit.New(pace), MaxWait: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// truth returns all leads of the platform.
func truth(s *sandbox.Server) (records []string) {
	for _, record := range s.All("lead") {
		records = append(records, string(record))
	}
	return records
}

// living returns the uuids of all leads and chats of the platform.
func living(t *testing.T, s *sandbox.Server, types []lead.Type) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, kind := range types {
		for _, record := range s.All(string(kind)) {
			all[uuidOf(t, string(record))] = true
		}
	}
	return all
}

func uuidOf(t *testing.T, record string) string {
	t.Helper()
	var r struct{ UUID string }
	if err := json.Unmarshal([]byte(record), &r); err != nil {
		t.Fatal(err)
	}
	return r.UUID
}

// reader reads raw records with eight workers.
func reader(l listing.Lister, types ...lead.Type) *listing.Reader {
	return &listing.Reader{Lister: l, Types: types, Workers: 8, Raw: true}
}

// walked walks once and returns the records.
func walked(t *testing.T, r *listing.Reader) (records []string, res listing.Result, err error) {
	t.Helper()
	res, err = r.WalkPages(t.Context(), func(p *listing.Page) error {
		for _, r := range p.Records {
			records = append(records, string(r.Raw))
		}
		return nil
	})
	return records, res, err
}

// TestLimitsAreObeyed walks platforms that allow 60 requests a minute and say so in every way there is.
func TestLimitsAreObeyed(t *testing.T) {
	for _, hint := range []string{"seconds", "date", "ratelimit", "x-ratelimit", "body", "none"} {
		t.Run(hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limit, err := sandbox.ParseLimit("60/m,window=60s,hint=" + hint)
				if err != nil {
					t.Fatal(err)
				}
				server, c := platform(t, sandbox.Options{Leads: 1500, PageSize: 5, Latency: 50 * time.Millisecond, Limit: limit}, ratelimit.Options{Workers: 8})
				records, _, err := walked(t, reader(c, lead.TypeLead))
				if err != nil {
					t.Fatal(err)
				}
				if strings.Join(records, "\n") != strings.Join(truth(server), "\n") {
					t.Error("the records are not what the platform holds")
				}
				refused := 0
				var pause, told time.Time // the last pause: until when, and when it was announced
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

// TestCeilingIsKept counts the requests of a paced walk in every second of the ledger.
func TestCeilingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Leads: 6000, PageSize: 5, Latency: 20 * time.Millisecond}, ratelimit.Options{Workers: 8, Rate: 20})
		if _, _, err := walked(t, reader(c, lead.TypeLead)); err != nil {
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
