// Package exporter walks the chat listing and writes it as a sheet.
//
// A listing by page number shifts while leads come, go and move, so that one pass over it can miss some. Run proves that it did not,
// or says that it could not.
//
// # The proof
//
// No total is told, but the end of the listing bounds it: when the last page P is read and is not full, at most (P-1)*s + the leads on P
// exist at that moment, s being the size of a page; when P is full, at most P*s exist at the moment when the next page is found to lie
// past the end. Call that number U and the moment t. Every lead that lives through the walk existed at t. So count the leads C that were read
// after t and existed at t: when C reaches U, that is all there were, and no lead that lived through the walk is missing.
//
// A lead existed at t if it was seen at t or before and is still there, or if both its creation (the first four bytes of its _id) and its
// last change (updatedAt) came before t by the server's clock, with two seconds for clocks that differ. Any other counts as not
// existing, which can only spoil a proof and never make one. The creation alone would not do: a visitor's chat can be old when it
// becomes a lead.
//
// This holds for any order of the listing, for changes that are undone, and for any number of workers. It assumes that
//
//   - the server counts honestly: no page holds more leads than the largest page seen, and there are no leads behind three pages in a row
//     that lie past the end,
//   - a chat that comes into a listing is a new one or changes its updatedAt, and
//   - with both listings, that a chat may become a lead but no lead becomes a mere chat: the chats are therefore read first.
//
// A pass is a search for the end, which sets U and t, and a sweep over the pages by all workers, which counts. Passes add up: what
// one missed, a later one finds, and it counts for every t before. A lead that is deleted after t leaves a gap that nothing fills; for that
// each pass sets a U and a t of its own, and any of them will do. Where pages are not of one size, U is too high to be reached; two
// whole sweeps, one after the other, that show the same leads in the same places prove it as well, if no change was undone between. After five
// passes the run ends unverified. A listing that stands still costs one pass and a search: about two requests for each doubling of its length, and,
// to ask for several pages at once, at most one more for each worker beyond four and two for each hundred pages.
//
// # Turns
//
// What a proof counts follows from the answers in their order, and from nothing else. So the spool keeps each answer that was counted, and
// Turn goes on with an export by counting the kept ones once more before it asks for more. A page that was read but not yet counted when a
// turn ended is read again.
//
// A pause does not weaken a proof. U is how many leads there were at the moment t, and what is read after t is read later still; whether a
// lead existed at t is told by answers before t and by what the server says of its last change, not by how long ago that was. A long pause
// makes it likelier that leads come, go and move, which the count sees and pays for with further passes. Only the second proof, by two sweeps
// that are alike, has an assumption that is about time: no change undone between them.
package exporter

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Options says what to export and how. The zero value is not usable: Types and Workers are needed.
type Options struct {
	Types    []lead.Type // in the order in which they are written
	Workers  int         // at least 1
	Format   sheet.Format
	Columns  []string      // the columns wanted, in this order; nil = all
	RawCells bool          // no formula guard
	Dialect  sheet.Dialect // of CSV and TSV
	Fast     bool          // one pass and no proof: leads may come twice or not at all
	Host     string        // the server and the bot, noted in the spool so that no other run goes on with it
	BotID    string
	Passes   int                        // whole passes at least, up to 5, the last without a lead that an earlier one missed; 0 = as the proof needs
	About    func(Summary) []sheet.Fact // the last sheet of XLSX, when all but the time it took is known; may be nil
	// Restart, of raw output of one listing: out forgets all that it was given. With it, records are written while the others are read still, and
	// once more from the start if some of them turn out not to count. nil = all records are read before any is written. A turn that
	// goes on with an earlier one does without it.
	Restart func() error
	// MayBeEmpty: another listing of the bot has been read, so that a refused page 1 is an empty listing and no wrong setting.
	MayBeEmpty bool
	Progress   func(Progress) // called from one goroutine after each page, may be nil; must not block for long
}

// Progress is how far a run is.
type Progress struct {
	Leads   int
	Pages   int  // read, over all types and passes
	Kept    int  // of those: read in earlier turns
	Total   int  // pages of all types and the passes so far, 0 while unknown
	Pass    int  // over the present listing, from 1
	Writing bool // all pages are read, the rows are being written
}

// Summary is what a run did. Pages and leads are counted in the output.
type Summary struct {
	Leads, Pages int
	Passes       int    // over the listing that took most
	Order        string // in which leads came: newest, oldest, updated or unknown
	EndRule      string // how the end was told: empty, null, missing, 404, 400, repeat or first
	Verified     bool
	Reason       string // why it is not verified
	Duplicates   int    // times a lead was read twice in one pass; it has one row
	Moved        int    // leads that were seen on another page than before
	Vanished     int    // leads that were read and then no longer found; they are in the output
	Recalled     int    // answers that earlier turns got and the spool kept
	Overflow     int    // cells that found no column of their own and went into the extra column
	Replaced     int    // values that held broken text, shown with U+FFFD
	Elapsed      time.Duration
}

// NeedsSpool tells whether Run needs a file to keep rows in until it is known which count, all columns, and how long texts are.
func (o *Options) NeedsSpool() bool {
	return !o.Fast || o.Format == sheet.XLSX || (o.Format == sheet.CSV || o.Format == sheet.TSV) && o.Columns == nil
}

