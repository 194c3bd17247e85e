package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/plan"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/listing"
)

// job is one run. Its methods are called from one goroutine, but for progress.
type job struct {
	o      *Options
	conn   Connection
	folder Folder // nil for a check without a report
	talk   Talk
	start  time.Time
	asked  time.Duration // that answers took

	rows    *check.Result  // as far as they have come: checked, then planned
	planned bool           // the rows are what a plan says
	carried bool           // of a file of another report
	undone  *Undone        // the import that is undone, else nil
	notSent int            // rows of that import that are no part of its undo
	proof   listing.Result // of the live leads that the plan was made of
	read    time.Time      // when those were read
	log     *results.Log
	resumed *results.Header // of the run that this one resumes, else nil
	journal io.Closer       // the file of the log

	reported bool // the report says how the run ended
	verified *send.Verification

	drawing sync.Mutex
	blind   bool // drawing has failed
}

// run does the work of a call: a panic becomes an error, and the journal's file is closed.
func run[S any](o *Options, conn Connection, folder Folder, talk Talk, do func(*job) (S, error)) (summary S, err error) {
	j := &job{o: o, conn: conn, folder: folder, talk: talk, start: time.Now()}
	err = problem.Caught("importing", func() (err error) {
		if o.Resume {
			err = j.loadLog()
		}
		if err == nil {
			summary, err = do(j)
		}
		return err
	})()
	if err != nil && !j.reported {
		err = j.early(err)
	}
	if j.journal != nil {
		err = errors.Join(err, j.journal.Close())
	}
	return summary, err
}

// check reads the input and checks every row. Offline, no row is kept to be sent.
func (j *job) check(ctx context.Context, offline bool) error {
	o := check.Options{
		Rules: j.o.Rules, BotID: j.conn.BotID, Profile: j.o.Profile, Matching: !j.o.Blind, Offline: offline, Temp: j.o.Temp,
		Progress: func(rows int) { j.progress(Progress{Read: rows}) },
	}
	if j.o.Propose {
		o.Take = j.askWhether
		if j.o.Country != nil {
			o.Country = j.askCountry
		}
	}
	if j.resumed != nil {
		o.Assigned = j.log.Assigned
	}
	rows, err := check.Read(ctx, j.o.Input, o)
	if err == nil {
		j.rows = rows
		j.o.Rules.Assignments, j.o.Rules.Kept = rows.Assignments, nil // a plan is made with them
		j.o.Rules.StatusMap, j.o.Rules.DialCode, j.o.Rules.Several = rows.StatusMap(), rows.DialCode(), rows.Several()
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
	if err = j.readLive(ctx, leads); err == nil {
		j.rows, err = j.rows.Against(ctx, leads)
	}
	switch {
	case convertalk.IsKind(err, convertalk.Refused):
		return fixed(unsent(err), "check the bot ID and the customer ID; leadferry status --test tries the connection out")
	case err != nil:
		return unsent(err)
	}
	return nil
}

// readLive reads the live leads, and whether they are proved to be all. They show what a run did that
// ended just before this one, as a proof waits for the lag.
func (j *job) readLive(ctx context.Context, into *live.Leads) (err error) {
	add := func(rows []lead.Row) error {
		err := into.Add(rows)
		j.progress(Progress{Live: into.Count})
		return err
	}
	j.progress(Progress{Looking: true})
	if j.proof, err = j.conn.Listing.Prove(ctx, add); is[*problem.Interrupted](err) {
		return err
	} else if err != nil {
		return fmt.Errorf("while reading the bot's leads: %w", err)
	}
	j.read = time.Now()
	return nil
}

// plan finds out what every row would change, and writes it down.
func (j *job) plan(ctx context.Context) error {
	temp, err := j.o.Temp()
	if err != nil {
		return err
	}
	j.rows.Batch, err = plan.Make(ctx, j.rows, temp, plan.Options{
		Unverified: !j.proof.Verified && !j.o.AllowUnverified, Blanks: j.o.Rules.Blank == check.ClearBlank,
		Filter: j.o.Rules.Touches(),
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
	people, err := plan.NewcomersOf(ctx, j.rows.Batch, j.o.Rules.Identifier(j.conn.BotID))
	if err != nil {
		return err
	}
	leads := people.Live(temps[0], j.rows.Leads)
	if err := j.readLive(ctx, leads); err != nil {
		return unsent(err)
	}
	with := plan.Confirmation{
		Live: leads, Newcomers: people, Unverified: !j.proof.Verified && !j.o.AllowUnverified, Undo: j.undone != nil,
	}
	if j.undone == nil {
		with.Filter = j.o.Rules.Touches()
	}
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

// confirmLate confirms a plan again that waited long for an answer.
func (j *job) confirmLate(ctx context.Context) error {
	const long = time.Minute
	if !j.planned || time.Since(j.read) < long {
		return nil
	}
	return j.confirm(ctx)
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
	if j.log == nil {
		return j.rows.Ready()
	}
	t := j.log.Tally()
	return j.rows.Total() - t.Done()
}
