package turns

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/importer"
	"github.com/leadferry/leadferry/internal/report"
)

// kept is the report of an import whose worker may die at any time: another one finds in the store what
// it needs to go on. It is an importer.Folder.
type kept struct {
	*report.Folder
	path  string
	store *parts
	signs *signs
	lease *lease
	ctx   context.Context // of the turn: a Folder is given none
	alike bool            // the journal begins with its parts: a torn end of them was put anew
}

// CreateJournal puts the rest of the report into the store, and begins the journal.
func (k *kept) CreateJournal() (importer.Journal, error) {
	files, err := k.store.ship(k.ctx, k.path, k.signs.files())
	if err != nil {
		return nil, err
	}
	k.signs.set(files)
	return k.journal(k.Folder.CreateJournal())
}

// OpenJournal goes on with the journal that was brought from the store.
func (k *kept) OpenJournal() (importer.Journal, error) { return k.journal(k.Folder.OpenJournal()) }

func (k *kept) journal(file importer.Journal, err error) (importer.Journal, error) {
	if err != nil {
		return nil, err
	}
	return &journal{file, k}, nil
}

// journal is a journal that stands in the store, too. It only grows.
type journal struct {
	importer.Journal
	kept *kept
}

// Sync returns when another worker would find all that was written before: it stands in the store, and the
// engine knows its parts. It tries until the lease is over.
func (j *journal) Sync() error {
	if err := j.Journal.Sync(); err != nil {
		return err
	}
	k := j.kept
	for {
		err := k.keep()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(500 * time.Millisecond):
		case <-k.ctx.Done():
			return fmt.Errorf("the journal does not stand in the store: %w", errors.Join(context.Cause(k.ctx), err))
		}
	}
}

// keep puts what the store lacks of the journal, and tells the engine.
func (k *kept) keep() error {
	files := k.signs.files()
	at := slices.IndexFunc(files, func(f lane.File) bool { return f.Name == importer.JournalFile })
	if at < 0 {
		at, files = len(files), append(files, lane.File{Name: importer.JournalFile})
	}
	put := k.store.shipFile
	if k.alike {
		put = k.store.append
	}
	all, err := put(k.ctx, filepath.Join(k.path, importer.JournalFile), files[at].Parts)
	if err != nil {
		return err
	}
	files[at].Parts, k.alike = all, true
	k.signs.set(files)
	return k.lease.renew(k.ctx)
}

// signs are the signs of life of an import. They are safe for concurrent use.
type signs struct {
	beat func(ctx context.Context, task []byte, details ...any) error
	task []byte

	giving sync.Mutex // one after the other: no older sign replaces a newer one
	mu     sync.Mutex // of the following
	last   lane.Sign
	cancel func() // may be nil
}

// give tells the engine how far the import is.
func (s *signs) give(ctx context.Context) error {
	s.giving.Lock()
	defer s.giving.Unlock()
	s.mu.Lock()
	sign, cancel := s.last, s.cancel
	s.mu.Unlock()
	err := s.beat(ctx, s.task, sign)
	if temporal.IsCanceledError(err) && cancel != nil { // and heard: the lease lasts until the import has ended
		cancel()
		return nil
	}
	return err
}

// whenCancelled says what to do when the engine wants the import to end.
func (s *signs) whenCancelled(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel = do
}

// files are those that count by now.
func (s *signs) files() []lane.File {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.last.Files)
}

func (s *signs) set(files []lane.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Files = files
}

func (s *signs) progress(done, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.Done, s.last.Rows = done, rows
}

func (s *signs) done() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last.Done
}

// quiet is the Talk of an import that nobody looks at: the answer was given when it was started.
type quiet struct{ signs *signs }

func (quiet) Show(importer.Event) {}

func (quiet) Ask(context.Context, importer.Question) (bool, error) { return true, nil }

func (q quiet) Progress(p importer.Progress) {
	if p.Rows > 0 {
		q.signs.progress(p.Done, p.Rows)
	}
}

// rowsOf reads how many rows ended how; nil if the import was cut off before its summary.
func rowsOf(summary string) (*lane.Rows, error) {
	text, err := os.ReadFile(summary)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows := new(lane.Rows)
	return rows, json.Unmarshal(text, rows)
}
