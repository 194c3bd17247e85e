package importer

import (
	"context"

	"github.com/leadferry/leadferry/columns"
	"github.com/leadferry/leadferry/sheet"
)

// Survey is what the check found. Rows = Ready + Unchanged + Rejected + Skipped.
type Survey struct {
	Fingerprint Fingerprint
	Reading     sheet.Reading
	Columns     []columns.Column
	Rows        int      // that are not blank
	Blank       int      // blank rows, passed over
	Notes       []string // what else is to be said about the file
	Ready       int      // rows that would be sent
	Rejected    int
	Skipped     int
	Unchanged   int // rows that the live leads have all of already

	Own     int // ready rows with a uuid of their own
	Matched int // ready rows that mean a live lead by e-mail or phone
	New     int // ready rows for which a uuid was made
	Unknown int // ready rows whose uuid no live lead has; only where Matching

	Matching bool // the live leads have been read
	Live     int  // how many there are

	Rejections, Skips, Warnings []Finding
}

// Survey returns what has been found so far.
func (b *Batch) Survey() Survey { return b.survey }

// settle finds the outcome of every row that is not sent, and counts.
func (b *Batch) settle(ctx context.Context) error {
	var rejections, skips Findings
	n := 0
	for it, err := range b.stage.items() {
		if err != nil {
			return err
		}
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch outcome, problems := b.verdict(it); outcome {
		case Rejected:
			b.survey.Rejected++
			for i := range problems {
				rejections.add(it.number, &problems[i])
			}
		case Unchanged:
			b.survey.Unchanged++
		case Skipped:
			b.survey.Skipped++
			for i := range problems {
				skips.add(it.number, &problems[i])
			}
		default:
			b.ready(it)
		}
	}
	b.survey.Rejections, b.survey.Skips = rejections.All(), skips.All()
	b.told = Progress{Rows: b.survey.Rows, Read: b.survey.Rows, Done: b.survey.Rejected + b.survey.Skipped + b.survey.Unchanged, Rejected: b.survey.Rejected}
	b.tell()
	return nil
}

func (b *Batch) ready(it *item) {
	b.survey.Ready++
	switch it.origin {
	case ownUUID:
		b.survey.Own++
	case matched:
		b.survey.Matched++
	default:
		b.survey.New++
	}
	if b.unknown(it) {
		b.survey.Unknown++
	}
}

// unknown tells whether a row would make a lead with a uuid that is new to the bot, as far as anybody can know.
func (b *Batch) unknown(it *item) bool {
	if b.planned {
		return !it.known
	}
	return it.origin == derived && !it.known || b.judge.live != nil && !it.known
}

// verdict is what becomes of a row without being sent: Rejected or Skipped and why, or NotAttempted where it can be sent.
func (b *Batch) verdict(it *item) (Outcome, []Problem) {
	if b.planned {
		return it.verdict()
	}
	if len(it.problems) > 0 {
		return Rejected, it.problems
	}
	if it.origin == noIdentity { // which has a problem, or else the judge has forgotten to say so
		return Rejected, []Problem{{Code: "no-identity", Text: "nothing tells whom this row means"}}
	}
	if it.isBlank() && !it.same && !b.opts.Blanks {
		return Skipped, []Problem{{Code: "nothing-to-write", Text: "no cell of this row would change anything"}}
	}
	outcome, p := b.groups.judge(it)
	if p == nil {
		return NotAttempted, nil
	}
	return outcome, []Problem{*p}
}

// verdict is the same of a planned row.
func (it *item) verdict() (Outcome, []Problem) {
	switch it.plan {
	case Created, Updated:
		return NotAttempted, nil
	case Unchanged:
		return Unchanged, []Problem{unchanged()}
	}
	return it.plan, it.problems
}

func unchanged() Problem { return Problem{Code: "unchanged", Text: "the bot has all of this already"} }
