// Package check checks every row of an input: what its columns mean, whom each row means, and what is wrong with its
// cells. A bad row is data; an error is the end.
package check

import (
	"context"
	"errors"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/people"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/source"
	"github.com/leadferry/leadferry/sheet"
)

// Result is a checked input.
type Result struct {
	*row.Batch
	Source      *source.Source
	Mapping     *columns.Mapping
	Assignments []string            // that the mapping was made by
	Proposals   []propose.Proposal  // that were not taken
	Examples    map[string][]string // of each column: the first different values
	Fingerprint source.Fingerprint
	Notes       []string // what else is to say about the file
	Sheets      sheet.Sheets
	Blank       int // blank rows, which are skipped
	Warnings    []row.Finding
	Live        *live.Leads // nil if the live leads were not read
	Foreign     []string    // statuses of another system, in order; none of a column that holds many
	Countryless Countryless
	Nameless    Nameless
	Differing   map[string]Differing // by the field that several columns are

	Preview *Result // the check as if all were taken that the one command proposes

	Harms []row.Finding // for which rows could not be sent with a column that is proposed, which a person must decide about therefore

	None string // the value of --null that takes words for empty cells that were refused; "" for none

	previewed map[string]bool // headers of the columns that are proposed there
	options   Options
	all       way    // for all sheets, where they are one list
	more      string // what reads them, where they are and nothing is to be ended
	hints     hints
	served    bool     // a column names the country of a phone that names none
	agents    int      // rows with the ID of an agent
	harmed    int      // rows that could not be sent with the country that a column names
	unmatched int      // rows that have nothing in a column that tells whom they mean
	refused   []string // those of Foreign that rows are rejected for
	tooMany   bool     // the column of statuses holds more of them than statuses are
	who       *live.Identifier
	people    *people.People // whom the rows mean by what they say, for the look among the live leads
}

// way is how to go on: see Result.Fixes and Result.Decisions.
type way struct{ flags, decisions []string }

// Run reads the whole input and checks every row. Nothing is known about the live leads.
func Run(ctx context.Context, s *source.Source, o Options) (*Result, error) {
	if o.BotID == "" || len(o.IDFrom) == 0 {
		return nil, errors.New("check: no bot ID or no fields to identify rows by")
	}
	u, err := understand(ctx, s, &o)
	unclear, is := errors.AsType[*columns.Error](err)
	if err != nil && !is {
		return nil, err
	}
	if u.mapping != nil && !o.Trusted {
		if err := s.RefuseBots(ctx, u.mapping, o.Profile); err != nil {
			return nil, err
		}
	}
	temp, err := o.Temp()
	if err != nil {
		return nil, err
	}
	staged := row.NewFile(temp)
	r, err := u.check(ctx, s, &o, staged)
	if err == nil && !is && o.Take != nil {
		var more bool
		if more, err = o.takeStatuses(ctx, r.refused); more && err == nil {
			r, err = u.check(ctx, s, &o, staged)
		}
	}
	if err == nil && !is {
		r, err = u.askCountry(ctx, s, &o, staged, r)
	}
	switch {
	case err != nil:
		return nil, err
	case is:
		return nil, u.refuse(ctx, s, &o, staged, unclear, r)
	case r.unmatched > 0 && r.unmatched == r.Total():
		err := r.nobody()
		if err == nil {
			err = s.RefuseAnswer(ctx)
		}
		if err != nil {
			return nil, u.refuse(ctx, s, &o, staged, err, r)
		}
	}
	if o.Take == nil && r.Proposals != nil {
		if err := u.preview(ctx, s, &o, staged, r); err != nil {
			return nil, err
		}
	}
	return r, source.RefuseSheets(r.Sheets, o.Profile)
}

// check checks every row, once the header is understood. The rows are staged until it is decided about them.
func (u *understood) check(ctx context.Context, s *source.Source, o *Options, staged *row.File) (*Result, error) {
	p := newPass(s, u.mapping, o, nil)
	p.staged, p.Assignments, p.Proposals, p.Examples, p.hints = staged, u.assignments, u.left, u.examples, u.hints
	return p.run(ctx)
}

// StatusMap is what the statuses of another system were read as.
func (r *Result) StatusMap() columns.StatusMap { return r.options.StatusMap }

// DialCode is the country of phones without a country code, as the rules or an answer say; "" for none.
func (r *Result) DialCode() string { return r.options.DialCode }

// Several says what becomes of cells with several e-mails or phones, as the rules or an answer say.
func (r *Result) Several() Several { return r.options.Several }

// NeedsLive reports whether rows may mean live leads. A row with a uuid does, too: a platform may say
// ok to a uuid that it does not know, and store nothing.
func (r *Result) NeedsLive() bool {
	return r.options.Matching && r.Leads.Known() > 0
}

// NewLive returns Leads that keep what the rows may mean.
func (r *Result) NewLive(f row.TempFile) *live.Leads {
	return live.New(f, r.who, r.people.Wants)
}

// Against checks the input again, in the light of the live leads. The Result must not be used any
// more. The error is ErrChanged if the input is not what it was.
func (r *Result) Against(ctx context.Context, leads *live.Leads) (*Result, error) {
	p := newPass(r.Source, r.Mapping, &r.options, leads)
	p.Assignments, p.Proposals, p.Examples, p.hints, p.all = r.Assignments, r.Proposals, r.Examples, r.hints, r.all
	p.more, p.Preview, p.previewed, p.Harms = r.more, r.Preview, r.previewed, r.Harms
	p.who, p.people = r.who, r.people
	p.people.Settle(leads)
	p.staged = r.Rows
	if err := p.staged.Reset(); err != nil {
		return nil, err
	}
	out, err := p.run(ctx)
	if err == nil && out.Fingerprint != r.Fingerprint {
		err = source.ErrChanged
	}
	return out, err
}
