package exporter_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/exporter"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/ratelimit"
	"github.com/leadferry/leadferry/sandbox"
	"github.com/leadferry/leadferry/sheet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// book is a Lister over pages of JSON records; each page takes a while that is its own.
type book struct {
	pages [][]string
	delay func(page int) time.Duration
	fail  func(page int) error
}

func (b *book) Chats(ctx context.Context, _ lead.Type, page int) (*convertalk.Page, error) {
	if b.delay != nil {
		select {
		case <-time.After(b.delay(page)):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if b.fail != nil {
		if err := b.fail(page); err != nil {
			return nil, err
		}
	}
	p := new(convertalk.Page)
	if page < 1 || page > len(b.pages) {
		return p, nil
	}
	for _, text := range b.pages[page-1] {
		r, err := lead.Parse([]byte(text))
		if err != nil {
			return nil, err
		}
		p.Records = append(p.Records, r)
	}
	return p, nil
}

// numbered makes a book of leads u1, u2, ... with an attribute that only some have.
func numbered(pages, size int) *book {
	b := &book{}
	n := 0
	for range pages {
		var p []string
		for range size {
			n++
			p = append(p, fmt.Sprintf(`{"_id":"%024d","uuid":"u%d","profile":{"userDetails":{"attributes":[{"key":"k%d","value":"v%d"}]}}}`, n, n, n%7, n))
		}
		b.pages = append(b.pages, p)
	}
	return b
}

func spoolFile(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(t.TempDir() + "/spool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func options(workers int) exporter.Options {
	return exporter.Options{Types: []lead.Type{lead.TypeLead}, Workers: workers, Format: sheet.CSV, Fast: true}
}

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
			sum, err := exporter.Run(t.Context(), b, &out, spoolFile(t), options(workers))
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
	o := options(4)
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
	b := &book{}
	for p := range 3 {
		var attributes []string
		for i := range 900 {
			attributes = append(attributes, fmt.Sprintf(`{"key":"k%d","value":"v%d"}`, p*900+i, p*900+i))
		}
		b.pages = append(b.pages, []string{fmt.Sprintf(`{"_id":"%d","profile":{"userDetails":{"attributes":[%s]}}}`, p, strings.Join(attributes, ","))})
	}
	var out bytes.Buffer
	sum, err := exporter.Run(t.Context(), b, &out, spoolFile(t), options(2))
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
	o := verifying(lead.TypeLead)
	whole, sum, _ := inTurns(t, b, &memory{}, o, exporter.Budget{})
	if turned, again, turns := inTurns(t, b, &memory{}, o, exporter.Budget{Pages: 1}); turned != whole || again.Overflow != 700 || !same(sum, again) || turns < 3 {
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
		if _, err := exporter.Run(t.Context(), b, new(bytes.Buffer), spoolFile(t), options(8)); !errors.Is(err, broken) {
			t.Errorf("page %d: %v", at, err)
		}
	}
}

func TestRefusedFirstPageIsAnError(t *testing.T) {
	refused := &convertalk.Error{Kind: convertalk.Refused, Status: 404}
	b := &book{fail: func(int) error { return refused }}
	if _, err := exporter.Run(t.Context(), b, new(bytes.Buffer), spoolFile(t), options(8)); !errors.Is(err, refused) {
		t.Error(err)
	}
}

func TestCancelEndsTheRunWithItsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(why) })
		b := numbered(1000, 1)
		b.delay = func(int) time.Duration { return 100 * time.Millisecond }
		if _, err := exporter.Run(ctx, b, new(bytes.Buffer), spoolFile(t), options(4)); !errors.Is(err, why) {
			t.Error(err)
		}
	})
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
		o := options(4)
		o.Format = format
		for _, left := range []int{0, 100, 10_000} {
			if _, err := exporter.Run(t.Context(), numbered(300, 5), &full{left}, spoolFile(t), o); !errors.Is(err, errFull) {
				t.Errorf("%v after %d bytes: %v", format, left, err)
			}
		}
	}
}

func TestProgressFindsTheTotalEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := numbered(1000, 1)
		b.delay = func(int) time.Duration { return 20 * time.Millisecond }
		o := options(8)
		known, last := -1, exporter.Progress{}
		o.Progress = func(p exporter.Progress) {
			if p.Total > 0 && known < 0 {
				known = p.Pages
			}
			if p.Pages < last.Pages || p.Leads < last.Leads {
				t.Errorf("%+v after %+v", p, last)
			}
			last = p
		}
		if _, err := exporter.Run(t.Context(), b, new(bytes.Buffer), spoolFile(t), o); err != nil {
			t.Fatal(err)
		}
		if known < 0 || known > 300 || last.Total != 1000 || last.Leads != 1000 || !last.Writing {
			t.Errorf("the total was known after %d pages; in the end %+v", known, last)
		}
	})
}

// TestRecordsAreWrittenMeanwhile: with a way to take records back, those of a still listing are not kept back until all are read.
func TestRecordsAreWrittenMeanwhile(t *testing.T) {
	server, c := platform(t, sandbox.Options{Leads: 3000, PageSize: 50}, ratelimit.Options{Workers: 2})
	var out bytes.Buffer
	early := 0
	o := verifying(lead.TypeLead)
	o.Format, o.Restart = sheet.Raw, func() error { return errors.New("nothing is to be taken back") }
	o.Progress = func(p exporter.Progress) {
		if p.Leads >= 1500 && early == 0 {
			early = out.Len()
		}
	}
	sum, err := exporter.Run(t.Context(), c, &out, &memory{}, o)
	if err != nil || !sum.Verified || out.String() != truth(server) {
		t.Errorf("%+v, %v", sum, err)
	}
	if early < out.Len()/4 {
		t.Errorf("%d of %d bytes were written when half was read", early, out.Len())
	}
}
