package exporter_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

// inTurns exports in turns of that budget, the later ones with other numbers of workers.
func inTurns(t *testing.T, l listing.Lister, file *memory, o exporter.Options, b listing.Budget) (text string, sum exporter.Summary, turns int) {
	t.Helper()
	var out bytes.Buffer
	next := exporter.Cursor(0)
	for turns = 1; ; turns++ {
		var err error
		sum, next, err = exporter.Turn(t.Context(), l, &out, file, o, next, b)
		if err != nil {
			t.Fatal(turns, err)
		}
		if next == 0 {
			return out.String(), sum, turns
		}
		o.Workers = []int{8, 1, 16, 3}[turns%4]
		if out.Len() > 0 {
			t.Fatalf("turn %d wrote before all was read", turns)
		}
		if file.data = append(file.data[:next], "left by a turn whose end is unknown"...); turns > 10_000 {
			t.Fatal("the turns do not end")
		}
	}
}

// same reports whether two summaries differ at most in time and in what was recalled.
func same(a, b exporter.Summary) bool {
	a.Elapsed, b.Elapsed, a.Recalled, b.Recalled = 0, 0, 0, 0
	return reflect.DeepEqual(a, b)
}

// TestTurnsAreOneRun: an export made of many turns is the export made at once, with the same proof and
// hardly a request more.
func TestTurnsAreOneRun(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		format        sheet.Format
		passes, pages int
	}{{sheet.CSV, 0, 7}, {sheet.CSV, 2, 1}, {sheet.Raw, 0, 1}, {sheet.Raw, 2, 40}} {
		synctest.Test(t, func(t *testing.T) {
			p := sandbox.Options{Leads: 150, NonLeads: 60, PageSize: 5, Strange: 30, Latency: 10 * time.Millisecond, Seed: 3, Now: later}
			o := proving(lead.TypeLead, lead.TypeNonLead)
			o.Format, o.Passes = tc.format, tc.passes
			server, c := platform(t, p)
			want, sum, _ := inTurns(t, c, &memory{}, o, listing.Budget{})
			once := len(server.Ledger())
			got, turned, turns := inTurns(t, c, &memory{}, o, listing.Budget{Pages: tc.pages})
			if got != want || !same(sum, turned) || !sum.Verified {
				t.Errorf("%+v: other bytes, or %+v instead of %+v", tc, turned, sum)
			}
			if least := once/tc.pages/2 - 20; turns < least || turns < 2 {
				t.Errorf("%+v: %d turns, at least %d expected", tc, turns, least)
			}
			if again := len(server.Ledger()) - once; again > once+3*turns+20 {
				t.Errorf("%+v: %d requests in %d turns, %d at once", tc, again, turns, once)
			}
		})
	}
}

// errKilled ends a run as far as its lister goes; the test then takes only what was in the file at
// that moment, as kill -9 leaves it.
var errKilled = errors.New("killed")

// doomed is a lister that dies with a certain request.
type doomed struct {
	listing.Lister
	left atomic.Int64
}

func (d *doomed) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	if d.left.Add(-1) == 0 {
		return nil, errKilled
	}
	return d.Lister.Chats(ctx, kind, page)
}

// TestKilledAnywhere: whatever a killed run left of its spool, the next one makes the same file of it
// as one that was never stopped.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	pages := 300
	if os.Getenv("LEADFERRY_SOAK") != "" {
		pages = 1000
	}
	l := numbered(pages, 3)
	o := proving(lead.TypeLead)
	o.Passes = 2 // so that a second search and a second sweep are stopped, too
	want, sum, _ := inTurns(t, l, &memory{}, o, listing.Budget{})
	recalled := 0
	for seed := range seeds(t, 6) {
		rng := rand.New(rand.NewPCG(seed, 9))
		file := &memory{}
		from := exporter.Cursor(0)
		for range 1 + rng.IntN(3) { // kills
			dying := &doomed{Lister: l}
			dying.left.Store(1 + rng.Int64N(int64(2*pages+20)))
			if _, _, err := exporter.Turn(t.Context(), dying, new(bytes.Buffer), file, o, from, listing.Budget{}); err != nil && !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			if rng.IntN(2) == 0 { // the end may be torn
				file.data = file.data[:len(file.data)-rng.IntN(min(len(file.data), 64<<10))]
			}
			from = exporter.Rest
		}
		var out bytes.Buffer
		got, next, err := exporter.Turn(t.Context(), l, &out, file, o, from, listing.Budget{})
		if err != nil || next != 0 || out.String() != want || !same(got, sum) {
			t.Errorf("seed %d: %v, other bytes, or %+v instead of %+v", seed, err, got, sum)
		}
		recalled += got.Recalled
	}
	if recalled == 0 {
		t.Error("nothing was ever recalled")
	}
}

