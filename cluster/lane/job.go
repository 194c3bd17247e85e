package lane

import (
	"time"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/ratelimit"
)

// Kind is what a job does.
type Kind string

// The kinds. A backup makes a snapshot of the profile's bot, an export a file of its leads, and an
// import brings the leads of a file into it.
const (
	BackupKind Kind = "backup"
	ExportKind Kind = "export"
	ImportKind Kind = "import"
)

// Job is what a lane is asked to do for one profile. It names everything and holds no secret: it stands in
// the history of the engine.
type Job struct {
	Kind        Kind     `json:"kind"`
	Profile     string   `json:"profile"`
	Export      *Export  `json:"export,omitempty"`     // of that kind
	Import      *Import  `json:"import,omitempty"`     // likewise
	Recipients  []string `json:"recipients,omitempty"` // who can read what is made, as age writes them; none = everyone
	AllowShrink bool     `json:"allowShrink,omitzero"` // see backup.Options
	AcceptEnd   bool     `json:"acceptEnd,omitzero"`   // see listing.Reader
	Timing      Timing   `json:"timing,omitzero"`
	// Keep says which snapshots stay when a new one is good; nil = all.
	Keep *backup.Policy `json:"keep,omitempty"`
}

// Timing says how the work is divided. What is zero is as in Usual.
type Timing struct {
	Turn      time.Duration `json:"turn,omitzero"`      // how long a turn reads
	Heartbeat time.Duration `json:"heartbeat,omitzero"` // after so long without a sign of life, another worker takes over
}

// LeastOfImport is the shortest heartbeat of an import. A lease ends after 0.8 of a heartbeat, and a
// write that is under way then may land up to 5 seconds later.
const LeastOfImport = 25 * time.Second

// Usual is the timing of jobs of a kind. An import has no turns.
func Usual(k Kind) Timing {
	if k == ImportKind {
		return Timing{Heartbeat: 30 * time.Second}
	}
	return Timing{Turn: 20 * time.Second, Heartbeat: 15 * time.Second}
}

// fill puts the usual timing in place of zero.
func (j *Job) fill() {
	usual := Usual(j.Kind)
	if j.Timing.Turn <= 0 {
		j.Timing.Turn = usual.Turn
	}
	if j.Timing.Heartbeat <= 0 {
		j.Timing.Heartbeat = usual.Heartbeat
	}
}

// IsLike reports whether two jobs do the same: one of them is enough.
func (j *Job) IsLike(other *Job) bool {
	return j.Kind == other.Kind && j.Profile == other.Profile && j.file() == other.file()
}

// file is what tells jobs of one kind and profile apart.
func (j *Job) file() string {
	switch {
	case j.Export != nil:
		return j.Export.File
	case j.Import != nil:
		return j.Import.Folder
	}
	return ""
}

// Run is a job under way, and what its turns have come to.
type Run struct {
	Job   Job       `json:"job"`
	Name  string    `json:"name"` // that no other run of any lane has
	Began time.Time `json:"began"`
	Turns int       `json:"turns"`
	Files []File    `json:"files,omitempty"` // the draft
	Done  bool      `json:"done,omitzero"`   // all is read and packed; what is left is to seal it
	Pages int       `json:"pages,omitzero"`
	Leads int       `json:"leads,omitzero"`
	// Until that time nothing is asked of the server, for the reason in Trouble.
	Until   time.Time `json:"until,omitzero"`
	Trouble string    `json:"trouble,omitzero"`
	// Failed says why an import ended before its end. Its report is still to be put into the store.
	Failed  string `json:"failed,omitzero"`
	Refused bool   `json:"refused,omitzero"` // the server, or the profile, refused it
}

// File is a file of a draft. It is made of parts, one after the other, which stand in the store. Only
// parts that are listed here count, whatever else stands there.
type File struct {
	Name  string `json:"name"`
	Parts []Part `json:"parts"`
}

// Part is a piece of a file.
type Part struct {
	Object string `json:"object"` // its name in the store
	Size   int64  `json:"size"`   // of the piece, not of the object
	SHA256 string `json:"sha256"` // of the piece
}

// Outcome is how a job ended.
type Outcome struct {
	Job      Job       `json:"job"`
	Began    time.Time `json:"began"`
	Ended    time.Time `json:"ended"`
	Turns    int       `json:"turns"`
	Snapshot string    `json:"snapshot,omitzero"` // its name
	File     string    `json:"file,omitzero"`     // in the store: of an export its file, of an import the folder of its report
	Leads    int       `json:"leads,omitzero"`
	Chats    int       `json:"chats,omitzero"`
	Rows     *Rows     `json:"rows,omitempty"`   // of an import
	Marks    []string  `json:"marks,omitempty"`  // why the snapshot, or the file, is not good
	Error    string    `json:"error,omitzero"`   // why there is none, or why an import ended before its end
	Removed  int       `json:"removed,omitzero"` // older snapshots
	Left     string    `json:"left,omitzero"`    // why parts, or older snapshots, were left in the store
}

// State is all that a lane knows. It answers the query Status, and is what the lane begins with when it
// continues as new.
type State struct {
	Waiting []Job           `json:"waiting,omitempty"`
	Now     *Run            `json:"now,omitempty"`
	Pace    ratelimit.State `json:"pace,omitzero"`
	Runs    int             `json:"runs,omitzero"`  // begun so far
	Drop    []string        `json:"drop,omitempty"` // folders of files that imports which were never begun would have read
	// Stopped says why the server, or the profile, refused the last job: somebody must mend that.
	Stopped string `json:"stopped,omitzero"`
	// Last is how the last jobs of each kind and profile ended, the newest last, and Good the last one
	// that made a good snapshot.
	Last []Outcome `json:"last,omitempty"`
	Good []Outcome `json:"good,omitempty"`
}

// Cancel asks a lane to give up the jobs of a profile, "" for all: the one under way and those that wait.
type Cancel struct {
	Profile string `json:"profile,omitzero"`
}

// concerns reports whether a job is meant.
func (c Cancel) concerns(j *Job) bool { return c.Profile == "" || c.Profile == j.Profile }
