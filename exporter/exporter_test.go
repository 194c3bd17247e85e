package exporter_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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

func TestRowsComeInPageOrder(t *testing.T) {
	want := ""
	for _, workers := range []int{1, 3, 16} {
		synctest.Test(t, func(t *testing.T) {
			b := numbered(57, 3)
			rng := rand.New(rand.NewPCG(1, 2))
			delays := make([]time.Duration, 1000)
			for i := range delays {
				delays[i] = time.Duration(rng.IntN(200)) * time.Millisecond
			}
			b.delay = func(page int) time.Duration { return delays[page] }
			var out bytes.Buffer
			sum, err := exporter.Run(t.Context(), b, &out, spoolFile(t), fast(workers))
			if err != nil {
				t.Fatal(err)
			}
			if sum.Leads != 57*3 || sum.Pages != 57 || sum.Order != "oldest" || sum.EndRule != "empty" || sum.Verified {
				t.Errorf("%+v", sum)
			}
			if want == "" {
				want = out.String()
			}
			if out.String() != want {
				t.Errorf("%d workers write other bytes than one", workers)
			}
		})
	}
	rows, err := csv.NewReader(strings.NewReader(want)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 57*3+1 || len(rows[0]) != lead.BaseCount+7 || !slices.IsSorted(rows[0][lead.BaseCount:]) {
		t.Fatalf("%d rows, header %q", len(rows), rows[0])
	}
	for i, r := range rows[1:] {
		if r[0] != fmt.Sprintf("u%d", i+1) || r[lead.BaseCount+(i+1)%7] != fmt.Sprintf("v%d", i+1) {
			t.Fatalf("row %d is %q", i+1, r)
		}
	}
}

func TestSpoolAndStreamAgree(t *testing.T) {
	b := numbered(9, 5)
	var spooled, streamed bytes.Buffer
	o := fast(4)
	if _, err := exporter.Run(t.Context(), b, &spooled, spoolFile(t), o); err != nil {
		t.Fatal(err)
	}
	header, _, _ := strings.Cut(spooled.String(), "\n")
	o.Columns = strings.Split(header, ",")
	if o.NeedsSpool() {
		t.Fatal("a choice of columns needs no spool")
	}
	if _, err := exporter.Run(t.Context(), b, &streamed, nil, o); err != nil {
		t.Fatal(err)
	}
	if streamed.String() != spooled.String() {
		t.Errorf("streamed\n%s\nspooled\n%s", streamed.String(), spooled.String())
	}
}

func TestColumnsBeyondTheLimit(t *testing.T) {
	b := &pages{}
	for p := range 3 {
		var attributes []string
		for i := range 900 {
			attributes = append(attributes, fmt.Sprintf(`{"key":"k%d","value":"v%d"}`, p*900+i, p*900+i))
		}
		b.records = append(b.records, []string{fmt.Sprintf(`{"_id":"%d","profile":{"userDetails":{"attributes":[%s]}}}`, p, strings.Join(attributes, ","))})
	}
	var out bytes.Buffer
	sum, err := exporter.Run(t.Context(), b, &out, spoolFile(t), fast(2))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(rows[0]); n != lead.BaseCount+sheet.MaxColumns+1 || rows[0][n-1] != "extra" || sum.Overflow != 700 {
		t.Fatalf("%d columns, the last is %q, %d cells overflow", n, rows[0][n-1], sum.Overflow)
	}
	rest := rows[3][len(rows[3])-1]
	o := proving(lead.TypeLead)
	whole, sum, _ := inTurns(t, b, &memory{}, o, listing.Budget{})
	if turned, again, turns := inTurns(t, b, &memory{}, o, listing.Budget{Pages: 1}); turned != whole || again.Overflow != 700 || !same(sum, again) || turns < 3 {
		t.Errorf("in %d turns, other bytes or %+v instead of %+v", turns, again, sum)
	}
	if !strings.HasPrefix(rest, `{"attributes.k2000":"v2000",`) || strings.Count(rest, "attributes.") != 700 {
		t.Errorf("the extra cell is %.80q", rest)
	}
}

func TestErrorsEndTheRun(t *testing.T) {
	broken := errors.New("broken")
	for _, at := range []int{1, 2, 17} {
		b := numbered(40, 2)
		b.fail = func(page int) error {
			if page == at {
				return broken
			}
			return nil
		}
		if _, err := exporter.Run(t.Context(), b, new(bytes.Buffer), spoolFile(t), fast(8)); !errors.Is(err, broken) {
			t.Errorf("page %d: %v", at, err)
		}
	}
}

// full fails after some bytes, as a full disk does.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

var errFull = errors.New("no space left on device")

func TestWriteErrorsAreReturned(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.JSONL, sheet.Raw} {
		o := fast(4)
		o.Format = format
		for _, left := range []int{0, 100, 10_000} {
			if _, err := exporter.Run(t.Context(), numbered(300, 5), &full{left}, spoolFile(t), o); !errors.Is(err, errFull) {
				t.Errorf("%v after %d bytes: %v", format, left, err)
			}
		}
	}
}

