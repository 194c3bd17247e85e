package importer_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
)

func refused() error { return &convertalk.Error{Kind: convertalk.Refused, Status: 400} }

// TestToldPauseHoldsForAll: when the server asks to wait, no worker sends anything meanwhile, and no
// row is lost.
func TestToldPauseHoldsForAll(t *testing.T) {
	for _, hint := range []string{"seconds", "date", "none"} {
		t.Run(hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limit, err := sandbox.ParseLimit("30/m,window=60s,hint=" + hint)
				if err != nil {
					t.Fatal(err)
				}
				server, c := platform(t, sandbox.Options{Latency: 30 * time.Millisecond, Limit: limit}, ratelimit.Options{Workers: 8})
				s := run(t.Context(), t, options(t, sheetOf(200)), server, c)
				if s.err != nil || s.Upserted != 200 || server.Count("lead") != 200 {
					t.Errorf("%v, %+v, %d leads", s.err, s.Summary, server.Count("lead"))
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

// TestFailedRowsStopNothing: rows that the server fails for good, in whatever way, are tried six
// times, once more at the end, and reported; all others are stored. An answer that is no success, such
// as a web page, success:false or half an answer, never counts as one.
func TestFailedRowsStopNothing(t *testing.T) {
	for _, kind := range []string{"503", "html", "false", "reset"} {
		t.Run(kind, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { failedRows(t, kind) }) })
	}
}

func failedRows(t *testing.T, kind string) {
	t.Helper()
	server, c := platform(t, sandbox.Options{Faults: []sandbox.Fault{{Kind: kind, Percent: 100, Share: 7}}}, ratelimit.Options{Workers: 8})
	s := run(t.Context(), t, options(t, sheetOf(300)), server, c)
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
	if n := strings.Count(s.text(t, "rejects.csv"), "\n") - 1; n != s.Failed || n < 20 {
		t.Errorf("%d rejects, %d failed", n, s.Failed)
	}
}

// TestRefusedAfterALostAnswer: a row whose first answer was lost and whose second attempt is refused may
// be stored. Its message says so, and an undo takes it back.
func TestRefusedAfterALostAnswer(t *testing.T) {
	t.Parallel()
	for kind, stored := range map[string]bool{"reset-after": true, "cut": true, "503": false, "400": false} {
		synctest.Test(t, func(t *testing.T) {
			server, c := platform(t, sandbox.Options{
				Records: records(fmt.Sprintf(`{"uuid":%q,"name":"before"}`, uuid(0))),
				Faults:  []sandbox.Fault{{Kind: "422", Percent: 100, After: 1}, {Kind: kind, Percent: 100}},
			}, ratelimit.Options{Workers: 1})
			s := run(t.Context(), t, planning(t, sheetOf(1)), server, c)
			row := rowsOf(t, server)[uuid(0)]
			if there := row.Base[lead.Name] == "row 2"; s.err != nil || s.outcomes[0] != "failed/refused" || there != stored {
				t.Errorf("%s: %v, %v, stored: %v, %s", kind, s.err, s.outcomes, there, s.results(t)[0].Message)
			}
			unsure := kind != "400"
			if got := strings.Contains(string(s.results(t)[0].Message), "the row may be stored"); got != unsure {
				t.Errorf("%s: %q", kind, s.results(t)[0].Message)
			}
			if u := undo(t, s.folder, false, connection(server, &upserter{})); (u.NotSent == 0) != unsure {
				t.Errorf("%s: an undo takes it for a row that was not sent: %+v", kind, u)
			}
		})
	}
}

// TestOlderRowIsSuperseded: a row that failed and was followed by a later one of its lead is marked,
// so that it is not sent again.
func TestOlderRowIsSuperseded(t *testing.T) {
	t.Parallel()
	a, b := uuid(1), uuid(2)
	u := &upserter{fail: map[string]error{"bad": refused(), "bad too": refused(), "last": refused()}}
	o := options(t, "uuid,name\n"+a+",bad\n"+b+",fine\n"+a+",bad too\n"+a+",good\n"+b+",last\n")
	o.Workers = 1
	s := run(t.Context(), t, o, nil, u)
	want := []string{"failed/superseded", "upserted", "failed/superseded", "upserted", "failed/refused"}
	if s.err != nil || !slices.Equal(s.outcomes, want) {
		t.Errorf("%v, %v", s.err, s.outcomes)
	}
	if rejects := s.text(t, "rejects.csv"); strings.Contains(rejects, "bad") || !strings.Contains(rejects, "last") {
		t.Error(rejects)
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
		o := options(t, sheetOf(9))
		o.Workers = 1
		s := run(t.Context(), t, o, nil, u)
		if !errors.Is(s.err, err) || len(u.sent) != 3 || s.NotAttempted != 6 || s.Upserted != 2 || s.Finished {
			t.Errorf("%s: %v, %+v, sent %v", name, s.err, s.Summary, u.names())
		}
	}
}

// TestTooManyErrors stops at the row that is one too many.
func TestTooManyErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit        send.Limit
		failed, left int
	}{
		{send.Limit{Count: 0}, 1, 299}, {send.Limit{Count: 10}, 11, 289}, {send.Limit{Percent: 50}, 100, 200},
		{send.Limit{Count: 300}, 300, 0}, {send.Limit{Off: true}, 300, 0},
	} {
		u := &upserter{fail: map[string]error{}}
		for i := range 300 {
			u.fail[fmt.Sprint("row ", i+2)] = refused()
		}
		o := options(t, sheetOf(300))
		o.Workers, o.MaxErrors = 1, test.limit
		s := run(t.Context(), t, o, nil, u)
		stopped := problem.ExitCode(s.err) == problem.ExitGuard
		if stopped != (test.left > 0) || s.Failed != test.failed || s.NotAttempted != test.left {
			t.Errorf("%+v: %v, %+v", test.limit, s.err, s.Summary)
		}
	}
}

