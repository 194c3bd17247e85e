// Package importer reads a sheet of leads and upserts every good row, in parallel and under the client's pacer, so that every row of the
// input is accounted for.
//
// It works in steps, so that its caller can show and ask between them:
//
//	Check   reads and checks the whole input; no request is made
//	Match   reads the bot's live leads, finds those that rows without a uuid mean, and checks again in their light
//	Open    notes in the journal what is sent and what is not
//	Send    sends, several rows at once, those of one lead in the order of the file
//
// and WriteResults and WriteRejects tell what became of every row, however the sending ended.
//
// A bad row is data; an error is the end of the run. The package opens no files, draws nothing and starts no goroutine that outlives a
// call.
package importer

import (
	"context"
	"io"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/lead"
	"github.com/leadferry/leadferry/sheet"
)

// Upserter writes a lead; *convertalk.Client is one. It is called by several goroutines at once.
type Upserter interface {
	Upsert(ctx context.Context, l lead.Lead) (convertalk.Answer, error)
}

// Input is the file to import.
type Input struct {
	Open        func() (io.ReadCloser, error) // from the beginning, as often as it is called
	Format      sheet.Format
	Compression sheet.Compression
	RawCells    bool          // cells have no formula guard
	Dialect     sheet.Dialect // as far as the user has chosen it; Check finds out the rest
	examined    bool
	Sheet       string // of a workbook, whose Open returns an io.ReaderAt and io.Seeker; "" = the first one with something in it
}

// hasLetters tells whether columns have letters in a spreadsheet.
func (in *Input) hasLetters() bool {
	return in.Format == sheet.CSV || in.Format == sheet.TSV || in.Format == sheet.XLSX
}

// Options says how rows are read and what is sent. BotID, Input and Sources are needed.
type Options struct {
	Input       Input
	BotID       string
	Assignments []string        // "Header=field", in front of what headers mean by themselves
	Sources     []Source        // what a row without a uuid is known by, in this order
	DialCode    string          // "+91", of phones that name no country; may be ""
	Wire        convertalk.Wire // as the Upserter has it
	Duplicates  Duplicates
	// DuplicatesChosen: the user wants Duplicates as it is, also for rows that look like several people with one e-mail or phone.
	DuplicatesChosen bool
	WillMatch        bool // Match may be called
	TagMode          TagMode
	Trusted          bool // the rows are the platform's own records: nothing in them is checked, nor put into another form
	Blanks           bool // blank cells clear what they may; this needs a plan
	// Assigned returns the uuid that an earlier run gave to a row without its own, "" for none; may be nil.
	Assigned  func(row int) string
	Workers   int
	MaxErrors Limit
	Progress  func(Progress) // called from any goroutine, one call at a time; may be nil; must not block for long
}

// Limit is how many rejected and failed rows are too many: more than Count; or more than Percent of all rows, or so many failed ones of those
// sent so far, each from a hundred rows on.
type Limit struct {
	Count   int
	Percent float64 // used where it is over 0
}

// exceeded tells whether bad rows of an input are too many.
func (l Limit) exceeded(bad, rows int) bool {
	if l.Percent > 0 {
		return l.passed(bad, rows)
	}
	return bad > l.Count
}

// passed tells whether a part is more than the percentage of a whole that is large enough for one to mean anything.
func (l Limit) passed(part, whole int) bool {
	const enough = 100 // rows
	return l.Percent > 0 && whole >= enough && float64(part)*100 > l.Percent*float64(whole)
}

// Progress is how far a run is.
type Progress struct {
	Rows     int // of the input, 0 while it is being read
	Read     int // rows checked so far
	Live     int // live leads read so far
	Done     int // rows with an outcome
	Rejected int
	Failed   int
}
