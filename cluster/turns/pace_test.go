package turns

import (
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestPaceTravels: an unknown limit is found once, and kept to over 40 minutes of turns of ten seconds, each
// with a pacer of its own that knows what the one before has found out. The server saves up a second.
func TestPaceTravels(t *testing.T) {
	t.Parallel()
	for limit, most := range map[int]int{2: 100, 5: 80, 10: 80, 50: 200} { // refused
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			t.Parallel()
			if limit > 5 && testing.Short() || limit > 10 && os.Getenv("LEADFERRY_SOAK") == "" {
				t.Skip("so many requests take minutes")
			}
			synctest.Test(t, func(t *testing.T) { keepPace(t, limit, most) })
		})
	}
}

func keepPace(t *testing.T, limit, most int) {
	t.Helper()
	const turn, whole = 10 * time.Second, 40 * time.Minute
	server, err := sandbox.New(sandbox.Options{Leads: 100, Latency: 50 * time.Millisecond, Limit: sandbox.Limit{Rate: float64(limit), Burst: limit}})
	if err != nil {
		t.Fatal(err)
	}
	b, pace := Bots{Workers: 8}, ratelimit.State{}
	for began := time.Now(); time.Since(began) < whole; {
		pacer := b.pacer(0, &way{pace: pace, wait: patience})
		client, err := convertalk.New(convertalk.Options{
			BaseURL: "http://127.0.0.1", Token: sandbox.DefaultToken, BotID: sandbox.DefaultBotID, CustomerID: sandbox.DefaultCustomerID,
			Pacer: pacer, Transport: server.Transport(),
		})
		if err != nil {
			t.Fatal(err)
		}
		var workers errgroup.Group
		end := time.Now().Add(turn)
		for range b.Workers {
			workers.Go(func() error {
				for time.Now().Before(end) {
					if _, err := client.Chats(t.Context(), lead.TypeLead, 1); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err := workers.Wait(); err != nil {
			t.Fatal(err)
		}
		pace = pacer.State()
	}
	served, refused := 0, 0
	for _, e := range server.Ledger() {
		if e.Limited {
			refused++
		} else {
			served++
		}
	}
	share := float64(served) / (float64(limit) * whole.Seconds())
	t.Logf("%.1f %% of the limit, %d refused", 100*share, refused)
	if share < 0.97 || refused > most {
		t.Errorf("%.1f %% of the limit, %d refused", 100*share, refused)
	}
}
