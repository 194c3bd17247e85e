package importer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/shell"
	"github.com/leadferry/leadferry/lead"
)

// Import imports a file, or continues an import that was stopped: then only rows that are not known to
// be done are sent. It reads the live leads first and sends only what differs, but for Options.Blind.
// The folder must be empty, or hold the report of that import; it may be nil if nothing is sent. The
// summary is nil if there is no report.
func Import(ctx context.Context, o Options, conn Connection, folder Folder, talk Talk) (*Summary, error) {
	return run(&o, conn, folder, talk, func(j *job) (*Summary, error) {
		if j.resumed != nil && j.resumed.Planned {
			return j.continuePlan(ctx)
		}
		if err := j.check(ctx, false); err != nil {
			return nil, err
		}
		return j.decide(ctx)
	})
}

// loadLog reads the journal of the run that was stopped.
func (j *job) loadLog() error {
	file, err := j.folder.OpenJournal()
	if err != nil {
		return unsent(err)
	}
	j.journal = file
	log, header, err := results.Resume(file)
	if err != nil {
		return refusal(fmt.Sprintf("%s cannot be resumed: %v", j.folder.Path(), err), j.o.next("", ToStartOver))
	}
	if log.Undone() {
		return refusal(fmt.Sprintf("the import of %s was undone, so it cannot be resumed", j.folder.Path()), j.o.next("", ToStartOver))
	}
	if header.Matching && !header.Planned {
		return refusal(fmt.Sprintf("%s was started by an older version, which kept no earlier values", j.folder.Path()), j.o.next("", ToStartOver))
	}
	j.log, j.resumed, j.o.Blind = log, &header, !header.Planned
	return nil
}

// decide takes the checked rows on: plans what they change, asks and sends.
func (j *job) decide(ctx context.Context) (*Summary, error) {
	j.show(&Checked{j.rows})
	if j.o.Blind {
		return j.sendBlindly(ctx)
	}
	if !j.rows.NeedsLive() || j.tooMany() {
		j.show(&Survey{j.rows})
		if j.o.PlanOnly {
			return j.endUnsent(ctx, EndedUnsent, nil)
		}
		return j.askAndSend(ctx)
	}
	if err := j.match(ctx); err != nil {
		return nil, err
	}
	if err := j.plan(ctx); err != nil {
		return nil, err
	}
	return j.showAndSend(ctx)
}

// sendBlindly sends the checked rows as they are.
func (j *job) sendBlindly(ctx context.Context) (*Summary, error) {
	if j.resumed != nil {
		if err := j.checkSame(); err != nil {
			return nil, err
		}
	} else if err := j.keepLists(); err != nil {
		return nil, err
	}
	j.show(&Survey{j.rows})
	return j.askAndSend(ctx)
}

// keepLists refuses to send lists without knowing the leads' own: a platform may replace the one by
// the other.
func (j *job) keepLists() error {
	if j.o.ReplaceLists {
		return nil
	}
	var lists []string
	for _, c := range j.rows.Mapping.Columns() {
		if c.Use == columns.Attribute || c.Use == columns.Written && (c.Field == lead.Tags.String() || c.Field == lead.Notes.String()) {
			lists = append(lists, c.Header)
		}
	}
	if len(lists) == 0 {
		return nil
	}
	return problem.Usage(
		fmt.Sprintf("--blind could wipe what leads have in %s: many platforms replace whole lists", listed(lists)),
		"leave --blind out, which keeps what the file does not name; or allow it with --replace-lists",
	)
}

// showAndSend shows a plan and takes it on.
func (j *job) showAndSend(ctx context.Context) (*Summary, error) {
	p := Planned{Result: j.rows, Proof: j.proof, Undo: j.undone != nil, File: j.folder.File(TableFile)}
	if !p.Undo {
		p.Compared = j.o.Rules.Touches().Columns()
	}
	j.show(&p)
	if j.o.PlanOnly {
		return j.endUnsent(ctx, EndedPlanned, nil)
	}
	return j.askAndSend(ctx)
}

// listed names a few columns.
func listed(headers []string) string {
	const most = 3
	if more := len(headers) - most; more > 0 {
		headers = append(headers[:most:most], fmt.Sprintf("%d more", more))
	}
	return strings.Join(headers, ", ")
}

// askAndSend sends what is ready, if the limits and the user agree, and writes the report, however the
// sending ends.
func (j *job) askAndSend(ctx context.Context) (*Summary, error) {
	if j.resumed == nil && j.tooMany() {
		return j.endUnsent(ctx, EndedUnsent, func(rejects string) error {
			fix := "fix the rows in " + shell.Quote(rejects)
			if j.rows.Ready() > 0 {
				fix = j.o.next(fix+", ", ToAllowMore)
			}
			return refusal(
				fmt.Sprintf("too many rows cannot be sent: %d of %d, and no more than %s may be bad",
					j.rows.Tally[row.Rejected], j.rows.Total(), j.o.MaxErrors),
				fix,
			)
		})
	}
	if j.resumed == nil && j.rows.Ready() == 0 {
		return j.endUnsent(ctx, EndedUnsent, nil)
	}
	if j.resumed == nil && !j.planned {
		j.show(NoUndo{})
	}
	kind, count := SendRows, j.left()
	if j.undone != nil {
		kind = UndoLeads
		if j.resumed == nil {
			count = j.rows.Ready()
		}
	}
	err := j.ask(ctx, kind, count)
	if errors.Is(err, ErrDeclined) {
		return nil, err
	}
	if err == nil {
		if err := j.confirmLate(ctx); err != nil {
			return nil, err
		}
		err = j.openLog()
	}
	if err == nil && j.undone != nil && j.resumed == nil {
		err = j.undone.mark()
	}
	if err != nil {
		return nil, unsent(err)
	}
	j.show(Sending{j.rows.Total()})
	err = problem.Caught("sending", func() error { return j.sendAll(ctx) })() // the report is written all the same
	return j.finish(context.WithoutCancel(ctx), errors.Join(err, j.log.Close()))
}

// openLog begins the journal, unless one is resumed.
func (j *job) openLog() error {
	if j.resumed != nil {
		return nil
	}
	if err := j.keepMap(); err != nil {
		return err
	}
	file, err := j.folder.CreateJournal()
	if err != nil {
		return err
	}
	j.journal = file
	j.log, err = results.Create(file, j.header())
	return err
}

// sendAll sends the rows: first a few, if wanted, which are read back and asked about; and at the end
// it reads back what was sent, if wanted.
func (j *job) sendAll(ctx context.Context) error {
	total := j.rows.Total()
	s := &send.Sender{
		Batch: j.rows.Batch, Upserter: j.conn.Upserter, Listing: j.conn.Listing, Before: j.rows.Live, Log: j.log,
		Workers: j.o.Workers, MaxErrors: j.o.MaxErrors, Partly: j.undone != nil, Sure: j.o.Sure,
		Progress: func(t row.Tally) {
			j.progress(Progress{Rows: total, Done: t.Done(), Rejected: t[row.Rejected], Failed: t[row.Failed]})
		},
	}
	if err := j.log.Open(ctx, j.rows.Batch); err != nil {
		return err
	}
	s.Progress(j.log.Tally())
	if j.o.Canary > 0 && j.resumed == nil {
		if err := j.sendFirst(ctx, s); err != nil {
			return err
		}
	}
	if err := s.Send(ctx, 0); err != nil {
		return err
	}
	if !j.o.Verify {
		return nil
	}
	return j.readBack(ctx, s, "all rows were sent")
}
