package importer_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

// TestToldPauseHoldsForAll: when the server tells to wait, no worker sends anything meanwhile, and no row is lost.
func TestToldPauseHoldsForAll(t *testing.T) {
	for _, hint := range []string{"seconds", "date", "none"} {
		t.Run(hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limit, err := sandbox.ParseLimit("30/m,window=60s,hint=" + hint)
				if err != nil {
					t.Fatal(err)
				}
				server, c := platform(t, sandbox.Options{Latency: 30 * time.Millisecond, Limit: limit}, ratelimit.Options{Workers: 8})
				s := send(t.Context(), t, check(t, options(sheetOf(200)), nil), server, c)
				if s.err != nil || s.tally[importer.Upserted] != 200 || server.Count("lead") != 200 {
					t.Errorf("%v, %v, %d leads", s.err, s.tally, server.Count("lead"))
				}
				var refused time.Time
				for _, e := range server.Ledger() {
					switch {
					case e.Limited:
						refused = e.Done
					case hint == "seconds" && !refused.IsZero() && e.At.Sub(refused) > 0 && e.At.Sub(refused) < time.Second:
						t.Errorf("a request came %v after one that was told to wait", e.At.Sub(refused))
					}
				}
			})
		})
	}
}

// TestFailedRowsStopNothing: rows that the server fails for good, whatever way, are tried six times, once more at the end, and reported; all others are in. An
// answer that is no success, such as a web page, success:false or half an answer, never counts as one.
func TestFailedRowsStopNothing(t *testing.T) {
	for _, kind := range []string{"503", "html", "false", "reset"} {
		t.Run(kind, func(t *testing.T) { failedRows(t, kind) })
	}
}

func failedRows(t *testing.T, kind string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Faults: []sandbox.Fault{{Kind: kind, Percent: 100, Share: 7}}}, ratelimit.Options{Workers: 8})
		s := send(t.Context(), t, check(t, options(sheetOf(300)), nil), server, c)
		if s.err != nil {
			t.Fatal(s.err)
		}
		attempts := map[string]int{}
		for _, e := range server.Ledger() {
			attempts[e.UUID]++
		}
		for i, outcome := range s.outcomes {
			_, there := server.Lookup(uuid(i))
			if there != (outcome == "upserted") || !there && (outcome != "failed/unavailable" || attempts[uuid(i)] != 12) {
				t.Errorf("row %d is %s after %d attempts, and on the platform: %v", i+2, outcome, attempts[uuid(i)], there)
			}
		}
		if n := strings.Count(s.rejects, "\n") - 1; n != s.tally[importer.Failed] || n < 20 {
			t.Errorf("%d rejects, %v", n, s.tally)
		}
	})
}

// upserter answers for the platform: it fails for the leads of those names.
type upserter struct {
	fail map[string]error
	sent []string
}

func (u *upserter) Upsert(_ context.Context, l lead.Lead) (convertalk.Answer, error) {
	u.sent = append(u.sent, l.Name)
	return convertalk.Answer{Attempts: 1, Status: 200}, u.fail[l.Name]
}

// TestOlderRowIsSuperseded: a row that failed and was followed by a later one of its lead is marked, so that nobody sends it again.
func TestOlderRowIsSuperseded(t *testing.T) {
	t.Parallel()
	a, b := uuid(1), uuid(2)
	refused := &convertalk.Error{Kind: convertalk.Refused, Status: 400}
	u := &upserter{fail: map[string]error{"bad": refused, "bad too": refused, "last": refused}}
	o := options("uuid,name\n" + a + ",bad\n" + b + ",fine\n" + a + ",bad too\n" + a + ",good\n" + b + ",last\n")
	o.Workers = 1
	s := send(t.Context(), t, check(t, o, nil), nil, u)
	want := []string{"failed/superseded", "upserted", "failed/superseded", "upserted", "failed/refused"}
	if s.err != nil || !slices.Equal(s.outcomes, want) {
		t.Errorf("%v, %v", s.err, s.outcomes)
	}
	if strings.Contains(s.rejects, "bad") || !strings.Contains(s.rejects, "last") {
		t.Error(s.rejects)
	}
}

// TestFatalErrorsStop: an error that concerns all rows ends the run; the rows left are not attempted.
func TestFatalErrorsStop(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"auth":     &convertalk.Error{Kind: convertalk.Auth, Status: 401},
		"redirect": &convertalk.Error{Kind: convertalk.Redirect, Status: 302},
		"slowdown": &convertalk.Error{Kind: convertalk.Slowdown, Status: 429},
		"wait":     &ratelimit.WaitError{},
	} {
		u := &upserter{fail: map[string]error{"row 4": err}}
		o := options(sheetOf(9))
		o.Workers = 1
		s := send(t.Context(), t, check(t, o, nil), nil, u)
		if !errors.Is(s.err, err) || len(u.sent) != 3 || s.tally[importer.NotAttempted] != 6 || s.tally[importer.Upserted] != 2 {
			t.Errorf("%s: %v, %v, sent %v", name, s.err, s.tally, u.sent)
		}
	}
}

