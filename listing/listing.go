// Package listing reads the listings of a bot, page by page, and proves that it has read all of them.
//
// A listing by page number shifts while leads come, go and move, so one pass over it can miss some.
// Reader.Walk makes that one pass. Reader.Prove and Reader.Turn read until it is proved that no lead
// is missing, or say why they could not prove it.
//
// # The proof
//
// No lead that is there during the whole reading, from the first request to the last, may be missing.
//
// The platform tells no total, but the end of a listing bounds it. Let s be the size of a page, which
// is the most leads seen on one, and P the last page with leads. If P is not full, at most (P-1)*s
// leads plus those on P exist at the moment P is read. If P is full, at most P*s exist at the moment
// the next page is found to lie past the end. Call this number U and this moment t. Every lead that is
// there all the time existed at t. So count the leads that are read after t and existed at t, each
// once. When the count reaches U, these are all there were, and no lead that is there all the time is
// missing.
//
// The law of evidence: a lead existed at t if it was seen before t and is seen again after t,
// unchanged; or if it is seen after t and was both created (the first four bytes of its _id) and last
// changed (updatedAt) more than a day before t. A day is more than clocks differ, or time zones. The
// creation alone would not do: an old chat can become a lead at any time. Any other lead counts as
// new, which can spoil a proof but never make one.
//
// An answer may be late: it shows what there was at some moment between Lag before it was asked for
// and when it came. So an answer is before t only if it came Lag before the end was asked for, and after
// t only if it was asked for Lag after the end was answered; that is what a reading waits for, before
// it looks at an end that was found and before it sweeps. Nothing less would do: if a lead is deleted
// just before t and the pages after t may be old, all answers within Lag of t are those of a listing
// that stands still and has the deleted lead instead of a missing one. The first wait is left out if
// all leads that were seen are old enough to count without it; where none was seen, it lasts until
// Lag after the beginning.
//
// A lead that changed between the two sightings may have left and come back. In a long listing that is
// busy some always change, so one in a thousand may count all the same, but then two ends must be
// reached, of two passes.
//
// A lead is told by its _id, else by its uuid. Records that share it and cannot be the same lead, as
// their uuids differ, count once, each has its row, and the reading is not verified; nor is it if only
// some records of a listing have an _id.
//
// A lead may become a chat, and a chat a lead. Where both listings are read, whoever is always in one of
// them could be in neither when its end is seen. So the ends are looked at twice, in turn: of the
// chats, the leads, the chats and the leads again. Who was in neither each time was a lead, a chat, a
// lead and a chat. All four bounds must be reached. A lead that moves from one listing to the other
// need not change its updatedAt: if the other listing showed it since this one did, it counts as new.
//
// The proof holds for any order of the listing that stands still, for any number of workers, and for
// answers that come in any order. It assumes that
//
//  1. no page holds more leads than the largest page seen, and no leads follow three pages in a row
//     that look like pages past the end,
//  2. an answer shows what there was less than Lag before it was asked for, or later,
//  3. the clocks of the server's parts differ by less than a day (where answers have no Date, this
//     machine's counts),
//  4. a chat that comes into a listing is new or changes its updatedAt, no lead of a thousand or more
//     is away when two ends are looked at and back, changed, after each, and the uuid of one without
//     an _id stays, and
//  5. where both listings are read, nobody changes sides three times while the ends are looked at.
//
// What can be seen of the contrary unmakes all that was proved up to then, and from then on times
// are no evidence: an answer out of a cache (see clock), more leads than the end allows, a lead as
// it was before an earlier answer, and an unchanged lead that stands where an earlier answer did
// not show it (see between). A proof that needs more than one pass also needs that its last sweep
// finds no lead that earlier ones missed, which helps where the fourth sentence fails. An end at a
// round number, behind a full page, is not believed, nor a page 2 that repeats a full page 1 (see
// cap). A listing that grows by half while it is read has no end.
//
// A pass is a search for the end, a look at it, which sets U and t, and a sweep, in which all workers
// read the pages and the leads are counted. Of several listings all ends are sought first. Passes add
// up: a later one finds what an earlier one missed, and that counts for every earlier t. A lead that is
// deleted after t and before it is read leaves a gap in the count that nothing fills, so each pass
// sets a U and a t of its own, and any one of them will do. Where pages differ in size, U is too
// high to be reached. Then two whole sweeps in a row that show the same leads in the same places,
// none of them twice, are a proof as well, if no change was undone between them, and if they read all
// that was ever seen. A page before the end that is empty or short is asked for again, four times: a
// short one once for all, an empty one in each sweep. After five passes the reading ends unproved, or
// after three if they show the same flaw.
//
// A listing that stands still costs one pass, a request for page 0, in case the server counts from
// there, one for the page past the end, in case pages were larger when the end was sought, and two for
// the look at the end. It costs a second pass if leads that changed within a day stand on pages that
// the search did not ask for. Its search takes about two requests for each doubling of the length and,
// because several pages are asked for at once, at most one more for each worker beyond four and two
// for each hundred pages. In time, a pass costs Lag once or twice more.
//
// # Turns
//
// What a proof counts follows from the answers in their order, and from nothing else. So a Keeper
// keeps each answer that was counted, and a later turn counts the kept ones again before it asks for
// more. A page that was read but not yet counted when a turn ended is read again. How fast requests
// may go is no part of a turn: that is up to the Lister.
//
// A pause does not weaken a proof. U is the most leads there were at the moment t, and what is read
// after t is read later still. Whether a lead existed at t is decided by answers before t and by what
// the server says about its last change, not by how long ago that was. A long pause makes it likelier
// that leads come, go and move, which the count sees and pays for with further passes. Only the
// second proof, by two sweeps that are alike, rests on time: no change undone between them.
package listing

