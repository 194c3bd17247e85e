package importer

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/contact"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Batch is an input that has been checked and may be sent. It is used by one goroutine.
type Batch struct {
	opts    Options
	judge   judge
	stage   *stage
	groups  *groups
	survey  Survey
	reading sheet.Reading
	wanted  map[uuid.UUID]struct{} // beside the groups' leads: e-mails and phones of rows without a uuid, uuids of rows with problems
	last    int                    // the number of the last row
	told    Progress

	planned bool // stage holds what each row changes
	undoing bool // and that is what an earlier run changed, the other way round
	outlook Outlook
	trust   trust
}

// Check reads the whole input and checks every row. temp is a file of the batch's own, until the batch is no longer needed. A *columns.Error
// says what is wrong with the header; other errors are those of the input, or the context's cause.
func Check(ctx context.Context, o Options, temp Stage) (*Batch, error) {
	if o.BotID == "" || len(o.Sources) == 0 {
		return nil, errors.New("importer: no bot ID or no sources of identity")
	}
	b := &Batch{opts: o, stage: newStage(temp)}
	reading, err := b.opts.Input.examine(ctx)
	if err != nil {
		return nil, err
	}
	b.reading = reading
	header, err := b.opts.Input.header(ctx)
	if err != nil {
		return nil, err
	}
	if len(header) > maxColumns {
		return nil, fmt.Errorf("there are %d columns, and more than %d are in no spreadsheet: is this the right file?", len(header), maxColumns)
	}
	mapping, err := columns.Map(header, o.Assignments)
	if err != nil {
		return nil, err
	}
	b.judge = judge{opts: &b.opts, mapping: mapping, phones: contact.NewPhones(), roster: newRoster()}
	b.wanted = map[uuid.UUID]struct{}{}
	if err := b.check(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// maxColumns is how many columns an input may have: as many as a sheet of Excel.
const maxColumns = 16_384

// NeedsMatch tells, with Options.WillMatch, whether the live leads are worth reading: there are rows that mean one of them or may do so. A
// uuid of a row's own needs it too, since a platform may say ok to one that it does not know, and store nothing.
func (b *Batch) NeedsMatch() bool {
	return b.opts.WillMatch && (b.survey.Ready > 0 || len(b.wanted) > 0)
}

// Match reads the live leads and checks the input again in their light. temp is another file of the batch's own.
func (b *Batch) Match(ctx context.Context, l Listing, temp Stage) error {
	before := b.groups
	err := b.readLive(ctx, l, temp, func(id uuid.UUID) bool {
		_, ready := before.leads[id]
		_, wanted := b.wanted[id]
		return ready || wanted
	})
	if err != nil {
		return err
	}
	if b.survey.Own > 0 && b.survey.New > 0 {
		b.judge.collecting = true
		err := b.check(ctx)
		b.judge.collecting = false
		if err != nil {
			return err
		}
	}
	b.judge.roster.made = map[uuid.UUID]uuid.UUID{} // as the rows come again
	return b.check(ctx)
}

// readLive reads the live leads.
func (b *Batch) readLive(ctx context.Context, l Listing, temp Stage, wanted func(uuid.UUID) bool) error {
	b.told = Progress{}
	live := newLiveLeads(temp, &b.judge, wanted)
	add := func(rows []lead.Row) error {
		err := live.add(rows)
		b.told.Live = live.seen
		b.tell()
		return err
	}
	if err := l.Walk(ctx, add); err != nil {
		return fmt.Errorf("read the live leads: %w", err)
	}
	b.judge.live = live
	b.survey.Matching, b.survey.Live = true, live.seen
	return nil
}

// check reads the input and stages it, then settles what rows of one lead mean to each other.
func (b *Batch) check(ctx context.Context) (err error) {
	groups := newGroups(b.opts.Duplicates, b.opts.DuplicatesChosen)
	b.groups, b.judge.roster.used = groups, func(id uuid.UUID) bool { _, ok := groups.leads[id]; return ok }
	before := b.survey.Fingerprint
	b.survey = Survey{Reading: b.reading, Columns: b.judge.mapping.Columns()}
	if b.judge.live != nil {
		b.survey.Matching, b.survey.Live = true, b.judge.live.seen
	}
	if err := b.stage.reset(); err != nil {
		return err
	}
	var warnings Findings
	b.judge.tagsOf = tagBook{}
	b.judge.marked = 0
	b.judge.warn = func(number int, p Problem) { warnings.add(number, &p) }
	if err := b.read(ctx); err != nil {
		return err
	}
	if before.SHA256 != "" && before != b.survey.Fingerprint {
		return ErrChanged
	}
	b.survey.Warnings = warnings.All()
	b.judge.explainPhones(b.survey.Warnings)
	return b.settle(ctx)
}

// read reads the input and judges its rows: one goroutine parses, another one judges what the first has read.
func (b *Batch) read(ctx context.Context) (err error) {
	s, err := b.opts.Input.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	group, ctx := errgroup.WithContext(ctx)
	pieces := make(chan []sheet.Row, 4)
	group.Go(guarded("reading the input", func() (err error) {
		defer close(pieces)
		b.survey.Blank, err = s.pieces(ctx, pieces)
		return err
	}))
	group.Go(guarded("checking the input", func() error { return b.judgeAll(pieces) }))
	if err := group.Wait(); err != nil {
		return err
	}
	b.survey.Notes = s.Notes()
	b.survey.Fingerprint, err = s.fingerprint()
	return err
}

// judgeAll judges and stages rows until there are no more.
func (b *Batch) judgeAll(pieces <-chan []sheet.Row) error {
	var it item
	for piece := range pieces {
		for i := range piece {
			if err := b.judge.judge(&piece[i], &it); err != nil {
				return err
			}
			b.note(&it)
			if err := b.stage.add(&it); err != nil {
				return err
			}
		}
		b.survey.Rows += len(piece)
		b.last = piece[len(piece)-1].Number
		b.told.Read = b.survey.Rows
		b.tell()
	}
	return nil
}

// note remembers what a row means to others: to rows of the same lead, and to the live leads.
func (b *Batch) note(it *item) {
	if len(it.problems) == 0 && it.origin != noIdentity && (it.same || !it.isBlank() || b.opts.Blanks) {
		b.groups.add(it)
		b.enlist(it)
	}
	if b.judge.live != nil || !b.opts.WillMatch {
		return
	}
	if it.origin == ownUUID && len(it.problems) > 0 {
		b.wanted[keyOf(it.row.Base[lead.UUID])] = struct{}{}
	}
	if it.origin == derived {
		for _, id := range b.judge.ids {
			b.wanted[id] = struct{}{}
		}
	}
}

// enlist puts a row that can be sent on the roster.
func (b *Batch) enlist(it *item) {
	key := keyOf(it.row.Base[lead.UUID])
	switch {
	case key.String() != it.row.Base[lead.UUID]: // spelled in another way, which nobody could tell from the key
	case it.origin == ownUUID:
		b.judge.roster.addOwn(b.judge.ids, key)
	default:
		b.judge.roster.addMade(b.judge.ids, key)
	}
}

// TooMany tells whether the check alone has found more bad rows than Options.MaxErrors allows.
func (b *Batch) TooMany() bool { return b.opts.MaxErrors.exceeded(b.survey.Rejected, b.survey.Rows) }

func (b *Batch) tell() {
	if b.opts.Progress != nil {
		b.opts.Progress(b.told)
	}
}
