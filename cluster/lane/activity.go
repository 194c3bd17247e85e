package lane

import (
	"time"

	"github.com/leadferry/leadferry/ratelimit"
)

// Queue is the engine's queue of tasks that all workers take from.
const Queue = "leadferry"

// The names by which the engine knows the workflow, its activities, its signals and its query.
const (
	Workflow      = "Lane"
	TurnName      = "Turn"
	SealName      = "Seal"
	DiscardName   = "Discard"
	PruneName     = "Prune"
	JobSignal     = "job"
	CancelSignal  = "cancel"
	StatusQuery   = "status"
	RefusedReason = "refused" // the type of an error that another attempt would not mend, nor another job
	FailedReason  = "failed"  // of one that another attempt would not mend
)

// TurnInput is what a turn begins with.
type TurnInput struct {
	Lane  string          `json:"lane"` // its ID
	Run   string          `json:"run"`  // the name of the run
	Job   Job             `json:"job"`
	Files []File          `json:"files,omitempty"`
	Pace  ratelimit.State `json:"pace,omitzero"`
}

// TurnResult is what a turn came to.
type TurnResult struct {
	Files   []File          `json:"files"`
	Pace    ratelimit.State `json:"pace,omitzero"`
	Done    bool            `json:"done,omitzero"`
	Pages   int             `json:"pages,omitzero"` // read so far
	Leads   int             `json:"leads,omitzero"`
	Until   time.Time       `json:"until,omitzero"` // the server wants nothing before that time
	Trouble string          `json:"trouble,omitzero"`
	Failed  string          `json:"failed,omitzero"`  // see Run
	Refused bool            `json:"refused,omitzero"` // likewise
}

// SealInput is a draft that is read and packed, or the report of an import.
type SealInput struct {
	Lane  string    `json:"lane"`
	Run   string    `json:"run"`
	Began time.Time `json:"began,omitzero"`
	Job   Job       `json:"job"`
	Files []File    `json:"files"`
}

// SealResult is what stands in the store. See Outcome.
type SealResult struct {
	Snapshot string   `json:"snapshot,omitzero"`
	File     string   `json:"file,omitzero"`
	Leads    int      `json:"leads"`
	Chats    int      `json:"chats"`
	Rows     *Rows    `json:"rows,omitempty"`
	Marks    []string `json:"marks,omitempty"`
}

// DiscardInput is a run whose parts are not needed any more.
type DiscardInput struct {
	Lane   string `json:"lane"`
	Run    string `json:"run,omitzero"`    // "" = there is none
	Folder string `json:"folder,omitzero"` // of the file that an import read
}
