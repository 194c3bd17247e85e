package web

import (
	"errors"
	"html/template"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

// phase is how far a work has come.
type phase string

const (
	reading  phase = "reading"  // the file is read and checked; of an export, the bot
	ready    phase = "ready"    // it was read: its columns can be given another meaning; of an export: to be read again
	planning phase = "planning" // the bot's leads are read
	asking   phase = "asking"   // the plan is there, and waits for a yes or no
	sending  phase = "sending"  // rows are sent
	ended    phase = "ended"    // for good
	stopped  phase = "stopped"  // with rows left, to be resumed
	fetched  phase = "fetched"  // of an export: its file was downloaded
)

// work is an import, from the file to its end, what takes an import back, or an export. Its job runs in a goroutine
// of its own; whoever watches is told of every change.
type work struct {
	ID        string
	Kind      string // import, undo, export or restore
	Bot       bot
	File      string // as the person calls it
	Of        *work  // an undo's: what it takes back
	folder    string // of this work alone; "" for an undo, whose report lies beside the import's
	backups   string // a restore's: where its snapshot is
	chosenFor string // the file of the work whose choices it began with, "" for none
	input     string // path of the uploaded file, of an export's, or of the report that an undo takes back

	mu       sync.Mutex
	phase    phase
	turn     int                // how often it took another turn: a page that shows an earlier one is to be loaded anew
	words    []string           // the choices, as the flags of a command line
	found    *found             // how the file was read, nil before
	plan     template.HTML      // what it would do
	warnings []string           // what a person must know before the yes
	count    int                // rows or leads that the question is about
	rest     bool               // which an earlier run left
	progress screen.Gauge       // of the job that runs
	pace     func() screen.Pace // of the server; nil before it is asked
	notes    []string           // what the job said meanwhile
	result   *result            // nil before the end
	failure  *failure           // why it goes no further
	report   string             // path of the folder
	answers  chan bool          // of the question
	cancel   func(error)        // stops the job, nil while none runs
	changed  chan struct{}      // closed at the next change
	begun    time.Time          // the job
	idle     sync.WaitGroup     // until the job has ended
}

// failure is an error for people, in words of the page.
type failure struct{ Text, Fix string }

func failed(err error) *failure {
	if errors.Is(err, syscall.ENOSPC) { // whichever of our own files it was
		return &failure{Text: "There is no room left on the disk.", Fix: "Free some space, and try again."}
	}
	return &failure{Text: plain(err.Error()), Fix: plain(problem.Remedy(err))}
}

// failed is an error of the work. Nobody needs to know where its file lies.
func (w *work) failed(err error) *failure {
	f := failed(err)
	if w.folder == "" {
		return f
	}
	for _, text := range []*string{&f.Text, &f.Fix} {
		*text = strings.NewReplacer(filepath.Join(w.folder, fileFolder)+string(filepath.Separator), "", w.folder+string(filepath.Separator), "").Replace(*text)
	}
	return f
}

// update changes the work and tells whoever watches.
func (w *work) update(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	phase, found := w.phase, w.found
	change()
	if w.phase != phase || w.found != found {
		w.turn++
	}
	close(w.changed)
	w.changed = make(chan struct{})
}

// reportPath is the path of the folder with the report, "" for none.
func (w *work) reportPath() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.report
}

// is reports whether the work is in one of the phases.
func (w *work) is(any ...phase) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Contains(any, w.phase)
}

// stopping ends a job that a person stops on the page.
type stopping struct{ problem.Interrupted }

func (*stopping) Error() string   { return "stopped on the page" }
func (s *stopping) Unwrap() error { return &s.Interrupted }
func (*stopping) Remedy() string  { return "" }
