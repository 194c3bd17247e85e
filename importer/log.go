package importer

import (
	"fmt"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/leadferry/leadferry/internal/journal"
	"github.com/leadferry/leadferry/lead"
)

// Header is the first line of a journal: what was imported, where to, and how, as far as it changes what is sent.
type Header struct {
	Journal     string   `json:"journal"` // "leadferry import"
	Version     int      `json:"version"`
	SHA256      string   `json:"sha256"` // of the input
	Size        int64    `json:"size"`
	Host        string   `json:"host"`
	BotID       string   `json:"botId"`
	Columns     []string `json:"columns"` // "Header=field" for every column that is written
	IDFrom      []string `json:"idFrom"`
	DialCode    string   `json:"dialCode"`
	Wire        string   `json:"wire"`
	OnDuplicate string   `json:"onDuplicate"`
	Matching    bool     `json:"matching"` // rows without a uuid were looked up among the live leads
	RawCells    bool     `json:"rawCells"`
	Blank       string   `json:"blank"`              // keep, or clear
	Tags        string   `json:"tags"`               // replace, add or remove
	Planned     bool     `json:"planned"`            // the plan lies beside the journal
	Encoding    string   `json:"encoding,omitzero"`  // "" for UTF-8
	Delimiter   string   `json:"delimiter,omitzero"` // "" for what the format's name says
}

// Log is the journal of an import, and the index to it: memory holds a few bytes for each row. It is safe for concurrent use.
type Log struct {
	journal  *journal.Journal
	assigned map[int]string // of a loaded journal: the uuids of rows without their own
	undone   bool           // what it did has been taken back, as far as that went
	opened   bool           // it was noted of every row whether it is sent
	base     Tally          // what was done before this run

	mu      sync.Mutex
	places  []int64   // where in the journal the last record of a row lies, by the row's number; 0 for none
	latest  []Outcome // by the row's number
	tally   Tally     // of the rows with an outcome
	scratch []byte
}

const (
	journalName    = "leadferry import"
	journalVersion = 1
	codeOpened     = "opened" // of the record behind those that Open writes
	codeUndone     = "undone" // of the record that an undo leaves
)

// Undone tells whether an undo has begun to take back what the log says.
func (l *Log) Undone() bool { return l.undone }

// MarkUndone notes that an undo begins, so that nobody goes on with this import.
func (l *Log) MarkUndone() error {
	if err := l.note(&record{Code: codeUndone}); err != nil {
		return err
	}
	return l.journal.Sync()
}

// Tally counts rows by their outcome.
type Tally [outcomes]int

// done returns how many rows have an outcome.
func (t Tally) done() int {
	return t.Stored() + t[Unchanged] + t[Skipped] + t[Rejected] + t[Failed]
}

// Stored returns how many rows were sent and are on the server.
func (t Tally) Stored() int { return t[Upserted] + t[Created] + t[Updated] }

// NewLog begins a journal in an empty file.
func NewLog(f journal.File, h Header) (*Log, error) {
	h.Journal, h.Version = journalName, journalVersion
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	j, err := journal.Create(f, head)
	if err != nil {
		return nil, fmt.Errorf("begin the journal: %w", err)
	}
	return &Log{journal: j}, nil
}

// Close returns when all is on the disk. It does not close the file.
func (l *Log) Close() error {
	if err := l.journal.Close(); err != nil {
		return fmt.Errorf("the journal: %w", err)
	}
	return nil
}

// Tally returns how many rows have which outcome so far.
func (l *Log) Tally() Tally {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tally
}

// expect makes room for rows up to a number at once: growing bit by bit, there would be two copies for a while.
func (l *Log) expect(row int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.places = append(make([]int64, 0, row+1), l.places...)
	l.latest = append(make([]Outcome, 0, row+1), l.latest...)
}

// note appends a record; with an outcome it is from then on the row's.
func (l *Log) note(r *record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.scratch = r.append(l.scratch[:0])
	place, err := l.journal.Append(l.scratch)
	if err != nil {
		return fmt.Errorf("the journal cannot be written: %w", err)
	}
	if r.Outcome == "" {
		return nil
	}
	outcome, err := parseOutcome(r.Outcome)
	if err != nil {
		return err
	}
	l.set(r.Row, place, outcome)
	return nil
}

// set remembers the outcome of a row and where its record lies. NotAttempted forgets what was.
func (l *Log) set(row int, place int64, outcome Outcome) {
	for len(l.places) <= row {
		l.places = append(l.places, 0)
		l.latest = append(l.latest, NotAttempted)
	}
	if before := l.latest[row]; before != NotAttempted {
		l.tally[before]--
	}
	l.places[row], l.latest[row] = place, outcome
	if outcome != NotAttempted {
		l.tally[outcome]++
	}
}

// latestOf returns the outcome of a row so far.
func (l *Log) latestOf(row int) Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	if row >= len(l.latest) {
		return NotAttempted
	}
	return l.latest[row]
}

// outcomeOf returns what became of a row; where nothing was noted, it was not attempted.
func (l *Log) outcomeOf(it *item) (record, error) {
	r, ok, err := l.outcome(it.number)
	if !ok && err == nil {
		r = record{Row: it.number, UUID: it.row.Base[lead.UUID], Outcome: NotAttempted.String()}
	}
	return r, err
}

// outcome returns what was noted last of a row; ok is false if nothing was.
func (l *Log) outcome(row int) (r record, ok bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if row >= len(l.places) || l.places[row] == 0 {
		return record{}, false, nil
	}
	text, err := l.journal.Read(l.places[row])
	if err != nil {
		return record{}, false, fmt.Errorf("read the journal back: %w", err)
	}
	r, err = parseRecord(text)
	return r, err == nil, err
}
