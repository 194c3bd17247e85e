package importer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
	"github.com/leadferry/leadferry/sheet/dialect"
)

// job is one run. Its methods are called from one goroutine.
type job struct {
	o      *Options
	conn   Connection
	folder Folder // nil for a check without a report
	talk   *guardedTalk
	start  time.Time
	asked  time.Duration // that answers took

	rows    *check.Result // as far as they have come: checked, then planned
	planned bool          // the rows are what a plan says
	carried bool          // of a file of another report
	undoes  string        // the report of the import that is undone
	proof   live.Proof    // of the live leads that the plan was made of
	log     *results.Log
	resumed *results.Header // of the run that this one resumes, else nil
	journal interface{ Close() error }

	verified *send.Verification
}

// run does the work of a call: a panic becomes an error, and the journal's file is closed.
func run[S any](o *Options, conn Connection, folder Folder, talk Talk, do func(*job) (S, error)) (summary S, err error) {
	j := &job{o: o, conn: conn, folder: folder, talk: &guardedTalk{talk: talk}, start: time.Now()}
	err = problem.Caught("importing", func() (err error) {
		summary, err = do(j)
		return err
	})()
	if j.journal != nil {
		err = errors.Join(err, j.journal.Close())
	}
	return summary, err
}

// guardedTalk is a Talk whose progress may fail.
type guardedTalk struct {
	talk Talk
	mu   sync.Mutex
	dead bool // drawing has failed
}

func (t *guardedTalk) progress(p Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dead {
		return
	}
	t.dead = problem.Caught("drawing", func() error {
		t.talk.Progress(p)
		return nil
	})() != nil
}

func (j *job) show(e Event) { j.talk.talk.Show(e) }

// ask asks, unless the answer was given beforehand. The error is ErrDeclined for a no.
func (j *job) ask(ctx context.Context, kind QuestionKind, count int) error {
	if j.o.Yes {
		return nil
	}
	asked := time.Now()
	yes, err := j.talk.talk.Ask(ctx, Question{Kind: kind, Count: count, Connection: j.conn})
	j.asked += time.Since(asked)
	if err == nil && !yes {
		err = ErrDeclined
	}
	return err
}

// check reads the input and checks every row.
func (j *job) check(ctx context.Context) error {
	o := check.Options{
		Rules: j.o.Rules, BotID: j.conn.BotID, Matching: !j.o.Blind && !j.o.DryRun, Temp: j.o.Temp,
		Progress: func(rows int) { j.talk.progress(Progress{Read: rows}) },
	}
	if j.resumed != nil {
		o.Assigned, o.Matching = j.log.Assigned, j.resumed.Matching
	}
	source, err := check.Examine(ctx, j.o.Input)
	if err == nil {
		j.rows, err = check.Run(ctx, source, o)
	}
	return check.Explain(err, j.o.Input.Name)
}

// match reads the live leads and checks the rows again in their light.
func (j *job) match(ctx context.Context) error {
	temp, err := j.o.Temp()
	if err != nil {
		return err
	}
	leads := j.rows.NewLive(temp)
	if err = j.readLive(ctx, leads, j.plans()); err == nil {
		j.rows, err = j.rows.Against(ctx, leads)
	}
	switch {
	case convertalk.IsKind(err, convertalk.Refused):
		return &fixedError{unsent(err), "check the bot ID and the customer ID; if the listing may not be read, --no-match sends without looking"}
	case err != nil:
		return unsent(err)
	}
	return nil
}

// readLive reads the live leads, with the proof that they are all if a plan needs it.
func (j *job) readLive(ctx context.Context, into *live.Leads, prove bool) (err error) {
	add := func(rows []lead.Row) error {
		err := into.Add(rows)
		j.talk.progress(Progress{Live: into.Count})
		return err
	}
	if prove {
		j.proof, err = j.conn.Listing.Prove(ctx, add)
	} else {
		err = j.conn.Listing.Walk(ctx, add)
	}
	if err != nil {
		return fmt.Errorf("read the live leads: %w", err)
	}
	return nil
}

