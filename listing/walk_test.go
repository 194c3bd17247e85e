package listing_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

func TestRowsComeInPageOrder(t *testing.T) {
	for _, workers := range []int{1, 3, 16} {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 2))
			delays := make([]time.Duration, 1000)
			for i := range delays {
				delays[i] = time.Duration(rng.IntN(200)) * time.Millisecond
			}
			d := &desk{pages: deal(57*3, 3, 1), delay: func(page int) time.Duration { return delays[page] }}
			r := &listing.Reader{Lister: d, Types: []lead.Type{lead.TypeLead}, Workers: workers}
			n := 0
			each := func(rows []lead.Row) error {
				for i := range rows {
					if n++; rows[i].Base[lead.UUID] != "u"+strconv.Itoa(n) || rows[i].Base[lead.Kind] != "lead" {
						t.Fatalf("%d workers: row %d is %+v", workers, n, rows[i])
					}
				}
				return nil
			}
			if err := r.Walk(t.Context(), each); err != nil || n != 57*3 {
				t.Errorf("%d workers: %d rows, %v", workers, n, err)
			}
			r.Raw = true
			_, res, err := walked(t, r)
			want := listing.Result{Leads: 57 * 3, Pages: 57, Passes: 1, Order: "oldest", EndRule: "empty", Reason: res.Reason}
			if err != nil || res != want || res.Reason == "" {
				t.Errorf("%d workers: %+v, %v", workers, res, err)
			}
		})
	}
}

// TestErrorsEndTheReading: those of the lister and those of the receiver, with and without a proof.
func TestErrorsEndTheReading(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, at := range []int{1, 2, 17} {
		pages := deal(80, 2, 1)
		delete(pages, at)
		d := &desk{pages: pages, past: func(page int) (*convertalk.Page, error) {
			if page == at {
				return nil, broken
			}
			return new(convertalk.Page), nil
		}}
		r := &listing.Reader{Lister: d, Types: []lead.Type{lead.TypeLead}, Workers: 8}
		none := func([]lead.Row) error { return nil }
		if err := r.Walk(t.Context(), none); !errors.Is(err, broken) {
			t.Errorf("page %d: %v", at, err)
		}
		if res, err := r.Prove(t.Context(), none); !errors.Is(err, broken) || res.Verified {
			t.Errorf("page %d: %+v, %v", at, res, err)
		}
		d.pages, d.past = deal(80, 2, 1), nil
		n := 0
		full := func(rows []lead.Row) error {
			if n += len(rows); n > 2*(at-1) {
				return broken
			}
			return nil
		}
		if err := r.Walk(t.Context(), full); !errors.Is(err, broken) {
			t.Errorf("the receiver, page %d: %v", at, err)
		}
		n = 0
		if res, err := r.Prove(t.Context(), full); !errors.Is(err, broken) || res.Verified {
			t.Errorf("the receiver, page %d: %+v, %v", at, res, err)
		}
	}
}

func TestRefusedFirstPageIsAnError(t *testing.T) {
	t.Parallel()
	refused := &convertalk.Error{Kind: convertalk.Refused, Status: 404}
	d := &desk{past: func(int) (*convertalk.Page, error) { return nil, refused }}
	r := reader(d, lead.TypeLead)
	if _, _, err := walked(t, r); !errors.Is(err, refused) {
		t.Error(err)
	}
	r.MayBeEmpty = true
	if _, res, err := walked(t, r); err != nil || res.Leads != 0 || res.EndRule != "404" {
		t.Errorf("%+v, %v", res, err)
	}
}

func TestCancelEndsTheReadingWithItsCause(t *testing.T) {
	for _, read := range []func(context.Context, *listing.Reader) error{
		func(ctx context.Context, r *listing.Reader) error {
			return r.Walk(ctx, func([]lead.Row) error { return nil })
		},
		func(ctx context.Context, r *listing.Reader) error {
			_, err := r.Prove(ctx, func([]lead.Row) error { return nil })
			return err
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			why := errors.New("stop")
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(2*time.Second, func() { cancel(why) })
			d := &desk{pages: deal(1000, 1, 1), delay: func(int) time.Duration { return 100 * time.Millisecond }}
			if err := read(ctx, &listing.Reader{Lister: d, Types: []lead.Type{lead.TypeLead}, Workers: 4}); !errors.Is(err, why) {
				t.Error(err)
			}
		})
	}
}

// TestPanicsAreErrors: a Lister or a receiver that panics ends the reading like any other error.
func TestPanicsAreErrors(t *testing.T) {
	t.Parallel()
	d := &desk{pages: deal(100, 5, 1), past: func(page int) (*convertalk.Page, error) {
		if page == 0 { // asked for by the caller's own goroutine
			return new(convertalk.Page), nil
		}
		panic("no more pages")
	}}
	r := &listing.Reader{Lister: d, Types: []lead.Type{lead.TypeLead}, Workers: 4}
	for _, read := range []func() error{
		func() error { return r.Walk(t.Context(), func([]lead.Row) error { return nil }) },
		func() error {
			_, err := r.Prove(t.Context(), func([]lead.Row) error { return nil })
			return err
		},
		func() error { return r.Walk(t.Context(), func([]lead.Row) error { panic("no more rows") }) },
	} {
		if err := read(); problem.ExitCode(err) != problem.ExitFailed || !strings.Contains(err.Error(), "no more ") {
			t.Error(err)
		}
	}
}

func TestReaderNeedsWhatItSays(t *testing.T) {
	t.Parallel()
	for _, r := range []listing.Reader{
		{Types: []lead.Type{lead.TypeLead}, Workers: 1},
		{Lister: &desk{}, Workers: 1},
		{Lister: &desk{}, Types: []lead.Type{lead.TypeLead}},
		{Lister: &desk{}, Types: []lead.Type{lead.TypeLead}, Workers: 1, Passes: listing.MaxPasses + 1},
	} {
		if r.Walk(t.Context(), nil) == nil {
			t.Errorf("%+v walks", r)
		}
		if _, err := r.Prove(t.Context(), nil); err == nil {
			t.Errorf("%+v proves", r)
		}
	}
}

// TestProgressFindsTheTotalEarly: with and without a proof, progress never goes back.
func TestProgressFindsTheTotalEarly(t *testing.T) {
	for _, prove := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := &desk{pages: deal(1000, 1, 1), delay: func(int) time.Duration { return 20 * time.Millisecond }}
			r := reader(d, lead.TypeLead)
			known, last := -1, listing.Progress{}
			r.Progress = func(p listing.Progress) {
				if p.Total > 0 && known < 0 {
					known = p.Pages
				}
				if p.Pages < last.Pages || p.Leads < last.Leads {
					t.Errorf("%+v after %+v", p, last)
				}
				last = p
			}
			if prove {
				proved(t, r, &memory{}, listing.Budget{})
			} else if _, _, err := walked(t, r); err != nil {
				t.Fatal(err)
			}
			if known < 0 || known > 300 || last.Total != 1000 || last.Leads < 990 || last.Pass == 0 == prove {
				t.Errorf("prove %v: the total was known after %d pages; in the end %+v", prove, known, last)
			}
		})
	}
}
