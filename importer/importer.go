// Package importer is the import job: it reads a sheet of leads, plans what would change in the bot,
// asks, sends only that, and accounts for every row in a report. Import, Apply, Undo and Check
// are one call each and need no terminal: Talk shows and asks, Folder keeps the report.
//
// A row takes this way, through the rooms below from the bottom up:
//
//	check    reads it, checks its cells and finds out whom it means
//	live     holds the live leads that it is compared with
//	plan     reduces it to what it changes
//	send     sends it and may read it back
//	results  notes in the journal, and at the end in the report, what became of it
//	row      is the row itself and the file in which it waits between two of them
//
// A bad row is data; an error is the end of the run. The package draws nothing and starts no goroutine
// that outlives a call.
package importer

import (
	"context"
	"io"
	"os"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/importer/check"
	"github.com/leadferry/leadferry/importer/live"
	"github.com/leadferry/leadferry/importer/results"
	"github.com/leadferry/leadferry/importer/row"
	"github.com/leadferry/leadferry/importer/send"
	"github.com/leadferry/leadferry/importer/source"
)

// Options say what is imported and how.
type Options struct {
	Command string // of the summary: import, or backup restore
	Input   source.Input
	Path    string // of the input, from the root; "" if it has none
	Format  string // of the input, as the user gave it; "" if the name says it
	Rules   check.Rules
	Profile string // of the bot, which rows that name one must be of; "" for none

	PlanOnly        bool // make a plan and send nothing
	Blind           bool // send without reading the live leads: no plan, and no undo
	ReplaceLists    bool // a blind run may replace the tags, notes and attributes of leads
	Resume          bool // continue the run whose report the folder holds
	AllowUnverified bool // make leads even if the live leads are not proved to be all
	Yes             bool // do not ask
	Propose         bool // ask about columns and statuses that seem to mean something, though they do not say so
	Canary          int  // rows to send and read back first; 0 for none
	Verify          bool // read everything back at the end
	Sure            bool // see send.Sender
	Workers         int
	MaxErrors       send.Limit

	// Country asks for the country of phones that name none, as check.Options.Country; nil asks nothing. It
	// needs Propose.
	Country func(context.Context, *check.Countryless) (string, error)

	Temp func() (row.TempFile, error) // makes a temporary file, which the caller removes
	Next func(Way) string             // returns the command that takes a way on
}

// Connection is the bot to write to.
type Connection struct {
	Host, BotID string
	Upserter    send.Upserter
	Listing     live.Listing
	Stats       func() convertalk.Stats // may be nil
}

// The files of a report.
const (
	ResultsFile = "results.csv"
	RejectsFile = "rejects.csv"
	SummaryFile = "summary.json"
	PlanFile    = "plan.jsonl"
	TableFile   = "plan.csv" // the plan, for people
	MapFile     = "map.toml" // what the columns were taken for
	JournalFile = "journal"
)

// Folder keeps the report of one run.
type Folder interface {
	Path() string
	File(name string) string // its path
	// Write makes a file, whole or not at all.
	Write(name string, fill func(io.Writer) error) error
	// Beside makes a file for people whose name ends so, whole or not at all, beside the input if that
	// can be, and returns its path. It replaces no other file.
	Beside(ending string, fill func(io.Writer) error) (path string, err error)
	Read(name string) (*os.File, error)
	CreateJournal() (Journal, error)
	OpenJournal() (Journal, error) // to continue it
}

// Journal is the file of a journal; *os.File is one. When its Sync returns, what was written before
// survives the machine.
type Journal interface {
	results.File
	io.Closer
}

// Way is a way on after a run that ended early.
type Way uint8

// The ways.
const (
	ToResume   Way = iota
	ToRunAgain     // there is nothing to resume
	ToStartOver
	ToPlanAnew
	ToUndo      // what was sent
	ToAllowMore // rejected rows than MaxErrors
	ToSend      // what was only planned
)

// lead returns the words before the command.
func (w Way) lead() string {
	return [...]string{"resume with: ", "run it again with: ", "start over with: ", "plan again with: ", "or undo what was sent with: ", "or allow that many with: ", "send it with: "}[w]
}