// plans reports whether this run makes a plan or follows one.
func (j *job) plans() bool {
	if j.resumed != nil {
		return j.resumed.Planned
	}
	return j.planned || j.o.Plan
}

// plan finds out what every row would change, and writes it down.
func (j *job) plan(ctx context.Context) error {
	temp, err := j.o.Temp()
	if err != nil {
		return err
	}
	j.rows.Batch, err = plan.Make(ctx, j.rows, temp, plan.Options{
		Unverified: !j.proof.Verified && !j.o.AllowUnverified, Blanks: j.o.Rules.Blank == check.ClearBlank,
	})
	if err != nil {
		return unsent(err)
	}
	j.planned = true
	return j.keepPlan(ctx)
}

// confirm looks at the bot again, and which rows of the loaded plan can still be sent.
func (j *job) confirm(ctx context.Context) error {
	temps, err := j.temps(2)
	if err != nil {
		return err
	}
	leads := live.New(temps[0], nil, j.rows.Leads.Has)
	if err := j.readLive(ctx, leads, true); err != nil {
		return unsent(err)
	}
	with := plan.Confirmation{Live: leads, Undo: j.undoes != ""}
	if j.resumed != nil {
		with.Done = func(number int) bool { return j.log.Latest(number) != row.NotAttempted }
	}
	batch, err := plan.Confirm(ctx, j.rows.Batch, temps[1], with)
	if err != nil {
		return unsent(err)
	}
	j.rows.Batch, j.rows.Live = batch, leads
	if j.resumed != nil {
		return nil
	}
	return j.keepPlan(ctx)
}

func (j *job) temps(n int) (all []row.TempFile, err error) {
	for range n {
		f, err := j.o.Temp()
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// tooMany reports whether the check alone found more bad rows than allowed.
func (j *job) tooMany() bool {
	return j.o.MaxErrors.Exceeded(j.rows.Tally[row.Rejected], j.rows.Total())
}

// left is how many rows may still be sent.
func (j *job) left() int {
	if j.resumed == nil {
		return j.rows.Ready()
	}
	t := j.log.Tally()
	return j.rows.Total() - t.Done()
}

// header says what this run sends where, and how.
func (j *job) header() results.Header {
	o, r := j.o, &j.o.Rules
	h := results.Header{
		SHA256: j.rows.Fingerprint.SHA256, Size: j.rows.Fingerprint.Size, Host: j.conn.Host, BotID: j.conn.BotID,
		IDFrom: r.IDFrom, DialCode: r.DialCode, Wire: r.Wire, OnDuplicate: r.Duplicates, Tags: r.Tags,
		Blank: r.Blank, Matching: j.rows.Live != nil, RawCells: o.Input.RawCells, Planned: j.planned,
	}
	if j.rows.Source == nil { // of an undo
		return h
	}
	found := &j.rows.Source.Reading
	if found.Encoding != dialect.UTF8 {
		h.Encoding = string(found.Encoding)
	}
	if f, d := o.Input.Format, found.Delimiter; d != 0 && (d != ',' || f != sheet.CSV) && (d != '\t' || f != sheet.TSV) {
		h.Delimiter = dialect.DelimiterName(d)
	}
	for _, c := range j.rows.Mapping.Columns() {
		if c.Use == columns.Written || c.Use == columns.Attribute {
			h.Columns = append(h.Columns, c.Header+"="+c.Field)
		}
	}
	return h
}

// checkSame refuses to resume an import of something else.
func (j *job) checkSame() error {
	now := j.header()
	different := j.resumed.Differences(&now)
	if len(different) == 0 {
		j.show(&Resumed{Done: j.rows.Total() - j.left(), Rows: j.rows.Total()})
		return nil
	}
	return problem.Guard(
		fmt.Sprintf("this is not the import that was stopped: %s changed since; nothing was sent", strings.Join(different, ", ")),
		j.o.next("go on with what it was, or ", ToStartOver),
	)
}