// TestSpoolCutAndChanged cuts a spool at every byte, which costs requests at most, and changes every
// byte of it, which is either refused or like a cut.
func TestSpoolCutAndChanged(t *testing.T) {
	t.Parallel()
	l := numbered(7, 3)
	o := proving(lead.TypeLead)
	want, sum, _ := inTurns(t, l, &memory{}, o, listing.Budget{})
	whole := &memory{}
	dying := &doomed{Lister: l}
	dying.left.Store(14)
	_, end, err := exporter.Turn(t.Context(), dying, new(bytes.Buffer), whole, o, 0, listing.Budget{})
	if !errors.Is(err, errKilled) || int(end) != len(whole.data) {
		t.Fatal(end, len(whole.data), err)
	}
	step := 5
	if os.Getenv("LEADFERRY_SOAK") != "" {
		step = 1
	}
	resume := func(data []byte, from exporter.Cursor) (string, exporter.Summary, error) {
		var out bytes.Buffer
		sum, _, err := exporter.Turn(t.Context(), l, &out, &memory{data: data}, o, from, listing.Budget{})
		return out.String(), sum, err
	}
	for i := 0; i < len(whole.data); i += step {
		if got, turned, err := resume(bytes.Clone(whole.data[:i]), exporter.Rest); err != nil || got != want || !same(turned, sum) {
			t.Fatalf("cut at byte %d: %v, %+v", i, err, turned)
		}
		if _, _, err := resume(bytes.Clone(whole.data[:i]), end); !damaged(err) {
			t.Fatalf("cut at byte %d, which the cursor does not allow: %v", i, err)
		}
	}
	refused := 0
	for i := 0; i < len(whole.data); i += step {
		data := bytes.Clone(whole.data)
		data[i] ^= 1 << (i % 8)
		switch got, turned, err := resume(bytes.Clone(data), exporter.Rest); {
		case damaged(err):
			refused++
		case err != nil || got != want || !same(turned, sum):
			t.Fatalf("byte %d is changed: %v, %+v", i, err, turned)
		}
		if _, _, err := resume(data, end); !damaged(err) {
			t.Fatalf("byte %d is changed, which does not show: %v", i, err)
		}
	}
	if last := len(whole.data) - refused*step; last > 500 {
		t.Errorf("changes of %d of %d bytes were taken for a torn end", last, len(whole.data))
	}
}

func damaged(err error) bool {
	_, ok := errors.AsType[*exporter.DamagedError](err)
	return ok
}

// TestSpoolOfAnotherExport: what does not fit is named, and Turn refuses it before any request.
func TestSpoolOfAnotherExport(t *testing.T) {
	t.Parallel()
	o := proving(lead.TypeLead)
	o.Host, o.BotID = "a", "b"
	file := &memory{}
	l := numbered(34, 3)
	_, next, err := exporter.Turn(t.Context(), l, new(bytes.Buffer), file, o, 0, listing.Budget{Pages: 3})
	if err != nil || next == 0 {
		t.Fatal(next, err)
	}
	asked := l.requests.Load()
	for _, tc := range []struct {
		change func(*exporter.Options)
		want   string
	}{
		{func(*exporter.Options) {}, "[]"},
		{func(o *exporter.Options) {
			o.Workers, o.Format, o.RawCells, o.Columns = 3, sheet.TSV, true, []string{"uuid"}
		}, "[]"},
		{func(o *exporter.Options) { o.Host, o.BotID = "c", "d" }, "[the server the bot]"},
		{func(o *exporter.Options) { o.Types = []lead.Type{lead.TypeNonLead} }, "[--type]"},
		{func(o *exporter.Options) { o.Format, o.Passes = sheet.Raw, 2 }, "[--format raw --verify-passes]"},
	} {
		other := o
		tc.change(&other)
		h, err := exporter.ReadHeader(file)
		if err != nil || fmt.Sprint(h.Differences(&other)) != tc.want {
			t.Errorf("%v %v, want %s", h, err, tc.want)
		}
		if tc.want == "[]" {
			continue
		}
		if _, _, err := exporter.Turn(t.Context(), l, new(bytes.Buffer), file, other, next, listing.Budget{}); err == nil || l.requests.Load() != asked {
			t.Errorf("%s: %v after %d requests", tc.want, err, l.requests.Load()-asked)
		}
	}
}