import (
	"context"
	"errors"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
)

// Lister reads a page of a listing; *convertalk.Client is one. Pages count from 1. Several goroutines
// call it at once.
type Lister interface {
	Chats(ctx context.Context, kind lead.Type, page int) (*convertalk.Page, error)
}

// Reader reads the listings of Types. Lister, Types and Workers are needed. Several goroutines may
// use one Reader; no goroutine outlives a call. Every method ends with the first error of the Lister
// or of the function or Keeper it was given, or with the cause of its context.
type Reader struct {
	Lister  Lister
	Types   []lead.Type   // in the order of a walk
	Workers int           // most requests in flight at once, at least 1
	Raw     bool          // pages bring the server's own records, not rows
	Passes  int           // whole passes at least, the last of them without a lead that an earlier one missed; 0 = as the proof needs
	Lag     time.Duration // how far behind an answer may be: it shows what there was so long before it was asked for, or later

	// AcceptEnd: a listing may end where servers often stop showing more; see Result.Capped.
	AcceptEnd bool
	// MayBeEmpty: another listing of the bot was read, so a refused page 1 is an empty listing, not a
	// wrong setting.
	MayBeEmpty bool
	// Key is the secret of the hashes by which leads are told apart. It must be the same in every
	// turn. A zero Key stands for a new one.
	Key Key
	// Progress is called after each page, from one goroutine. It may be nil and must not block long.
	Progress func(Progress)
}

// MaxPasses is how often a listing is read at most before Prove gives up.
const MaxPasses = 5

// Progress is how far a reading is.
type Progress struct {
	Leads int
	Pages int // read, over all types and passes
	Kept  int // of those: read in earlier turns
	Total int // pages of all types and of the passes so far; 0 while unknown
	Pass  int // over the present listing, from 1; 0 of a walk
}

// Result is what a reading found.
type Result struct {
	Leads, Pages int    // that count
	Passes       int    // over the listing that took most
	Order        string // in which leads came: newest, oldest, updated or unknown
	EndRule      string // what showed the end: empty, null, missing, 404, 400, repeat or first
	Verified     bool   // proved to be complete
	Reason       string // why not
	Fix          string // what a person can do about that
	Duplicates   int    // times a lead was read twice in one pass
	Moved        int    // leads seen on another page than before
	Vanished     int    // leads that were read and later not found any more
	Alike        int    // rows that cannot be told from another one, by uuid and _id or at all; each is kept
	Capped       int    // the number of leads with which a listing ends as if the server showed no more; 0 if none does
	Recalled     int    // answers that the Keeper recalled
	Replaced     int    // values that held broken text, shown with U+FFFD
}

// Settle waits until no answer shows what there was before that time: not longer than Lag.
func (r *Reader) Settle(ctx context.Context, since time.Time) error {
	select {
	case <-time.After(time.Until(since.Add(r.Lag))):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Walk reads every listing once and proves nothing: leads that move meanwhile may come twice or not
// at all. It calls each with the rows of every page, in page order, from one goroutine.
func (r *Reader) Walk(ctx context.Context, each func([]lead.Row) error) error {
	_, err := r.WalkPages(ctx, func(p *Page) error { return each(p.Rows()) })
	return err
}

// WalkPages is Walk for those who want pages, and what the walk found.
func (r *Reader) WalkPages(ctx context.Context, each func(*Page) error) (Result, error) {
	s, err := r.session(nil, Budget{})
	if err != nil {
		return Result{}, err
	}
	res, order, t := &s.result, order{}, texts{}
	res.Passes, res.Reason = 1, "read once, without a proof (--fast)"
	for i, kind := range r.Types {
		s.begin()
		source := s.source(kind)
		source.mayBeEmpty = r.MayBeEmpty || res.Pages > 0
		if s.rest = 0; i < len(r.Types)-1 {
			s.rest = -1
		}
		f := newFrontier(window * r.Workers)
		w := walk{session: s, source: source, f: f, emit: func(a *answer) error {
			res.Pages++
			res.Leads += len(a.leads)
			res.Replaced += a.broken
			for i := range a.leads {
				t.read(a, i)
				order.see(&t)
			}
			page := a.page(nil)
			page.Type = kind
			return each(page)
		}, enough: func() bool { return false }}
		if err := w.run(ctx); err != nil {
			return *res, err
		}
		res.EndRule = f.endRule()
	}
	res.Order = order.String()
	return *res, nil
}

// Prove reads until it is proved that every lead was read, or gives up and gives the Reason. It calls
// each with rows as they come, from one goroutine. A lead comes again when a later reading shows
// another state: the last one counts. A listing that cannot be proved complete is no error.
func (r *Reader) Prove(ctx context.Context, each func([]lead.Row) error) (Result, error) {
	reading, err := r.Turn(ctx, passOn(each), Budget{})
	return reading.Result, err
}

// Turn does a part of what Prove does: it recalls the answers of earlier turns and goes on from there,
// until everything is read or the budget is spent. Types, Raw, Passes and Key must be the same in
// each turn. After an error, too, a later turn can go on with what the Keeper has.
func (r *Reader) Turn(ctx context.Context, k Keeper, b Budget) (Reading, error) {
	s, err := r.session(k, b)
	if err != nil {
		return Reading{}, err
	}
	switch err := s.proving().run(ctx); {
	case errors.Is(err, errTurnOver):
		return Reading{}, nil
	case err != nil:
		return Reading{}, err
	}
	return Reading{Result: s.result, Done: true, superseded: s.book.superseded}, nil
}
