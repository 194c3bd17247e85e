package importer

import (
	"context"
	"time"

	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/propose"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/listing"
)

// Talk shows a person how the run goes, and asks. The job calls Show and Ask from one goroutine, and
// Progress from any, one call at a time. A panic in Progress ends the drawing, not the run.
type Talk interface {
	Show(Event)
	Ask(ctx context.Context, q Question) (yes bool, err error)
	Progress(Progress)
}

// Event is what a run shows: *Checked, *Survey, *Planned, *Resumed, Sending, *FirstRows or
// NoUndo.
type Event any

type (
	// Checked says how the input was read and what its columns mean.
	Checked struct{ *check.Result }
	// Survey says what would be sent, without a plan.
	Survey struct{ *check.Result }
	// Planned says what a plan would do.
	Planned struct {
		*check.Result
		Proof    listing.Result // of the live leads
		Undo     bool
		File     string
		Compared []string // the columns that the filter of the live leads looks at
	}
	// Resumed says that a run continues one that was stopped.
	Resumed struct {
		*check.Result
		Done, Rows int
	}
	// Sending says that from now on the run may have changed leads. The journal has begun.
	Sending struct{ Rows int }
	// FirstRows says how the first rows came back.
	FirstRows struct{ *send.Verification }
	// NoUndo says that this run keeps no earlier values.
	NoUndo struct{}
)

// Question is what a run asks.
type Question struct {
	Kind  QuestionKind
	Count int // rows or leads
	Connection
	propose.Proposed // of Take
}

// QuestionKind is the kind of a question.
type QuestionKind uint8

// The questions.
const (
	SendRows  QuestionKind = iota // shall Count rows be sent?
	SendRest                      // shall the Count rows after the first ones be sent, too?
	UndoLeads                     // shall the changes to Count leads be undone?
	Take                          // shall a column or a status be taken as what it seems to be?
)

// Progress is how far a run is. One of Read, Live and Rows is set.
type Progress struct {
	Read                   int  // rows checked so far
	Live                   int  // live leads read so far
	Looking                bool // for the end of the live leads, before the first is read
	Rows                   int  // of the input; the following ones count of these:
	Done, Rejected, Failed int
}

// progress tells how far the run is. A panic while drawing ends the drawing.
func (j *job) progress(p Progress) {
	j.drawing.Lock()
	defer j.drawing.Unlock()
	if j.blind {
		return
	}
	j.blind = problem.Caught("drawing", func() error {
		j.talk.Progress(p)
		return nil
	})() != nil
}

func (j *job) show(e Event) { j.talk.Show(e) }

// askWhether asks whether to take a proposal.
func (j *job) askWhether(ctx context.Context, p propose.Proposed) (bool, error) {
	asked := time.Now()
	defer func() { j.asked += time.Since(asked) }()
	return j.talk.Ask(ctx, Question{Kind: Take, Proposed: p})
}

// askCountry asks for the country of phones that name none.
func (j *job) askCountry(ctx context.Context, c *check.Countryless) (string, error) {
	asked := time.Now()
	defer func() { j.asked += time.Since(asked) }()
	return j.o.Country(ctx, c)
}

// ask asks, unless the answer was given beforehand. The error is ErrDeclined for a no.
func (j *job) ask(ctx context.Context, kind QuestionKind, count int) error {
	if j.o.Yes {
		return nil
	}
	asked := time.Now()
	yes, err := j.talk.Ask(ctx, Question{Kind: kind, Count: count, Connection: j.conn})
	j.asked += time.Since(asked)
	if err == nil && !yes {
		err = ErrDeclined
	}
	return err
}