// Run exports to out: one row for each lead, the newest by updatedAt, else the one read last. file is written from its start and read back
// if NeedsSpool, and may be nil otherwise. Neither is closed. On an error, which is the lister's, the context's cause or one of out or file,
// what stands in out is of no use; a listing that cannot be proved complete is no error. No goroutine outlives the call.
func Run(ctx context.Context, l Lister, out io.Writer, file io.ReadWriteSeeker, o Options) (Summary, error) {
	sum, _, err := Turn(ctx, l, out, file, o, 0, Budget{})
	return sum, err
}

// all reads everything and writes it.
func (r *run) all(ctx context.Context) error {
	k := newKey()
	if r.output.spool != nil {
		k = r.output.spool.key
		r.keeper = r.output.keeper()
	}
	r.hasher = newHasher(k)
	read, keeps := r.verified, r.book.keeps
	if r.opts.Fast {
		read, keeps = r.fast, func(int) bool { return true }
	}
	if err := read(ctx); err != nil {
		return err
	}
	if r.output.spool != nil {
		r.told.Writing = true
		r.tell()
		r.sum.Overflow = r.output.spool.columns.Overflow
	}
	r.sum.Order = r.order.String()
	r.output.about = r.facts
	return r.output.finish(ctx, keeps)
}

// facts returns what the sheet "About" says.
func (r *run) facts() []sheet.Fact {
	if r.opts.About == nil {
		return nil
	}
	return r.opts.About(r.sum)
}

// run is an export under way.
type run struct {
	opts   Options
	lister Lister
	hasher hasher
	turn   turn
	output *output
	keeper keeper
	order  order
	book   book
	moment uint32
	sum    Summary
	told   Progress
}

// fast makes one pass over each listing.
func (r *run) fast(ctx context.Context) error {
	for i, kind := range r.opts.Types {
		before, last := r.sum.Pages, i == len(r.opts.Types)-1
		w := r.walk(kind)
		w.mayBeEmpty, w.emit = before > 0 || r.opts.MayBeEmpty, r.page
		w.tell = func(pages, of int) {
			if !last {
				of = 0
			}
			r.tellPages(before, pages, of)
		}
		f := newFrontier(4 * w.workers)
		if err := w.run(ctx, f); err != nil {
			return err
		}
		r.sum.EndRule = f.endRule()
	}
	r.sum.Passes, r.sum.Reason = 1, "one pass was made, and no proof was wanted"
	return nil
}

func (r *run) walk(kind lead.Type) *walk {
	return &walk{lister: r.lister, kind: kind, workers: r.opts.Workers, raw: r.opts.Format == sheet.Raw, hasher: r.hasher, turn: &r.turn}
}

// page takes the next page of a fast walk.
func (r *run) page(p *fetched) error {
	r.sum.Pages++
	r.sum.Leads += len(p.leads)
	r.sum.Replaced += p.broken
	for i := range p.leads {
		r.order.see(p.id(i), p.updated(i))
	}
	return r.output.add(p)
}

// verified reads the listings one after the other, each until it is proved complete. They are read in the reverse of the order in which
// they are written: first the chats, which may become leads.
func (r *run) verified(ctx context.Context) error {
	r.sum.Verified = true
	for i, kind := range slices.Backward(r.opts.Types) {
		w := r.walk(kind)
		w.mayBeEmpty = r.sum.Pages > 0 || i > 0 || r.opts.MayBeEmpty
		v := &verification{
			walk: w, book: &r.book, number: uint8(len(r.opts.Types) - i), passes: r.opts.Passes, moment: &r.moment, order: new(order),
			spool: r.keeper, recalled: &r.sum.Recalled,
		}
		if i == 0 {
			v.order = &r.order
		}
		v.tell = r.teller(v, i == 0)
		end, err := v.run(ctx)
		if err != nil {
			return err
		}
		r.take(v, end)
		if i > 0 && r.output != nil {
			r.output.spool.cut()
		}
	}
	r.sum.Leads, r.sum.Duplicates, r.sum.Moved = r.book.leads(), r.book.duplicates, r.book.moved
	return nil
}

// take adds up how the reading of one listing ended.
func (r *run) take(v *verification, end verdict) {
	r.sum.Pages += v.pages
	r.sum.Passes = max(r.sum.Passes, v.pass)
	r.sum.EndRule = v.endRule
	r.sum.Replaced += end.replaced
	r.sum.Vanished += r.book.vanished(v.number, end.since)
	if !end.proved {
		r.sum.Verified, r.sum.Reason = false, end.reason
	}
}

// teller tells the progress of a verification.
func (r *run) teller(v *verification, last bool) func(pages, of int) {
	pass, before := 0, 0
	return func(pages, of int) {
		if v.pass != pass {
			pass, before = v.pass, r.told.Pages
		}
		r.told.Pass, r.sum.Leads = pass, r.book.leads()
		if of = max(of, v.pages); !last {
			of = 0
		}
		r.tellPages(before, pages, of)
	}
}

func (r *run) tellPages(before, pages, of int) {
	r.told.Pages, r.told.Total = before+pages, 0
	if of > 0 {
		r.told.Total = before + of
	}
	r.tell()
}

func (r *run) tell() {
	r.told.Leads, r.told.Kept = r.sum.Leads, min(r.sum.Recalled, r.told.Pages)
	if r.opts.Progress != nil {
		r.opts.Progress(r.told)
	}
}