// TestTooManyErrors stops at the row that is one too many.
func TestTooManyErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit        importer.Limit
		failed, left int
	}{
		{importer.Limit{Count: 0}, 1, 299}, {importer.Limit{Count: 10}, 11, 289}, {importer.Limit{Percent: 50}, 100, 200}, {importer.Limit{Count: 300}, 300, 0},
	} {
		u := &upserter{fail: map[string]error{}}
		for i := range 300 {
			u.fail["row "+number(i+2)] = &convertalk.Error{Kind: convertalk.Refused, Status: 400}
		}
		o := options(sheetOf(300))
		o.Workers, o.MaxErrors = 1, test.limit
		s := send(t.Context(), t, check(t, o, nil), nil, u)
		_, stopped := errors.AsType[*importer.TooManyError](s.err)
		if stopped != (test.left > 0) || s.tally[importer.Failed] != test.failed || s.tally[importer.NotAttempted] != test.left {
			t.Errorf("%+v: %v, %v", test.limit, s.err, s.tally)
		}
	}
}

// TestCancelledSend: rows under way when the run is stopped come to their end, those behind them are not attempted, and nothing goes on.
func TestCancelledSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Latency: time.Second}, ratelimit.Options{Workers: 4, Rate: 4})
		ctx, cancel := context.WithCancelCause(t.Context())
		reason := errors.New("enough")
		time.AfterFunc(10*time.Second+500*time.Millisecond, func() { cancel(reason) })
		b := check(t, options(sheetOf(100)), nil)
		start := time.Now()
		s := send(ctx, t, b, server, c)
		if !errors.Is(s.err, reason) || time.Since(start) > 13*time.Second {
			t.Errorf("%v after %v", s.err, time.Since(start))
		}
		if n := s.tally[importer.Upserted]; n != server.Count("lead") || n < 10 || s.tally[importer.Failed] != 0 || s.tally[importer.NotAttempted] != 100-n {
			t.Errorf("%v, but the platform has %d", s.tally, server.Count("lead"))
		}
	})
}

// TestServerWithoutAnswer: a row whose answer never comes when the run is stopped is failed, since it may have arrived.
func TestServerWithoutAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Latency: time.Hour}, ratelimit.Options{Workers: 4})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := send(ctx, t, check(t, options(sheetOf(3)), nil), server, c)
		if s.tally[importer.Failed] == 0 || s.tally[importer.Failed]+s.tally[importer.NotAttempted] != 3 || !slices.Contains(s.outcomes, "failed/interrupted") ||
			!strings.Contains(s.rejects, "-1111-4111-8111-111111111111") {
			t.Errorf("%v %v\n%s", s.err, s.outcomes, s.rejects)
		}
	})
}

// TestAuthComesBeforeTheLimit: a refused token is that, and not one bad row too many.
func TestAuthComesBeforeTheLimit(t *testing.T) {
	t.Parallel()
	auth := &convertalk.Error{Kind: convertalk.Auth, Status: 401}
	o := options(sheetOf(3))
	o.Workers, o.MaxErrors = 1, importer.Limit{}
	if s := send(t.Context(), t, check(t, o, nil), nil, &upserter{fail: map[string]error{"row 2": auth}}); !errors.Is(s.err, auth) {
		t.Error(s.err)
	}
}

// TestPercentageIsOfAllRows: rows that the check rejected are no reason to stop at the first one that fails.
func TestPercentageIsOfAllRows(t *testing.T) {
	t.Parallel()
	text := sheetOf(1000)
	for range 40 {
		text += "not a uuid,x\n"
	}
	o := options(text)
	o.Workers, o.MaxErrors = 1, importer.Limit{Percent: 5}
	u := &upserter{fail: map[string]error{"row 7": &convertalk.Error{Kind: convertalk.Refused, Status: 400}}}
	if s := send(t.Context(), t, check(t, o, nil), nil, u); s.err != nil || s.tally[importer.Upserted] != 999 {
		t.Errorf("%v, %v", s.err, s.tally)
	}
}

// TestHugeCells: a cell or a row full of problems that no record could hold is a bad row like any other.
func TestHugeCells(t *testing.T) {
	t.Parallel()
	header, cells := "uuid,name", uuid(1)+",good"
	for i := range 3000 {
		header += ",a" + number(i)
		cells += ","
	}
	text := header + "\n" + cells + "\n" + strings.Repeat("x", 1_500_000) + cells[36:] + "\n" + uuid(2) + "," + strings.Repeat("\x01,", 3001)[:2*3001-1] + "\n"
	s := send(t.Context(), t, check(t, options(text), nil), nil, &upserter{})
	if want := []string{"upserted", "rejected/uuid-shape", "rejected/control-character"}; s.err != nil || !slices.Equal(s.outcomes, want) {
		t.Errorf("%v, %v", s.err, s.outcomes)
	}
}