// TestCancelledSend: rows under way when the run is stopped come to their end, later ones are not
// attempted, and nothing goes on.
func TestCancelledSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Latency: time.Second}, ratelimit.Options{Workers: 4, Rate: 4})
		ctx, cancel := context.WithCancelCause(t.Context())
		reason := errors.New("enough")
		time.AfterFunc(10*time.Second+500*time.Millisecond, func() { cancel(reason) })
		start := time.Now()
		s := run(ctx, t, options(t, sheetOf(100)), server, c)
		if !errors.Is(s.err, reason) || time.Since(start) > 13*time.Second {
			t.Errorf("%v after %v", s.err, time.Since(start))
		}
		if n := s.Upserted; n != server.Count("lead") || n < 10 || s.Failed != 0 || s.NotAttempted != 100-n {
			t.Errorf("%+v, but the platform has %d", s.Summary, server.Count("lead"))
		}
	})
}

// TestServerWithoutAnswer: a row whose answer never comes when the run is stopped is failed, since it
// may have arrived.
func TestServerWithoutAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, c := platform(t, sandbox.Options{Latency: time.Hour}, ratelimit.Options{Workers: 4})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		s := run(ctx, t, options(t, sheetOf(3)), server, c)
		if s.Failed == 0 || s.Failed+s.NotAttempted != 3 || !slices.Contains(s.outcomes, "failed/interrupted") ||
			!strings.Contains(s.text(t, "rejects.csv"), "-1111-4111-8111-111111111111") {
			t.Errorf("%v %v", s.err, s.outcomes)
		}
	})
}

// TestAuthComesBeforeTheLimit: a refused token is that, and not one bad row too many.
func TestAuthComesBeforeTheLimit(t *testing.T) {
	t.Parallel()
	auth := &convertalk.Error{Kind: convertalk.Auth, Status: 401}
	o := options(t, sheetOf(3))
	o.Workers, o.MaxErrors = 1, send.Limit{}
	if s := run(t.Context(), t, o, nil, &upserter{fail: map[string]error{"row 2": auth}}); !errors.Is(s.err, auth) {
		t.Error(s.err)
	}
}

// TestPercentageIsOfAllRows: rows that the check rejected are no reason to stop at the first one that
// fails.
func TestPercentageIsOfAllRows(t *testing.T) {
	t.Parallel()
	o := options(t, sheetOf(1000)+strings.Repeat("not a uuid,x\n", 40))
	o.Workers, o.MaxErrors = 1, send.Limit{Percent: 5}
	u := &upserter{fail: map[string]error{"row 7": refused()}}
	if s := run(t.Context(), t, o, nil, u); s.err != nil || s.Upserted != 999 {
		t.Errorf("%v, %+v", s.err, s.Summary)
	}
}

// TestHugeCells: a cell or a row full of problems that no record could hold is a bad row like any
// other.
func TestHugeCells(t *testing.T) {
	t.Parallel()
	header, cells := "uuid,name", uuid(1)+",good"
	for i := range 3000 {
		header += fmt.Sprint(",a", i)
		cells += ","
	}
	text := header + "\n" + cells + "\n" + strings.Repeat("x", 1_500_000) + cells[36:] + "\n" + uuid(2) + "," + strings.Repeat("\x01,", 3001)[:2*3001-1] + "\n"
	s := run(t.Context(), t, options(t, text), nil, &upserter{})
	if want := []string{"upserted", "rejected/uuid-shape", "rejected/control-character"}; s.err != nil || !slices.Equal(s.outcomes, want) {
		t.Errorf("%v, %v", s.err, s.outcomes)
	}
}

// TestFirstNewLeadIsProbed: with a platform that swallows unknown uuids, only one row is sent, whoever
// else is ready; with one that stores them, the first is alone until it has been read back.
func TestFirstNewLeadIsProbed(t *testing.T) { synctest.Test(t, probed) }

func probed(t *testing.T) {
	t.Helper()
	text := "email,name\n"
	for i := range 50 {
		text += fmt.Sprintf("p%d@example.org,P\n", i)
	}
	for mode, want := range map[string][2]int{"swallow": {1, 0}, "accept": {50, 50}} {
		server, c := platform(t, sandbox.Options{UnknownUUID: mode, Leads: 10}, ratelimit.Options{Workers: 8})
		s := run(t.Context(), t, planning(t, text), server, c)
		if s.err != nil || len(server.Ledger()) != want[0] || s.Created != want[1] {
			t.Errorf("%s: %v, %d sent, %+v", mode, s.err, len(server.Ledger()), s.Summary)
		}
		if mode == "swallow" && (s.outcomes[0] != "failed/not-stored" || s.outcomes[49] != "rejected/unknown-uuid") {
			t.Error(s.outcomes)
		}
	}
}