// TestProgressEndsWithTheWriting: the last report counts everything.
func TestProgressEndsWithTheWriting(t *testing.T) {
	for _, o := range []exporter.Options{fast(8), proving(lead.TypeLead)} {
		var last exporter.Progress
		o.Progress = func(p exporter.Progress) { last = p }
		if _, err := exporter.Run(t.Context(), numbered(100, 2), new(bytes.Buffer), spoolFile(t), o); err != nil {
			t.Fatal(err)
		}
		if last.Total != 100 || last.Leads != 200 || !last.Writing {
			t.Errorf("%+v", last)
		}
	}
}

// TestRecordsAreWrittenMeanwhile: with Divide, the records of a still listing are written while
// others are read.
func TestRecordsAreWrittenMeanwhile(t *testing.T) {
	server, c := platform(t, sandbox.Options{Leads: 3000, PageSize: 50})
	var out bytes.Buffer
	early := 0
	o := proving(lead.TypeLead)
	begun := 0
	o.Format, o.Divide = sheet.Raw, func(lead.Type) error { begun++; return nil }
	o.Progress = func(p exporter.Progress) {
		if p.Leads >= 1500 && early == 0 {
			early = out.Len()
		}
	}
	sum, err := exporter.Run(t.Context(), c, &out, &memory{}, o)
	if err != nil || !sum.Verified || out.String() != truth(server) || begun != 1 {
		t.Errorf("begun %d times, %+v, %v", begun, sum, err)
	}
	if early < out.Len()/4 {
		t.Errorf("%d of %d bytes were written when half was read", early, out.Len())
	}
}

// TestSupersededRecordsAreTakenBack: when leads come, go and change while records are written, the
// output starts over and holds each lead once, as it does without Divide.
func TestSupersededRecordsAreTakenBack(t *testing.T) {
	t.Parallel()
	for _, divided := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			server, c := platform(t, sandbox.Options{Leads: 500, PageSize: 5, Latency: 50 * time.Millisecond, Seed: 4, Now: later})
			before := uuids(t, server.All("lead"))
			l := &drifting{Client: c, server: server}
			var out bytes.Buffer
			begun := 0
			o := proving(lead.TypeLead)
			o.Format = sheet.Raw
			if divided {
				o.Divide = func(lead.Type) error {
					begun++
					out.Reset()
					return nil
				}
			}
			sum, err := exporter.Run(t.Context(), l, &out, &memory{}, o)
			if err != nil || !sum.Verified || divided != (begun == 2) {
				t.Fatalf("begun %d times, %+v, %v", begun, sum, err)
			}
			records := bytes.Split(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"))
			written := uuids(t, records)
			if len(records) != sum.Leads || len(written) != sum.Leads {
				t.Errorf("%d records of %d leads, %+v", len(records), len(written), sum)
			}
			for uuid := range uuids(t, server.All("lead")) {
				if before[uuid] != "" && written[uuid] == "" {
					t.Errorf("%s is missing", uuid)
				}
			}
		})
	}
}

// uuids returns records by their uuid.
func uuids[R ~[]byte](t *testing.T, records []R) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, record := range records {
		r, err := lead.Parse(record)
		if err != nil {
			t.Fatal(err)
		}
		all[string(r.AppendUUID(nil))] = string(record)
	}
	return all
}

// drifting makes leads come, go and change with each of the first requests.
type drifting struct {
	*convertalk.Client
	server *sandbox.Server
	n      atomic.Int64
}

func (d *drifting) Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error) {
	n := int(d.n.Add(1))
	if all := d.server.All("lead"); n <= 120 {
		r, err := lead.Parse(all[n*37%len(all)])
		if err != nil {
			return nil, err
		}
		switch uuid := string(r.AppendUUID(nil)); n % 6 {
		case 0:
			d.server.Insert()
		case 1:
			d.server.Delete(uuid)
		case 2:
			d.server.Bump(uuid)
		}
	}
	return d.Client.Chats(ctx, kind, page)
}
